"""What the user asks for: models of the configuration, validated and immutable."""

from portkey_constructs.config.auth import Auth, NoAuth, Oidc, Saml
from portkey_constructs.config.exposure import Exposure, IngressDoor, NoDoor, TlsFromSecret
from portkey_constructs.config.load import load, load_with_warnings
from portkey_constructs.config.log_store import LogStore, NoLogStore, S3LogStore
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.secrets import (
    ExistingPullSecrets,
    ExistingSecrets,
    InlineSecrets,
    NoImagePull,
    RegistryCredentials,
    SecretGroup,
)
from portkey_constructs.config.services import (
    Autoscaling,
    Backend,
    DataService,
    DisruptionBudget,
    Frontend,
    Gateway,
    InPodMigration,
    JobMigration,
)
from portkey_constructs.config.stores import (
    ExternalClickHouse,
    ExternalMySql,
    ExternalRedis,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    Persistence,
)
from portkey_constructs.config.workload import (
    Amounts,
    CreateServiceAccount,
    ExistingServiceAccount,
    Image,
    Probes,
    Resources,
    ServiceSettings,
)

__all__ = [
    "Amounts",
    "Auth",
    "Autoscaling",
    "Backend",
    "CreateServiceAccount",
    "DataService",
    "DisruptionBudget",
    "ExistingPullSecrets",
    "ExistingSecrets",
    "ExistingServiceAccount",
    "Exposure",
    "ExternalClickHouse",
    "ExternalMySql",
    "ExternalRedis",
    "Frontend",
    "Gateway",
    "Image",
    "InClusterClickHouse",
    "InClusterMySql",
    "InClusterRedis",
    "InPodMigration",
    "IngressDoor",
    "InlineSecrets",
    "JobMigration",
    "LogStore",
    "NoAuth",
    "NoDoor",
    "NoImagePull",
    "NoLogStore",
    "Oidc",
    "Persistence",
    "PortkeyConfig",
    "Probes",
    "RegistryCredentials",
    "Resources",
    "S3LogStore",
    "Saml",
    "SecretGroup",
    "ServiceSettings",
    "TlsFromSecret",
    "load",
    "load_with_warnings",
]
