"""The rule about what the API server checks between the containers and the volumes of a pod."""

from typing import Any, Final

from portkey_constructs.config.object_checks import pod_problems
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, migration_sidecars
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_SETTINGS: Final = {"containers": "sidecars", "initContainers": "initContainers"}
_FIELDS: Final = frozenset(("volumeDevices", "ports"))
"""The fields that no other rule compares."""
_SIDECARS: Final = "sidecars: [{name: a, image: busybox, ports: [{containerPort: 80, hostPort: 8080}]}, {name: b, image: busybox, ports: "


@rule(
    "PK-WORKLOAD-010",
    title="a port of the node or a device that a container cannot have",
    cause="The API server refuses a pod in which two containers use one port of the node, or in which a device is no volume of the pod with a claim.",
    fix="Choose another hostPort; or add the volume to volumes, with persistentVolumeClaim or ephemeral.",
    settings=(*ADDED_CONTAINERS, "**.ports", "**.volumes"),
    example=Example(
        f"gateway: {{{_SIDECARS}[{{containerPort: 81, hostPort: 8080}}]}}]}}\n",
        f"gateway: {{{_SIDECARS}[{{containerPort: 81, hostPort: 8081}}]}}]}}\n",
    ),
)
def containers_exclude_each_other(platform: Platform) -> Findings:
    for component in platform.components.values():
        settings = component.settings
        if settings.sidecars or settings.init_containers or settings.ports:
            main = {"name": component.component, "ports": settings.ports}
            pod = {"containers": (main, *settings.sidecars), "initContainers": settings.init_containers, "volumes": settings.volumes}
            yield from _findings(component.path, pod)
    if sidecars := migration_sidecars(platform):
        volumes = platform.backend.settings.volumes if platform.backend else ()
        yield from _findings("migration", {"containers": ({}, *(container for _, container in sidecars)), "volumes": volumes})


def _findings(path: str, pod: dict[str, Any]) -> Findings:
    for place, expected in pod_problems(pod):
        if _FIELDS.intersection(place):
            field, index, *rest = place
            if field == "containers" and index == 0:
                parts = (path, *rest)
            else:
                parts = (path, _SETTINGS[str(field)], int(index) - (field == "containers"), *rest)
            yield Finding(".".join(map(str, parts)), "is not possible in this pod", expected)
