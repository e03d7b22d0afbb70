"""Configurations for each cloud, two per cloud where it offers two ways: identities, stores, secret managers and load balancers."""

from typing import Any, Final

from portkey_constructs.config import (
    AdditionalRegistry,
    Alb,
    Amounts,
    AssumedRole,
    Aws,
    AwsNlb,
    AwsSecretsManager,
    AzureBlobLogStore,
    AzureKeyVault,
    AzureLoadBalancer,
    AzureManagedIdentity,
    AzureWorkload,
    AzureWorkloadIdentity,
    BackendConfig,
    Bedrock,
    BedrockBatches,
    CaBundle,
    ClaudePlatform,
    ClickHouseCloud,
    ClickHouseHttps,
    ClickHouseRetention,
    CreateServiceAccount,
    CsiSecrets,
    DataServiceConfig,
    ElastiCache,
    ElastiCacheIam,
    ElastiCacheServer,
    EntraFederation,
    EntraId,
    ExistingServiceAccount,
    Exposures,
    ExternalClickHouse,
    ExternalMySql,
    ExternalRedis,
    ExternalSecrets,
    FrontendConfig,
    GatewayConfig,
    GcpLoadBalancer,
    GcpSecretManager,
    GcsLogStore,
    GkeWorkloadIdentity,
    Google,
    GoogleFederation,
    Image,
    InClusterClickHouse,
    IngressExposure,
    InlineSecrets,
    Irsa,
    JobMigration,
    KmsEncryption,
    LoadBalancerExposure,
    LogLifecycle,
    Mcp,
    MetricBuckets,
    MetricLabels,
    Monitoring,
    MySqlAdministrator,
    MySqlClientCertificate,
    MySqlReader,
    NetworkDestination,
    NetworkDestinationName,
    NoAuth,
    NoIdentity,
    Oidc,
    Operator,
    Outputs,
    PodIdentity,
    PortkeyConfig,
    Proxy,
    Rds,
    RdsServer,
    RedisCluster,
    RegistryCredentials,
    RemoteSecret,
    ReplicaBucket,
    Resources,
    S3LogStore,
    Saml,
    SecretGroup,
    ServiceMonitor,
    ServiceSettings,
    StrictNetworkPolicy,
    WorkloadLogin,
)
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.load_balancers import Provider
from tests.support.all_settings.common import LOGIN, ROLE, SECRET, TENANT, store

__all__ = ["CLOUDS"]

_REGION: Final = "eu-central-1"
_CERTIFICATE: Final = f"arn:aws:acm:{_REGION}:111122223333:certificate/0f4d"
_KEY: Final = f"arn:aws:kms:{_REGION}:111122223333:key/9c1f"
_SUBNETS: Final = ("subnet-0123456789abcdef0", "subnet-0fedcba9876543210")
_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_AWS: Final = Aws(account_id="111122223333", region=_REGION, cluster="acme", oidc_issuer=f"https://oidc.eks.{_REGION}.amazonaws.com/id/EXAMPLE")
_IRSA: Final = Irsa(role_arn=ROLE)
_PODS: Final = PodIdentity(role_arn=ROLE)
_AZURE: Final = AzureWorkloadIdentity(client_id="0f1e2d3c-0000-4000-8000-000000000001", tenant_id=TENANT)
_BY_PROJECT: Final = GkeWorkloadIdentity(project="acme-platform")
_BY_ACCOUNT: Final = GkeWorkloadIdentity(service_account="portkey@acme-platform.iam.gserviceaccount.com")
_BUNDLE: Final = CaBundle(kind="configMap", name="company-ca", key="bundle.pem")
_READER: Final = CreateServiceAccount(
    name="reader", annotations={"example.org/reads": "secrets"}, labels={"example.org/account": "own"}, mount_token=True
)


def _services(identity: Identity, **gateway: Any) -> dict[str, Any]:
    """The four services with an identity each, and with the MCP gateway."""
    return {
        "gateway": GatewayConfig(mcp=Mcp(), identity=identity, **gateway),
        "backend": BackendConfig(identity=identity),
        "dataservice": DataServiceConfig(identity=identity),
        "frontend": FrontendConfig(identity=identity),
    }


