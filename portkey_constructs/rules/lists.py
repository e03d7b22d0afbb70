"""Rules about lists whose items must differ, because Kubernetes or the cloud identifies each item by its value."""

from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.configured_texts import configured_texts
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.setting_patterns import matches

__all__: list[str] = []

_UNIQUE: Final = ("imagePull.names", "**.subnets")


@rule(
    "PK-LIST-001",
    title="a list contains an item twice",
    cause="Kubernetes and the clouds identify the items of these lists by their values. The API server refuses workloads that name an image pull "
    "Secret twice, and AWS refuses a load balancer with a subnet twice.",
    fix="Remove the repetition.",
    settings=_UNIQUE,
    example=Example("imagePull: {kind: existing, names: [pull, pull]}\n", "imagePull: {kind: existing, names: [pull]}\n"),
)
def repeated_item(platform: Platform) -> Findings:
    first: dict[tuple[str, str], str] = {}
    for path, text, _ in configured_texts(platform):
        setting, _, index = path.rpartition(".")
        if index.isdigit() and any(matches(pattern, setting) for pattern in _UNIQUE):
            earlier = first.setdefault((setting, str(text)), path)
            if earlier != path:
                yield Finding(path, f"is {text}, as is {earlier}")


@rule(
    "PK-LIST-002",
    title="two mounts have the same path",
    cause="A container has one mount at a path, and Kubernetes identifies mounts by it.",
    fix="Choose another mountPath, or remove one of the mounts.",
    settings=("**.volumeMounts",),
    example=Example(
        "gateway: {volumes: [{name: a, emptyDir: {}}], volumeMounts: [{name: a, mountPath: /a}, {name: a, mountPath: /a/, subPath: b}]}\n",
        "gateway: {volumes: [{name: a, emptyDir: {}}], volumeMounts: [{name: a, mountPath: /a}, {name: a, mountPath: /b, subPath: b}]}\n",
    ),
)
def repeated_mount(platform: Platform) -> Findings:
    for component in platform.components.values():
        first: dict[str, int] = {}
        for index, mount in enumerate(component.settings.volume_mounts):
            folder = mount["mountPath"].rstrip("/")
            if first.setdefault(folder, index) != index:
                path = f"{component.path}.volumeMounts"
                yield Finding(f"{path}.{index}.mountPath", f"is {mount['mountPath']}, the path of {path}.{first[folder]} too")
