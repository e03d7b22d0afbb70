"""The cache in Amazon ElastiCache: Valkey, which speaks Redis' protocol."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from aws_cdk import ArnFormat, Names, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.acknowledgement import acknowledge
from portkey_constructs.aws.closed_network import ClosedStore, closed_security_group, subnet_ids, subnet_problems
from portkey_constructs.aws.own_key import own_key
from portkey_constructs.aws.props import DailyWindow, EntryName, Props, WeeklyWindow, apart, check
from portkey_constructs.config.types import Matching, Port, Whole
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD

__all__ = ["Cache"]

_PASSWORD: Final = 64
"""Length of the password; ElastiCache takes 16 to 128 characters."""
_EVERYTHING: Final = "on ~* &* +@all"
_NOTHING: Final = "off ~* -@all"
# Users without a password, as the one that is switched off is, can only be in a group of this engine; Valkey takes it too.
_USERS_ENGINE: Final = "redis"

_Id = Annotated[str, Matching("^[a-z](-?[a-z0-9])*$", "an id of at most 40 small letters, digits and single hyphens, a letter first", 40)]


class _CacheProps(Props):
    version: Annotated[str, Matching(r"^8\.[0-9]+$", "a version of Valkey 8 such as 8.2")] = "8.2"
    node_type: Annotated[str, Matching(r"^cache\.[a-z0-9-]+\.[a-z0-9]+$", "a node type such as cache.m7g.large")] = "cache.m7g.large"
    cluster_mode: bool = False
    shards: Annotated[int, Whole(1, 500, "a number of shards from 1 to 500")] | None = None
    nodes: Annotated[int, Whole(1, 6, "a number of nodes from 1 to 6, the primary among them")] = 2
    port: Port = 6379
    auth: Literal["password", "iam"] = "password"
    replication_group_id: _Id | None = None
    secret_name: EntryName | None = None
    secret_encryption_key: Any = None
    user: _Id | None = None
    access: Annotated[str, Matching("^on .+", "an access string such as on ~* &* +@all")] | None = None
    snapshot_days: Annotated[int, Whole(0, 35, "a number of days up to 35, or 0 for none")] = 7
    snapshot_window: DailyWindow = "01:00-02:00"
    maintenance_window: WeeklyWindow = "sun:03:00-sun:04:00"
    parameters: dict[str, str] = {}


def _rules(said: _CacheProps) -> Iterator[Problem]:
    if said.shards is not None and not said.cluster_mode:
        yield apart("shards", f"is {said.shards}, and cluster_mode is off", "turn it on, or leave shards out")
    others = (("user", said.user), ("access", said.access))
    if said.auth == "iam":
        others = (("secret_name", said.secret_name), ("secret_encryption_key", said.secret_encryption_key))
    for prop, value in others:
        if value is not None:
            yield apart(prop, f"is given, and auth is {said.auth}", "leave it out, or change auth")
    if said.user == "default":
        yield apart("user", "is default, whom every cache has and nobody may change", "choose another, such as portkey")
    if "cluster-enabled" in said.parameters:
        yield apart("parameters.cluster-enabled", "is given", "leave it out: it follows from cluster_mode")


class Cache(ClosedStore):
    """A cache for Portkey: Valkey 8 for TLS alone, encrypted, in two availability zones, closed to everybody whom `allow_from` does not name.

    The replication group is the construct `ReplicationGroup`; its key `Key`, security group `SecurityGroup`, parameters `Parameters` and subnet
    group `Subnets` are made here, key and group unless they are given; and what `auth` says. By `password` that is `Secret`, an entry in Secrets
    Manager with the property `redis_password`, which CloudFormation hands to ElastiCache without the template holding it. By `iam` it is `User`,
    who logs in as an IAM identity, beside a `DefaultUser` who may do nothing, in `UserGroup`.

    Args:
        vpc_subnets: private or isolated ones in two zones; the isolated ones, or else the private ones, when left out.
        version: of Valkey; minor versions are upgraded in the maintenance window.
        cluster_mode: whether keys are spread over shards, as many as `shards` says, 1 when left out; clients have to speak to it as to a cluster.
        nodes: of a shard, the primary among them; from 2 one of them takes over when the primary fails.
        replication_group_id: physical name, which whoever logs in by IAM has to know.
        encryption_key: key of data at rest and of snapshots; one is made, which rotates yearly, when left out.
        secret_name: name of the entry, such as `portkey/redis`.
        secret_encryption_key: key of the entry; AWS' own for Secrets Manager when left out.
        user: id and name of the user who logs in by IAM; it follows from the construct's path when left out.
        access: what that user may do, as an access string of Valkey; everything when left out.
        snapshot_days: days that daily snapshots are kept; 0 for none.
        snapshot_window: time of day, `maintenance_window` time of the week, in UTC.
        parameters: of the server, besides those that are set here; `maxmemory-policy` is volatile-lru when left out.
        removal_policy: what becomes of the cache with the stack: a last snapshot when left out. The key is kept unless it is `DESTROY`.

    Raises:
        ConfigurationError: with every problem.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.IVpc,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_group: ec2.ISecurityGroup | None = None,
        version: str = "8.2",
        node_type: str = "cache.m7g.large",
        cluster_mode: bool = False,
        shards: int | None = None,
        nodes: int = 2,
        port: int = 6379,
        auth: Literal["password", "iam"] = "password",
        replication_group_id: str | None = None,
        encryption_key: kms.IKey | None = None,
        secret_name: str | None = None,
        secret_encryption_key: kms.IKey | None = None,
        user: str | None = None,
        access: str | None = None,
        snapshot_days: int = 7,
        snapshot_window: str = "01:00-02:00",
        maintenance_window: str = "sun:03:00-sun:04:00",
        parameters: Mapping[str, str] | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.SNAPSHOT,
    ) -> None:
        said = self._said = check(
            "Cache",
            _CacheProps,
            {
                "version": version,
                "node_type": node_type,
                "cluster_mode": cluster_mode,
                "shards": shards,
                "nodes": nodes,
                "port": port,
                "auth": auth,
                "replication_group_id": replication_group_id,
                "secret_name": secret_name,
                "secret_encryption_key": secret_encryption_key,
                "user": user,
                "access": access,
                "snapshot_days": snapshot_days,
                "snapshot_window": snapshot_window,
                "maintenance_window": maintenance_window,
                "parameters": dict(parameters or {}),
            },
            lambda sound: (*_rules(sound), *subnet_problems(vpc, vpc_subnets)),
        )
        super().__init__(scope, id)
        key = encryption_key or own_key(self, description="Encrypts Portkey's cache", removal_policy=removal_policy)
        group = security_group or closed_security_group(self, "SecurityGroup", vpc=vpc, description="The cache of Portkey")
        self._encloses(said.port, key, group)
        self._secret = self._entry() if said.auth == "password" else None
        self._user = self._iam_user() if said.auth == "iam" else None
        self._group = self._replication_group(subnet_ids(vpc, vpc_subnets))
        self._group.apply_removal_policy(removal_policy)
        if self._user:
            acknowledge(self._group, "AEC6", "Its user logs in by tokens of IAM that live for minutes, and the default user may do nothing")

    @property
    def replication_group(self) -> elasticache.CfnReplicationGroup:
        """The replication group."""
        return self._group

    @property
    def replication_group_id(self) -> str:
        """Name of the replication group, which whoever logs in by IAM has to know."""
        return self._group.ref

    @property
    def host(self) -> str:
        """Host name of the primary; of the whole cluster in cluster mode."""
        cluster = self._said.cluster_mode
        return self._group.attr_configuration_end_point_address if cluster else self._group.attr_primary_end_point_address

    @property
    def secret(self) -> secretsmanager.ISecret | None:
        """The entry in Secrets Manager; None where the login is by IAM."""
        return self._secret

    @property
    def user_id(self) -> str | None:
        """Id and name of the user who logs in by IAM; None where the login is by password."""
        return self._user.ref if self._user else None

    def grant_connect(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets an IAM identity log in to this cache as its user.

        Raises:
            ConfigurationError: the login is by password.
        """
        if self._user is None:
            raise ConfigurationError([apart("auth", "is password, and grant_connect is called", "say auth='iam'")], "Cache")
        arns = [self._arn("replicationgroup", self._group.ref), self._arn("user", self._user.ref)]
        return iam.Grant.add_to_principal(grantee=grantee, actions=["elasticache:Connect"], resource_arns=arns)

    def _arn(self, resource: str, name: str) -> str:
        return Stack.of(self).format_arn(service="elasticache", resource=resource, resource_name=name, arn_format=ArnFormat.COLON_RESOURCE_NAME)

    @property
    def _prefix(self) -> str:
        """What ids begin with for which nobody has to give a name, and which CloudFormation does not choose."""
        return Names.unique_resource_name(self, max_length=32, separator="-").lower()

    def _entry(self) -> secretsmanager.Secret:
        entry = secretsmanager.Secret(
            self,
            "Secret",
            secret_name=self._said.secret_name,
            description="Password of Portkey's cache",
            encryption_key=self._said.secret_encryption_key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template="{}", generate_string_key=REDIS_PASSWORD.key, password_length=_PASSWORD, exclude_punctuation=True
            ),
        )
        acknowledge(entry, "SMG4", "Cache and pods take the password when they are made or start: it changes by a deployment, not by itself")
        return entry

    def _iam_user(self) -> elasticache.CfnUser:
        id = self._said.user or self._prefix
        return elasticache.CfnUser(
            self,
            "User",
            engine=_USERS_ENGINE,
            user_id=id,
            user_name=id,
            access_string=self._said.access or _EVERYTHING,
            authentication_mode={"Type": "iam"},
        )

    def _user_group(self, user: elasticache.CfnUser) -> elasticache.CfnUserGroup:
        nobody = elasticache.CfnUser(
            self,
            "DefaultUser",
            engine=_USERS_ENGINE,
            user_id=f"{self._prefix}-default",
            user_name="default",
            access_string=_NOTHING,
            no_password_required=True,
        )
        return elasticache.CfnUserGroup(
            self, "UserGroup", engine=_USERS_ENGINE, user_group_id=f"{self._prefix}-users", user_ids=[nobody.ref, user.ref]
        )

    def _replication_group(self, subnets: list[str]) -> elasticache.CfnReplicationGroup:
        said, cluster = self._said, self._said.cluster_mode
        password = self._secret.secret_value_from_json(REDIS_PASSWORD.key).unsafe_unwrap() if self._secret else None
        parameters = elasticache.CfnParameterGroup(
            self,
            "Parameters",
            cache_parameter_group_family="valkey8",
            description="Portkey's cache",
            properties={"maxmemory-policy": "volatile-lru", **({"cluster-enabled": "yes"} if cluster else {}), **said.parameters},
        )
        return elasticache.CfnReplicationGroup(
            self,
            "ReplicationGroup",
            replication_group_description="Portkey's cache",
            replication_group_id=said.replication_group_id,
            engine="valkey",
            engine_version=said.version,
            cache_node_type=said.node_type,
            cache_parameter_group_name=parameters.ref,
            cache_subnet_group_name=elasticache.CfnSubnetGroup(self, "Subnets", description="Portkey's cache", subnet_ids=subnets).ref,
            security_group_ids=[self._security_group.security_group_id],
            port=said.port,
            cluster_mode="enabled" if cluster else "disabled",
            num_cache_clusters=None if cluster else said.nodes,
            num_node_groups=said.shards or 1 if cluster else None,
            replicas_per_node_group=said.nodes - 1 if cluster else None,
            # A cluster has to have it, even where no replica could take over.
            automatic_failover_enabled=cluster or said.nodes > 1,
            multi_az_enabled=said.nodes > 1,
            at_rest_encryption_enabled=True,
            kms_key_id=self._key.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token=password,
            user_group_ids=[self._user_group(self._user).ref] if self._user else None,
            snapshot_retention_limit=said.snapshot_days,
            snapshot_window=said.snapshot_window if said.snapshot_days else None,
            preferred_maintenance_window=said.maintenance_window,
            auto_minor_version_upgrade=True,
        )
