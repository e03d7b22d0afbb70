"""Configurations that, together, set every setting there is to something else than its default, in every variant."""

from typing import Any, Final

from pydantic import SecretStr

from portkey_constructs.config import (
    Amounts,
    Autoscaling,
    Backend,
    CreateServiceAccount,
    DataService,
    DisruptionBudget,
    ExistingPullSecrets,
    ExistingSecrets,
    ExistingServiceAccount,
    Exposure,
    ExternalClickHouse,
    ExternalMySql,
    ExternalRedis,
    Frontend,
    Gateway,
    Image,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    IngressDoor,
    InlineSecrets,
    InPodMigration,
    JobMigration,
    NoAuth,
    NoDoor,
    NoImagePull,
    NoLogStore,
    Oidc,
    Persistence,
    PortkeyConfig,
    Probes,
    RegistryCredentials,
    Resources,
    S3LogStore,
    Saml,
    SecretGroup,
    ServiceSettings,
    TlsFromSecret,
)

__all__ = ["EVERY", "LEAST"]

_SECRET: Final = SecretStr("only-for-tests")
_AMOUNTS: Final = Resources(
    requests=Amounts(cpu="150m", memory="300Mi", ephemeral_storage="1Gi"), limits=Amounts(cpu="3", memory="3Gi", ephemeral_storage="2Gi")
)
_PROBE: Final = {"tcpSocket": {"port": 9999}, "periodSeconds": 7}


