"""Pages about Kubernetes objects (by kind and default name), components and ports."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.config.workload import Image
from portkey_constructs.explain.effects import Effects, effects_of
from portkey_constructs.explain.tree import tree
from portkey_constructs.kubernetes.registry import KINDS, PLATFORM_KINDS
from portkey_constructs.loading.field_docs import meanings
from portkey_constructs.platform.components import FORMER_CLICKHOUSE, SERVICE_NAMES, STORE_NAMES, stage_of_component
from portkey_constructs.platform.images import source_image
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort
from portkey_constructs.platform.secret_keys import SECRET_KEYS
from portkey_constructs.platform.variables import VARIABLES

__all__ = [
    "COMPONENTS",
    "ComponentPage",
    "KindPage",
    "ObjectPage",
    "PortPage",
    "component",
    "kind",
    "kind_named",
    "objects",
    "port_named",
    "ports",
]

COMPONENTS: Final = (*SERVICE_NAMES, *STORE_NAMES, "migration")
_OPTIONAL_PORTS: Final = (("gateway", MCP_PORT, "gateway.mcp"), *(("clickhouse", port, "clickhouse.https") for port in CLICKHOUSE_TLS_PORTS))
_KINDS_OF_SECRETS: Final = {"Secret": "inline", "ExternalSecret": "externalSecrets", "SecretProviderClass": "secretsStoreCsi"}


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """Everything about an object."""

    kind: str
    name: str
    """The default name; for the migration Job, without the digest."""
    purpose: str
    component: str
    """The component; empty for an object of the whole platform."""
    stage: str
    rendered_by: tuple[str, ...]
    """The settings that decide whether the object is rendered, with their conditions: `gateway.replicas (2 or more)`."""
    settings: tuple[str, ...]
    """The settings that change fields of the object."""

    def called(self, names: Names) -> str:
        """The name in a platform; an adopted release names the objects of a component itself."""
        if self.kind == "Namespace":
            return names.namespace
        own = f"portkey-{self.component}"
        if self.component and self.name.startswith(own):
            return f"{names.component(self.component)}{self.name.removeprefix(own)}"
        return f"{names.prefix}{self.name.removeprefix('portkey')}"


@dataclass(frozen=True, slots=True)
class KindPage:
    """Everything about a kind of objects."""

    kind: str
    api_version: str
    purpose: str
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortPage:
    """Everything about a port of a container."""

    name: str
    component: str
    container: int
    service: int
    """Default port of the Service."""
    setting: str
    """The setting that changes the port of the Service; empty if there is none."""
    condition: str
    """The setting that opens the port; empty if the port is always open."""


@dataclass(frozen=True, slots=True)
class ComponentPage:
    """Everything about a component: a service, a store in the cluster, or the migration."""

    name: str
    meaning: str
    image: str
    """The default image."""
    ports: tuple[str, ...]
    variables: tuple[str, ...]
    secrets: tuple[str, ...]
    """Default names of the Secrets that the component may read."""
    objects: tuple[str, ...]
    setting: str


@cache
def objects() -> tuple[ObjectPage, ...]:
    """Every object in the declared effects, and every Secret, with default names."""
    declared: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for path in tree():
        effects = effects_of(path) if not path.endswith(".kind") else Effects()
        for effect in effects.objects:
            if effect.kind in KINDS and effect.name != "*":
                rendered_by, changed_by = declared.setdefault((effect.kind, _default_name(effect.name)), ({}, {}))
                condition = f" ({effect.condition})" if effect.condition else ""
                (changed_by if effect.fields else rendered_by)[path if effect.fields else f"{path}{condition}"] = None
    for group in SecretGroup:
        for name, source in _KINDS_OF_SECRETS.items():
            if not (name == "SecretProviderClass" and group is SecretGroup.REGISTRY):
                rendered_by, _ = declared.setdefault((name, f"portkey-{group.suffix}"), ({}, {}))
                rendered_by.update(dict.fromkeys((f"secrets ({source})", f"secretOverrides ({source})")))
    declared[("ClusterSecretStore", "portkey")] = ({"secrets.clusterWide": None}, {})
    declared.setdefault(("SecretStore", "portkey"), ({}, {}))[0]["secrets (externalSecrets)"] = None
    return tuple(_object(kind, name, tuple(rendered), tuple(changed)) for (kind, name), (rendered, changed) in sorted(declared.items()))


def kind(name: str) -> KindPage:
    """The page of a kind; raises `KeyError` for an unknown kind."""
    registered = KINDS[name]
    return KindPage(name, registered.api_version, registered.purpose, tuple(page.name for page in objects() if page.kind == name))


def kind_named(name: str) -> str:
    """The kind for a singular, plural or short name as kubectl accepts it, in any case; empty if unknown."""
    lower = name.lower()
    return next((item.kind for item in PLATFORM_KINDS if lower in (item.kind.lower(), item.plural, *item.short_names)), "")


def ports() -> tuple[PortPage, ...]:
    """Every port."""
    return tuple(_ports())


def port_named(name: str) -> PortPage | None:
    """The port with this name; None if there is none."""
    return next((page for page in ports() if page.name == name), None)


def component(name: str) -> ComponentPage:
    """The page of a component; raises `KeyError` for an unknown component."""
    image = "backend" if name == "migration" else name
    rows = [row for row in VARIABLES if image in row.readers or (image == "clickhouse" and FORMER_CLICKHOUSE in row.readers)]
    if name == "migration":
        rows = [row for row in rows if not row.serving_only]
    groups = {row.key.group.default for row in rows if row.key}
    return ComponentPage(
        name,
        meanings(PortkeyConfig)[name],
        source_image(image, Image(), None),
        tuple(page.name for page in ports() if page.component == name),
        tuple(sorted({row.name for row in rows})),
        tuple(
            f"portkey-{group.suffix}"
            for group in SecretGroup
            if group in groups and any(key.sensitive for key in SECRET_KEYS if key.group.default is group)
        ),
        tuple(f"{page.kind} {page.name}" for page in objects() if page.component == name and page.kind not in _KINDS_OF_SECRETS),
        name,
    )


def _default_name(name: str) -> str:
    return name.replace("{name}", "portkey").replace("{namespace}", "portkey")


def _object(kind: str, name: str, rendered_by: tuple[str, ...], settings: tuple[str, ...]) -> ObjectPage:
    owner = _component(kind, name)
    stage = KINDS[kind].stage or stage_of_component(owner or name.removeprefix("portkey-"))
    return ObjectPage(kind, name, KINDS[kind].purpose, owner, str(stage), rendered_by, settings)


def _component(kind: str, name: str) -> str:
    part = name.removeprefix("portkey-").removesuffix("-public").removesuffix("-headless")
    return "" if kind in _KINDS_OF_SECRETS or part not in (*COMPONENTS, "mcp") else "gateway" if part == "mcp" else part


def _ports() -> Iterator[PortPage]:
    for owner, named in PORTS.items():
        for port in named:
            setting = f"{owner}.service.port" if port is named[0] else ""
            yield _port(owner, port, setting, "")
    for owner, port, condition in _OPTIONAL_PORTS:
        yield _port(owner, port, "", condition)


def _port(owner: str, port: NamedPort, setting: str, condition: str) -> PortPage:
    return PortPage(port.name, owner, port.container, port.service, setting, condition)
