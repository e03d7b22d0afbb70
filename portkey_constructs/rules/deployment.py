"""Rules about the kind of deployment, and about settings that have no effect in it."""

from collections.abc import Mapping
from typing import Final

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.clickhouse import InClusterClickHouse
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataPlane, ExternalGateway, FullPlatform, GatewayOnly
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_APPLICATION: Final = ("auth", "jwt_private_key", "smtp", "mysql", "backend", "frontend", "migration")
_WITHOUT_EFFECT: Final[Mapping[str, tuple[str, ...]]] = {"gateway": (*_APPLICATION, "dataservice"), "dataPlane": _APPLICATION}
"""Settings that have no effect, by kind of deployment."""
_REMOVE: Final[Mapping[str, str]] = {
    "gateway": "remove it: it belongs in the configuration of the application's cluster",
    "dataPlane": "remove it: Portkey's control plane has its own",
}
_GATEWAY_ONLY: Final = "deployment: {kind: gateway, organisations: [acme], backendUrl: 'https://portkey.example.org/albus'}\n"
_DATA_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]"
_ALL_ADDRESSES: Final = (
    "{albus: 'https://albus.example.org', api: 'https://api.example.org/v1', sync: 'https://api.example.org/v1/sync', "
    "modelConfigs: 'https://api.example.org/model-configs'}"
)
_CONTROL_PLANE: Final = ("deployment.kind", "deployment.controlPlane", "deployment.controlPlane.*")
_EXTERNAL_GATEWAY: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"


@rule(
    "PK-SHAPE-001",
    title="a setting of something that does not run in this cluster",
    cause="With deployment.kind gateway or dataPlane, the application (backend, front end, database, login, mail, migrations) runs in another "
    "cluster or at Portkey, so the setting would have no effect.",
    fix="Remove it here, and set it where the application runs.",
    settings=(*(yaml_name(PortkeyConfig, field) for field in (*_APPLICATION, "dataservice")), "exposure.frontend", "deployment.kind"),
    example=Example(f"{_GATEWAY_ONLY}auth: {{kind: none}}\n", _GATEWAY_ONLY, "part"),
    each_alone=True,
)
def setting_without_effect(platform: Platform) -> Findings:
    config = platform.config
    kind = config.deployment.kind
    if kind == "platform":
        return
    paths = [
        yaml_name(PortkeyConfig, field) for field in _WITHOUT_EFFECT[kind] if field in config.model_fields_set and getattr(config, field) is not None
    ]
    for path in (*paths, *(("exposure.frontend",) if "frontend" in platform.exposures else ())):
        yield Finding(path, f"is set, but deployment.kind is {kind}", _REMOVE[kind])


@rule(
    "PK-SHAPE-002",
    title="a standalone gateway without the address of its application",
    cause="The gateway asks the application's backend for keys, configurations and budgets, but neither controlPlaneUrl nor deployment.backendUrl "
    "is set.",
    fix="Set controlPlaneUrl to the front end's address in the other cluster (its /albus leads to the backend), or set deployment.backendUrl.",
    settings=("deployment", "deployment.backendUrl", "controlPlaneUrl"),
    example=Example("deployment: {kind: gateway, organisations: [acme]}\n", _GATEWAY_ONLY, "part"),
)
def application_unknown(platform: Platform) -> Findings:
    deployment = platform.config.deployment
    if isinstance(deployment, GatewayOnly) and deployment.backend_url is None and platform.config.control_plane_url is None:
        yield Finding("deployment", "has kind gateway, but the address of the application is not set")


@rule(
    "PK-SHAPE-003",
    title="a standalone gateway that sees changes late",
    cause="Without the ids of the organisations, the gateway does not look for changes: a key that is revoked in the front end may work for up to "
    "another week.",
    fix="List the ids of the organisations, as the front end shows them.",
    settings=("deployment.organisations",),
    severity="warning",
    example=Example(_GATEWAY_ONLY.replace("organisations: [acme], ", ""), _GATEWAY_ONLY, "part"),
)
def no_organisations(platform: Platform) -> Findings:
    deployment = platform.config.deployment
    if isinstance(deployment, GatewayOnly) and not deployment.organisations:
        yield Finding("deployment.organisations", "is empty, so this gateway sees changes up to a week late")


@rule(
    "PK-SHAPE-004",
    title="an external gateway in a deployment that consists of the gateway",
    cause="With deployment.kind gateway or dataPlane, the gateway runs in this cluster; gateway.kind: external contradicts this.",
    fix="Remove gateway.kind, or set deployment.kind: platform.",
    settings=("gateway.kind", "deployment.kind"),
    example=Example(_GATEWAY_ONLY + _EXTERNAL_GATEWAY, _GATEWAY_ONLY, "part"),
)
def gateway_missing(platform: Platform) -> Findings:
    deployment = platform.config.deployment
    if isinstance(platform.config.gateway, ExternalGateway) and not isinstance(deployment, FullPlatform):
        yield Finding("gateway.kind", f"is external, but deployment.kind is {deployment.kind}")


