"""Values of releases: the templates of the deployment guide with what they lack, and a release for each feature of both charts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from tests.helm.charts import DATABASES, OWN_CHART, defaults_file, public_chart

__all__ = ["CASES", "Case"]

_HELM: Final = Path(__file__).parents[1] / "helm"
_PERSISTENT: Final = {"statefulSet": {"persistence": {"enabled": True, "size": "8Gi", "storageClassName": "standard"}}}
_HOSTS: Final = {"ingress": {"hostname": "portkey.example.org"}, "gatewayIngress": {"hostname": "api.example.org"}}
_MINIMAL: Final[Mapping[str, Any]] = {**DATABASES, **_HOSTS, "config": {"noAuth": {"enabled": True}, "jwtPrivateKey": "c0nf1dent1al"}}
_VOLUMES: Final[Mapping[str, Any]] = {store: {**DATABASES.get(store, {}), **_PERSISTENT} for store in ("mysql", "redis", "clickhouse")}
_SIDECAR: Final = {"name": "proxy", "image": "registry.example.org/proxy:1"}
_GATEWAY: Final = _HELM / "chart-values.yaml"
_GATEWAY_ACCOUNT: Final = {"create": True, "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/dataservice"}}


class Case:
    """A release: its chart, and the values on top of the defaults."""

    def __init__(self, chart: Literal["own", "app", "gateway"], *values: Path | Mapping[str, Any], **answers: Any) -> None:
        self.chart, self._values, self.answers = chart, values, answers

    def with_values(self, values: Mapping[str, Any]) -> "Case":
        """The same release with further values."""
        return Case(self.chart, *self._values, values, **self.answers)

    def folder(self) -> Path:
        """The folder of the chart; skips the test where it cannot be had."""
        return OWN_CHART if self.chart == "own" else public_chart(self.chart)

    def files(self, folder: Path) -> list[Path]:
        """The values files, those without a file of their own written to `folder`; `answers` are settings that no value decides."""
        files = [defaults_file(folder)] if self.chart == "own" else []
        for values in self._values:
            if isinstance(values, Path):
                files.append(values)
            else:
                files.append(folder / f"values-{len(files)}.yaml")
                files[-1].write_text(yaml.safe_dump(dict(values)), encoding="utf-8")
        return files


def _template(number: int, **correction: Any) -> Case:
    return Case("app", correction, _HELM / "values" / f"template-{number}.yaml")


CASES: Final[Mapping[str, Case]] = {
    "own chart": Case("own", _MINIMAL, _VOLUMES),
    "own chart with other names": Case("own", _MINIMAL, {"fullnameOverride": "ai", "commonLabels": {"team": "models"}}),
    "template 1": _template(1, **DATABASES, **_HOSTS),
    "template 2": _template(2, **DATABASES, **_HOSTS),
    "template 3": _template(3, **_HOSTS),
    "template 4": _template(4, clickhouse=DATABASES["clickhouse"], **_HOSTS),
    "template 5": _template(5, **DATABASES, ingress=_HOSTS["ingress"], gatewayIngress={"enabled": False}),
    "template 6": _template(6, clickhouse=DATABASES["clickhouse"], **_HOSTS),
    "template 7": _template(7, clickhouse=DATABASES["clickhouse"], **_HOSTS),
    "stores with volumes": Case("app", _MINIMAL, _VOLUMES),
    "existing secrets": Case(
        "app",
        _HOSTS,
        {
            "imageCredentials": [{"name": "registry", "create": False}],
            "config": {"noAuth": {"enabled": True}, "existingSecretName": "portkey-config"},
            "mysql": {"external": {"enabled": True, "existingSecretName": "portkey-mysql"}},
            "redis": {"external": {"enabled": True, "existingSecretName": "portkey-redis"}},
            "clickhouse": {"external": {"enabled": True, "existingSecretName": "portkey-clickhouse"}},
        },
    ),
    "fullnameOverride": Case("app", _MINIMAL, {"fullnameOverride": "ai"}),
    "nameOverride": Case("app", _MINIMAL, {"nameOverride": "models"}),
    "common labels and annotations": Case(
        "app", _MINIMAL, {"commonLabels": {"team": "models"}, "commonAnnotations": {"example.org/owner": "models"}}
    ),
    "autoscaling of all": Case(
        "app", _MINIMAL, {name: {"autoscaling": {"enabled": True, "createHpa": True}} for name in ("backend", "dataservice", "frontend", "gateway")}
    ),
    "autoscaling off": Case(
        "app", _MINIMAL, {name: {"autoscaling": {"enabled": False}, "deployment": {"replicas": 2}} for name in ("backend", "gateway")}
    ),
    "service types": Case(
        "app", _MINIMAL, {"frontend": {"service": {"type": "NodePort"}}, "gateway": {"service": {"type": "LoadBalancer", "port": 80}}}
    ),
    "sidecars": Case("app", _MINIMAL, {"gateway": {"deployment": {"sidecars": [_SIDECAR]}}, "redis": {"statefulSet": {"sidecars": [_SIDECAR]}}}),
    "TLS of the ingresses": Case(
        "app",
        _MINIMAL,
        {"ingress": {"tls": [{"secretName": "web", "hosts": ["portkey.example.org"]}]}, "gatewayIngress": {"mcpHostname": "mcp.example.org"}},
    ),
    "gateway chart": Case("gateway", _GATEWAY),
    "gateway chart with Redis elsewhere": Case("gateway", _GATEWAY, {"environment": {"data": {"CACHE_STORE": "none"}}}),
    "gateway chart with data service and scaling": Case(
        "gateway",
        _GATEWAY,
        {"dataservice": {"enabled": True, "serviceAccount": _GATEWAY_ACCOUNT}, "autoscaling": {"enabled": True, "minReplicas": 2}},
    ),
}
