"""What the user asks for: models of the configuration, validated and immutable.

Reading files is imported when it is used: a configuration in Python needs no YAML.
"""

from typing import TYPE_CHECKING, Any

from portkey_constructs.config.auth import Auth, NoAuth, Oidc, Saml
from portkey_constructs.config.exposure import Exposure, IngressDoor, NoDoor, TlsFromSecret
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

if TYPE_CHECKING:
    from portkey_constructs.config.reading import load, load_with_warnings

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


def __getattr__(name: str) -> Any:
    if name not in ("load", "load_with_warnings"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from portkey_constructs.config import reading

    return getattr(reading, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
