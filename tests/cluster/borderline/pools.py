"""Values at the borders of what the API server accepts, by the name of the field."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from imports.constraints import CONSTRAINTS

__all__ = ["KEYS", "pool"]

_NAMES: Final = (
    "", "a", "A", "-a", "a-", "a_b", "a.b", "a..b", ".a", "a/b", "..", "1", "1a", "a" * 63, "a" * 64, "a" * 253, "a" * 254, "ä", "a b", " a",
    f"{'a' * 63}.b", f"{'a' * 64}.b",
)  # fmt: skip
_PORT_NAMES: Final = ("", "http", "HTTP", "a" * 15, "a" * 16, "1", "1a", "a--b", "-a", "a-", "a_b", "a.b", "80")
_PATHS: Final = ("", "a", "/a", "..", "../a", "a/..", "a/../b", "/a/../b", ".", "./a", "a//b", "/", "a:b", "a" * 300, "..a", "a/..b", "/a/", "C:\\a")
_QUANTITIES: Final = (
    "0", "1", "-1", "1m", "0.5m", "1Ki", "1k", "1K", "1e3", "1E", "1.5Gi", "100000000000Gi", "1n", "1u", "0.1", "+1", "-0", "1e", ".5", "5.", "1gi",
    " 1", "", "1_000", "500mi", "1M", "1e-3", "0.0001", "0.001", "99999999999999999999", "1.0001Gi", "0m", 1, 0.5, 0, -1, "0x1", "1Gi ",
)  # fmt: skip
_ADDRESSES: Final = (
    "10.0.0.1", "10.0.0.256", "010.0.0.1", "::1", "::", "fe80::1%eth0", "1.2.3", "::ffff:1.2.3.4", "2001:db8:::1", "12345::", "", "a.example.org",
    "1:2:3:4:5:6:7:8:9", "2001:DB8::1", ":", "1::2::3", "10.0.0.1/32", "0.0.0.0", "127.0.0.1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
)  # fmt: skip
_RANGES: Final = ("10.0.0.0/8", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0", "2001:db8::/32", "2001:db8::1/32", "", "010.0.0.0/8", "::/0", "0.0.0.0/0")
_DOMAINS: Final = (
    "a.example.org", "*.example.org", "a_b.example.org", "A.example.org", "a", "10.0.0.1", "", "*", "a..b", "a.", f"{'a' * 64}.org", "*.*.org",
    "a.example.org:80", "1", f"{'a' * 63}.org", ".".join(["a" * 60] * 4), ".".join(["a" * 61] * 4) + ".aaaaaa", "ndots", "_a.b", "a-.b", "-a.b",
)  # fmt: skip
_VARIABLES: Final = ("A", "", "A=B", "1A", "a-b.c", "a b", "ä", "A$", " ", "a" * 300, ".", "..", "..a", "A/B", "A:B")
_IMAGES: Final = ("a", "", " a", "a ", "A:1", "a:1@sha256:b", "a b", "a" * 300, "registry.example.org:5000/a/b:1")
_NUMBERS: Final = (
    -1, 0, 1, 2, 3, 32, 63, 64, 99, 100, 101, 511, 512, 599, 600, 1800, 1801, 3600, 3601, 65535, 65536, 86400, 86401, 100000, 2**31 - 1, 2**31,
    2**32, 2**32 + 1, 2**63 - 1,
)  # fmt: skip
_PERCENTAGES: Final = (
    0, 1, -1, 2, 100, 101, "0%", "1%", "100%", "101%", "-1%", "25", "1.5%", "%", "", "a", "1", "0", "050%", "1000%", "99999", "2147483647", 2**31,
)  # fmt: skip
_WORDS: Final = (
    "", " ", "a", "A", "-a", "a_b", "a.b", "a/b", "/a", "ä", "a b", "$(A)", "a=b", "a:b", "0", "a" * 63, "a" * 64, "a" * 253, "a" * 254, "a" * 1025,
    "True", "true", "metadata.name", "Exists", "TCP", "tcp",
)  # fmt: skip
KEYS: Final = (
    "a", "A", "a/b", "a/b/c", "/b", "a/", "A.b/c", "a" * 63, "a" * 64, f"{'a' * 253}/b", f"{'.'.join(['a' * 62] * 4)}/b", "-a", "a_", "a_b", "",
    "example.org/a_B.c-d", "a b", "ä", "1", "a..b/c", "a.b", ".a", f"example.org/{'a' * 64}", "kubernetes.io/a", "cpu", "memory", "hugepages-2Mi",
    "hugepages-", "hugepages-a", "ephemeral-storage", "storage", "pods", "example.org/gpu", "kubernetes.io/gpu", "requests.cpu", "gpu", "CPU",
    "ca.crt", "..", ".", "...", "..a", "a=b", "A" * 253, "A" * 254,
)  # fmt: skip
"""Keys of maps: labels, annotations, resources, variables and data."""

_BY_NAME: Final[Sequence[tuple[str, Sequence[Any]]]] = (
    (r"(cpu|memory|ephemeral-?[sS]torage|storage|sizeLimit|scratchSizeLimit|size|divisor|averageValue|hugepages-.*|example\.org/gpu)", _QUANTITIES),
    (r"(ip|hostIP|nameservers|loadBalancerIP|clusterIP|externalIPs|podIP)", _ADDRESSES),
    (r"(cidr|sourceRanges|loadBalancerSourceRanges|except)", _RANGES),
    (r"(host|hostnames|hosts|searches|externalName|hostname|subdomain)", (*_DOMAINS, *_ADDRESSES)),
    (r"(mountPath|subPath|subPathExpr|path|localhostProfile|devicePath|workingDir|terminationMessagePath)", _PATHS),
    (r"(maxSurge|maxUnavailable|minAvailable)", _PERCENTAGES),
    (r"(port|targetPort|containerPort|hostPort|nodePort|number)", (*_NUMBERS, *_PORT_NAMES)),
    (r"(image|reference)", _IMAGES),
    (r"(prefix)", _VARIABLES),
    (r"(key|topologyKey|matchLabelKeys)", KEYS),
    (r"(name|secretName|claimName|storageClassName|volumeName|priorityClass.*|runtimeClass.*|ingressClass.*|class|serviceAccountName|namespace.*)",
     (*_NAMES, *_PORT_NAMES, *_VARIABLES)),
    (r"(apiGroup|apiVersion)", ("", "v1", "apps/v1", "a/b/c", "example.org", "snapshot.storage.k8s.io", "A", "/v1")),
    (r"(values|value)", _WORDS),
)  # fmt: skip


@cache
def _of_constraints() -> Mapping[str, tuple[Any, ...]]:
    """The examples of the constraints by the name of their field, whatever the type."""
    result: dict[str, list[Any]] = {}
    for constraint in CONSTRAINTS:
        name = constraint.field.removesuffix("[]")
        if name:
            result.setdefault(name, []).extend((*constraint.good, *constraint.bad))
        else:
            for example in (*constraint.good, *constraint.bad):
                for field, value in example.items() if isinstance(example, dict) else ():
                    if value is not None:
                        result.setdefault(field, []).append(value)
    return {name: tuple(values) for name, values in result.items()}


@cache
def pool(name: str) -> tuple[Any, ...]:
    """Values for a field."""
    specific = next((values for pattern, values in _BY_NAME if re.fullmatch(pattern, name)), ())
    return (*specific, *_of_constraints().get(name, ()))


def generic(value: Any) -> Sequence[Any]:
    """Values of the type of a value."""
    if isinstance(value, bool):
        return (not value,)
    return _NUMBERS if isinstance(value, int | float) else _WORDS
