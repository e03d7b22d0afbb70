"""Cases of the adoption of a Helm release."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

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
]
