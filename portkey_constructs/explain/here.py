"""What a name comes to in one configuration, asked of the rendered objects and of the Secrets that they need."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.explain.components import ComponentPage
from portkey_constructs.explain.environment import PUT_TOGETHER, KeyPage, VariablePage, key_called
from portkey_constructs.explain.facts import MIGRATION
from portkey_constructs.explain.objects import KindPage, ObjectPage
from portkey_constructs.explain.secrets import SecretPage
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.platform import platform
from portkey_constructs.manifests.required import FILLED_BY, RequiredSecret, required_secrets
from portkey_constructs.manifests.secrets import DOCKER_CONFIG
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.files import secret_file
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.values import values

__all__ = ["HerePage", "by_default_names", "here"]

_NO_USE: Final = "nothing: this configuration has no use for it"
_HIDDEN: Final = "a value of your own env, which is not shown"
_LONGEST: Final = 200
_Rows = Iterator[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class HerePage:
    """What a name comes to in a configuration, row by row; never a secret value."""

    name: str
    meaning: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def here(config: PortkeyConfig, page: object) -> HerePage | None:
    """What a page is about, in this configuration; None for what is the same in all.

    Raises:
        ConfigurationError: the AWS companion makes what is needed, and has not told yet where it is.
    """
    match page:
        case VariablePage():
            return _page(page.name, page.purpose, _variable(config, page.name))
        case KeyPage():
            return _page(page.place, page.purpose, _key(config, key_called(page.name)))
        case SecretPage():
            return _page(page.name, page.meaning, _secret(config, page))
        case ComponentPage():
            return _page(page.name, page.meaning, _component(config, page.name))
        case ObjectPage():
            return _page(f"{page.kind}/{page.name}", page.meaning, _object(config, page.kind, page.name))
        case KindPage():
            names = [name for kind, name in _objects(config) if kind == page.kind]
            return HerePage(page.kind, page.meaning, (("objects", tuple(names) or (_NO_USE,)),))
    return None


def by_default_names(config: PortkeyConfig, name: str) -> str:
    """A name as it would be if the prefix were the default one, as pages have it."""
    return name.replace(f"{config.name}-", "portkey-") if config.name != "portkey" else name


def _page(name: str, meaning: str, rows: _Rows) -> HerePage:
    return HerePage(name, meaning, tuple((label, tuple(said)) for label, said in rows if said))


def _variable(config: PortkeyConfig, name: str) -> _Rows:
    """The containers that have it, together where they have it alike."""
    ways: dict[tuple[str, ...], list[str]] = {}
    for component, container, variable in _containers(config):
        if variable["name"] == name:
            told = tuple(_told(config, component, variable))
            ways.setdefault(told, []).append(component if component in (container, MIGRATION) else f"{component} ({container})")
    if not ways:
        yield "is", [_NO_USE]
    for told, components in ways.items():
        yield "in", [", ".join(dict.fromkeys(components))]
        yield "has", list(told)


def _told(config: PortkeyConfig, component: str, variable: Mapping[str, Any]) -> Iterator[str]:
    """What a container's variable has."""
    source = variable.get("valueFrom", {})
    if reference := source.get("secretKeyRef"):
        yield f"from Secret {reference['name']}, key {reference['key']}"
        yield from _origin(config, reference["name"], reference["key"])
    elif source:
        kind, said = next(iter(source.items()))
        yield f"from {kind.removesuffix('Ref')} {said.get('name', '')} {said.get('key', said.get('fieldPath', ''))}".replace("  ", " ").rstrip()
    elif (found := _mounted(config, variable["value"])) is not None:
        yield f"the file {variable['value']}"
        yield from _origin(config, Names(config).secret(found.group), found.key)
    else:
        own = any(one.name == variable["name"] and one.source == variable["value"] for one in _ours(config, component))
        held = next((one.source for one in _ours(config, component) if one.name == variable["name"] and isinstance(one.source, SecretKey)), None)
        ours = own or (held is not None and values(config).get(held) == variable["value"])
        yield f"the value {_cut(variable['value'])}" if ours and variable["value"] else "the empty value" if ours else _HIDDEN


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."


