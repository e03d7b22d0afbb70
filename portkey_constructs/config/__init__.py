"""Models of the configuration, validated and immutable.

The loader is imported on first use, because a configuration in Python needs no YAML.
"""

from typing import TYPE_CHECKING, Any

from portkey_constructs.config.adoption import AdoptConfig
from portkey_constructs.config.auth import Auth, Auth0, EntraId, Google, NoAuth, Oidc, Okta, Saml
from portkey_constructs.config.autoscaling import Autoscaling, ExternalAutoscaling, KedaAutoscaling
from portkey_constructs.config.aws import Aws
from portkey_constructs.config.aws_resources import ElastiCacheServer, LogLifecycle, RdsServer
from portkey_constructs.config.backend_features import BackendFeatures
from portkey_constructs.config.clickhouse import ClickHouseCloud, ClickHouseHttps, ClickHouseRetention, ExternalClickHouse, InClusterClickHouse
from portkey_constructs.config.encryption import CustomerKeyEncryption, KmsEncryption, S3Encryption
from portkey_constructs.config.exposure import (
    Exposures,
    HttpRouteExposure,
    IngressExposure,
    LoadBalancerExposure,
    NoExposure,
    ParentGateway,
    TlsAtLoadBalancer,
    TlsFromCertManager,
    TlsFromSecret,
)
from portkey_constructs.config.features import (
    Bedrock,
    BedrockBatches,
    CaBundle,
    ClaudePlatform,
    EntraFederation,
    GoogleFederation,
    Monitoring,
    Push,
    ServiceMonitor,
    Smtp,
)
from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Irsa, NoIdentity, PodIdentity
from portkey_constructs.config.jwt_authentication import JwtAuthentication
from portkey_constructs.config.load_balancers import Alb, AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.config.log_store import (
    AssumedRole,
    AzureBlobLogStore,
    AzureEntra,
    AzureKey,
    AzureManagedIdentity,
    AzureWorkload,
    BucketLogStore,
    CircuitBreaker,
    ControlPlaneLogStore,
    GcsLogStore,
    LogStore,
    MongoLogStore,
    NoLogStore,
    ReplicaBucket,
    S3CompatibleLogStore,
    S3LogStore,
    WasabiLogStore,
)
from portkey_constructs.config.mail import MailBranding, MailTemplates
from portkey_constructs.config.metrics import MetricBuckets, MetricLabels
from portkey_constructs.config.model_pricing import BundledPricing, ControlPlanePricing, LogStorePricing, ModelPricing, MountedPricing, PortkeyPricing
from portkey_constructs.config.mysql import ExternalMySql, InClusterMySql, MySqlAdministrator, MySqlClientCertificate, MySqlReader, Rds
from portkey_constructs.config.network_policy import (
    IngressOnlyNetworkPolicy,
    NetworkDestination,
    NetworkDestinationName,
    NetworkPeers,
    NetworkSourceName,
    NoNetworkPolicy,
    StrictNetworkPolicy,
)
from portkey_constructs.config.non_root import NonRoot
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.patches import JsonOperation, Patch, PatchTarget
from portkey_constructs.config.persistence import ExistingClaim, Persistence
from portkey_constructs.config.pod_tls import PodTlsFromCertManager, PodTlsFromSecret
from portkey_constructs.config.proxy import Proxy
from portkey_constructs.config.redis import (
    ElastiCache,
    ElastiCacheIam,
    ExternalRedis,
    InClusterRedis,
    RedisCluster,
    RedisDiscovery,
    RedisQueues,
    WorkloadLogin,
)
from portkey_constructs.config.requests import Cors, Limits
from portkey_constructs.config.resource_quota import ComputedQuota, FixedQuota
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager, HashiCorpVault, Operator
from portkey_constructs.config.secrets import (
    AdditionalRegistry,
    CsiSecrets,
    ExistingPullSecrets,
    ExistingSecrets,
    ExternalSecrets,
    InlineSecrets,
    NoImagePull,
    RegistryCredentials,
    RemoteSecret,
    SecretGroup,
)
from portkey_constructs.config.semantic_cache import Embeddings, Milvus, Pinecone, SemanticCache
from portkey_constructs.config.service_settings import AdditionalPort, ServiceSettings
from portkey_constructs.config.services import (
    BackendConfig,
    ControlPlaneAddresses,
    DataPlane,
    DataServiceConfig,
    DisruptionBudget,
    ExternalGateway,
    FrontendConfig,
    FullPlatform,
    GatewayConfig,
    GatewayLogging,
    GatewayOnly,
    InPodMigration,
    JobMigration,
    Mcp,
    NoDataService,
)
from portkey_constructs.config.telemetry import GenAiTraces, OpenTelemetry
from portkey_constructs.config.workload import Amounts, CreateServiceAccount, ExistingServiceAccount, Image, Probes, Resources

