"""Adoption of a running Helm release of one of Portkey's charts."""

from typing import Annotated, Literal

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import LABEL, DnsLabel, LabelKey, LabelValue, Matching

__all__ = ["AdoptConfig", "AdoptableComponent", "AdoptableStore", "ChartVersion", "ReleaseName"]

ReleaseName = Annotated[str, Matching(f"^{LABEL}$", "the name of a Helm release: at most 53 lowercase letters, digits and hyphens", 53)]
ChartVersion = Annotated[str, Matching(r"^[0-9]+\.[0-9]+\.[0-9]+$", "the version of a chart such as 1.7.6", 20)]
AdoptableComponent = Literal["gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse"]
AdoptableStore = Literal["mysql", "redis", "clickhouse"]


class AdoptConfig(Model):
    """A running Helm release whose objects the manifests take over: they keep its names, selectors and volumes, so that nothing is recreated."""

    release: ReleaseName
    """Name of the release, as `helm list` prints it."""
    chart: Literal["app", "gateway"]
    """Chart of the release.

    - app: portkey-app, the whole platform.
    - gateway: portkey-gateway, a gateway or a data plane.
    """
    version: ChartVersion
    """Version of the chart, which `helm list` prints behind its name."""
    name_override: DnsLabel | None = None
    """The value nameOverride of the release. Defaults to the name of the chart."""
    fullname_override: DnsLabel | None = None
    """The value fullnameOverride of the release. By default, the names follow from the release and the chart."""
    component_names: FrozenMap[AdoptableComponent, DnsLabel] = default()
    """Values such as mysql.name that differ from the defaults of the chart, by component."""
    selector_labels: FrozenMap[AdoptableComponent, FrozenMap[LabelKey, LabelValue]] = default()
    """Labels that the values add to the selectors of the gateway and the data service of portkey-gateway, or replace in them."""
    without_claims: tuple[AdoptableStore, ...] = ()
    """Stores whose StatefulSets have no volume claim, because persistence.enabled is false. They lose their data with the pod, as before.

    Kubernetes does not add a claim to a StatefulSet that exists.
    """
