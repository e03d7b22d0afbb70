"""The objects of a Helm release as Portkey's charts name, label and shape them, for a configuration that adopts the release.

The facts are those of the templates of portkey-app 1.5.0 to 1.7.6 and of portkey-gateway 1.5.0 to 1.7.7. No selector, name, port name,
service name or claim template changed between these versions.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from portkey_constructs.config.adoption import AdoptableComponent, AdoptConfig
from portkey_constructs.platform.labels import COMPONENT_LABEL, INSTANCE_LABEL, NAME_LABEL
from portkey_constructs.platform.names import Names

if TYPE_CHECKING:
    from portkey_constructs.config.root import PortkeyConfig

__all__ = [
    "CHARTS",
    "NEWEST_VERSIONS",
    "AdoptedComponent",
    "AdoptedNames",
    "Adoption",
    "Chart",
    "ChartComponent",
    "ClaimTemplate",
    "adopted_names",
    "adoption_of",
    "supported",
]

ChartName = Literal["app", "gateway"]
_LONGEST: Final = 63


class ClaimTemplate(NamedTuple):
    """The volume claim template of a StatefulSet."""

    name: str
    access_mode: str
    mount_path: str
    """Where the container mounts the root of the volume."""


class ChartComponent(NamedTuple):
    """A component as a chart renders it."""

    name: str
    """Name of its objects, in which {full} stands for the full name of the release, and {component} for the name of the component."""
    workload: Literal["Deployment", "StatefulSet"]
    ports: tuple[tuple[str, str], ...]
    """The names of the Service's ports, each with the name of the container port."""
    claim: ClaimTemplate | None = None
    name_label: str | None = None
    """Value of app.kubernetes.io/name; None for the name of the chart."""
    component_label: bool = True
    """Whether the selector has app.kubernetes.io/component."""


class Chart(NamedTuple):
    """A chart whose releases can be adopted."""

    chart: str
    """Name of the chart as its templates know it: `app` of portkey-app."""
    oldest: tuple[int, int]
    newest: tuple[int, int]
    """Newest supported major and minor version."""
    newest_release: str
    components: Mapping[AdoptableComponent, ChartComponent]


_NAME: Final = "{full}-{component}"


def _store(path: str, *ports: str) -> ChartComponent:
    return ChartComponent(_NAME, "StatefulSet", tuple((port, port) for port in ports), ClaimTemplate("data", "ReadWriteOnce", path))


CHARTS: Final[Mapping[ChartName, Chart]] = {
    "app": Chart(
        "app",
        (1, 5),
        (1, 7),
        "1.7.6",
        {
            "gateway": ChartComponent(_NAME, "Deployment", (("gateway", "gateway"), ("mcp", "mcp"))),
            "backend": ChartComponent(_NAME, "Deployment", (("backend", "backend"),)),
            "dataservice": ChartComponent(_NAME, "Deployment", (("dataservice", "dataservice"),)),
            "frontend": ChartComponent(_NAME, "Deployment", (("http", "frontend"), ("https", "frontend"))),
            "mysql": _store("/var/lib/mysql", "mysql"),
            "redis": _store("/data", "redis"),
            "clickhouse": _store("/var/lib/clickhouse", "ch", "ch-native"),
        },
    ),
    "gateway": Chart(
        "gateway",
        (1, 5),
        (1, 7),
        "1.7.7",
        {
            "gateway": ChartComponent("{full}", "Deployment", (("gateway", "gateway"), ("mcp", "mcp")), component_label=False),
            "dataservice": ChartComponent(_NAME, "Deployment", (("dataservice", "dataservice"),)),
            "redis": ChartComponent("redis", "Deployment", (("redis", "redis"),), name_label="redis", component_label=False),
        },
    ),
}
"""The charts, with what the API server does not let change in the objects of each component."""

NEWEST_VERSIONS: Final = {name: chart.newest_release for name, chart in CHARTS.items()}