@rule(
    "PK-SHAPE-005",
    title="a standalone gateway with a separate ClickHouse",
    cause="The application's analytics pages read one ClickHouse. If this gateway writes to another one, its requests are missing there.",
    fix="Set clickhouse to the application's ClickHouse (kind: external or cloud), or remove it to send analytics through the control plane.",
    settings=("clickhouse.kind", "deployment.kind"),
    example=Example(
        f"{_GATEWAY_ONLY}clickhouse: {{kind: inCluster}}\n", f"{_GATEWAY_ONLY}clickhouse: {{kind: external, host: ch.example.org}}\n", "part"
    ),
)
def clickhouse_of_its_own(platform: Platform) -> Findings:
    clickhouse = platform.clickhouse
    if isinstance(platform.config.deployment, GatewayOnly) and clickhouse and isinstance(clickhouse.settings, InClusterClickHouse):
        yield Finding("clickhouse.kind", "is inCluster, but deployment.kind is gateway")


@rule(
    "PK-SHAPE-006",
    title="a setting of the gateway, which runs elsewhere",
    cause="gateway.kind is external: no pod in this cluster calls models, and no Service in this cluster leads to the gateway.",
    fix="Move it to the configuration of the cluster in which the gateway runs.",
    settings=(
        "bedrock",
        "claudePlatform",
        "entraFederation",
        "googleFederation",
        "semanticCache",
        "exposure.gateway",
        "exposure.mcp",
        "gateway.kind",
    ),
    example=Example(f"{_EXTERNAL_GATEWAY}bedrock: {{region: us-west-2}}\n", _EXTERNAL_GATEWAY),
    each_alone=True,
)
def setting_of_external_gateway(platform: Platform) -> Findings:
    if platform.gateway is not None:
        return
    settings = {
        "bedrock": platform.bedrock is not None,
        "claudePlatform": platform.config.claude_platform is not None,
        "entraFederation": platform.config.entra_federation is not None,
        "googleFederation": platform.config.google_federation is not None,
        "semanticCache": platform.config.semantic_cache is not None,
        "exposure.gateway": "gateway" in platform.exposures,
        "exposure.mcp": "mcp" in platform.exposures,
    }
    for path, present in settings.items():
        if present:
            yield Finding(path, "is set, but the gateway runs elsewhere")


@rule(
    "PK-SHAPE-007",
    title="an address of the control plane that nothing uses",
    cause="controlPlaneUrl is where the addresses of a data plane's control plane are derived from, and deployment.controlPlane sets all of them.",
    fix="Remove controlPlaneUrl, or the addresses that follow from it.",
    settings=("controlPlaneUrl", *_CONTROL_PLANE),
    severity="warning",
    example=Example(
        f"{_DATA_PLANE}, controlPlane: {_ALL_ADDRESSES}}}\ncontrolPlaneUrl: https://aws-cp.portkey.ai\n",
        f"{_DATA_PLANE}, controlPlane: {_ALL_ADDRESSES}}}\n",
        "part",
    ),
)
def control_plane_url_unused(platform: Platform) -> Findings:
    deployment = platform.config.deployment
    if platform.config.control_plane_url and isinstance(deployment, DataPlane) and all(deployment.control_plane.model_dump().values()):
        yield Finding("controlPlaneUrl", "is set, but deployment.controlPlane sets every address")


@rule(
    "PK-SHAPE-008",
    title="addresses of two control planes",
    cause="The address of the backend, of the API and of the changes belong to one control plane. One that is not set is derived from "
    "controlPlaneUrl, and without it the images use Portkey's public control plane.",
    fix="Set albus, api and sync, or set controlPlaneUrl.",
    settings=("controlPlaneUrl", *_CONTROL_PLANE),
    severity="warning",
    example=Example(
        f"{_DATA_PLANE}, controlPlane: {{albus: 'https://albus.example.org'}}}}\n", f"{_DATA_PLANE}, controlPlane: {_ALL_ADDRESSES}}}\n", "part"
    ),
)
def two_control_planes(platform: Platform) -> Findings:
    deployment = platform.config.deployment
    if not isinstance(deployment, DataPlane) or platform.config.control_plane_url:
        return
    addresses = {"albus": deployment.control_plane.albus, "api": deployment.control_plane.api, "sync": deployment.control_plane.sync}
    present = next((name for name, address in addresses.items() if address), None)
    for name, address in addresses.items():
        if present and not address:
            yield Finding(f"deployment.controlPlane.{name}", f"is not set, but deployment.controlPlane.{present} is")
