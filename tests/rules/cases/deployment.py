"""Cases of what runs in the cluster."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

GATEWAY_ONLY: Final = "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
DATA_PLANE: Final = "deployment: {kind: dataPlane, organisations: [a]}\n"
ALBUS: Final = "albus: 'https://albus.example.org'"
API: Final = "api: 'https://api.example.org/v1'"
SYNC: Final = "sync: 'https://api.example.org/v1/sync'"
ADDRESSES: Final = f"{{{ALBUS}, {API}, {SYNC}, modelConfigs: 'https://api.example.org/models'}}"
IN_CLUSTER: Final = "clickhouse: {kind: inCluster"
EXTERNAL_GATEWAY: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"

CASES: Final = [
    *(
        Case(
            "PK-SHAPE-001",
            f"{deployment}{setting}",
            setting.partition(":")[0].strip(),
            "2:1",
            f"is set, but deployment.kind is {kind}",
            fix,
            deployment,
            base="part",
        )
        for deployment, kind, setting, fix in (
            (GATEWAY_ONLY, "gateway", "auth: {kind: none}", "remove it: it belongs in the configuration of the application's cluster"),
            (GATEWAY_ONLY, "gateway", "mysql: {kind: inCluster}", "remove it: it belongs in the configuration of the application's cluster"),
            (GATEWAY_ONLY, "gateway", "dataservice: {}", "remove it: it belongs in the configuration of the application's cluster"),
            (GATEWAY_ONLY, "gateway", "migration: {kind: job}", "remove it: it belongs in the configuration of the application's cluster"),
            (DATA_PLANE, "dataPlane", "mysql: {kind: inCluster}", "Portkey's control plane has it"),
            (DATA_PLANE, "dataPlane", "smtp: {host: a.b, user: u, fromAddress: f@a.b}", "Portkey's control plane has it"),
        )
    ),
    Case(
        "PK-SHAPE-001",
        f"{DATA_PLANE}exposure:\n  frontend: {{kind: ingress, host: a.example}}",
        "exposure.frontend",
        "3:3",
        "is set, but deployment.kind is dataPlane",
        "remove it: Portkey's control plane has its own",
        f"{DATA_PLANE}exposure:\n  gateway: {{kind: ingress, host: a.example}}",
        base="part",
    ),
    Case(
        "PK-SHAPE-002",
        "deployment: {kind: gateway, organisations: [a]}",
        "deployment",
        "1:1",
        "has kind gateway, but the address of the application is not set",
        "set controlPlaneUrl to the front end's address in the other cluster (its /albus leads to the backend), or set deployment.backendUrl",
        "deployment: {kind: gateway, organisations: [a]}\ncontrolPlaneUrl: https://portkey.example.org",
        base="part",
    ),
    warning(
        "PK-SHAPE-003",
        "deployment: {kind: gateway, backendUrl: 'https://b.example'}",
        "deployment.organisations",
        "1:1",
        "is empty, so this gateway sees changes up to a week late",
        "list the ids of the organisations, as the front end shows them",
        GATEWAY_ONLY,
        base="part",
    ),
    *(
        Case(
            "PK-SHAPE-004",
            deployment + "gateway: {url: 'https://a.example',\n  kind: external}",
            "gateway.kind",
            "3:3",
            f"is external, but deployment.kind is {kind}",
            "remove gateway.kind, or set deployment.kind: platform",
            deployment + "gateway: {kind: inCluster}",
            base="part",
        )
        for deployment, kind in ((GATEWAY_ONLY, "gateway"), (DATA_PLANE, "dataPlane"))
    ),
    Case(
        "PK-SHAPE-005",
        f"{GATEWAY_ONLY}{IN_CLUSTER}}}",
        "clickhouse.kind",
        "2:14",
        "is inCluster, but deployment.kind is gateway",
        "set clickhouse to the application's ClickHouse (kind: external or cloud), or remove it to send analytics through the control plane",
        f"{GATEWAY_ONLY}clickhouse: {{kind: external, host: ch.example.org}}",
        base="part",
    ),
    *(
        Case(
            "PK-SHAPE-006",
            f"auth: {{kind: none, allowPublic: true}}\n{EXTERNAL_GATEWAY}{text}",
            path,
            line_column,
            "is set, but the gateway runs elsewhere",
            "move it to the configuration of the cluster in which the gateway runs",
            f"auth: {{kind: none, allowPublic: true}}\n{text}" + ("\ngateway: {mcp: {}}" if "mcp" in text else ""),
        )
        for text, path, line_column in (
            ("bedrock: {region: us-west-2}", "bedrock", "3:1"),
            (
                "semanticCache: {store: {kind: pinecone, index: a}, embeddings: {provider: openai, url: 'https://a.example', model: a}}",
                "semanticCache",
                "3:1",
            ),
            ("exposure:\n  gateway: {kind: ingress, host: a.example}", "exposure.gateway", "4:3"),
            ("exposure:\n  mcp: {kind: ingress, host: a.example}", "exposure.mcp", "4:3"),
        )
    ),
    warning(
        "PK-SHAPE-007",
        f"deployment: {{kind: dataPlane, organisations: [a], controlPlane: {ADDRESSES}}}\ncontrolPlaneUrl: https://cp.example.org",
        "controlPlaneUrl",
        "2:1",
        "is set, but deployment.controlPlane sets every address",
        "remove controlPlaneUrl",
        f"deployment: {{kind: dataPlane, organisations: [a], controlPlane: {{{ALBUS}, {API}, {SYNC}}}}}\ncontrolPlaneUrl: https://cp.example.org",
        base="part",
    ),
    *(
        warning(
            "PK-SHAPE-008",
            f"deployment:\n  kind: dataPlane\n  organisations: [a]\n  controlPlane: {{{wrong}}}",
            f"deployment.controlPlane.{missing}",
            "4:3",
            f"is not set, but deployment.controlPlane.{present} is",
            "set albus, api and sync, or set controlPlaneUrl",
            fixed,
            base="part",
        )
        for wrong, missing, present, fixed in (
            (f"{ALBUS}, {API}", "sync", "albus", f"{DATA_PLANE[:-2]}, controlPlane: {{{ALBUS}, {API}, {SYNC}}}}}"),
            (f"{API}, {SYNC}", "albus", "api", f"{DATA_PLANE[:-2]}, controlPlane: {{{API}}}}}\ncontrolPlaneUrl: https://cp.example.org"),
            (f"{ALBUS}, {SYNC}", "api", "albus", f"{DATA_PLANE[:-2]}, controlPlane: {{modelConfigs: 'https://m.example.org'}}}}"),
        )
    ),
]
