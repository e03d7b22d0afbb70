"""Configurations with secret managers that belong to no cloud, or are read in another way; some values are inline."""

from typing import Any, Final

from portkey_constructs.config import (
    Auth0,
    AzureWorkloadIdentity,
    CaBundle,
    CsiSecrets,
    EntraId,
    ExistingSecretStore,
    Exposures,
    ExternalSecrets,
    GatewayConfig,
    GcpSecretManager,
    GcsLogStore,
    GkeWorkloadIdentity,
    Google,
    HashiCorpVault,
    HttpRouteExposure,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    IngressExposure,
    InlineSecrets,
    Mcp,
    MongoLogStore,
    NoIdentity,
    NoImagePull,
    Okta,
    ParentGateway,
    PodIdentity,
    PodTlsFromCertManager,
    PodTlsFromSecret,
    PortkeyConfig,
    RemoteSecret,
    S3CompatibleLogStore,
    SecretGroup,
    TlsAtLoadBalancer,
    TlsFromCertManager,
    WasabiLogStore,
)
from portkey_constructs.config.identity import Identity
from tests.support.all_settings.common import EXPOSURE, ROLE, SECRET, TENANT

__all__ = ["MANAGERS"]

_VAULT: Final = HashiCorpVault(
    server="https://vault.example.org",
    mount="kv",
    version="v1",
    auth_mount="auth/eks",
    role="portkey",
    namespace="platform",
    audience="https://vault.example.org",
)
_LOGIN: Final[dict[str, Any]] = {
    "client_id": "portkey",
    "client_secret": SECRET,
    "redirect_uri": "https://portkey.example.org/v2/auth/callback",
}
_OWN: Final[dict[str, Any]] = {
    "profile": "development",
    "image_pull": NoImagePull(),
    "secret_overrides": {SecretGroup.APP: InlineSecrets(), SecretGroup.GATEWAY: InlineSecrets()},
    "client_auth": SECRET,
    "jwt_private_key": SECRET,
}
"""Inline values for login and log store; all others come from the secret manager."""


def _stores(identity: Identity) -> dict[str, Any]:
    return {
        "mysql": InClusterMySql(identity=identity),
        "redis": InClusterRedis(identity=identity),
        "clickhouse": InClusterClickHouse(identity=identity),
    }


def _ingresses(tls: TlsFromCertManager | TlsAtLoadBalancer) -> dict[str, Any]:
    hosts = {name: f"{name}.example.org" for name in ("frontend", "gateway", "mcp")}
    return {
        "exposure": Exposures(**{name: IngressExposure(host=host, tls=tls, **EXPOSURE) for name, host in hosts.items()}),
        "gateway": GatewayConfig(mcp=Mcp()),
    }


def _routes() -> dict[str, Any]:
    parent = ParentGateway(name="public", namespace="gateways", section_name="https")
    route: dict[str, Any] = {"gateway": parent, "tls": False, "request_timeout": 600, "annotations": {"example.org/door": "open"}}
    hosts = {"frontend": "portkey.example.org", "gateway": "gateway.example.org"}
    exposures = {name: HttpRouteExposure(host=host, **route) for name, host in hosts.items()}
    return {
        "exposure": Exposures(**exposures, mcp=HttpRouteExposure(host="gateway.example.org", path="/mcp", **route)),
        "gateway": GatewayConfig(mcp=Mcp()),
    }


MANAGERS: Final = {
    "vault": PortkeyConfig(
        **_OWN,
        secrets=ExternalSecrets(store=_VAULT, identity=NoIdentity()),
        auth=Okta(domain="acme.okta.com", authorization_server="portkey", **_LOGIN),
        log_store=S3CompatibleLogStore(
            kind="s3Compatible",
            endpoint="https://minio.example.org",
            bucket="acme-logs",
            region="eu",
            access_key=SECRET,
            secret_key=SECRET,
            file_path_format="v2",
        ),
        pod_tls=PodTlsFromSecret(secret_name="acme-pod-tls", ca=CaBundle(kind="configMap", name="acme-ca", key="tls.ca")),
        **_ingresses(TlsFromCertManager(issuer="acme", issuer_kind="Issuer", secret_name="acme-tls")),
        **_stores(PodIdentity(role_arn=ROLE)),
    ),
    "vault-csi": PortkeyConfig(
        **_OWN,
        secrets=CsiSecrets(
            store=_VAULT,
            delivery="files",
            path="acme/{name}",
            names={SecretGroup.MYSQL: "own-mysql"},
            keys={SecretGroup.MYSQL: {"mysql_password": "secret"}},
            from_secret={SecretGroup.MYSQL: ("mysql_port",)},
            remote={SecretGroup.MYSQL: RemoteSecret(key="databases/portkey", properties={"mysql_password": "password"})},
        ),
        auth=Auth0(domain="acme.eu.auth0.com", **_LOGIN),
        log_store=WasabiLogStore(bucket="acme-logs/logs", region="eu-central-1", access_key=SECRET, secret_key=SECRET, file_path_format="v2"),
        **_ingresses(TlsAtLoadBalancer()),
        **_stores(AzureWorkloadIdentity(client_id="0f1e2d3c-0000-4000-8000-000000000001", tenant_id=TENANT)),
    ),
    "shared-store": PortkeyConfig(
        **_OWN,
        secrets=ExternalSecrets(store=ExistingSecretStore(name="company", cluster_wide=True)),
        auth=EntraId(tenant_id=TENANT, **_LOGIN),
        log_store=MongoLogStore(connection_url=SECRET, database="portkey", generations_collection="logs", hooks_collection="hooks"),
        pod_tls=PodTlsFromCertManager(
            issuer="acme",
            issuer_kind="Issuer",
            secret_name="acme-pod-tls",
            ca=CaBundle(kind="configMap", name="acme-ca"),
            restart_on_rotation=True,
        ),
        **_routes(),
        **_stores(GkeWorkloadIdentity(project="acme-platform")),
    ),
    "gke-csi": PortkeyConfig(
        **_OWN,
        identity=GkeWorkloadIdentity(project="acme-platform"),
        secrets=CsiSecrets(store=GcpSecretManager(project="acme-platform")),
        auth=Google(**_LOGIN),
        log_store=GcsLogStore(
            bucket="acme-logs/logs",
            region="europe-west3",
            credentials="keys",
            access_key=SECRET,
            secret_key=SECRET,
            file_path_format="v2",
        ),
        **_stores(GkeWorkloadIdentity(service_account="portkey@acme-platform.iam.gserviceaccount.com")),
    ),
}
