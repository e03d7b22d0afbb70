"""Constraints of host aliases, rollouts, and the claims of stores."""

from typing import Any, Final

from imports.constraint import IP, ITEMS, Constraint, Syntax, absent, at_least, has, one_of, syntax, when

__all__ = ["WORKLOAD_CONSTRAINTS"]

_LABEL: Final = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SNAPSHOT: Final = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot"}


def _pods(type: str, field: str, *, least: int, most: int = 0) -> Constraint:
    """A number of pods or a percentage of them; `most` is the highest percentage, and 0 stands for no limit."""
    percentage = rf"0*(100|[1-9][0-9]|{'[0-9]' if least == 0 else '[1-9]'})%" if most else "[0-9]+%"
    limit = f" of at most {most}%" if most else ""
    return Constraint(
        type,
        field,
        {"anyOf": [{"type": "integer", "minimum": least, "maximum": 2**31 - 1}, {"type": "string", "pattern": f"^{percentage}$"}]},
        f"a number of pods from {least}, or a percentage{limit} such as 25%",
        (least + 1, "25%"),
        ("a", "25", -1, *(["101%"] if most else []), *([0, "0%"] if least else [])),
    )


_NONE: Final[dict[str, Any]] = {"enum": [0, "0%"]}

WORKLOAD_CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    syntax("HostAlias", "ip", IP),
    syntax(
        "HostAlias",
        f"hostnames{ITEMS}",
        Syntax(
            rf"^{_LABEL}(\.{_LABEL})*$", "a host name of lowercase letters, digits, hyphens and dots", ("a", "a.b-c"), ("", "A", "a_b", "*.a"), 253
        ),
    ),
    Constraint(
        "Lifecycle",
        "",
        absent("stopSignal"),
        "no stopSignal, which the API server drops",
        ({"preStop": {"sleep": {"seconds": 5}}},),
        ({"stopSignal": "SIGUSR1"},),
        True,
    ),
    # Rollouts.
    one_of("DeploymentStrategy", "type", "", "RollingUpdate", "Recreate"),
    when(
        "DeploymentStrategy",
        has("type", "Recreate"),
        absent("rollingUpdate"),
        "no rollingUpdate, because the type is Recreate",
        ({"type": "Recreate"},),
        ({"type": "Recreate", "rollingUpdate": {"maxSurge": 1}},),
    ),
    _pods("RollingUpdateDeployment", "maxSurge", least=0),
    _pods("RollingUpdateDeployment", "maxUnavailable", least=0, most=100),
    Constraint(
        "RollingUpdateDeployment",
        "",
        {"not": {"properties": {"maxSurge": _NONE, "maxUnavailable": _NONE}, "required": ["maxSurge", "maxUnavailable"]}},
        "maxSurge or maxUnavailable above 0, because a rollout cannot begin otherwise",
        ({"maxSurge": 1, "maxUnavailable": 0}, {"maxSurge": "0%", "maxUnavailable": "10%"}),
        ({"maxSurge": 0, "maxUnavailable": 0}, {"maxSurge": "0%", "maxUnavailable": 0}),
    ),
    one_of("StatefulSetUpdateStrategy", "type", "RollingUpdate", "OnDelete"),
    when(
        "StatefulSetUpdateStrategy",
        has("type", "OnDelete"),
        absent("rollingUpdate"),
        "no rollingUpdate, because the type is OnDelete",
        ({"type": "OnDelete"},),
        ({"type": "OnDelete", "rollingUpdate": {"partition": 0}},),
    ),
    at_least("RollingUpdateStatefulSetStrategy", "partition", 0),
    _pods("RollingUpdateStatefulSetStrategy", "maxUnavailable", least=1, most=100),
    # The API server drops a source of another kind without a message when it creates the claim.
    Constraint(
        "TypedLocalObjectReference.claim",
        "",
        {
            "anyOf": [
                {"properties": {"kind": {"enum": ["PersistentVolumeClaim"]}}, "not": {"required": ["apiGroup"]}},
                {"properties": {name: {"enum": [value]} for name, value in _SNAPSHOT.items()}, "required": ["apiGroup"]},
            ]
        },
        "kind PersistentVolumeClaim without apiGroup, or kind VolumeSnapshot of apiGroup snapshot.storage.k8s.io",
        ({"kind": "PersistentVolumeClaim"}, _SNAPSHOT),
        ({"apiGroup": "populate.example.org", "kind": "Backup"},),
        True,
    ),
)
"""What the API server checks in host aliases, rollouts and the claims of stores."""
