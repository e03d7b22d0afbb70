"""A platform whose configuration a test changes step by step, as an operator does."""

import json
import secrets
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.environments import Environment
from tests.pods.cluster import PodCluster
from tests.pods.deployment import Deployment

__all__ = ["Configured"]


class Configured(Deployment):
    """The manifests that the commands of the package render from `portkey.yaml` in `folder`."""

    def __init__(self, cluster: PodCluster, folder: Path, config: dict[str, Any]) -> None:
        self.cluster, self.folder, self.config = cluster, folder, config
        self.write()
        super().__init__(cluster, Environment("configured", folder / "dist"))

    @property
    def file(self) -> Path:
        """The configuration."""
        return self.folder / "portkey.yaml"

    def write(self) -> None:
        """Writes and renders the configuration."""
        self.file.write_text(yaml.safe_dump(self.config, sort_keys=False))
        self._run("render", "--file", str(self.file), "--output", str(self.folder / "dist"))

    def plan(self) -> dict[str, Any]:
        """What `plan` says about the configuration, compared with the manifests of the last step."""
        self.file.write_text(yaml.safe_dump(self.config, sort_keys=False))
        report = self.program("plan", "--file", str(self.file), "--against", str(self.folder / "dist"), "--format", "json")
        assert report.stdout, report.stderr
        result: dict[str, Any] = json.loads(report.stdout)
        return result

    def step(self) -> None:
        """Renders and applies the configuration, and waits until everything is ready and `verify` finds no problem."""
        self.write()
        for node in self.cluster.nodes:
            node.provide(self.images())
        self.cluster.kubectl("apply", "--recursive", f"--filename={self.environment.folder}")
        self.ready()
        report = self.verify("--wait", "2m")
        assert [finding for finding in report["findings"] if finding["status"] != "ok"] == []

    def images(self) -> list[str]:
        """The images of the manifests that are rendered now."""
        manifests = [it for path in self.environment.folder.rglob("*.yaml") for it in yaml.safe_load_all(path.read_text()) if it]
        templates = [it["spec"]["template"]["spec"] for it in manifests if "template" in it.get("spec", {})]
        return sorted({container["image"] for template in templates for container in template["containers"]})

    def pods(self) -> dict[str, set[str]]:
        """The ids of the pods of each component."""
        pods: dict[str, set[str]] = {}
        for pod in self.running():
            pods.setdefault(pod["metadata"]["labels"]["app.kubernetes.io/component"], set()).add(pod["metadata"]["uid"])
        return pods

    def patch_secret(self, name: str, **values: str) -> None:
        """Changes values of a Secret."""
        patch = json.dumps({"stringData": values})
        self.cluster.kubectl("patch", "secret", name, f"--namespace={self.namespace}", "--type=merge", f"--patch={patch}")

    def redis_url(self, password: str) -> str:
        """The URL of Redis in the cluster."""
        return f"redis://:{password}@portkey-redis.{self.namespace}.svc.cluster.local:6379"

    def _secrets(self) -> None:
        super()._secrets()
        password = secrets.token_hex(8)
        self.patch_secret("portkey-redis", redis_password=password, redis_connection_url=self.redis_url(password))

    def _run(self, *arguments: str) -> None:
        process = self.program(*arguments)
        assert process.returncode == 0, process.stderr