def _ours(config: PortkeyConfig, component: str) -> Sequence[Any]:
    return environment(config, "backend" if component == MIGRATION else component)


def _mounted(config: PortkeyConfig, value: str) -> SecretKey | None:
    """The key whose file a value names."""
    names = Names(config)
    return next((one for one in values(config) if secret_file(names.word(one.group), one.key) == value), None)


def _origin(config: PortkeyConfig, name: str, key: str) -> Iterator[str]:
    """Who fills a key of a Secret, and from what."""
    required = _required(config).get(name)
    if required is None:
        ours = any(kind == "Secret" and called == name for kind, called in _objects(config))
        yield "which is among the objects, made from values of this configuration" if ours else "which must exist: something of your own makes it"
    else:
        yield _filled(config, required, key)


def _filled(config: PortkeyConfig, required: RequiredSecret, key: str) -> str:
    if required.source == "existing":
        return "which must exist: you make it"
    part = next((made_of.key for made, made_of in PUT_TOGETHER.items() if made.key == key), key)
    found = {one.name: one.property for one in required.keys}
    named = found.get(key) or found.get(part) or key
    entry = f"entry {Names.flat_entry(required.entry, named)}" if required.flat else f"property {named} of entry {required.entry}"
    together = "put together" if key not in found and part in found else "filled"
    return f"which is {together} by {FILLED_BY[required.source]} from {entry}"


def _key(config: PortkeyConfig, one: SecretKey) -> _Rows:
    made = next((whole for whole, part in PUT_TOGETHER.items() if part is one), one)
    known, name = values(config), Names(config).secret(one.group)
    apart = made is not one and not isinstance(secret_source(config, one.group), ExternalSecrets)
    if made not in known or apart:
        yield "is", [f"nothing: {name} has {made.key} alone here, the whole of it" if apart and made in known else _NO_USE]
        return
    readers = [component for component, _, variable in _containers(config) if _refers(config, variable, name, made)]
    plain = [component for component, _, variable in _containers(config) if _plainly(config, component, variable, made)]
    required = _required(config).get(name)
    if readers or (required and one.sensitive):
        yield "Secret", [f"{name}, key {_held_as(made)}", *_origin(config, name, made.key)]
        yield "read by", [", ".join(dict.fromkeys(readers or [reader for said in required.keys for reader in said.readers] if required else readers))]
    if plain:
        value = known[made]
        yield "value", [f"{_cut(str(value)) or '(empty)'}, in {', '.join(dict.fromkeys(plain))}"]
    if one.group is SecretGroup.REGISTRY and not required:
        yield "Secret", [f"{name}, key {_held_as(one)}", *_origin(config, name, one.key)]
        yield "read by", ["the nodes"]
    elif not readers and not plain and not required:
        yield "is", [_NO_USE]


def _held_as(key: SecretKey) -> str:
    """The key of the Secret that holds it: the registry's are two parts of one document."""
    return DOCKER_CONFIG if key.group is SecretGroup.REGISTRY else key.key


def _refers(config: PortkeyConfig, variable: Mapping[str, Any], name: str, key: SecretKey) -> bool:
    reference = variable.get("valueFrom", {}).get("secretKeyRef", {})
    return (reference.get("name"), reference.get("key")) == (name, key.key) or _mounted(config, variable.get("value", "")) is key


def _plainly(config: PortkeyConfig, component: str, variable: Mapping[str, Any], key: SecretKey) -> bool:
    """Whether a variable stands for a key and has its value as it is."""
    stands = any(one.name == variable["name"] and one.source is key for one in _ours(config, component))
    value = values(config)[key]
    return stands and isinstance(value, str) and variable.get("value") == value


