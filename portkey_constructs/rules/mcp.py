"""Rules about the MCP gateway."""

from typing import Final

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure
from portkey_constructs.config.services import GatewayConfig, Mcp
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.ports import MCP_PORT
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_INGRESS: Final = "{kind: ingress, host: mcp.example.org}"
_URL: Final = "externalUrl: 'https://mcp.example.org'"
_GATEWAY_ONLY: Final = "deployment: {kind: gateway, organisations: [acme], backendUrl: 'https://portkey.example.org/albus'}\n"


def _mcp(platform: Platform) -> Mcp | None:
    settings = platform.gateway.settings if platform.gateway else None
    return settings.mcp if isinstance(settings, GatewayConfig) else None


@rule(
    "PK-MCP-001",
    title="an exposure of an MCP gateway that is off",
    cause="exposure.mcp leads to the MCP port of the gateway's pods, which is open only with gateway.mcp.",
    fix="Set gateway: {mcp: {}}, or remove exposure.mcp.",
    settings=("exposure.mcp", "gateway.mcp", "gateway.kind"),
    example=Example(f"{_OPEN}exposure: {{mcp: {_INGRESS}}}\n", f"{_OPEN}gateway: {{mcp: {{}}}}\nexposure: {{mcp: {_INGRESS}}}\n"),
)
def exposure_without_mcp(platform: Platform) -> Findings:
    if platform.gateway and "mcp" in platform.exposures and _mcp(platform) is None:
        yield Finding("exposure.mcp", "is set, but the MCP gateway is off")


@rule(
    "PK-MCP-002",
    title="an MCP gateway without a public address",
    cause="The MCP gateway sends clients and their logins to its public address, which is unknown.",
    fix="Set a host in exposure.mcp, or set gateway.mcp.externalUrl.",
    settings=("gateway.mcp", "gateway.mcp.externalUrl", "exposure.mcp"),
    example=Example("gateway: {mcp: {}}\n", f"gateway: {{mcp: {{{_URL}}}}}\n"),
)
def no_public_address(platform: Platform) -> Findings:
    if _mcp(platform) and platform.addresses.mcp is None:
        yield Finding("gateway.mcp", "has no public address, to which clients and their logins are sent")


@rule(
    "PK-MCP-003",
    title="an MCP gateway below a path",
    cause="Clients look for the login of the MCP gateway at the root of its host (/oauth, /.well-known), where the AI gateway answers.",
    fix="Give the MCP gateway a separate host: below a path, its clients' logins (/oauth, /.well-known) reach the AI gateway.",
    settings=("exposure.mcp.path", "exposure.mcp.kind", "gateway.mcp"),
    severity="warning",
    example=Example(
        f"{_OPEN}gateway: {{mcp: {{}}}}\nexposure: {{mcp: {{kind: ingress, host: mcp.example.org, path: /mcp}}}}\n",
        f"{_OPEN}gateway: {{mcp: {{}}}}\nexposure: {{mcp: {_INGRESS}}}\n",
    ),
)
def below_a_path(platform: Platform) -> Findings:
    exposure = platform.exposures.get("mcp")
    settings = exposure.settings if exposure and _mcp(platform) else None
    if isinstance(settings, IngressExposure | HttpRouteExposure) and settings.path != "/":
        yield Finding("exposure.mcp.path", f"is {settings.path}, but clients expect the MCP gateway at the root of its host")


@rule(
    "PK-MCP-004",
    title="pods that serve only MCP, where models are called too",
    cause="gateway.mcp.only closes the port for models, but the application or the data service of this deployment calls it.",
    fix="Remove gateway.mcp.only; in a data plane, dataservice: {kind: none} is another way.",
    settings=("gateway.mcp.only", "deployment.kind", "dataservice"),
    example=Example(f"gateway: {{mcp: {{{_URL}, only: true}}}}\n", f"gateway: {{mcp: {{{_URL}}}}}\n"),
)
def models_needed(platform: Platform) -> Findings:
    mcp = _mcp(platform)
    if mcp is None or not mcp.only:
        return
    if platform.config.deployment.kind == "platform":
        fix = "remove it: the application also calls the gateway for models"
        yield Finding("gateway.mcp.only", "is true, but deployment.kind is platform", fix)
    elif platform.dataservice:
        fix = "set dataservice: {kind: none}, or remove gateway.mcp.only: the data service calls the gateway for models"
        yield Finding("gateway.mcp.only", "is true, but the data service runs in this cluster", fix)


@rule(
    "PK-MCP-005",
    title="something leads to the port for models, but the pods serve only MCP",
    cause="With gateway.mcp.only nothing listens on the port for models: exposure.gateway would have no backend, and a ServiceMonitor would "
    "find no metrics.",
    fix="Set exposure.mcp instead, remove the ServiceMonitor, or remove gateway.mcp.only.",
    settings=("exposure.gateway", "monitoring.serviceMonitor", "gateway.mcp.only"),
    example=Example(
        f"{_GATEWAY_ONLY}gateway: {{mcp: {{only: true, {_URL}}}}}\nmonitoring: {{serviceMonitor: {{}}}}\n",
        f"{_GATEWAY_ONLY}gateway: {{mcp: {{only: true, {_URL}}}}}\n",
        "part",
    ),
)
def no_models(platform: Platform) -> Findings:
    mcp, monitoring = _mcp(platform), platform.config.monitoring
    if mcp is None or not mcp.only:
        return
    if "gateway" in platform.exposures:
        yield Finding("exposure.gateway", "is set, but the gateway serves only MCP", "set exposure.mcp instead")
    if monitoring and monitoring.service_monitor:
        fix = "remove it: /metrics is on the port that serves models"
        yield Finding("monitoring.serviceMonitor", "is set, but the gateway serves only MCP", fix)


@rule(
    "PK-MCP-006",
    title="the gateway's Service uses the port of the MCP gateway",
    cause=f"Both ports belong to one Service, and {MCP_PORT.service} is the port of the MCP gateway.",
    fix="Choose another port: the MCP gateway uses this one.",
    settings=("gateway.service.port", "gateway.mcp"),
    example=Example(
        f"gateway: {{mcp: {{{_URL}}}, service: {{port: {MCP_PORT.service}}}}}\n", f"gateway: {{mcp: {{{_URL}}}, service: {{port: 8787}}}}\n"
    ),
)
def port_conflict(platform: Platform) -> Findings:
    mcp, gateway = _mcp(platform), platform.gateway
    if mcp and not mcp.only and gateway and gateway.service.port == MCP_PORT.service:
        yield Finding("gateway.service.port", f"is {MCP_PORT.service}, but gateway.mcp is set")
