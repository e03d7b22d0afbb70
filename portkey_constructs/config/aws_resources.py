"""Properties of the stores that the AWS companion creates: the ages of logs, the server of MySQL, and the nodes of the cache."""

from typing import Annotated, Final

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Boolean, Matching, Whole

__all__ = [
    "BackupDays",
    "CacheNodeType",
    "CacheNodes",
    "CacheShards",
    "CacheVersion",
    "DailyWindow",
    "DatabaseInstanceClass",
    "DatabaseMaximum",
    "DatabaseStorage",
    "DatabaseVersion",
    "Days",
    "ElastiCacheServer",
    "LogLifecycle",
    "RdsServer",
    "SnapshotDays",
    "TransitionDays",
    "WeeklyWindow",
]

_TIME: Final = "([01][0-9]|2[0-3]):[0-5][0-9]"
_DAY: Final = "(mon|tue|wed|thu|fri|sat|sun)"

Days = Annotated[int, Whole(1, 36500, "a number of days from 1")]
TransitionDays = Annotated[int, Whole(0, 36500, "a number of days from 30, the minimum of S3, or 0 for never")]
BackupDays = Annotated[int, Whole(1, 35, "a number of days from 1 to 35, the maximum of RDS")]
SnapshotDays = Annotated[int, Whole(0, 35, "a number of days up to 35, or 0 for none")]
DailyWindow = Annotated[str, Matching(f"^{_TIME}-{_TIME}$", "a time of day in UTC such as 02:00-03:00")]
WeeklyWindow = Annotated[str, Matching(f"^{_DAY}:{_TIME}-{_DAY}:{_TIME}$", "a time of the week in UTC such as sun:03:00-sun:04:00")]
DatabaseVersion = Annotated[str, Matching(r"^8\.[0-9]+(\.[0-9]+)?$", "a version of MySQL 8 such as 8.4.10")]
DatabaseInstanceClass = Annotated[str, Matching(r"^db\.[a-z0-9-]+\.[a-z0-9]+$", "an instance class such as db.m7g.large")]
DatabaseStorage = Annotated[int, Whole(20, 65536, "a number of GiB from 20 to 65536")]
DatabaseMaximum = Annotated[int, Whole(22, 65536, "a number of GiB from 22 to 65536")]
CacheVersion = Annotated[str, Matching(r"^8\.[0-9]+$", "a version of Valkey 8 such as 8.2")]
CacheNodeType = Annotated[str, Matching(r"^cache\.[a-z0-9-]+\.[a-z0-9]+$", "a node type such as cache.m7g.large")]
CacheNodes = Annotated[int, Whole(1, 6, "a number of nodes from 1 to 6, including the primary")]
CacheShards = Annotated[int, Whole(1, 500, "a number of shards from 1 to 500")]


class LogLifecycle(Model):
    """Ages at which S3 moves and deletes the logs in the bucket that the AWS companion creates, and in its copy."""

    infrequent_access_days: TransitionDays | None = None
    """Age in days at which logs move to Standard-IA, 0 for never. Defaults to 90; logs that expire before do not move."""
    expire_days: Days | None = None
    """Age in days at which logs are deleted. Defaults to never."""
    noncurrent_days: Days | None = None
    """Days to keep overwritten and deleted versions. Defaults to 30."""


class RdsServer(Model):
    """The server of the database that the AWS companion creates."""

    version: DatabaseVersion | None = None
    """Version of MySQL. Defaults to 8.4.10; the maintenance window upgrades minor versions."""
    instance_class: DatabaseInstanceClass | None = None
    """Instance class. Defaults to db.m7g.large."""
    multi_az: Boolean | None = None
    """Whether a standby in a second availability zone takes over when the server fails. Defaults to true."""
    storage_gib: DatabaseStorage | None = None
    """Initial storage in GiB. Defaults to 50."""
    max_storage_gib: DatabaseMaximum | None = None
    """GiB up to which the storage grows. Defaults to 500."""
    backup_days: BackupDays | None = None
    """Days to keep daily backups, within which you can restore the database to any second. Defaults to 14."""
    backup_window: DailyWindow | None = None
    """Time of day of the backup, in UTC. Defaults to 01:00-02:00."""
    maintenance_window: WeeklyWindow | None = None
    """Time of the week of maintenance, in UTC. Defaults to sun:03:00-sun:04:00."""
    performance_insights: Boolean | None = None
    """Whether Performance Insights records the load. Defaults to true."""
    deletion_protection: Boolean | None = None
    """Whether AWS refuses to delete the server. Defaults to true."""


class ElastiCacheServer(Model):
    """The nodes of the cache that the AWS companion creates."""

    version: CacheVersion | None = None
    """Version of Valkey. Defaults to 8.2; the maintenance window upgrades minor versions."""
    node_type: CacheNodeType | None = None
    """Node type. Defaults to cache.m7g.large."""
    nodes: CacheNodes | None = None
    """Nodes of a shard, including the primary. Defaults to 2, of which one takes over when the primary fails."""
    shards: CacheShards | None = None
    """Shards that share the keys. Only with mode cluster. Defaults to 1."""
    snapshot_days: SnapshotDays | None = None
    """Days to keep daily snapshots, 0 for none. Defaults to 15."""
    snapshot_window: DailyWindow | None = None
    """Time of day of the snapshot, in UTC. Defaults to 01:00-02:00."""
    maintenance_window: WeeklyWindow | None = None
    """Time of the week of maintenance, in UTC. Defaults to sun:03:00-sun:04:00."""
