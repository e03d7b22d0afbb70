"""Cases of the MCP gateway."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
MCP: Final = "gateway: {mcp: {}}\n"

CASES: Final = [
    Case(
        "PK-MCP-001",
        f"{OPEN}exposure:\n  mcp: {{kind: ingress, host: a.example}}",
        "exposure.mcp",
        "3:3",
        "is set, but the MCP gateway is off",
        "set gateway: {mcp: {}}, or remove exposure.mcp",
        f"{OPEN}{MCP}exposure:\n  mcp: {{kind: ingress, host: a.example}}",
    ),
    Case(
        "PK-MCP-002",
        "gateway:\n  mcp: {}",
        "gateway.mcp",
        "2:3",
        "has no public address, to which clients and their logins are sent",
        "set a host in exposure.mcp, or set gateway.mcp.externalUrl",
        "gateway:\n  mcp: {externalUrl: 'https://mcp.example.org'}",
    ),
    Case(
        "PK-MCP-002",
        f"{OPEN}exposure: {{mcp: {{kind: loadBalancer}}}}\ngateway:\n  mcp: {{}}",
        "gateway.mcp",
        "4:3",
        "has no public address, to which clients and their logins are sent",
        "set a host in exposure.mcp, or set gateway.mcp.externalUrl",
        f"{OPEN}exposure: {{mcp: {{kind: loadBalancer, host: mcp.example.org}}}}\ngateway:\n  mcp: {{}}",
    ),
    warning(
        "PK-MCP-003",
        f"{OPEN}{MCP}exposure:\n  mcp: {{kind: ingress, host: a.example,\n    path: /mcp}}",
        "exposure.mcp.path",
        "5:5",
        "is /mcp",
        "give the MCP gateway a separate host: below a path, its clients' logins (/oauth, /.well-known) reach the AI gateway",
        f"{OPEN}{MCP}exposure:\n  mcp: {{kind: ingress, host: a.example,\n    path: /}}",
    ),
    Case(
        "PK-MCP-004",
        "gateway: {mcp: {externalUrl: 'https://mcp.example.org',\n    only: true}}",
        "gateway.mcp.only",
        "2:5",
        "is true, but deployment.kind is platform",
        "remove it: the application also calls the gateway for models",
        "gateway: {mcp: {externalUrl: 'https://mcp.example.org',\n    only: false}}",
    ),
    Case(
        "PK-MCP-004",
        "deployment: {kind: dataPlane, organisations: [a]}\ngateway: {mcp: {externalUrl: 'https://mcp.example.org',\n    only: true}}",
        "gateway.mcp.only",
        "3:5",
        "is true, but the data service runs in this cluster",
        "set dataservice: {kind: none}, or remove gateway.mcp.only: the data service calls the gateway for models",
        "deployment: {kind: dataPlane, organisations: [a]}\ndataservice: {kind: none}\n"
        "gateway: {mcp: {externalUrl: 'https://mcp.example.org', only: true}}",
        base="part",
    ),
    Case(
        "PK-MCP-005",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\ngateway: {mcp: {only: true}}\nexposure:\n"
        "  mcp: {kind: ingress, host: mcp.example}\n  gateway: {kind: ingress, host: a.example}",
        "exposure.gateway",
        "5:3",
        "is set, but the gateway serves only MCP",
        "set exposure.mcp instead",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\ngateway: {mcp: {only: true}}\nexposure:\n"
        "  mcp: {kind: ingress, host: mcp.example}",
        base="part",
    ),
    Case(
        "PK-MCP-005",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
        "gateway: {mcp: {only: true, externalUrl: 'https://mcp.example'}}\nmonitoring:\n  serviceMonitor: {}",
        "monitoring.serviceMonitor",
        "4:3",
        "is set, but the gateway serves only MCP",
        "/metrics is on the port that serves models",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
        "gateway: {mcp: {externalUrl: 'https://mcp.example'}}\nmonitoring:\n  serviceMonitor: {}",
        base="part",
    ),
    Case(
        "PK-MCP-006",
        "gateway:\n  mcp: {externalUrl: 'https://mcp.example.org'}\n  service: {port: 8788}",
        "gateway.service.port",
        "3:13",
        "is 8788, but gateway.mcp is set",
        "choose another",
        "gateway:\n  mcp: {externalUrl: 'https://mcp.example.org'}\n  service: {port: 8787}",
    ),
]
