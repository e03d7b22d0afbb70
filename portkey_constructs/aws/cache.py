"""The cache in Amazon ElastiCache: Valkey, which is compatible with Redis."""

from collections.abc import Mapping
from typing import Literal

from aws_cdk import ArnFormat, Names, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.construct_props import validate
from portkey_constructs.aws.encryption_key import create_key, entry_policy
from portkey_constructs.aws.log_groups import add_log_groups
from portkey_constructs.aws.nag_findings import acknowledge, acknowledge_no_rotation
from portkey_constructs.aws.vpc_store import VpcStore, closed_security_group, subnet_ids, subnet_problems
from portkey_constructs.aws_facts.cache import (
    CACHE_DESCRIPTION,
    CACHE_GROUP_DESCRIPTION,
    CACHE_KEY_DESCRIPTION,
    CACHE_PASSWORD_LENGTH,
    CACHE_SECRET_DESCRIPTION,
    ENGINE,
    EXPORTED_LOGS,
    FULL_ACCESS,
    LOG_DESTINATION,
    LOG_FORMAT,
    NO_ACCESS,
    PARAMETER_FAMILY,
    USER_ENGINE,
    CacheProps,
    cache_parameters,
    cache_problems,
)
from portkey_constructs.aws_facts.logs import cache_log_group
from portkey_constructs.aws_facts.props import prop_problem
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD

__all__ = ["Cache"]