def _secret(config: PortkeyConfig, page: SecretPage) -> _Rows:
    group = key_called(page.keys[0].name).group
    name = Names(config).secret(group)
    required = _required(config).get(name)
    ours = next((manifest for (kind, called), manifest in _objects(config).items() if kind == "Secret" and called == name), None)
    if required:
        yield "is", [f"Secret {name}, {_filled(config, required, required.keys[0].name)}" if len(required.keys) == 1 else _of_all(name, required)]
        yield "keys", [f"{one.name}: {one.purpose} ({', '.join(one.readers)})" for one in required.keys]
    elif ours:
        yield "is", [f"Secret {name}, which is among the objects, made from values of this configuration"]
        yield "keys", [", ".join(cast(Mapping[str, str], ours.get("stringData", {})))]
    else:
        yield "is", [_NO_USE]


def _of_all(name: str, required: RequiredSecret) -> str:
    if required.source == "existing":
        return f"Secret {name}, which must exist: you make it"
    where = f"entries {required.entry}-..." if required.flat else f"entry {required.entry}"
    return f"Secret {name}, which is filled by {FILLED_BY[required.source]} from {where}"


def _component(config: PortkeyConfig, name: str) -> _Rows:
    made = {one: manifest for one, manifest in _objects(config).items() if manifest["metadata"].get("labels", {}).get(COMPONENT) == name}
    controllers = [manifest for (kind, _), manifest in made.items() if kind in WORKLOAD_KINDS]
    if not controllers:
        yield "runs", ["not here"]
        return
    scaled = next((manifest["spec"] for (kind, _), manifest in made.items() if kind == "HorizontalPodAutoscaler"), None)
    for controller in controllers:
        spec = controller["spec"]
        yield "image", [one["image"] for one in spec["template"]["spec"]["containers"]]
        yield "pods", [f"{scaled['minReplicas']} to {scaled['maxReplicas']}, by load" if scaled else str(spec.get("replicas", 1))]
        yield "runs as", [f"service account {spec['template']['spec']['serviceAccountName']}"]
    yield "objects", [", ".join(f"{kind} {called}" for kind, called in made)]
    read: dict[str, list[str]] = {}
    for component, _, variable in _containers(config):
        reference = variable.get("valueFrom", {}).get("secretKeyRef")
        if component == name and reference and reference["key"] not in read.setdefault(reference["name"], []):
            read[reference["name"]].append(reference["key"])
    yield "reads", [f"Secret {secret}: {', '.join(keys)}; {next(iter(_origin(config, secret, keys[0])))}" for secret, keys in read.items()]


def _object(config: PortkeyConfig, kind: str, name: str) -> _Rows:
    called = f"{config.name}{name.removeprefix('portkey')}"
    found = [one for one in _objects(config) if one[0] == kind and (one[1] == called or (kind == "Job" and one[1].startswith(called)))]
    yield "is", [f"{one[0]} {one[1]} in namespace {config.namespace}" for one in found] or [_NO_USE]


@once
def _required(config: PortkeyConfig) -> dict[str, RequiredSecret]:
    """The Secrets that must be there or be filled, by name."""
    return {one.name: one for one in required_secrets(config) if one.kind == "Secret"}


@once
def _objects(config: PortkeyConfig) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Every object as it is rendered."""
    return {(manifest["kind"], str(manifest["metadata"]["name"])): manifest for _, manifest in platform(config)}


@once
def _containers(config: PortkeyConfig) -> tuple[tuple[str, str, Mapping[str, Any]], ...]:
    """Every variable of every container, with the component and the container that have it."""
    found: list[tuple[str, str, Mapping[str, Any]]] = []
    for manifest in _objects(config).values():
        spec = manifest.get("spec", {}).get("template", {}).get("spec", {}) if isinstance(manifest.get("spec"), Mapping) else {}
        for container in (*spec.get("initContainers", ()), *spec.get("containers", ())):
            component = str(manifest["metadata"]["labels"][COMPONENT])
            found += [(component, str(container["name"]), variable) for variable in container.get("env", ())]
    return tuple(found)