if TYPE_CHECKING:
    from portkey_constructs.loading.reading import load, load_with_warnings

__all__ = [
    "AdditionalPort",
    "AdditionalRegistry",
    "AdoptConfig",
    "Alb",
    "Amounts",
    "AssumedRole",
    "Auth",
    "Auth0",
    "Autoscaling",
    "Aws",
    "AwsNlb",
    "AwsSecretsManager",
    "AzureBlobLogStore",
    "AzureEntra",
    "AzureKey",
    "AzureKeyVault",
    "AzureLoadBalancer",
    "AzureManagedIdentity",
    "AzureWorkload",
    "AzureWorkloadIdentity",
    "BackendConfig",
    "BackendFeatures",
    "Bedrock",
    "BedrockBatches",
    "BucketLogStore",
    "BundledPricing",
    "CaBundle",
    "CircuitBreaker",
    "ClaudePlatform",
    "ClickHouseCloud",
    "ClickHouseHttps",
    "ClickHouseRetention",
    "ComputedQuota",
    "ControlPlaneAddresses",
    "ControlPlaneLogStore",
    "ControlPlanePricing",
    "Cors",
    "CreateServiceAccount",
    "CsiSecrets",
    "CustomerKeyEncryption",
    "DataPlane",
    "DataServiceConfig",
    "DisruptionBudget",
    "ElastiCache",
    "ElastiCacheIam",
    "ElastiCacheServer",
    "Embeddings",
    "EntraFederation",
    "EntraId",
    "ExistingClaim",
    "ExistingPullSecrets",
    "ExistingSecretStore",
    "ExistingSecrets",
    "ExistingServiceAccount",
    "Exposures",
    "ExternalAutoscaling",
    "ExternalClickHouse",
    "ExternalGateway",
    "ExternalMySql",
    "ExternalRedis",
    "ExternalSecrets",
    "FixedQuota",
    "FrontendConfig",
    "FullPlatform",
    "GatewayConfig",
    "GatewayLogging",
    "GatewayOnly",
    "GcpLoadBalancer",
    "GcpSecretManager",
    "GcsLogStore",
    "GenAiTraces",
    "GkeWorkloadIdentity",
    "Google",
    "GoogleFederation",
    "HashiCorpVault",
    "HttpRouteExposure",
    "Image",
    "InClusterClickHouse",
    "InClusterMySql",
    "InClusterRedis",
    "InPodMigration",
    "IngressExposure",
    "IngressOnlyNetworkPolicy",
    "InlineSecrets",
    "Irsa",
    "JobMigration",
    "JsonOperation",
    "JwtAuthentication",
    "KedaAutoscaling",
    "KmsEncryption",
    "Limits",
    "LoadBalancerExposure",
    "LogLifecycle",
    "LogStore",
    "LogStorePricing",
    "MailBranding",
    "MailTemplates",
    "Mcp",
    "MetricBuckets",
    "MetricLabels",
    "Milvus",
    "ModelPricing",
    "MongoLogStore",
    "Monitoring",
    "MountedPricing",
    "MySqlAdministrator",
    "MySqlClientCertificate",
    "MySqlReader",
    "NetworkDestination",
    "NetworkDestinationName",
    "NetworkPeers",
    "NetworkSourceName",
    "NoAuth",
    "NoDataService",
    "NoExposure",
    "NoIdentity",
    "NoImagePull",
    "NoLogStore",
    "NoNetworkPolicy",
    "NonRoot",
    "Oidc",
    "Okta",
    "OpenTelemetry",
    "Operator",
    "Outputs",
    "ParentGateway",
    "Patch",
    "PatchTarget",
    "Persistence",
    "Pinecone",
    "PodIdentity",
    "PodTlsFromCertManager",
    "PodTlsFromSecret",
    "PortkeyConfig",
    "PortkeyPricing",
    "Probes",
    "Proxy",
    "Push",
    "Rds",
    "RdsServer",
    "RedisCluster",
    "RedisDiscovery",
    "RedisQueues",
    "RegistryCredentials",
    "RemoteSecret",
    "ReplicaBucket",
    "Resources",
    "S3CompatibleLogStore",
    "S3Encryption",
    "S3LogStore",
    "Saml",
    "SecretGroup",
    "SemanticCache",
    "ServiceMonitor",
    "ServiceSettings",
    "Smtp",
    "StrictNetworkPolicy",
    "TlsAtLoadBalancer",
    "TlsFromCertManager",
    "TlsFromSecret",
    "WasabiLogStore",
    "WorkloadLogin",
    "load",
    "load_with_warnings",
]


def __getattr__(name: str) -> Any:
    if name not in ("load", "load_with_warnings"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Loading is a layer above the models that it fills.
    from portkey_constructs.loading import reading

    return getattr(reading, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
