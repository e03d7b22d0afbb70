"""What one component's rendered objects say: its container, the files and variables that it gets, its probes."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portkey_constructs.config import PortkeyConfig

QUICKSTART: Mapping[str, Any] = {
    "profile": "development",
    "image_pull": {"username": "me", "password": "registry-password"},
    "client_auth": "license-from-portkey",
    "auth": {"kind": "none"},
    "exposure": {"frontend": {"kind": "ingress", "host": "portkey.example.org"}},
}


def configuration(**settings: Any) -> PortkeyConfig:
    """A development platform with everything in the cluster, and these settings."""
    return PortkeyConfig(**{**QUICKSTART, **settings})


@dataclass(frozen=True)
class Rendered:
    """The objects of a platform, seen from one component's workload."""

    config: PortkeyConfig
    component: str

    @cached_property
    def objects(self) -> dict[tuple[str, str], Any]:
        manifests: list[Any] = [staged.manifest for staged in self.config.resolve().objects()]
        return {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in manifests}

    @cached_property
    def workload(self) -> Any:
        """The workload, which may have the prefix of a Helm release."""
        kinds = ("Deployment", "StatefulSet")
        return next(manifest for (kind, name), manifest in self.objects.items() if kind in kinds and name.endswith(f"-{self.component}"))

    @property
    def pod(self) -> Any:
        return self.workload["spec"]["template"]["spec"]

    @property
    def container(self) -> Any:
        return next(container for container in self.pod["containers"] if container["name"] == self.component)

    @property
    def claims(self) -> set[str]:
        """Names of the volumes that outlive the pod."""
        return {claim["metadata"]["name"] for claim in self.workload["spec"].get("volumeClaimTemplates", ())}

    def config_map(self, volume: str) -> dict[str, str] | None:
        """The files of a volume that comes from a ConfigMap."""
        source: Any = next((candidate for candidate in self.pod.get("volumes", ()) if candidate["name"] == volume), {})
        if "configMap" not in source:
            return None
        data: dict[str, str] = self.objects["ConfigMap", source["configMap"]["name"]]["data"]
        return data

    @cached_property
    def environment(self) -> dict[str, str]:
        """The container's variables, with the values that its Secrets hold."""
        return {variable["name"]: self._value(variable) for variable in self.container.get("env", ())}

    def _value(self, variable: Any) -> str:
        if "value" in variable:
            return str(variable["value"])
        reference = variable["valueFrom"]["secretKeyRef"]
        secret = self.objects["Secret", reference["name"]]
        text: Mapping[str, str] = secret.get("stringData", {})
        return text[reference["key"]] if reference["key"] in text else base64.b64decode(secret["data"][reference["key"]]).decode()

    @property
    def command(self) -> list[str]:
        return [self._expanded(word) for word in self.container.get("command", ())]

    @property
    def args(self) -> list[str]:
        return [self._expanded(word) for word in self.container.get("args", ())]

    def _expanded(self, word: str) -> str:
        """A word of a command as the kubelet hands it over: `$(NAME)` is a variable, `$$` a dollar."""

        def replaced(match: re.Match[str]) -> str:
            if match[0] == "$$":
                return "$"
            return self.environment.get(match[1], match[0])

        return re.sub(r"\$\$|\$\(([^()]*)\)", replaced, word)

    def port(self, named: str | int) -> int:
        """A container port by its name or number."""
        return named if isinstance(named, int) else next(int(port["containerPort"]) for port in self.container["ports"] if port["name"] == named)