class Cache(VpcStore):
    """A cache for Portkey: Valkey 8, only over TLS, encrypted, in two availability zones, reachable only from clients of `allow_from`.

    The replication group is the construct `ReplicationGroup`, with `Parameters` and `Subnets`, its new key `Key` and its new security group
    `SecurityGroup`. With `auth="password"`, the entry `Secret` in Secrets Manager has the property `redis_password`; CloudFormation passes it
    to ElastiCache, and the template does not contain it. With `auth="iam"`, `User` logs in as an IAM identity, and `DefaultUser` is disabled;
    both are in `UserGroup`.

    Args:
        vpc_subnets: private or isolated subnets in two zones; by default the isolated ones, or the private ones if there are none.
        security_group: existing security group; by default a new one without rules.
        version: version of Valkey; the maintenance window upgrades minor versions.
        cluster_mode: whether `shards` (1 by default) share the keys; clients need to support cluster mode.
        nodes: nodes of a shard, including the primary; with 2 or more, a replica takes over when the primary fails.
        replication_group_id: physical name, which clients need for IAM authentication.
        encryption_key: existing key for data at rest and snapshots; by default a new one that rotates yearly.
        secret_name: name of the entry, such as `portkey/redis`.
        secret_encryption_key: key of the entry; by default the one that AWS manages for Secrets Manager.
        user: ID and name of the user for IAM authentication; by default it follows from the construct's path.
        access: permissions of that user, as an access string of Valkey; by default all.
        snapshot_days: days to keep daily snapshots; 0 turns them off.
        snapshot_window: time of day in UTC.
        maintenance_window: time of the week in UTC.
        parameters: further parameters of the server; `maxmemory-policy` is volatile-lru by default.
        log_name: part of the names of the log groups, which are encrypted with the key and keep entries for a year; by default it follows from
            the construct's path. An existing key must let CloudWatch use it.
        removal_policy: what happens to the cache when the stack is deleted; a final snapshot by default. The key stays unless this is
            `DESTROY`.

    Raises:
        ConfigurationError: with all problems.
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
        snapshot_days: int = 15,
        snapshot_window: str = "01:00-02:00",
        maintenance_window: str = "sun:03:00-sun:04:00",
        parameters: Mapping[str, str] | None = None,
        log_name: str | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.SNAPSHOT,
    ) -> None:
        props = self._props = validate(
            self, Cache.__init__, CacheProps, locals(), lambda props: (*cache_problems(props), *subnet_problems(vpc, vpc_subnets))
        )
        super().__init__(scope, id)
        self._port = props.port
        self._key = encryption_key or create_key(self, description=CACHE_KEY_DESCRIPTION, removal_policy=removal_policy)
        self._security_group = security_group or closed_security_group(self, "SecurityGroup", vpc=vpc, description=CACHE_GROUP_DESCRIPTION)
        self._secret = self._create_entry(removal_policy) if props.auth == "password" else None
        self._user = self._create_user() if props.auth == "iam" else None
        name = props.log_name or self._prefix
        self._log_groups = add_log_groups(self, [cache_log_group(name, log) for log in EXPORTED_LOGS], self._key, removal_policy)
        self._group = self._create_group(subnet_ids(vpc, vpc_subnets))
        self._group.apply_removal_policy(removal_policy)
        if self._user:
            acknowledge(self._group, "AEC6", "The user authenticates with IAM tokens that live for minutes, and the default user is disabled")

    @property
    def replication_group(self) -> elasticache.CfnReplicationGroup:
        """The replication group."""
        return self._group

    @property
    def replication_group_id(self) -> str:
        """Name of the replication group, which clients need for IAM authentication."""
        return self._group.ref

    @property
    def host(self) -> str:
        """Host name of the primary, or of the cluster in cluster mode."""
        cluster = self._props.cluster_mode
        return self._group.attr_configuration_end_point_address if cluster else self._group.attr_primary_end_point_address

    @property
    def secret(self) -> secretsmanager.ISecret | None:
        """The entry in Secrets Manager; None with IAM authentication."""
        return self._secret

    @property
    def user_id(self) -> str | None:
        """ID and name of the user for IAM authentication; None with a password."""
        return self._user.ref if self._user else None

    @checked
    def grant_connect(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let an IAM identity log in as the user of this cache.

        Raises:
            ConfigurationError: the cache uses a password.
        """
        if self._user is None:
            raise ConfigurationError([prop_problem("auth", "is password, but grant_connect needs iam", "set auth='iam'")], "Cache")
        arns = [self._arn("replicationgroup", self._group.ref), self._arn("user", self._user.ref)]
        return iam.Grant.add_to_principal(grantee=grantee, actions=["elasticache:Connect"], resource_arns=arns)

    def _arn(self, resource: str, name: str) -> str:
        return Stack.of(self).format_arn(service="elasticache", resource=resource, resource_name=name, arn_format=ArnFormat.COLON_RESOURCE_NAME)

    @property
    def _prefix(self) -> str:
        """Prefix of IDs that neither a prop nor CloudFormation chooses."""
        return Names.unique_resource_name(self, max_length=32, separator="-").lower()

    def _create_entry(self, removal_policy: RemovalPolicy) -> secretsmanager.Secret:
        entry = secretsmanager.Secret(
            self,
            "Secret",
            secret_name=self._props.secret_name,
            description=CACHE_SECRET_DESCRIPTION,
            encryption_key=self._props.secret_encryption_key,
            removal_policy=entry_policy(removal_policy),
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template="{}", generate_string_key=REDIS_PASSWORD.key, password_length=CACHE_PASSWORD_LENGTH, exclude_punctuation=True
            ),
        )
        acknowledge_no_rotation(entry, "The cache reads the password at deployment and pods read it at startup, so only a deployment changes it")
        return entry

    def _create_user(self) -> elasticache.CfnUser:
        id = self._props.user or self._prefix
        return elasticache.CfnUser(
            self,
            "User",
            engine=USER_ENGINE,
            user_id=id,
            user_name=id,
            access_string=self._props.access or FULL_ACCESS,
            authentication_mode={"Type": "iam"},
        )

    def _create_user_group(self, user: elasticache.CfnUser) -> elasticache.CfnUserGroup:
        disabled = elasticache.CfnUser(
            self,
            "DefaultUser",
            engine=USER_ENGINE,
            user_id=f"{self._prefix}-default",
            user_name="default",
            access_string=NO_ACCESS,
            no_password_required=True,
        )
        return elasticache.CfnUserGroup(
            self, "UserGroup", engine=USER_ENGINE, user_group_id=f"{self._prefix}-users", user_ids=[disabled.ref, user.ref]
        )

    def _create_group(self, subnets: list[str]) -> elasticache.CfnReplicationGroup:
        props, cluster = self._props, self._props.cluster_mode
        password = self._secret.secret_value_from_json(REDIS_PASSWORD.key).unsafe_unwrap() if self._secret else None
        parameters = elasticache.CfnParameterGroup(
            self,
            "Parameters",
            cache_parameter_group_family=PARAMETER_FAMILY,
            description=CACHE_DESCRIPTION,
            properties=cache_parameters(props),
        )
        return elasticache.CfnReplicationGroup(
            self,
            "ReplicationGroup",
            replication_group_description=CACHE_DESCRIPTION,
            replication_group_id=props.replication_group_id,
            engine=ENGINE,
            engine_version=props.version,
            cache_node_type=props.node_type,
            cache_parameter_group_name=parameters.ref,
            cache_subnet_group_name=elasticache.CfnSubnetGroup(self, "Subnets", description=CACHE_DESCRIPTION, subnet_ids=subnets).ref,
            security_group_ids=[self._security_group.security_group_id],
            port=props.port,
            cluster_mode="enabled" if cluster else "disabled",
            num_cache_clusters=None if cluster else props.nodes,
            num_node_groups=props.shards or 1 if cluster else None,
            replicas_per_node_group=props.nodes - 1 if cluster else None,
            automatic_failover_enabled=props.automatic_failover,
            multi_az_enabled=props.nodes > 1,
            at_rest_encryption_enabled=True,
            kms_key_id=self._key.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token=password,
            user_group_ids=[self._create_user_group(self._user).ref] if self._user else None,
            snapshot_retention_limit=props.snapshot_days,
            snapshot_window=props.snapshot_window if props.snapshot_days else None,
            preferred_maintenance_window=props.maintenance_window,
            log_delivery_configurations=[
                elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty(
                    log_type=log,
                    log_format=LOG_FORMAT,
                    destination_type=LOG_DESTINATION,
                    destination_details=elasticache.CfnReplicationGroup.DestinationDetailsProperty(
                        cloud_watch_logs_details=elasticache.CfnReplicationGroup.CloudWatchLogsDestinationDetailsProperty(log_group=group.ref)
                    ),
                )
                for log, group in zip(EXPORTED_LOGS, self._log_groups, strict=True)
            ],
            auto_minor_version_upgrade=True,
        )