class AdoptedComponent(NamedTuple):
    """A component of the release."""

    name: str
    container: str
    """Name of its container: a pod template merges containers by their names."""
    workload: Literal["Deployment", "StatefulSet"]
    selector: Mapping[str, str]
    """The labels in the selectors of the workload and of the Service, and in the claim template."""
    ports: Mapping[str, str]
    """Name of the Service's port, by the name of the container port."""
    claim: ClaimTemplate | None
    """The volume claim template; None for a store without one."""


class Adoption(NamedTuple):
    """A release that the manifests take over."""

    release: str
    full_name: str
    """The prefix of the names of the release's objects."""
    name_label: str
    """Value of app.kubernetes.io/name."""
    components: Mapping[str, AdoptedComponent]

    def also_selected(self, component: str, others: Iterable[str]) -> str | None:
        """The first of `others` whose pods the selector of a component selects, too; None if there is none.

        In portkey-gateway, the selector of the gateway also selects the pods of the data service.
        """
        if component not in self.components:
            return None
        selector = self.components[component].selector.items()
        adopted = (other for other in others if other != component and other in self.components)
        return next((other for other in adopted if selector < self.components[other].selector.items()), None)


class AdoptedNames(Names):
    """Names of a platform that adopts a release."""

    components: Mapping[str, AdoptedComponent]

    def component(self, component: str) -> str:
        """Name of a component's objects, as in the release."""
        adopted = self.components.get(component)
        return adopted.name if adopted else super().component(component)

    def container(self, component: str) -> str:
        """Name of a component's main container, as in the release."""
        adopted = self.components.get(component)
        return adopted.container if adopted else super().container(component)

    def secret(self, suffix: str) -> str:
        """Name of a Secret: portkey-app names those of the stores and of the gateway after the component."""
        adopted = self.components.get(suffix)
        return adopted.name if adopted and adopted.name.startswith(f"{self.prefix}-") else super().secret(suffix)

    def headless(self, store: str) -> str:
        """Name of the Service that governs a store's StatefulSet: the charts have no headless Service, and use that of the clients."""
        return self.component(store) if store in self.components else super().headless(store)

    def host(self, component: str) -> str:
        """Full host name of a component's Service."""
        return f"{self.component(component)}.{self.namespace}.svc.{self.cluster_domain}"


def supported(settings: AdoptConfig) -> bool:
    """Whether releases of this version of the chart can be adopted."""
    chart = CHARTS[settings.chart]
    major, minor, _ = map(int, settings.version.split("."))
    return chart.oldest <= (major, minor) <= chart.newest


def _shortened(name: str) -> str:
    return name[:_LONGEST].removesuffix("-")


def adoption_of(config: "PortkeyConfig") -> Adoption | None:
    """The release that a configuration adopts, with its names as the chart computes them; None without one."""
    settings = config.adopt
    if settings is None:
        return None
    chart = CHARTS[settings.chart]
    name = settings.name_override or chart.chart
    composed = settings.release if name in settings.release else f"{settings.release}-{name}"
    full, label = _shortened(settings.fullname_override or composed), _shortened(name)
    components: dict[str, AdoptedComponent] = {
        component: _adopted(component, facts, settings, full, label) for component, facts in chart.components.items()
    }
    return Adoption(settings.release, full, label, MappingProxyType(components))


def _adopted(component: AdoptableComponent, facts: ChartComponent, settings: AdoptConfig, full: str, label: str) -> AdoptedComponent:
    name = facts.name.format(full=full, component=settings.component_names.get(component, component))
    selector = {NAME_LABEL: facts.name_label or label, INSTANCE_LABEL: settings.release}
    if facts.component_label:
        selector[COMPONENT_LABEL] = name
    selector |= settings.selector_labels.get(component, {})
    ports: dict[str, str] = {}
    for port, target in facts.ports:
        ports.setdefault(target, port)
    claim = None if component in settings.without_claims else facts.claim
    return AdoptedComponent(
        name,
        settings.component_names.get(component, component),
        facts.workload,
        MappingProxyType(selector),
        MappingProxyType(ports),
        claim,
    )


def adopted_names(adoption: Adoption, namespace: str, cluster_domain: str) -> AdoptedNames:
    """The names of a platform that adopts a release."""
    names = AdoptedNames(adoption.full_name, namespace, cluster_domain)
    names.components = adoption.components
    return names
