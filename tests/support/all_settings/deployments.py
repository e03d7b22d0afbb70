"""Configurations of parts of the platform, and of platforms without a part."""

from typing import Final

from portkey_constructs.config import (
    Aws,
    AwsSecretsManager,
    AzureBlobLogStore,
    AzureEntra,
    AzureKey,
    BundledPricing,
    CaBundle,
    ClickHouseCloud,
    ControlPlaneAddresses,
    ControlPlaneLogStore,
    ControlPlanePricing,
    CsiSecrets,
    DataPlane,
    ElastiCache,
    Embeddings,
    Exposures,
    ExternalClickHouse,
    ExternalGateway,
    ExternalMySql,
    ExternalRedis,
    GatewayConfig,
    GatewayOnly,
    HttpRouteExposure,
    IngressExposure,
    InlineSecrets,
    Mcp,
    Milvus,
    Monitoring,
    MySqlReader,
    NoAuth,
    NoDataService,
    NoImagePull,
    NoLogStore,
    ParentGateway,
    Pinecone,
    PodIdentity,
    PodTlsFromSecret,
    PortkeyConfig,
    PortkeyPricing,
    Saml,
    SecretGroup,
    SemanticCache,
    TlsFromSecret,
)
from tests.support.all_settings.common import SECRET, TENANT

__all__ = ["SHAPES"]

SHAPES: Final = {
    "hybrid": PortkeyConfig(
        profile="development",
        deployment=DataPlane(organisations=("0f1e2d3c",)),
        image_pull=NoImagePull(),
        aws=Aws(region="eu-central-1"),
        identity=PodIdentity(),
        secrets=CsiSecrets(store=AwsSecretsManager(region="eu-west-1")),
        secret_overrides={SecretGroup.REDIS: InlineSecrets(), SecretGroup.GATEWAY: InlineSecrets()},
        redis=ElastiCache(
            host="clustercfg.acme.abc.euc1.cache.amazonaws.com",
            port=16379,
            tls=True,
            mode="cluster",
            user="acme",
            auth="password",
            password=SECRET,
        ),
        log_store=AzureBlobLogStore(storage_account="acmelogs", container="logs", login=AzureKey(account_key=SECRET)),
    ),
    "hybrid-with-clickhouse": PortkeyConfig(
        profile="development",
        deployment=DataPlane(
            organisations=("0f1e2d3c",),
            control_plane=ControlPlaneAddresses(
                albus="https://albus.example.org",
                api="https://api.example.org/v1",
                sync="https://api.example.org/v1/sync",
                model_configs="https://api.example.org/model-configs",
            ),
        ),
        image_registry="registry.example.org/portkey",
        image_pull=NoImagePull(),
        client_auth=SECRET,
        clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True, password=SECRET),
        log_store=ControlPlaneLogStore(),
        model_pricing=ControlPlanePricing(),
        semantic_cache=SemanticCache(
            store=Milvus(address="http://milvus.example.org:19530", collection="requests", api_key=SECRET),
            embeddings=Embeddings(
                provider="openai", url="https://api.openai.com/v1/embeddings", model="text-embedding-3-large", api_key=SECRET, dimensions=3072
            ),
            similarity_threshold="0.9",
        ),
        gateway=GatewayConfig(clickhouse_endpoint="host"),
        pod_tls=PodTlsFromSecret(secret_name="acme-pod-tls", ca=CaBundle(kind="secret", name="acme-ca", key="ca.pem"), restart_on_rotation=True),
    ),
    "alone": PortkeyConfig(
        profile="development",
        deployment=GatewayOnly(backend_url="https://backend.example.org", organisations=("0f1e2d3c",)),
        image_pull=NoImagePull(),
        client_auth=SECRET,
        exposure=Exposures(
            mcp=IngressExposure(host="mcp.example.org", ingress_class="traefik", tls=TlsFromSecret(secret_name="mcp-tls"), allow_from=("10.0.0.0/8",))
        ),
        redis=ExternalRedis(
            kind="custom", host="redis.example.org", port=16379, tls=True, mode="cluster", user="acme", auth="password", password=SECRET
        ),
        clickhouse=ExternalClickHouse(
            host="clickhouse.example.org",
            port=18443,
            native_port=19440,
            user="acme",
            database="acme",
            password=SECRET,
            tls=True,
            replication=True,
            sharding=True,
            cluster_name="acme",
        ),
        log_store=AzureBlobLogStore(
            storage_account="acmelogs",
            container="logs",
            login=AzureEntra(tenant_id=TENANT, client_id="0f1e2d3c-0000-4000-8000-000000000003", client_secret=SECRET),
        ),
        model_pricing=ControlPlanePricing(),
        gateway=GatewayConfig(mcp=Mcp(only=True)),
    ),
    "gateway-elsewhere": PortkeyConfig(
        profile="development",
        image_pull=NoImagePull(),
        client_auth=SECRET,
        jwt_private_key=SECRET,
        auth=Saml(metadata_xml="<EntityDescriptor/>"),
        control_plane_url="https://portkey.example.org",
        exposure=Exposures(frontend=IngressExposure(host="portkey.example.org", ingress_class="traefik", allow_from=("10.0.0.0/8",))),
        mysql=ExternalMySql(host="db.example.org", password=SECRET, reader=MySqlReader(host="replica.example.org", password=SECRET)),
        redis=ExternalRedis(url="redis.example.org:6380"),
        clickhouse=ClickHouseCloud(host="abc.eu-central-1.aws.clickhouse.cloud", password=SECRET),
        log_store=NoLogStore(),
        model_pricing=PortkeyPricing(url="https://prices.example.org/portkey/"),
        gateway=ExternalGateway(url="https://gateway.example.org", request_timeout=600),
        dataservice=NoDataService(),
    ),
    "open": PortkeyConfig(
        profile="development",
        aws=Aws(region="eusc-de-east-1"),
        image_pull=NoImagePull(),
        client_auth=SECRET,
        auth=NoAuth(allow_public=True),
        model_pricing=BundledPricing(),
        semantic_cache=SemanticCache(
            store=Pinecone(index="requests", api_key=SECRET),
            embeddings=Embeddings(provider="google", url="https://embeddings.example.org", model="embedding", api_key=SECRET),
        ),
        monitoring=Monitoring(),
        exposure=Exposures(
            frontend=IngressExposure(host="portkey.example.org", ingress_class="gce-internal"),
            gateway=IngressExposure(host="gateway.example.org", ingress_class="traefik-internal", allow_from=("10.0.0.0/8",)),
            mcp=HttpRouteExposure(host="mcp.example.org", controller="gke", gateway=ParentGateway(name="public")),
        ),
        gateway=GatewayConfig(mcp=Mcp()),
    ),
    "gke-gateway": PortkeyConfig(
        profile="development",
        image_pull=NoImagePull(),
        client_auth=SECRET,
        auth=NoAuth(allow_public=True),
        exposure=Exposures(
            **{
                name: HttpRouteExposure(host=f"{name}.example.org", controller="gke", gateway=ParentGateway(name="public"))
                for name in ("frontend", "gateway")
            },
            mcp=IngressExposure(host="mcp.example.org", ingress_class="gce"),
        ),
        gateway=GatewayConfig(mcp=Mcp()),
    ),
}
