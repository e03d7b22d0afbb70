"""The adoption of a release as its page says it: the import, the check, and the scripts that adopt and go back."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from portkey_constructs import load
from portkey_constructs.helm.compare.rendering import helm_program
from tests.cluster.binaries import program
from tests.cluster.environments import Object
from tests.cluster.helm_cases import Case
from tests.cluster.helm_release import RELEASE, Release

__all__ = ["AdoptedRelease", "variables"]


class AdoptedRelease:
    """A release that the commands of this library take over; `folder` holds the configuration, the scripts and the backup.

    `live` says that the pods run: then `verify` is part of the script, and everything takes as long as pods need.
    """

    def __init__(self, release: Release, case: Case, folder: Path, *, live: bool = False) -> None:
        self.release, self.case, self.folder, self._live = release, case, folder, live
        self._programs = folder / "bin"
        self._programs.mkdir()
        (self._programs / "kubectl").symlink_to(program("kubectl"))
        (self._programs / "helm").symlink_to(helm_program())
        command = self._programs / "portkey-constructs"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m portkey_constructs.cli "$@"\n', encoding="utf-8")
        command.chmod(0o755)

    def configure(self) -> None:
        """Imports the values, and answers the questions that the import leaves open."""
        values = [str(path) for path in self.release.values]
        chart = "gateway" if self.case.chart == "gateway" else "app"
        options = [
            "--chart",
            chart,
            "--release",
            RELEASE,
            "--namespace",
            self.release.namespace,
            "--adopt",
            "--output",
            str(self.folder / "imported"),
        ]
        self._run("import-values", *values, *options)
        config = yaml.safe_load((self.folder / "imported" / "portkey.yaml").read_text("utf-8"))
        self._write({**config, **self._answers(config)})

    def create_missing_secrets(self) -> None:
        """Creates the Secrets and keys that the pods need and that the release lacks."""
        for secret in load(self._file).resolve().required_secrets:
            self._complete(secret.name, [key.name for key in secret.keys])

    def check(self) -> Mapping[str, Any]:
        """What `adopt check` says; it must not fail."""
        answer = self._run("adopt", "check", "-f", self._file, "--kubeconfig", str(self.release.cluster.kubeconfig), "--format", "json", check=False)
        assert answer.returncode in (0, 3, 4), answer.stderr
        result: dict[str, Any] = json.loads(answer.stdout)
        assert result["exitStatus"] == answer.returncode
        return result

    def rendered(self) -> list[Object]:
        """The manifests of the configuration."""
        folder = self.folder / "rendered"
        self._run("render", "-f", self._file, "-o", str(folder))
        return [manifest for path in sorted(folder.rglob("*.yaml")) for manifest in yaml.safe_load_all(path.read_text("utf-8")) if manifest]

    def adopt(self, *options: str) -> str:
        """Runs the script of `adopt script`."""
        return self._script("adopt.sh", *options)

    def undo(self) -> str:
        """Runs the script of `adopt script --undo`."""
        return self._script("undo.sh", "--undo")

    @property
    def _file(self) -> str:
        return str(self.folder / "portkey.yaml")

    def _answers(self, config: Mapping[str, Any]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        auth = config.get("auth", {})
        if auth.get("kind") == "none":
            answers["auth"] = {**auth, "allowPublic": True}
        elif auth.get("kind") == "oidc" and "issuer" not in auth:
            answers["auth"] = {**auth, "issuer": "https://login.example.org"}
        return {**answers, **self.case.answers}

    def _write(self, config: Mapping[str, Any]) -> None:
        Path(self._file).write_text(yaml.safe_dump(dict(config), sort_keys=False), encoding="utf-8")

    def _complete(self, name: str, keys: list[str]) -> None:
        namespace = self.release.namespace
        exists = self.release.cluster.kubectl("get", "secret", name, f"--namespace={namespace}", "--ignore-not-found", "--output=json").stdout
        data = json.loads(exists).get("data") or {} if exists else {}
        missing = {key: "c0nf1dent1al" for key in keys if key not in data}
        if exists and missing:
            patch = json.dumps({"stringData": missing})
            self.release.cluster.kubectl("patch", "secret", name, f"--namespace={namespace}", "--field-manager=tests", f"--patch={patch}")
        elif missing:
            secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}, "stringData": missing}
            self.release.cluster.apply([secret])

    def _script(self, name: str, *options: str) -> str:
        path = self.folder / name
        self._run("adopt", "script", "-f", self._file, "--kubeconfig", str(self.release.cluster.kubeconfig), *options, "-o", str(path))
        process = self._process("sh", str(path))
        assert process.returncode == 0, f"{name} ended with {process.returncode}:\n{process.stdout}\n{process.stderr}"
        return process.stdout

    def _run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        process = self._process(str(self._programs / "portkey-constructs"), *arguments)
        assert not check or process.returncode == 0, f"{arguments} ended with {process.returncode}:\n{process.stdout}\n{process.stderr}"
        return process

    def _process(self, *command: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: os.environ[name] for name in ("PYTHONPATH", "JSII_NODE", "PORTKEY_CACHE") if name in os.environ}
        # The played pods answer nothing, so there is nothing to verify.
        limits = {"TIMEOUT": "300s"} if self._live else {"VERIFY": "no", "TIMEOUT": "60s", "DRAIN": "1", "LOSE_DATA": "yes"}
        environment = {**inherited, "PATH": f"{self._programs}:{os.defpath}", "HOME": str(self.folder), **limits}
        seconds = 900 if self._live else 600
        return subprocess.run(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
        )


def variables(manifest: Object) -> Iterator[tuple[str, str]]:
    """The variables of a workload, each with its container."""
    for container in manifest["spec"]["template"]["spec"]["containers"]:
        yield from ((container["name"], variable["name"]) for variable in container.get("env", ()))
