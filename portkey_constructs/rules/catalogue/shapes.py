"""What of Portkey runs here, its MCP gateway, and its metrics."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["SHAPES"]

_ALONE: Final = "deployment: {kind: gateway, organisations: [acme], backendUrl: 'https://portkey.example.org/albus'}\n"
_ELSEWHERE: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"
_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_DOOR: Final = "{kind: ingress, host: mcp.example.org}"

SHAPES: Final = (
    Entry(
        "PK-SHAPE-001",
        "a setting for something that does not run here",
        "deployment.kind is gateway or dataPlane: the application (backend, front end, database, login, mail, migrations) runs in another cluster "
        "or at Portkey, so the setting would do nothing.",
        "Leave it out here, and say it where the application runs.",
        (
            "auth",
            "jwtPrivateKey",
            "smtp",
            "mysql",
            "backend",
            "frontend",
            "migration",
            "dataservice",
            "clickhouse",
            "exposure.frontend",
            "deployment.kind",
        ),
        example=Example(f"{_ALONE}auth: {{kind: none}}\n", _ALONE, "part"),
    ),
    Entry(
        "PK-SHAPE-002",
        "a gateway alone that cannot find its application",
        "The gateway asks the application's backend for keys, configurations and budgets. Neither controlPlaneUrl nor deployment.backendUrl says "
        "where it is.",
        "Say controlPlaneUrl, the front end's address in the other cluster (its /albus leads to the backend), or deployment.backendUrl.",
        ("deployment", "deployment.backendUrl", "controlPlaneUrl"),
        example=Example("deployment: {kind: gateway, organisations: [acme]}\n", _ALONE, "part"),
    ),
    Entry(
        "PK-SHAPE-003",
        "a gateway alone that hears of changes late",
        "Without the organisations' ids the gateway does not look for changes by itself: a key that is revoked in the front end may work on for "
        "up to a week.",
        "Name the organisations, by the ids that the front end shows.",
        ("deployment.organisations",),
        "warning",
        Example(_ALONE.replace("organisations: [acme], ", ""), _ALONE, "part"),
    ),
    Entry(
        "PK-SHAPE-004",
        "the gateway is elsewhere, and it is what should run here",
        "deployment.kind gateway and dataPlane are a gateway in this cluster; gateway.kind: external says that there is none.",
        "Leave gateway.kind out, or choose deployment.kind: platform.",
        ("gateway.kind", "deployment.kind"),
        example=Example(_ALONE + _ELSEWHERE, _ALONE, "part"),
    ),
    Entry(
        "PK-SHAPE-005",
        "a ClickHouse of its own for a gateway alone",
        "What this gateway measures has to reach the application, and a ClickHouse in this cluster would be another one than the application's: the "
        "analytics pages would miss it.",
        "Name the application's own ClickHouse (kind: external or cloud), or leave clickhouse out, and the control plane takes the analytics.",
        ("clickhouse.kind", "deployment.kind"),
        example=Example(f"{_ALONE}clickhouse: {{kind: inCluster}}\n", f"{_ALONE}clickhouse: {{kind: external, host: ch.example.org}}\n", "part"),
    ),
    Entry(
        "PK-SHAPE-006",
        "a setting of the gateway, which runs elsewhere",
        "gateway.kind is external: no pod here calls Bedrock, and no Service here could stand behind the door.",
        "Say it in the configuration of the cluster that the gateway runs in.",
        ("bedrock", "exposure.gateway", "exposure.mcp", "gateway.kind"),
        example=Example(f"{_ELSEWHERE}bedrock: {{region: us-west-2}}\n", _ELSEWHERE),
    ),
    Entry(
        "PK-MCP-001",
        "a door for an MCP gateway that is off",
        "exposure.mcp leads to the MCP port of the gateway's pods, and they open it with gateway.mcp alone.",
        "Say gateway: {mcp: {}}, or leave the door out.",
        ("exposure.mcp", "gateway.mcp"),
        example=Example(f"{_OPEN}exposure: {{mcp: {_DOOR}}}\n", f"{_OPEN}gateway: {{mcp: {{}}}}\nexposure: {{mcp: {_DOOR}}}\n"),
    ),
    Entry(
        "PK-MCP-002",
        "an MCP gateway that nobody can be sent to",
        "MCP clients and their logins are sent to the gateway's outside address, and none is known.",
        "Give exposure.mcp a host, or say gateway.mcp.externalUrl.",
        ("gateway.mcp", "gateway.mcp.externalUrl", "exposure.mcp"),
        example=Example("gateway: {mcp: {}}\n", "gateway: {mcp: {externalUrl: 'https://mcp.example.org'}}\n"),
    ),
    Entry(
        "PK-MCP-003",
        "an MCP gateway below a path",
        "Clients look for its login at the root of the host (/oauth, /.well-known), and there the other gateway answers.",
        "Give it a host of its own, as Portkey asks.",
        ("exposure.mcp.path",),
        "warning",
        Example(
            f"{_OPEN}gateway: {{mcp: {{}}}}\nexposure: {{mcp: {{kind: ingress, host: mcp.example.org, path: /mcp}}}}\n",
            f"{_OPEN}gateway: {{mcp: {{}}}}\nexposure: {{mcp: {_DOOR}}}\n",
        ),
    ),
    Entry(
        "PK-MCP-004",
        "pods that serve MCP alone, where models are asked for too",
        "gateway.mcp.only switches the model port off, and the application or the data service of this deployment calls it.",
        "Leave gateway.mcp.only out; a data plane may say dataservice: {kind: none} instead.",
        ("gateway.mcp.only", "deployment.kind", "dataservice"),
        example=Example(
            "gateway: {mcp: {externalUrl: 'https://mcp.example.org', only: true}}\n",
            "gateway: {mcp: {externalUrl: 'https://mcp.example.org'}}\n",
        ),
    ),
    Entry(
        "PK-MCP-005",
        "something leads to the model port, and pods serve MCP alone",
        "With gateway.mcp.only nothing listens on the model port: exposure.gateway would lead nowhere, and a ServiceMonitor would find no metrics.",
        "Open exposure.mcp instead, leave the ServiceMonitor out, or leave gateway.mcp.only out.",
        ("exposure.gateway", "monitoring.serviceMonitor", "gateway.mcp.only"),
        example=Example(
            f"{_ALONE}gateway: {{mcp: {{only: true, externalUrl: 'https://mcp.example.org'}}}}\nmonitoring: {{serviceMonitor: {{}}}}\n",
            f"{_ALONE}gateway: {{mcp: {{only: true, externalUrl: 'https://mcp.example.org'}}}}\n",
            "part",
        ),
    ),
    Entry(
        "PK-MCP-006",
        "the gateway's Service takes the MCP gateway's port",
        "Both ports are of one Service, and 8788 is the MCP gateway's.",
        "Choose another gateway.service.port; 8787 is Portkey's own.",
        ("gateway.service.port", "gateway.mcp"),
        example=Example(
            "gateway: {mcp: {externalUrl: 'https://mcp.example.org'}, service: {port: 8788}}\n",
            "gateway: {mcp: {externalUrl: 'https://mcp.example.org'}, service: {port: 8787}}\n",
        ),
    ),
    Entry(
        "PK-MONITORING-001",
        "a ServiceMonitor for metrics that are off",
        "monitoring.prometheus is false, so /metrics is not served.",
        "Say prometheus: true, or leave the ServiceMonitor out.",
        ("monitoring.serviceMonitor", "monitoring.prometheus"),
        example=Example("monitoring: {prometheus: false, serviceMonitor: {}}\n", "monitoring: {serviceMonitor: {}}\n"),
    ),
    Entry(
        "PK-MONITORING-002",
        "a ServiceMonitor for a gateway that runs elsewhere",
        "A ServiceMonitor finds Services of its own cluster, and the gateway's is in another one.",
        "Say it where the gateway runs.",
        ("monitoring.serviceMonitor", "gateway.kind"),
        example=Example(f"{_ELSEWHERE}monitoring: {{serviceMonitor: {{}}}}\n", f"{_ELSEWHERE}monitoring: {{}}\n"),
    ),
)
