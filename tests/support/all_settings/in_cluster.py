"""Stores in the cluster, with every setting of every workload: in production, and in development with values."""

from typing import Final

from pydantic import SecretStr

from portkey_constructs.config import (
    AdditionalRegistry,
    Aws,
    BackendConfig,
    BackendFeatures,
    Bedrock,
    CaBundle,
    CircuitBreaker,
    ClickHouseHttps,
    ClickHouseRetention,
    Cors,
    CreateServiceAccount,
    CustomerKeyEncryption,
    DataServiceConfig,
    ExistingPullSecrets,
    ExistingSecrets,
    Exposures,
    FrontendConfig,
    GatewayConfig,
    GatewayLogging,
    GenAiTraces,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    IngressExposure,
    InlineSecrets,
    InPodMigration,
    Irsa,
    JobMigration,
    JsonOperation,
    JwtAuthentication,
    Limits,
    LogStorePricing,
    MailBranding,
    MailTemplates,
    Mcp,
    Monitoring,
    MountedPricing,
    NetworkDestination,
    NetworkDestinationName,
    NetworkPeers,
    NetworkSourceName,
    NoIdentity,
    NoNetworkPolicy,
    Oidc,
    OpenTelemetry,
    Patch,
    PatchTarget,
    PortkeyConfig,
    Proxy,
    Push,
    RedisQueues,
    RegistryCredentials,
    S3Encryption,
    S3LogStore,
    SecretGroup,
    Smtp,
    StrictNetworkPolicy,
    TlsFromSecret,
)
from tests.support.all_settings.common import AMOUNTS, EXPOSURE, LOGIN, ROLE, SECRET, fixed, scaled, store
from tests.support.private_keys import private_key

__all__ = ["IN_CLUSTER"]

_TLS: Final = TlsFromSecret(secret_name="portkey-tls")
_NOBODY: Final = NoIdentity()
_IRSA: Final = Irsa(role_arn=ROLE)
_LABELS: Final = {"app.kubernetes.io/component": "own"}
_TARGET: Final = PatchTarget(kind="Deployment", name="acme-gateway", component="gateway")
_PATCHES: Final = (
    Patch(target=_TARGET, merge={"spec": {"template": {"spec": {"schedulerName": "own"}}}}),
    Patch(
        target=_TARGET,
        json_patch=(
            JsonOperation(op="copy", path="/spec/template/spec/preemptionPolicy", from_path="/spec/template/spec/schedulerName"),
            JsonOperation(op="replace", path="/spec/template/spec/preemptionPolicy", value="Never"),
        ),
    ),
)

