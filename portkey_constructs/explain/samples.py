"""Values that a setting takes, to see what comes of them: asked of its type, from a pool of all forms."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from portkey_constructs.config.introspection import inner, kinds
from portkey_constructs.explain.accepted import accepted, shape
from portkey_constructs.explain.tree import maps

__all__ = ["samples"]

_POOL: Final[tuple[Any, ...]] = (
    *("one.example.org", "two.example.org", "sample-one", "sample-two", "sample", "example"),
    *("https://one.example.org", "https://two.example.org", "111122223333", "444455556666", "100m", "200m", "1Gi", "2Gi"),
    *("eu-west-1", "us-west-2", "10.0.0.0/8", "192.168.0.0/16", "/one", "/two", "25%", "50%", "10m", "20m", 3, 4, 9443, 9543),
    *("arn:aws:iam::111122223333:role/one", "arn:aws:iam::111122223333:role/two"),
    *("arn:aws:acm:eu-west-1:111122223333:certificate/one", "arn:aws:acm:eu-west-1:111122223333:certificate/two"),
    *("arn:aws:kms:eu-west-1:111122223333:key/one", "arn:aws:kms:eu-west-1:111122223333:key/two"),
    *("0f1e2d3c-0000-4000-8000-000000000001", "0f1e2d3c-0000-4000-8000-000000000002"),
    *("gateway@acme-platform.iam.gserviceaccount.com", "backend@acme-platform.iam.gserviceaccount.com"),
    *("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08", "subnet-0123456789abcdef0", "subnet-0fedcba9876543210"),
    *(f"sha256:{'0' * 64}", f"sha256:{'1' * 64}"),
)
_SHAPES: Final[Mapping[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "Affinity": ({"nodeAffinity": {}}, {"podAffinity": {}}),
    "Container": ({"name": "one", "image": "busybox"}, {"name": "two", "image": "busybox"}),
    "SecurityContext": ({"runAsUser": 1000}, {"runAsUser": 1001}),
    "PodDNSConfig": ({"nameservers": ["10.0.0.10"]}, {"nameservers": ["10.0.0.11"]}),
    "PodSecurityContext": ({"fsGroup": 1000}, {"fsGroup": 1001}),
    "Probe": ({"tcpSocket": {"port": 1}}, {"tcpSocket": {"port": 2}}),
    "HorizontalPodAutoscalerBehavior": ({"scaleUp": {"stabilizationWindowSeconds": 1}}, {"scaleUp": {"stabilizationWindowSeconds": 2}}),
    "Toleration": ({"key": "one", "operator": "Exists"}, {"key": "two", "operator": "Exists"}),
    "TopologySpreadConstraint": (
        {"maxSkew": 1, "topologyKey": "one", "whenUnsatisfiable": "DoNotSchedule"},
        {"maxSkew": 1, "topologyKey": "two", "whenUnsatisfiable": "DoNotSchedule"},
    ),
    "Volume": ({"name": "one", "emptyDir": {}}, {"name": "two", "emptyDir": {}}),
    "VolumeMount": ({"name": "tmp", "mountPath": "/one"}, {"name": "tmp", "mountPath": "/two"}),
}


@cache
def samples(annotation: Any) -> tuple[Any, ...]:
    """At least two values of a type in YAML's spelling, of a choice all of them, of a map its kinds.

    Raises:
        LookupError: the pool has no two values for it.
    """
    bare = inner(annotation)
    if get_origin(bare) is Literal:
        return get_args(bare)
    if isinstance(bare, type) and issubclass(bare, Enum):
        return tuple(one.value for one in bare)
    if bare is bool:
        return (True, False)
    if fragment := shape(annotation):
        return _SHAPES[fragment]
    if get_origin(bare) is tuple:
        return tuple([one] for one in samples(get_args(bare)[0]))
    if get_origin(bare) is Mapping and get_args(bare)[1] is not Any:
        keys, values = (samples(one) for one in get_args(bare))
        return tuple({keys[0]: value} for value in values)
    if models := maps(bare):
        return tuple({"kind": kind} if kind else {} for model in models for kind in kinds(model) or ("",))
    return _from_pool(annotation)


def _from_pool(annotation: Any) -> tuple[Any, ...]:
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    named = [re.sub(r"[,;:]$", "", word) for word in re.findall(r"such as (\S+)", accepted(annotation))]
    found: dict[Any, Any] = {}
    for candidate in (*named, *_POOL):
        try:
            value = adapter.validate_python(candidate)
        except ValidationError:
            continue
        found.setdefault(value, candidate)
        if len(found) == 2:
            return tuple(found.values())
    raise LookupError(f"no two values are known that are {accepted(annotation)}")