def _workload(service_account: CreateServiceAccount | ExistingServiceAccount) -> dict[str, Any]:
    return {
        "image": Image(
            repository="registry.example.org/mirror/image", tag="9.8.7", digest="sha256:" + "0123456789abcdef" * 4, pull_policy="IfNotPresent"
        ),
        "resources": _AMOUNTS,
        "env": {"EXTRA": "said", "FROM_SECRET": {"secretKeyRef": {"name": "own", "key": "value"}}},
        "labels": {"team": "platform"},
        "annotations": {"example.org/note": "on the workload"},
        "pod_labels": {"example.org/pod": "yes"},
        "pod_annotations": {"example.org/note": "on the pods"},
        "node_selector": {"kubernetes.io/arch": "amd64"},
        "tolerations": ({"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"},),
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": []}]}}},
        "topology_spread": ({"maxSkew": 2, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule"},),
        "dns_policy": "ClusterFirst",
        "dns_config": {"options": [{"name": "ndots", "value": "2"}]},
        "volumes": ({"name": "own", "emptyDir": {"sizeLimit": "1Gi"}},),
        "volume_mounts": ({"name": "own", "mountPath": "/own"},),
        "sidecars": ({"name": "log-shipper", "image": "registry.example.org/log-shipper:1"},),
        "init_containers": ({"name": "wait", "image": "registry.example.org/wait:1"},),
        "probes": Probes(startup=_PROBE, readiness=_PROBE, liveness=_PROBE),
        "grace_period": 75,
        "priority_class": "high",
        "pod_security_context": {"runAsUser": 4711, "fsGroup": 4711},
        "security_context": {"runAsUser": 4711, "readOnlyRootFilesystem": True},
        "service_account": service_account,
    }


_CREATED: Final = _workload(CreateServiceAccount(name="own-account", annotations={"example.org/role": "reader"}, mount_token=True))
_EXISTING: Final = _workload(ExistingServiceAccount(name="there-already", mount_token=True))
_PUBLIC: Final = ServiceSettings(
    type="LoadBalancer", port=18080, source_ranges=("10.0.0.0/8", "2001:db8::/32"), annotations={"example.org/lb": "internal"}
)
_SCALED: Final = Autoscaling(
    min=3, max=9, cpu=55, memory=65, behavior={"scaleDown": {"policies": [{"type": "Pods", "value": 2, "periodSeconds": 30}]}}
)


def _accounts(workload: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The same workload with a service account of its own: two components cannot both make one."""
    account = workload["service_account"]
    return {**workload, "service_account": account.model_copy(update={"name": f"{prefix}-{account.name}"})}


def _scaled(prefix: str) -> dict[str, Any]:
    return {"autoscaling": _SCALED, "disruption_budget": DisruptionBudget(min_available="50%"), **_accounts(_CREATED, prefix)}


def _fixed(prefix: str) -> dict[str, Any]:
    return {"replicas": 4, "disruption_budget": DisruptionBudget(max_unavailable="2"), "service": _PUBLIC, **_accounts(_EXISTING, prefix)}


def _store(workload: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {
        "persistence": Persistence(size="77Gi", storage_class="fast", sub_path="store"),
        "service": ServiceSettings(type="LoadBalancer", port=13306, source_ranges=("10.0.0.0/8",), annotations={"example.org/lb": "internal"}),
        **_accounts(workload, prefix),
    }


_DOOR: Final[dict[str, Any]] = {
    "ingress_class": "traefik",
    "annotations": {"example.org/door": "open"},
    "tls": TlsFromSecret(secret_name="portkey-tls"),
}

LEAST: Final = PortkeyConfig(
    profile="development",
    image_pull=RegistryCredentials(username="me", password=_SECRET),
    client_auth=_SECRET,
    auth=NoAuth(),
)

EVERY: Final[dict[str, PortkeyConfig]] = {
    "production": PortkeyConfig(
        profile="production",
        name="acme",
        namespace="ai",
        create_namespace=False,
        cluster_domain="cluster.example.org",
        labels={"cost-centre": "4711"},
        annotations={"example.org/owner": "platform"},
        env={"HTTPS_PROXY": "http://proxy.example.org:3128"},
        image_pull=ExistingPullSecrets(names=("pull-one", "pull-two")),
        secrets=ExistingSecrets(
            names={
                SecretGroup.APP: "own-app",
                SecretGroup.MYSQL: "own-mysql",
                SecretGroup.REDIS: "own-redis",
                SecretGroup.CLICKHOUSE: "own-clickhouse",
                SecretGroup.GATEWAY: "own-gateway",
            }
        ),
        auth=Oidc(issuer="https://login.example.org", client_id="portkey", redirect_uri="https://portkey.example.org/v2/auth/callback"),
        control_plane_url="https://portkey.example.org",
        exposure=Exposure(frontend=IngressDoor(host="portkey.example.org", **_DOOR), gateway=IngressDoor(host="gateway.example.org", **_DOOR)),
        mysql=InClusterMySql(user="acme", database="acme", **_store(_CREATED, "mysql")),
        redis=InClusterRedis(**_store(_CREATED, "redis")),
        clickhouse=InClusterClickHouse(user="acme", database="acme", **_store(_CREATED, "clickhouse")),
        log_store=S3LogStore(bucket="acme-logs", region="eu-central-1", base_path="logs/"),
        gateway=Gateway(**_scaled("gateway")),
        backend=Backend(disable_organisation_creation=True, **_scaled("backend")),
        dataservice=DataService(**_scaled("dataservice")),
        frontend=Frontend(
            login_disclaimer="Be kind", onboarding_support_message="Ask the platform team", disable_testimonial=False, **_scaled("frontend")
        ),
        migration=JobMigration(resources=_AMOUNTS, retries=4, deadline=3600),
    ),
    "development": PortkeyConfig(
        profile="development",
        image_pull=RegistryCredentials(server="https://registry.example.org", username="me", password=_SECRET),
        secrets=InlineSecrets(),
        client_auth=_SECRET,
        jwt_private_key=_SECRET,
        auth=Oidc(issuer="https://login.example.org", client_id="portkey", client_secret=_SECRET),
        control_plane_url="https://portkey.example.org",
        mysql=InClusterMySql(password=_SECRET, root_password=_SECRET, **_store(_EXISTING, "mysql")),
        redis=InClusterRedis(**_store(_EXISTING, "redis")),
        clickhouse=InClusterClickHouse(password=_SECRET, **_store(_EXISTING, "clickhouse")),
        log_store=S3LogStore(bucket="acme-logs", region="eu-central-1", access_key=_SECRET, secret_key=_SECRET),
        gateway=Gateway(**_fixed("gateway")),
        backend=Backend(**_fixed("backend")),
        dataservice=DataService(**_fixed("dataservice")),
        frontend=Frontend(**_fixed("frontend")),
        migration=InPodMigration(),
    ),
    "external": PortkeyConfig(
        profile="development",
        image_pull=NoImagePull(),
        client_auth=_SECRET,
        jwt_private_key=_SECRET,
        auth=Saml(metadata_url="https://login.example.org/metadata", redirect_uri="https://portkey.example.org/v2/auth/callback"),
        exposure=Exposure(frontend=NoDoor(), gateway=NoDoor()),
        mysql=ExternalMySql(host="db.abc.eu-central-1.rds.amazonaws.com", port=13306, user="acme", database="acme", password=_SECRET, tls="rds"),
        redis=ExternalRedis(
            kind="elasticache",
            host="clustercfg.acme.abc.euc1.cache.amazonaws.com",
            port=16379,
            tls=True,
            mode="cluster",
            user="acme",
            password=_SECRET,
        ),
        clickhouse=ExternalClickHouse(
            host="clickhouse.example.org",
            port=18443,
            native_port=19440,
            user="acme",
            database="acme",
            password=_SECRET,
            tls=True,
            replication=True,
            sharding=True,
            cluster_name="acme",
        ),
        log_store=NoLogStore(),
    ),
    "open": PortkeyConfig(
        profile="development",
        image_pull=NoImagePull(),
        client_auth=_SECRET,
        auth=NoAuth(allow_public=True),
        redis=ExternalRedis(url="redis.example.org:6380"),
    ),
    "saml": PortkeyConfig(
        profile="development",
        image_pull=NoImagePull(),
        client_auth=_SECRET,
        jwt_private_key=_SECRET,
        auth=Saml(metadata_xml="<EntityDescriptor/>"),
        control_plane_url="https://portkey.example.org",
    ),
}