def _balanced(provider: Provider, **exposure: Any) -> Exposures:
    """A load balancer for each exposure."""
    exposure = {"port": 8443, "source_ranges": ("10.0.0.0/8",), "annotations": {"example.org/door": "open"}, "provider": provider, **exposure}
    hosts = {name: f"{name}.example.org" for name in ("frontend", "gateway", "mcp")}
    service: dict[str, Any] = {
        "labels": {"example.org/service": "public"},
        "traffic_distribution": "PreferClose",
        "external_traffic_policy": "Local",
        "session_affinity": "ClientIP",
        "session_affinity_timeout": 900,
        "load_balancer_class": "example.org/public",
        "load_balancer_ip": "203.0.113.9",
    }
    ports = {name: 30020 + number for number, name in enumerate(hosts)}
    return Exposures(**{name: LoadBalancerExposure(host=host, node_port=ports[name], **service, **exposure) for name, host in hosts.items()})


def _alb(host: str, order: int) -> IngressExposure:
    alb = Alb(
        scheme="internet-facing",
        target_type="instance",
        group="acme",
        group_order=order,
        ssl_policy=_POLICY,
        health_check_path="/ready",
        idle_timeout=900,
        subnets=_SUBNETS,
    )
    return IngressExposure(host=host, ingress_class="public", controller="alb", certificate_arn=_CERTIFICATE, alb=alb, allow_from=("10.0.0.0/8",))


_AWS_STORES: Final[dict[str, Any]] = {
    "mysql": ExternalMySql(
        host="db.abc.eu-central-1.rds.amazonaws.com",
        port=13306,
        user="acme",
        database="acme",
        tls="rds",
        pool_size=8,
        max_connections=500,
        administrator=MySqlAdministrator(
            user="admin",
            ca=CaBundle(kind="configMap", name="rds-ca", key="global-bundle.pem"),
            image=Image(repository="registry.example.org/mysql", tag="8.4.10", pull_policy="Always"),
            resources=Resources(
                requests=Amounts(cpu="10m", memory="64Mi", ephemeral_storage="8Mi"), limits=Amounts(cpu="1", memory="128Mi", ephemeral_storage="16Mi")
            ),
            retries=4,
            pod_labels={"example.org/job": "user"},
            pod_annotations={"example.org/job": "user"},
            node_selector={"kubernetes.io/arch": "amd64"},
            tolerations=({"key": "dedicated", "operator": "Exists"},),
        ),
        reader=MySqlReader(host="replica.abc.eu-central-1.rds.amazonaws.com", port=13307, user="acme-reader", hadr=True),
    ),
    "redis": ElastiCache(
        host="clustercfg.acme.abc.euc1.cache.amazonaws.com",
        tls=True,
        mode="cluster",
        iam=ElastiCacheIam(
            cluster_name="acme",
            user="portkey",
            region=_REGION,
            assume_role=AssumedRole(role_arn="arn:aws:iam::444455556666:role/cache", external_id="portkey"),
        ),
    ),
}

_BY_OPERATOR: Final = AwsSecretsManager(auth="podIdentity", operator=Operator(namespace="operators", service_account="eso"))