IN_CLUSTER: Final = {
    "production": PortkeyConfig(
        profile="production",
        name="acme",
        namespace="ai",
        create_namespace=False,
        cluster_domain="cluster.example.org",
        openshift=True,
        argocd=True,
        labels={"cost-centre": "4711"},
        annotations={"example.org/owner": "platform"},
        patches=_PATCHES,
        extra_objects=({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "own", "labels": _LABELS}, "data": {"a": "b"}},),
        env={"NODE_OPTIONS": "--max-http-header-size=32768"},
        intended=("env.NODE_OPTIONS",),
        custom_ca=CaBundle(kind="configMap", name="company-ca"),
        trusted_hosts=("vllm.ai.svc", "*.models.example.org", "fd00:10::7"),
        network_policy=StrictNetworkPolicy(
            sources={NetworkSourceName.GATEWAY: NetworkPeers(namespace="edge", pod_labels={"app": "envoy"}, cidrs=("10.0.3.0/24",))},
            destinations={
                NetworkDestinationName.TRUSTED_HOSTS: NetworkDestination(
                    namespace="ai", pod_labels={"app": "vllm"}, cidrs=("10.0.4.0/24",), ports=(8000,)
                )
            },
        ),
        proxy=Proxy(https="http://proxy.example.org:3128", http="http://proxy.example.org:3129", no_proxy=("models.example.org", "10.0.0.0/8")),
        image_pull=ExistingPullSecrets(names=("pull-one", "pull-two")),
        secrets=ExistingSecrets(
            names={
                SecretGroup.APP: "own-app",
                SecretGroup.MYSQL: "own-mysql",
                SecretGroup.REDIS: "own-redis",
                SecretGroup.CLICKHOUSE: "own-clickhouse",
                SecretGroup.GATEWAY: "own-gateway",
            },
            keys={SecretGroup.MYSQL: {"mysql_password": "password"}},
            from_secret={SecretGroup.MYSQL: ("mysql_db", "mysql_user")},
        ),
        auth=Oidc(issuer="https://login.example.org", client_id="portkey", redirect_uri="https://portkey.example.org/v2/auth/callback"),
        control_plane_url="https://portkey.example.org",
        exposure=Exposures(
            frontend=IngressExposure(host="portkey.example.org", tls=_TLS, **EXPOSURE),
            gateway=IngressExposure(host="gateway.example.org", tls=_TLS, **EXPOSURE),
            mcp=IngressExposure(host="gateway.example.org", path="/mcp", tls=_TLS, **EXPOSURE),
        ),
        mysql=InClusterMySql(user="acme", database="acme", pool_size=8, max_connections=500, identity=_NOBODY, **store("mysql", create_account=True)),
        redis=InClusterRedis(
            auth="password",
            queues=RedisQueues(host="queues.example.org", port=6390, tls=True, user="queues", auth="password"),
            identity=_NOBODY,
            **store("redis", create_account=True),
        ),
        clickhouse=InClusterClickHouse(
            user="acme",
            database="acme",
            system_log_days=30,
            retention=ClickHouseRetention(merge_timeout=3600, drop_whole_parts=True),
            https=ClickHouseHttps(secret_name="clickhouse-tls", verification="relaxed"),
            config="<clickhouse><max_concurrent_queries>200</max_concurrent_queries></clickhouse>",
            identity=_NOBODY,
            **store("clickhouse", create_account=True),
        ),
        log_store=S3LogStore(
            bucket="acme-logs/logs",
            region="eu-central-1",
            credentials="keys",
            file_path_format="v2",
            encryption=S3Encryption(),
            object_lock=True,
            circuit_breaker=CircuitBreaker(failures=3, backoff=120, timeout=5),
        ),
        model_pricing=MountedPricing(
            pricing="models/pricing",
            capabilities="models/general",
            volume={"name": "model-prices", "persistentVolumeClaim": {"claimName": "models", "readOnly": True}},
        ),
        gateway=GatewayConfig(
            mcp=Mcp(external_url="https://gateway.example.org/mcp", request_timeout=30, sign_identities=True),
            logging=GatewayLogging(level="warn", timestamps=False),
            external_url="https://ai.example.org",
            request_timeout=45,
            cors=Cors(
                origins=("https://app.example.org",), methods=("GET", "POST"), headers=("authorization",), exposed_headers=("x-portkey-trace-id",)
            ),
            limits=Limits(json_body="20Mi", root_targets=200, conditional_root_targets=2000, nested_targets=20),
            saved_configs_only=True,
            masked_headers=("x-session",),
            metadata_headers=("x-request-id",),
            label_prefix="acme_",
            identity=_NOBODY,
            **scaled("gateway"),
        ),
        backend=BackendConfig(
            disable_organisation_creation=True,
            features=BackendFeatures(
                guardrails=False, api_access=False, data_exports=False, usage_limits=False, audit_logs=False, policies=False, model_catalog=True
            ),
            log_retention_display=30,
            metrics_retention_display=180,
            api_key_prefix="acme-",
            identity=_NOBODY,
            **scaled("backend"),
        ),
        dataservice=DataServiceConfig(identity=_NOBODY, **scaled("dataservice")),
        frontend=FrontendConfig(
            login_disclaimer="Be kind",
            onboarding_support_message="Ask the platform team",
            disable_testimonial=False,
            max_body_size="1Gi",
            identity=_NOBODY,
            **scaled("frontend"),
        ),
        migration=JobMigration(
            resources=AMOUNTS,
            retries=4,
            deadline=3600,
            annotations={"example.org/note": "on the Job"},
            pod_labels={"example.org/pod": "migration"},
            pod_annotations={"example.org/note": "on the pods"},
            node_selector={"example.org/pool": "jobs"},
            tolerations=({"key": "jobs", "operator": "Exists"},),
            affinity={"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": []}]}}},
            sidecars=({"name": "proxy", "image": "registry.example.org/proxy:1"},),
            service_account=CreateServiceAccount(
                name="migration-account", annotations={"example.org/role": "migration"}, labels={"example.org/account": "own"}, mount_token=True
            ),
        ),
    ),
    "development": PortkeyConfig(
        profile="development",
        network_policy=NoNetworkPolicy(),
        image_registry={"docker.io": "registry.example.org/hub", "*": "registry.example.org/others"},
        image_pull=RegistryCredentials(
            server="https://registry.example.org",
            username="me",
            password=SECRET,
            additional_registries={
                "company": AdditionalRegistry(server="quay.example.org", username="me", password=SECRET),
                "team-registry": AdditionalRegistry(server="registry.example.org/team", credentials="auth", auth=LOGIN),
            },
        ),
        secrets=InlineSecrets(),
        aws=Aws(oidc_issuer="https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE"),
        client_auth=SECRET,
        jwt_private_key=SECRET,
        auth=Oidc(issuer="https://login.example.org", client_id="portkey", client_secret=SECRET),
        control_plane_url="https://portkey.example.org",
        mysql=InClusterMySql(password=SECRET, root_password=SECRET, identity=_IRSA, **store("mysql", create_account=False)),
        redis=InClusterRedis(password=SECRET, append_only=False, identity=_IRSA, **store("redis", create_account=False)),
        clickhouse=InClusterClickHouse(password=SECRET, identity=_IRSA, **store("clickhouse", create_account=False)),
        log_store=S3LogStore(
            bucket="acme-logs",
            region="eu-central-1",
            access_key=SECRET,
            secret_key=SECRET,
            encryption=CustomerKeyEncryption(key=SECRET, key_md5=SECRET),
        ),
        model_pricing=LogStorePricing(pricing="models/pricing", capabilities="models/general"),
        bedrock=Bedrock(region="eu-central-1", credentials="keys", access_key=SECRET, secret_key=SECRET),
        smtp=Smtp(
            host="mail.example.org",
            port=2525,
            user="acme",
            password=SECRET,
            from_address="portkey@example.org",
            branding=MailBranding(
                company_name="Acme",
                logo_url="https://cdn.example.org/logo.png",
                support_email="support@example.org",
                docs_url="https://docs.example.org",
            ),
            templates=MailTemplates(config_map="acme-mails"),
        ),
        monitoring=Monitoring(
            apm=True,
            grafana=True,
            prometheus=False,
            prometheus_push=Push(url="https://push.example.org", credential=SecretStr("YWNtZTpzZWNyZXQ=")),
            loki_push=Push(url="https://loki.example.org", credential=SecretStr("acme:secret")),
            open_telemetry=OpenTelemetry(
                endpoint="http://collector:4318",
                protocol="http/protobuf",
                service_name="ai-gateway",
                resource_attributes={"deployment.environment": "acme"},
                auth="headers",
                headers=SecretStr("x-api-key=secret"),
            ),
            gen_ai_traces=GenAiTraces(
                endpoint="https://otlp.example.org/otel",
                resource_attributes={"team": "platform"},
                auth="headers",
                headers=SecretStr("x-api-key=secret,x-project=acme"),
            ),
        ),
        jwt_authentication=JwtAuthentication(organisations=("0f1e2d3c",), default_scopes=("completions.write", "mcp.invoke")),
        gateway=GatewayConfig(mcp=Mcp(external_url="https://mcp.example.org", identity_key=SecretStr(private_key())), **fixed("gateway")),
        backend=BackendConfig(**fixed("backend")),
        dataservice=DataServiceConfig(**fixed("dataservice")),
        frontend=FrontendConfig(**fixed("frontend")),
        migration=InPodMigration(),
    ),
}
