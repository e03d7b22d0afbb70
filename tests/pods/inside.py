"""What a container sees of itself."""

import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from tests.cluster.environments import Object
from tests.pods.deployment import Deployment

__all__ = ["Confinement", "addresses", "confinement", "unreachable"]

_SCRIPT = """
status() { while read -r name values; do [ "$name" = "$1:" ] && echo "$1 $values"; done </proc/1/status; }
for name in Uid Gid CapEff CapBnd NoNewPrivs Seccomp; do status "$name"; done
if (: >/probe) 2>/dev/null; then echo "write yes"; rm -f /probe; else echo "write no"; fi
if [ -e /var/run/secrets/kubernetes.io/serviceaccount ]; then echo "token yes"; else echo "token no"; fi
echo "memory $(cat /sys/fs/cgroup/memory/memory.limit_in_bytes)"
echo "quota $(cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us)"
"""
_UNITS = {"Mi": 1 << 20, "Gi": 1 << 30}


@dataclass(frozen=True)
class Confinement:
    """What the first process of a container may do, and the limits of its container."""

    user: int
    group: int
    capabilities: int
    new_privileges: bool
    seccomp_filter: bool
    writes_root: bool
    token: bool
    memory: int
    cpu: int
    """Microseconds of CPU time in each tenth of a second."""

    @classmethod
    def expected(cls, pod: Object) -> Self:
        """What the manifest asks for; users that it leaves to the image are root in the images of the tests."""
        spec = pod["spec"]
        (container,) = spec["containers"]
        own, limits = container["securityContext"], container["resources"]["limits"]
        shared: dict[str, Any] = spec.get("securityContext", {})
        seccomp = own.get("seccompProfile", shared.get("seccompProfile", {}))
        return cls(
            own.get("runAsUser", shared.get("runAsUser", 0)),
            own.get("runAsGroup", shared.get("runAsGroup", 0)),
            0 if own["capabilities"] == {"drop": ["ALL"]} else -1,
            own["allowPrivilegeEscalation"],
            seccomp.get("type") == "RuntimeDefault",
            not own.get("readOnlyRootFilesystem", False),
            spec.get("automountServiceAccountToken") is not False,
            _bytes(limits["memory"]),
            _cpu(limits["cpu"]),
        )


def confinement(deployment: Deployment, pod: Object) -> Confinement:
    """What the container of a pod sees."""
    seen = dict(line.split(maxsplit=1) for line in deployment.shell(pod, _SCRIPT).splitlines())
    return Confinement(
        int(seen["Uid"].split()[1]),
        int(seen["Gid"].split()[1]),
        int(seen["CapEff"], 16) | int(seen["CapBnd"], 16),
        seen["NoNewPrivs"] == "0",
        seen["Seccomp"] == "2",
        seen["write"] == "yes",
        seen["token"] == "yes",
        int(seen["memory"]),
        int(seen["quota"]),
    )


def addresses(deployment: Deployment, pod: Object) -> set[tuple[str, int]]:
    """Every host and port in the environment of a pod's first process: URLs, and a host beside each of its ports."""
    printed = deployment.shell(pod, "tr '\\0' '\\n' </proc/1/environ")
    variables = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
    found = set()
    for name, value in variables.items():
        if name.startswith("KUBERNETES_"):
            continue
        if re.match(r"[a-z]+://", value):
            parts = urlsplit(value)
            assert parts.hostname
            found.add((parts.hostname, parts.port or {"http": 80, "https": 443, "redis": 6379, "rediss": 6379}[parts.scheme]))
        elif name.endswith(("_HOST", "_STORE_ENDPOINT")):
            prefix = name.removesuffix("_HOST").removesuffix("_ENDPOINT")
            found |= {(value, int(variables[port])) for port in (f"{prefix}_PORT", f"{prefix}_NATIVE_PORT") if port in variables}
    return found


def unreachable(deployment: Deployment, pod: Object, named: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """The addresses to which no connection can be made from a pod."""
    script = "".join(f"timeout 5 bash -c '</dev/tcp/{host}/{port}' 2>/dev/null && echo {host} {port}\n" for host, port in sorted(named))
    return named - {(host, int(port)) for host, port in (line.split() for line in deployment.shell(pod, f"{script}true").splitlines())}


def _bytes(text: str) -> int:
    return int(text[:-2]) * _UNITS[text[-2:]]


def _cpu(text: str) -> int:
    return int(text[:-1]) * 100 if text.endswith("m") else int(text) * 100_000