CLOUDS: Final = {
    "aws": PortkeyConfig(
        profile="production",
        aws=_AWS,
        identity=_IRSA,
        secrets=ExternalSecrets(
            store=AwsSecretsManager(region=_REGION, auth="jwt"),
            path="acme/{name}",
            names={SecretGroup.MYSQL: "own-mysql"},
            keys={SecretGroup.MYSQL: {"mysql_password": "password"}},
            from_secret={SecretGroup.CLICKHOUSE: ("clickhouse_host",)},
            remote={SecretGroup.MYSQL: RemoteSecret(key="rds!cluster-1", properties={"mysql_password": "password"})},
            service_account=_READER,
            identity=_IRSA,
            refresh_interval=600,
            creation_policy="Orphan",
            deletion_policy="Merge",
            restart_on_rotation=True,
        ),
        auth=Saml(metadata_url="https://login.example.org/metadata", redirect_uri="https://portkey.example.org/v2/auth/callback"),
        exposure=Exposures(frontend=_alb("portkey.example.org", 1), gateway=_alb("gateway.example.org", 2), mcp=_alb("mcp.example.org", 3)),
        clickhouse=ExternalClickHouse(
            host="clickhouse.example.org", tls=True, former=InClusterClickHouse(user="acme", database="acme", identity=_IRSA)
        ),
        log_store=S3LogStore(
            bucket="acme-logs",
            credentials="identity",
            client="s3_assume",
            assume_role=AssumedRole(role_arn=ROLE, external_id="acme"),
            encryption=KmsEncryption(kind="kms", key_arn=_KEY, bucket_key=True, context="eyJhIjoiYiJ9"),
            replica=ReplicaBucket(bucket="acme-logs-replica", region="eu-west-1"),
        ),
        bedrock=Bedrock(
            credentials="identity",
            models=("anthropic.*", "us.amazon.nova-pro-v1:0"),
            batches=BedrockBatches(bucket="acme-batches", role_arn=ROLE),
            assume_roles=(ROLE,),
            session_tags=True,
        ),
        claude_platform=ClaudePlatform(region=_REGION, workspaces=("wrkspc_01AbCdEf",)),
        entra_federation=EntraFederation(audience="api://models"),
        google_federation=GoogleFederation(
            audience="//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/aws/providers/eks",
            service_account="portkey-vertex@acme-platform.iam.gserviceaccount.com",
        ),
        monitoring=Monitoring(
            service_monitor=ServiceMonitor(interval=15, labels={"release": "prometheus"}),
            metric_labels=MetricLabels(model=True, config_name=True, api_key_name=True, metadata=("team", "cost_center")),
            buckets=MetricBuckets(llm_latency=("500", "100"), http_duration=("0.5", "5"), gc_duration=("0.01",)),
        ),
        gateway=GatewayConfig(mcp=Mcp(), identity=_IRSA, service=ServiceSettings(type="NodePort")),
        backend=BackendConfig(identity=_IRSA),
        dataservice=DataServiceConfig(identity=_IRSA, finetunes_bucket="acme-finetunes", finetunes_role_arn=ROLE, log_exports_bucket="acme-exports"),
        frontend=FrontendConfig(identity=_IRSA, service=ServiceSettings(type="NodePort")),
        **_AWS_STORES,
    ),
    "eks-pods": PortkeyConfig(
        profile="production",
        aws=_AWS,
        identity=_PODS,
        secrets=ExternalSecrets(
            store=_BY_OPERATOR,
            identity=_PODS,
            cluster_wide=True,
        ),
        secret_overrides={SecretGroup.REGISTRY: ExternalSecrets(store=AwsSecretsManager(region="us-east-1"))},
        auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
        exposure=_balanced(
            AwsNlb(
                scheme="internet-facing",
                target_type="instance",
                certificate_arn=_CERTIFICATE,
                ssl_policy=_POLICY,
                subnets=_SUBNETS,
                cross_zone=False,
            )
        ),
        clickhouse=ExternalClickHouse(host="clickhouse.example.org", former=InClusterClickHouse(identity=_PODS)),
        log_store=S3LogStore(bucket="acme-logs", encryption=KmsEncryption(kind="kmsDsse", key_arn=_KEY)),
        **_AWS_STORES,
        migration=JobMigration(service_account=ExistingServiceAccount(name="migrator", mount_token=True)),
        **_services(_PODS),
    ),
    "companion": PortkeyConfig(
        profile="production",
        aws=Aws(
            account_id="111122223333",
            region="us-west-2",
            cluster="acme",
            outputs=Outputs("acme/portkey/portkey", "111122223333", "us-west-2", "db.abc.us-west-2.rds.amazonaws.com", "cache.example.org"),
        ),
        identity=PodIdentity(),
        proxy=Proxy(https="http://proxy.example.org:3128"),
        secrets=ExternalSecrets(store=AwsSecretsManager()),
        auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
        exposure=_balanced(AwsNlb(certificate_arn=_CERTIFICATE.replace(_REGION, "us-west-2"))),
        mysql=Rds(
            port=13306,
            user="acme",
            database="acme",
            pool_size=8,
            max_connections=500,
            administrator=MySqlAdministrator(user="main", image=Image(digest=f"sha256:{'0' * 64}")),
            server=RdsServer(
                version="8.4.9",
                instance_class="db.r7g.xlarge",
                multi_az=False,
                storage_gib=100,
                max_storage_gib=1000,
                backup_days=30,
                backup_window="04:00-05:00",
                maintenance_window="sat:05:00-sat:06:00",
                performance_insights=False,
                deletion_protection=False,
            ),
        ),
        redis=ElastiCache(
            database=3,
            server=ElastiCacheServer(
                version="8.1",
                node_type="cache.r7g.large",
                nodes=3,
                snapshot_days=7,
                snapshot_window="04:00-05:00",
                maintenance_window="sat:05:00-sat:06:00",
            ),
        ),
        clickhouse=ExternalClickHouse(host="clickhouse.example.org"),
        gateway=GatewayConfig(mcp=Mcp()),
        log_store=S3LogStore(
            replica=ReplicaBucket(region="us-east-1"), lifecycle=LogLifecycle(infrequent_access_days=60, expire_days=365, noncurrent_days=7)
        ),
    ),
    "companion-inline": PortkeyConfig(
        profile="development",
        aws=Aws(
            region="us-west-2",
            outputs=Outputs(
                "/portkey/portkey", "111122223333", "us-west-2", "db.abc.us-west-2.rds.amazonaws.com", "cache.abc.usw2.cache.amazonaws.com"
            ),
        ),
        image_pull=RegistryCredentials(credentials="auth", auth=LOGIN),
        client_auth=SECRET,
        auth=NoAuth(),
        mysql=Rds(password=SECRET, administrator=MySqlAdministrator(user="main", password=SECRET)),
        redis=ElastiCache(mode="cluster", server=ElastiCacheServer(shards=2)),
    ),
    "azure": PortkeyConfig(
        profile="production",
        network_policy=StrictNetworkPolicy(
            engine="cilium", destinations={NetworkDestinationName.MODELS: NetworkDestination(hosts=("*.openai.azure.com", "api.openai.com"))}
        ),
        identity=_AZURE,
        custom_ca=_BUNDLE,
        secrets=ExternalSecrets(
            store=AzureKeyVault(vault="acme-portkey", tenant_id=TENANT),
            identity=_AZURE,
            service_account=ExistingServiceAccount(name="reader", mount_token=True),
        ),
        image_pull=RegistryCredentials(
            additional_registries={
                "acme": AdditionalRegistry(server="acme.azurecr.io"),
                "team-registry": AdditionalRegistry(server="registry.example.org/team", credentials="auth"),
            }
        ),
        auth=EntraId(tenant_id=TENANT, client_id="portkey"),
        exposure=_balanced(AzureLoadBalancer(subnet="internal")),
        mysql=ExternalMySql(
            host="acme.mysql.database.azure.com",
            tls="verifyIdentity",
            ca=CaBundle(kind="secret", name="mysql-ca", key="ca.pem"),
            client_certificate=MySqlClientCertificate(secret_name="mysql-client"),
        ),
        redis=ExternalRedis(kind="azure", host="acme.redis.cache.windows.net", port=6380, tls=True, login=WorkloadLogin()),
        clickhouse=ClickHouseCloud(
            host="abc.eu-central-1.aws.clickhouse.cloud", user="acme", database="acme", former=InClusterClickHouse(identity=_AZURE)
        ),
        log_store=AzureBlobLogStore(storage_account="acmelogs", container="logs", file_path_format="v2", login=AzureWorkload()),
        **_services(_AZURE),
    ),
    "aks-csi": PortkeyConfig(
        profile="development",
        identity=_AZURE,
        secrets=CsiSecrets(store=AzureKeyVault(vault="acme-portkey", tenant_id=TENANT)),
        secret_overrides={SecretGroup.REGISTRY: InlineSecrets(), SecretGroup.CLICKHOUSE_FORMER: InlineSecrets()},
        image_pull=RegistryCredentials(username="me", password=SECRET),
        auth=NoAuth(allow_public=True),
        exposure=_balanced(AzureLoadBalancer(internal=False, resource_group="addresses", dns_label="acme")),
        mysql=ExternalMySql(host="acme.mysql.database.azure.com", tls="required"),
        redis=ExternalRedis(
            kind="azure",
            host="acme.redis.cache.windows.net",
            port=6380,
            tls=True,
            login=AzureManagedIdentity(client_id="0f1e2d3c-0000-4000-8000-000000000004"),
        ),
        clickhouse=ClickHouseCloud(
            host="abc.eu-central-1.aws.clickhouse.cloud",
            former=InClusterClickHouse(
                password=SECRET,
                system_log_days=3,
                retention=ClickHouseRetention(merge_timeout=3600, drop_whole_parts=True),
                https=ClickHouseHttps(secret_name="clickhouse-tls", verification="relaxed"),
                config="<clickhouse><max_concurrent_queries>200</max_concurrent_queries></clickhouse>",
                identity=NoIdentity(),
                **store("clickhouse", create_account=True),
            ),
        ),
        log_store=AzureBlobLogStore(
            storage_account="acmelogs", container="logs", login=AzureManagedIdentity(client_id="0f1e2d3c-0000-4000-8000-000000000002")
        ),
        gateway=GatewayConfig(mcp=Mcp()),
    ),
    "gke": PortkeyConfig(
        profile="production",
        network_policy=StrictNetworkPolicy(engine="gke"),
        identity=_BY_PROJECT,
        secrets=ExternalSecrets(
            store=GcpSecretManager(project="acme-platform", cluster_location="europe-west3", cluster_name="acme"), identity=_BY_PROJECT
        ),
        auth=Google(client_id="portkey"),
        exposure=_balanced(GcpLoadBalancer(global_access=True)),
        mysql=ExternalMySql(host="10.1.2.3", tls="verifyCa", ca=_BUNDLE),
        redis=ExternalRedis(
            kind="memorystore",
            host="10.1.2.4",
            port=16379,
            mode="cluster",
            auth="none",
            cluster=RedisCluster(nodes=("10.1.2.5:6379", "10.1.2.6:6379")),
        ),
        clickhouse=ExternalClickHouse(
            host="clickhouse.example.org", former=InClusterClickHouse(identity=_BY_PROJECT, **store("clickhouse", create_account=False))
        ),
        log_store=GcsLogStore(bucket="acme-logs"),
        **_services(_BY_PROJECT),
    ),
    "gke-account": PortkeyConfig(
        profile="production",
        identity=_BY_ACCOUNT,
        secrets=ExternalSecrets(store=GcpSecretManager(project="acme-platform"), identity=_BY_ACCOUNT, deletion_policy="Delete"),
        auth=Google(client_id="portkey"),
        exposure=_balanced(GcpLoadBalancer(internal=False), source_ranges=(), allow_from=("10.0.0.0/8",)),
        mysql=ExternalMySql(host="10.1.2.3"),
        redis=ExternalRedis(kind="memorystore", host="10.1.2.4", tls=True, ca=_BUNDLE, login=WorkloadLogin()),
        clickhouse=ExternalClickHouse(host="clickhouse.example.org", former=InClusterClickHouse(identity=_BY_ACCOUNT)),
        log_store=GcsLogStore(bucket="acme-logs", credentials="identity"),
        **_services(_BY_ACCOUNT),
    ),
}
