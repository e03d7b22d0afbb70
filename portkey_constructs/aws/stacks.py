"""The stacks of the AWS companion: IAM roles, data stores, and the replica of the logs in a second region."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from aws_cdk import Annotations, CfnOutput, Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from portkey_constructs.aws.cache import Cache
from portkey_constructs.aws.database import Database
from portkey_constructs.aws.encryption_key import create_key
from portkey_constructs.aws.log_bucket import LogBucket
from portkey_constructs.aws.replica_bucket import ReplicaBucket
from portkey_constructs.aws.roles import PortkeyRoles
from portkey_constructs.aws.secrets_manager import PortkeySecrets
from portkey_constructs.aws_facts.entries import ENTRIES_KEY_DESCRIPTION, creates_entries, entries_to_fill
from portkey_constructs.aws_facts.network import NetworkProps
from portkey_constructs.aws_facts.props import validated
from portkey_constructs.aws_facts.roles import needs_roles
from portkey_constructs.aws_facts.stores import (
    NO_ROTATION,
    NOTHING_IN_DATA_STACK,
    NOTHING_TO_CREATE,
    account_problems,
    cache_settings,
    creates_database,
    database_settings,
    identity_outputs,
    log_bucket_settings,
    needs_data,
    needs_network,
    replica_bucket_settings,
    replicated_store,
    role_output,
)
from portkey_constructs.config.outputs import output
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.argument_types import checked, keyword_problems
from portkey_constructs.platform.arguments import platform_of
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform

__all__ = ["Network", "PortkeyDataStack", "PortkeyReplicaStack", "PortkeyRolesStack", "PortkeyStacks", "portkey_stacks"]


@dataclass(frozen=True, slots=True)
class Network:
    """The network of the database and the cache, and the clients that can connect to them.

    `subnets` are private or isolated subnets by availability zone, in at least two zones. `clients` are security groups (`sg-...`) or address
    ranges (`10.0.0.0/16`) of the pods; the nodes of EKS use the cluster security group by default.

    Raises:
        ConfigurationError: with all problems.
    """

    vpc_id: str
    subnets: Mapping[str, str]
    clients: Sequence[str]

    def __post_init__(self) -> None:
        validated("Network", NetworkProps, {field.name: getattr(self, field.name) for field in fields(self)}, lambda _: ())


class PortkeyRolesStack(Stack):
    """The stack of the IAM roles, `Roles`."""

    @checked
    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, *, make_oidc_provider: bool = False, **props: Any) -> None:
        aws = platform_of(config).aws
        super().__init__(scope, id, **_stack_props(aws, props))
        self.roles = PortkeyRoles(self, "Roles", config, make_oidc_provider=make_oidc_provider)
        role_arns = {role_output(component): self.roles.role(component).role_arn for component in self.roles.components}
        _add_outputs(self, aws, role_arns)


class PortkeyDataStack(Stack):
    """The stack of the stores that the configuration leaves to the companion: `LogBucket`, `Database`, `Cache` and `Secrets`.

    One key, `EntriesKey`, encrypts all entries in Secrets Manager.

    Raises:
        ConfigurationError: the stack would be empty, or lacks the network of the database or the cache.
    """

    @checked
    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, *, network: Network | None = None, **props: Any) -> None:
        platform = platform_of(config)
        if problems := list(_data_problems(platform, network)):
            raise ConfigurationError(problems)
        super().__init__(scope, id, **_stack_props(platform.aws, props))
        self.log_bucket: LogBucket | None = _log_bucket(self, platform) if platform.log_store.created_by_companion else None
        self.database: Database | None = None
        self.cache: Cache | None = None
        self.entries_key: kms.IKey | None = _entries_key(self, platform) if creates_entries(platform) else None
        self.secrets: PortkeySecrets | None = None
        if entries_to_fill(platform):
            self.secrets = PortkeySecrets(self, "Secrets", config, encryption_key=self.entries_key)
        if network is not None and needs_network(platform):
            self._add_stores(platform, network)
        _add_outputs(self, platform.aws, dict(self._store_outputs()))

    def _add_stores(self, platform: Platform, network: Network) -> None:
        zones, subnets = [*network.subnets], [*network.subnets.values()]
        vpc = ec2.Vpc.from_vpc_attributes(self, "Vpc", vpc_id=network.vpc_id, availability_zones=zones, isolated_subnet_ids=subnets)
        Annotations.of(vpc).acknowledge_warning("@aws-cdk/aws-ec2:noSubnetRouteTableId", "No construct of this stack uses route tables")
        clients = [_client(self, client) for client in network.clients]
        if creates_database(platform):
            self.database = _database(self, platform, vpc, self.entries_key)
        if platform.redis.created_by_companion:
            self.cache = _cache(self, platform, vpc, self.entries_key)
        for store in filter(None, (self.database, self.cache)):
            for client in clients:
                store.allow_from(client)

    def _store_outputs(self) -> Iterator[tuple[str, str]]:
        if self.log_bucket:
            yield "log_bucket", self.log_bucket.bucket_name
            if self.log_bucket.encryption_key:
                yield "log_key_arn", self.log_bucket.encryption_key.key_arn
        if self.database:
            yield "mysql_host", self.database.host
            yield "mysql_secret_arn", self.database.secret.secret_arn
            if self.database.user_secret:
                yield "mysql_user_secret_arn", self.database.user_secret.secret_arn
        if self.cache:
            yield "redis_host", self.cache.host


class PortkeyReplicaStack(Stack):
    """The stack of the second region: `ReplicaBucket`. Deploy it before the stack of the replicated bucket."""

    @checked
    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, **props: Any) -> None:
        platform = platform_of(config)
        settings = replicated_store(platform)
        if settings is None or settings.replica is None:
            fix = "leave the stack out, or set logStore.replica and remove logStore.bucket"
            raise ConfigurationError([Problem("logStore.replica", "is no bucket that the AWS companion creates", fix, "PK-AWS-017")])
        super().__init__(scope, id, **_stack_props(platform.aws, props, settings.replica.region))
        self.bucket = ReplicaBucket(self, "ReplicaBucket", **replica_bucket_settings(platform, settings))


class PortkeyStacks(NamedTuple):
    """The stacks that a configuration needs; None for a stack that would be empty."""

    roles: PortkeyRolesStack | None
    data: PortkeyDataStack | None
    replica: PortkeyReplicaStack | None


@checked
def portkey_stacks(
    scope: Construct, config: PortkeyConfig, *, network: Network | None = None, make_oidc_provider: bool = False, **props: Any
) -> PortkeyStacks:
    """Create the stacks of a configuration, named after its cluster, namespace and name: `acme-portkey-roles`, `-data` and `-logs-replica`.

    `props` are passed to every stack, such as `tags` and `termination_protection`.

    Raises:
        ConfigurationError: the configuration needs no resources in AWS, or lacks something that they need.
    """
    platform = platform_of(config)
    has_roles, has_data = needs_roles(platform), needs_data(platform)
    if not has_roles and not has_data:
        raise ConfigurationError([NOTHING_TO_CREATE])
    name = platform.aws.stack_name
    replica = PortkeyReplicaStack(scope, name("logs-replica"), config, **props) if replicated_store(platform) else None
    data = PortkeyDataStack(scope, name("data"), config, network=network, **props) if has_data else None
    if data and replica:
        data.node.add_dependency(replica)
    roles = PortkeyRolesStack(scope, name("roles"), config, make_oidc_provider=make_oidc_provider, **props) if has_roles else None
    return PortkeyStacks(roles, data, replica)


def _data_problems(platform: Platform, network: Network | None) -> Iterator[Problem]:
    if network is None and needs_network(platform):
        path = "mysql" if creates_database(platform) else "redis"
        yield Problem(path, "is created by the AWS companion, but the stack has no network", "pass network=Network(...) to the stack", "PK-AWS-019")
    if not needs_data(platform):
        yield NOTHING_IN_DATA_STACK


def _stack_props(aws: AwsAccount, props: Mapping[str, Any], region: str | None = None) -> dict[str, Any]:
    """The props of a stack; by default, it belongs to the account and region of the platform."""
    if problems := [*account_problems(aws), *keyword_problems(Stack.__init__, props)]:
        raise ConfigurationError(problems)
    return {"env": Environment(account=aws.account_id, region=region or aws.region), **props}


def _add_outputs(stack: Stack, aws: AwsAccount, outputs: Mapping[str, str]) -> None:
    """Add outputs, and those that identify the platform."""
    for name, value in {**identity_outputs(aws), **outputs}.items():
        CfnOutput(stack, output(name), value=value).override_logical_id(output(name))


def _client(scope: Construct, client: str) -> ec2.IConnectable:
    if client.startswith("sg-"):
        return ec2.SecurityGroup.from_security_group_id(scope, client, client, mutable=False)
    return ec2.Peer.ipv6(client) if ":" in client else ec2.Peer.ipv4(client)


def _log_bucket(stack: Stack, platform: Platform) -> LogBucket:
    settings = log_bucket_settings(platform)
    key_arn = settings.pop("key_arn")
    key = kms.Key.from_key_arn(stack, "LogKey", key_arn) if key_arn else None
    return LogBucket(stack, "LogBucket", encryption_key=key, **settings)


def _entries_key(stack: Stack, platform: Platform) -> kms.IKey:
    """The key of all entries. As an imported key: to its own, the CDK adds statements for Secrets Manager that IAM policies already allow."""
    alias = platform.aws.entries_key
    key = create_key(stack, "EntriesKey", alias=alias, description=ENTRIES_KEY_DESCRIPTION, removal_policy=RemovalPolicy.RETAIN)
    return kms.Key.from_key_arn(stack, "ImportedEntriesKey", key.key_arn)


def _database(stack: Stack, platform: Platform, vpc: ec2.IVpc, key: kms.IKey | None) -> Database:
    settings = database_settings(platform)
    days = settings.pop("rotation")
    rotation = Duration.days(days) if days else None
    database = Database(stack, "Database", vpc=vpc, rotation=rotation, secret_encryption_key=key, **settings)
    if not days:
        Annotations.of(database).add_warning_v2("portkey-constructs:rotation", NO_ROTATION)
    return database


def _cache(stack: Stack, platform: Platform, vpc: ec2.IVpc, key: kms.IKey | None) -> Cache:
    settings = cache_settings(platform)
    return Cache(stack, "Cache", vpc=vpc, secret_encryption_key=key if settings["auth"] == "password" else None, **settings)
