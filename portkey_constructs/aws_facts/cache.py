"""The cache in Amazon ElastiCache: its properties and their defaults, and its parameters."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from portkey_constructs.aws_facts.logs import LogName
from portkey_constructs.aws_facts.props import EntryName, Props, prop_problem
from portkey_constructs.config.aws_resources import (
    CacheNodes,
    CacheNodeType,
    CacheShards,
    CacheVersion,
    DailyWindow,
    SnapshotDays,
    WeeklyWindow,
)
from portkey_constructs.config.types import Matching, Port
from portkey_constructs.errors import Problem

__all__ = [
    "CACHE_DESCRIPTION",
    "CACHE_GROUP_DESCRIPTION",
    "CACHE_KEY_DESCRIPTION",
    "CACHE_PASSWORD_LENGTH",
    "CACHE_SECRET_DESCRIPTION",
    "ENGINE",
    "EXPORTED_LOGS",
    "FULL_ACCESS",
    "LOG_DESTINATION",
    "LOG_FORMAT",
    "NO_ACCESS",
    "PARAMETER_FAMILY",
    "USER_ENGINE",
    "CacheProps",
    "cache_parameters",
    "cache_problems",
]

CACHE_PASSWORD_LENGTH: Final = 64
"""ElastiCache accepts 16 to 128 characters."""
FULL_ACCESS: Final = "on ~* &* +@all"
NO_ACCESS: Final = "off ~* -@all"
USER_ENGINE: Final = "redis"
"""Only groups of this engine accept users without a password, such as the disabled default user. Valkey accepts such groups."""
ENGINE: Final = "valkey"
EXPORTED_LOGS: Final = ("engine-log", "slow-log")
"""The logs that ElastiCache writes to CloudWatch."""
LOG_DESTINATION: Final = "cloudwatch-logs"
LOG_FORMAT: Final = "json"
PARAMETER_FAMILY: Final = "valkey8"
CACHE_DESCRIPTION: Final = "Portkey's cache"
CACHE_KEY_DESCRIPTION: Final = "Encrypts Portkey's cache"
CACHE_GROUP_DESCRIPTION: Final = "The cache of Portkey"
CACHE_SECRET_DESCRIPTION: Final = "Password of Portkey's cache"

_Id = Annotated[
    str, Matching("^[a-z](-?[a-z0-9])*$", "an ID of at most 40 lowercase letters, digits and single hyphens that begins with a letter", 40)
]


class CacheProps(Props):
    version: CacheVersion = "8.2"
    node_type: CacheNodeType = "cache.m7g.large"
    cluster_mode: bool = False
    shards: CacheShards | None = None
    nodes: CacheNodes = 2
    port: Port = 6379
    auth: Literal["password", "iam"] = "password"
    replication_group_id: _Id | None = None
    secret_name: EntryName | None = None
    secret_encryption_key: Any = None
    user: _Id | None = None
    access: Annotated[str, Matching("^on .+", "an access string such as on ~* &* +@all")] | None = None
    snapshot_days: SnapshotDays = 15
    snapshot_window: DailyWindow = "01:00-02:00"
    maintenance_window: WeeklyWindow = "sun:03:00-sun:04:00"
    parameters: dict[str, str] = {}
    log_name: LogName | None = None

    @property
    def automatic_failover(self) -> bool:
        """Whether a replica takes over when the primary fails; ElastiCache requires it in cluster mode, even without replicas."""
        return self.cluster_mode or self.nodes > 1


def cache_parameters(props: CacheProps) -> dict[str, str]:
    """The parameters of the server."""
    return {"maxmemory-policy": "volatile-lru", **({"cluster-enabled": "yes"} if props.cluster_mode else {}), **props.parameters}


def cache_problems(props: CacheProps) -> Iterator[Problem]:
    """Report props that do not fit together."""
    if props.shards is not None and not props.cluster_mode:
        yield prop_problem("shards", f"is {props.shards}, but cluster_mode is off", "turn cluster_mode on, or leave shards out")
    unused = {"user": props.user, "access": props.access}
    if props.auth == "iam":
        unused = {"secret_name": props.secret_name, "secret_encryption_key": props.secret_encryption_key}
    for prop, value in unused.items():
        if value is not None:
            yield prop_problem(prop, f"is set, but auth is {props.auth}", "leave it out, or change auth")
    if props.user == "default":
        yield prop_problem("user", "is default, which ElastiCache creates itself and does not let you change", "choose another, such as portkey")
    if "cluster-enabled" in props.parameters:
        yield prop_problem("parameters.cluster-enabled", "is set", "leave it out: it follows from cluster_mode")
