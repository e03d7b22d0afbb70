"""Cases of the adoption of a Helm release."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_DATA_PLANE: Final = (
    "adopt: {release: prod, chart: gateway, version: 1.7.7}\ndeployment: {kind: dataPlane, organisations: [acme]}\n"
    "gateway: {autoscaling: {min: 2, max: 4, cpu: 60}}\n"
)
_SIDECAR: Final = "name: proxy, image: 'example.org/proxy:1.2.3'"

CASES: Final = [
    Case(
        "PK-ADOPT-001",
        "adopt: {release: prod, chart: app, version: 1.4.3}",
        "adopt.version",
        "1:36",
        "is 1.4.3, but only releases of portkey-app 1.5 to 1.7 can be adopted",
        "upgrade the release to a supported version of its chart with helm upgrade, and set that version",
        "adopt: {release: prod, chart: app, version: 1.5.0}",
    ),
    Case(
        "PK-ADOPT-001",
        "adopt: {release: prod, chart: app, version: 1.13.0}",
        "adopt.version",
        "1:36",
        "is 1.13.0, but only releases of portkey-app 1.5 to 1.7 can be adopted",
        "upgrade the release",
        "adopt: {release: prod, chart: app, version: 1.7.6}",
    ),
    Case(
        "PK-ADOPT-002",
        "name: acme\nadopt: {release: prod, chart: app, version: 1.7.6}",
        "name",
        "1:1",
        "is acme, but the names of the adopted release begin with prod-app",
        "remove name, or set adopt.fullnameOverride if the release has that value",
        "name: acme\nadopt: {release: prod, chart: app, version: 1.7.6, fullnameOverride: acme}",
    ),
    Case(
        "PK-ADOPT-003",
        "adopt: {release: prod, chart: gateway, version: 1.7.7}",
        "adopt.chart",
        "1:24",
        "is gateway, but deployment.kind is platform",
        "set adopt.chart to app, or deployment.kind to gateway or dataPlane",
        "adopt: {release: prod, chart: app, version: 1.7.6}",
    ),
    Case(
        "PK-ADOPT-004",
        "adopt: {release: prod, chart: app, version: 1.7.6, componentNames: {mysql: store, redis: store}}",
        "adopt.componentNames.redis",
        "1:83",
        "gives redis the name prod-app-store, which mysql has too",
        "set the names that the release has",
        "adopt: {release: prod, chart: app, version: 1.7.6, componentNames: {mysql: store}}",
    ),
    Case(
        "PK-ADOPT-004",
        "adopt: {release: prod, chart: app, version: 1.7.6, componentNames: {mysql: redis}}",
        "adopt.componentNames",
        "1:52",
        "gives redis the name prod-app-redis, which mysql has too",
        "set the names that the release has",
        "adopt: {release: prod, chart: app, version: 1.7.6, componentNames: {mysql: redis, redis: mysql}}",
    ),
    Case(
        "PK-ADOPT-004",
        "adopt: {release: prod, chart: app, version: 1.7.6, componentNames: {backend: migration}}",
        "adopt.componentNames.backend",
        "1:69",
        "gives backend the name prod-app-migration, which migration has too",
        "set the names that the release has",
        "adopt: {release: prod, chart: app, version: 1.7.6, componentNames: {backend: api}}",
    ),
    Case(
        "PK-ADOPT-004",
        "adopt: {release: prod, chart: gateway, version: 1.7.7, fullnameOverride: redis}\ndeployment: {kind: dataPlane, organisations: [acme]}",
        "adopt.fullnameOverride",
        "1:56",
        "gives redis the name redis, which gateway has too",
        "set the names that the release has",
        "adopt: {release: prod, chart: gateway, version: 1.7.7, fullnameOverride: cache}\ndeployment: {kind: dataPlane, organisations: [acme]}",
        base="part",
    ),
    *(
        warning(
            "PK-ADOPT-005",
            f"{_DATA_PLANE}dataservice: {{{wrong}}}",
            f"dataservice.{path}",
            f"4:{column}",
            "has no request for cpu, but the autoscaler of the gateway measures it",
            f"set dataservice.{path}.requests.cpu, or gateway.replicas",
            f"{_DATA_PLANE}dataservice: {{{fixed}}}",
            base="part",
        )
        for path, column, wrong, fixed in (
            ("resources", 15, "resources: {requests: {memory: 1Gi}}", "resources: {requests: {memory: 1Gi, cpu: 100m}}"),
            ("sidecars.0.resources", 26, f"sidecars: [{{{_SIDECAR}}}]", f"sidecars: [{{{_SIDECAR}, resources: {{requests: {{cpu: 10m}}}}}}]"),
        )
    ),
    warning(
        "PK-ADOPT-006",
        f"{_DATA_PLANE}dataservice: {{autoscaling: {{min: 2, max: 4, cpu: 60}}}}",
        "dataservice.autoscaling",
        "4:15",
        "is set, but the autoscaler of the gateway also selects these pods: Kubernetes scales neither",
        "set dataservice.replicas, or gateway.replicas",
        f"{_DATA_PLANE}dataservice: {{replicas: 2}}",
        base="part",
    ),
]
