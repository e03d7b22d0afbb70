"""An environment of `dist/`, applied unchanged to a cluster whose pods run."""

import base64
import json
import os
import re
import secrets
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from tests.cluster.control_plane import WAIT_LIMIT
from tests.cluster.environments import Environment, Object, claimed, pods
from tests.cluster.processes import until
from tests.cluster.readiness import settled
from tests.pods.cage import LAN
from tests.pods.cluster import PATIENT, PodCluster
from tests.pods.images import PROVIDER, local_name
from tests.pods.ingress import expose
from tests.pods.traffic import Answer, Target, connect, send

__all__ = ["APPS", "Deployment", "provider"]

APPS: Final = Path(__file__).resolve().parents[2] / "apps"
_COMPONENT: Final = "app.kubernetes.io/component"


class Deployment:
    """The environment in the cluster."""

    def __init__(self, cluster: PodCluster, environment: Environment) -> None:
        self.cluster, self.environment = cluster, environment
        self.namespace = environment.namespace
        self.hosts: list[str] = []
        self.entrance = LAN
        """The address at which clients outside find the exposures."""
        self.trust: ssl.SSLContext | None = None
        """The trust of clients outside, where the exposures have certificates."""
        self.seconds = 0.0

    def apply(self) -> None:
        """Applies all of it at once, and waits until everything is ready."""
        images = sorted({container["image"] for _, template in pods(self.environment.objects) for container in template["spec"]["containers"]})
        for node in self.cluster.nodes:
            node.provide(images)
        self.cluster.local_volumes(claimed(self.environment.objects), self.cluster.nodes[0])
        self.cluster.apply(provider())
        self._secrets()
        begun = time.monotonic()
        self.cluster.kubectl("apply", "--recursive", f"--filename={self.environment.folder}")
        left = settled(self.cluster, self.namespace, 240)
        self.seconds = time.monotonic() - begun
        assert left == [], "\n".join([*left, *self.logs()])
        self._expose()

    def _expose(self) -> None:
        """Serves the exposures for clients outside."""
        self.hosts = expose(self.cluster, self.namespace)
        if any(ingress["spec"].get("tls") for ingress in self.environment.of("Ingress")):
            self.trust = ssl.create_default_context(cafile=str(self.cluster.credentials.authority))

    @property
    def file(self) -> Path:
        """The configuration that the environment is rendered from."""
        return APPS / f"{self.environment.name.replace('-', '_')}.yaml"

    def program(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the program of the package."""
        return subprocess.run(
            [sys.executable, "-m", "portkey_constructs.cli", *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env={"PATH": os.defpath, "HOME": str(self.cluster.folder), "PYTHONPATH": str(APPS.parent)},
        )

    def _secrets(self) -> None:
        """Creates the Secrets that the environment expects to exist, from what `secrets` prints."""
        manifests = [it for it in yaml.safe_load_all(self.program("secrets", "--file", str(self.file), "--format", "manifest").stdout) if it]
        if not manifests:
            return
        for namespace in self.environment.of("Namespace"):
            self.cluster.kubectl("apply", "--filename=-", input=json.dumps(namespace))
        certificate = {"tls.crt": self.cluster.credentials.certificate.read_text(), "tls.key": self.cluster.credentials.key.read_text()}
        for manifest in manifests:
            values = {
                key: certificate.get(key) or re.sub("<[^>]*>", lambda _: secrets.token_hex(8), text) for key, text in manifest["stringData"].items()
            }
            for key, text in manifest["stringData"].items():
                if url := re.fullmatch("<(redis://:)PASSWORD(@[^,]+), .*>", text):
                    values[key] = url[1] + values["redis_password"] + url[2]
            self.cluster.kubectl("create", "--filename=-", input=json.dumps({**manifest, "stringData": values}))

    def logs(self) -> Iterator[str]:
        """The end of what each container that is not ready has printed."""
        for pod in self.cluster.get("pods", f"--namespace={self.namespace}"):
            for status in pod["status"].get("containerStatuses", ()):
                if not status["ready"]:
                    name = pod["metadata"]["name"]
                    for previous in ("", "--previous"):
                        arguments = ["logs", name, f"--namespace={self.namespace}", "--tail=15", *([previous] if previous else [])]
                        process = self.cluster.kubectl(*arguments, check=False)
                        yield f"{name} {previous}: {process.stdout}{process.stderr}"

    @cached_property
    def services(self) -> dict[str, tuple[str, int]]:
        """Address and first port of the Service of each component, and of the provider."""
        found = {}
        for service in self.cluster.get("services", "--all-namespaces"):
            metadata, spec = service["metadata"], service["spec"]
            if metadata["namespace"] in (self.namespace, "models") and spec["clusterIP"] != "None":
                component = metadata.get("labels", {}).get(_COMPONENT, metadata["name"])
                found[component] = (spec["clusterIP"], spec["ports"][0]["port"])
        return found

    def running(self, component: str = "") -> list[Object]:
        """The pods that are not on their way out, without those of Jobs."""
        selector = f"{_COMPONENT}={component}" if component else f"{_COMPONENT}!=migration"
        found = self.cluster.get("pods", f"--namespace={self.namespace}", f"--selector={selector}")
        return [pod for pod in found if not pod["metadata"].get("deletionTimestamp")]

    def components(self) -> list[str]:
        """The components that have running pods."""
        return sorted({pod["metadata"]["labels"][_COMPONENT] for pod in self.running()})

    def shell(self, pod: Object | str, script: str, *, check: bool = True) -> str:
        """Runs a script in a pod, and returns what it prints."""
        name = pod if isinstance(pod, str) else pod["metadata"]["name"]
        return self.cluster.kubectl("exec", name, f"--namespace={self.namespace}", "--", "/bin/bash", "-c", script, check=check).stdout

    def secret(self, name: str) -> dict[str, str]:
        """The values of a Secret."""
        (secret,) = self.cluster.get(f"secret/{name}", f"--namespace={self.namespace}")
        return {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}

    def verify(self, *arguments: str) -> dict[str, Any]:
        """The report of `verify`."""
        process = self.program("verify", "--file", str(self.file), "--kubeconfig", str(self.cluster.kubeconfig), "--format", "json", *arguments)
        assert process.stdout, process.stderr
        report: dict[str, Any] = json.loads(process.stdout)
        return report

    def ask(self, component: str, path: str, method: str = "GET", body: bytes = b"", timeout: float = 20) -> Answer:
        """Sends a request to the Service of a component."""
        address, port = self.services[component]
        return send(Target(component, address, port, path, method, body), timeout)

    def outside(self, host: str, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Target:
        """A request from outside, through the exposure."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        port = 443 if self.trust else 80
        return Target(f"{host}{path.partition('?')[0]}", self.entrance, port, path, method, body, {"Host": host, **names}, self.trust)

    def completion(self, host: str, prefix: str, *, stream: bool = False, **wishes: float) -> Target:
        """A chat completion of the provider, through the gateway."""
        body = {"model": "test", "stream": stream, "messages": [{"role": "user", "content": json.dumps(wishes)}]}
        return self.outside(
            host,
            f"{prefix}/v1/chat/completions",
            "POST",
            json.dumps(body).encode(),
            content_type="application/json",
            authorization="Bearer key",
            x_portkey_provider="openai",
            x_portkey_custom_host=f"http://{PROVIDER}:8080/v1",
        )

    def pieces(self, target: Target) -> list[float]:
        """When each piece of a streamed answer arrived, in seconds."""
        with closing(connect(target)) as connection:
            connection.request(target.method, target.path, target.body or None, dict(target.headers))
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            times = []
            while answer.read1(1 << 16):
                times.append(time.monotonic())
        return times

    def kill(self, program: str) -> None:
        """Ends the processes of a program in the containers by force."""
        killed = 0
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if (
                    entry.name.isdigit()
                    and (entry / "comm").read_text().strip() == program[:15]
                    and self.cluster.cage.cgroup in (entry / "cgroup").read_text()
                ):
                    os.kill(int(entry.name), signal.SIGKILL)
                    killed += 1
        assert killed, f"no process {program} runs in the pods"

    def ready(self, seconds: float = 120) -> None:
        """Waits until every workload is ready."""
        left = settled(self.cluster, self.namespace, seconds)
        assert left == [], "\n".join([*left, *self.logs()])

    def restart(self, kind: str, *components: str) -> None:
        """Restarts the deployments or statefulsets of components, and waits until the new pods are ready."""
        names = [f"{kind}/portkey-{component}" for component in components]
        self.cluster.kubectl("rollout", "restart", *names, f"--namespace={self.namespace}")
        for name in names:
            self.cluster.kubectl("rollout", "status", name, f"--namespace={self.namespace}", WAIT_LIMIT)

    def reaches_stores(self) -> bool:
        """Whether the backend reaches all stores; a node may lead requests to an old pod for some seconds after a restart."""
        return until(lambda: self.ask("backend", "/stores").status == 200, 30, 0.5)

    def gone(self, names: Iterable[str], seconds: float) -> bool:
        """Waits until pods are gone."""
        expected = set(names)

        def none() -> bool:
            return not expected & {pod["metadata"]["name"] for pod in self.cluster.get("pods", f"--namespace={self.namespace}")}

        return until(none, seconds, 2)


def provider() -> list[Object]:
    """A model provider in a namespace of its own."""
    name, namespace = PROVIDER.split(".")[:2]
    labels = {"app": name}
    container = {
        "name": name,
        "image": local_name(name),
        "imagePullPolicy": "Never",
        "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}, **PATIENT},
    }
    metadata = {"name": name, "namespace": namespace}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"selector": {"matchLabels": labels}, "template": template}},
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": labels, "ports": [{"port": 8080}]}},
    ]
