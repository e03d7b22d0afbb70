"""The stacks of the AWS companion: roles, what holds data, and the copy of the logs in a second region."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from aws_cdk import Annotations, CfnOutput, Duration, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from portkey_constructs.aws.cache import Cache
from portkey_constructs.aws.database import Database
from portkey_constructs.aws.log_bucket import LogBucket
from portkey_constructs.aws.replica_bucket import ReplicaBucket
from portkey_constructs.aws.replication import ReplicaTarget
from portkey_constructs.aws.roles import PortkeyRoles, makes_roles
from portkey_constructs.aws.secrets import PortkeySecrets, entries_to_fill
from portkey_constructs.config.encryption import KmsEncryption
from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.outputs import output
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.config.stores import ElastiCache
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.entries import aws_entry
from portkey_constructs.platform.aws_outputs import makes_cache, makes_database, makes_log_bucket, platform
from portkey_constructs.platform.defaults import log_store, mysql, redis, secret_source
from portkey_constructs.platform.names import Names

__all__ = ["Network", "PortkeyDataStack", "PortkeyReplicaStack", "PortkeyRolesStack", "PortkeyStacks", "portkey_stacks"]

_ROTATION = 30


@dataclass(frozen=True, slots=True)
class Network:
    """Where database and cache are made, and who may connect to them.

    `subnets` are private or isolated ones, by availability zone, in two zones at least. `clients` are security groups (`sg-...`) or address ranges
    (`10.0.0.0/16`) of the pods; EKS' cluster security group is what the nodes have unless told otherwise.
    """

    vpc_id: str
    subnets: Mapping[str, str]
    clients: Sequence[str]


class PortkeyRolesStack(Stack):
    """The stack of the roles, `Roles`."""

    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, *, make_oidc_provider: bool = False, **props: Any) -> None:
        super().__init__(scope, id, **{"env": _environment(config), **props})
        self.roles = PortkeyRoles(self, "Roles", config, make_oidc_provider=make_oidc_provider)
        told = {f"{component}_role_arn": self.roles.role(component).role_arn for component in self.roles.components}
        _tell(self, config, {name.replace("-", "_"): value for name, value in told.items()})


class PortkeyDataStack(Stack):
    """The stack of what holds data: those of `LogBucket`, `Database`, `Cache` and `Secrets` that the configuration does not name itself.

    Raises:
        ConfigurationError: it makes nothing, or has no network for what wants one.
    """

    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, *, network: Network | None = None, **props: Any) -> None:
        _check(config, network)
        super().__init__(scope, id, **{"env": _environment(config), **props})
        self.log_bucket: LogBucket | None = _log_bucket(self, config) if makes_log_bucket(config) else None
        self.database: Database | None = None
        self.cache: Cache | None = None
        self.secrets: PortkeySecrets | None = PortkeySecrets(self, "Secrets", config) if entries_to_fill(config) else None
        if network is not None and (makes_database(config) or makes_cache(config)):
            vpc = ec2.Vpc.from_vpc_attributes(
                self,
                "Vpc",
                vpc_id=network.vpc_id,
                availability_zones=[*network.subnets],
                isolated_subnet_ids=[*network.subnets.values()],
            )
            Annotations.of(vpc).acknowledge_warning("@aws-cdk/aws-ec2:noSubnetRouteTableId", "Nothing that is made here looks at routes")
            clients = [_client(self, one) for one in network.clients]
            self.database = _database(self, config, vpc) if makes_database(config) else None
            self.cache = _cache(self, config, vpc) if makes_cache(config) else None
            for made in filter(None, (self.database, self.cache)):
                for client in clients:
                    made.allow_from(client)
        _tell(self, config, dict(self._told()))

    def _told(self) -> Iterator[tuple[str, str]]:
        if self.log_bucket:
            yield "log_bucket", self.log_bucket.bucket_name
            if self.log_bucket.encryption_key:
                yield "log_key_arn", self.log_bucket.encryption_key.key_arn
        if self.database:
            yield "mysql_host", self.database.host
            yield "mysql_secret_arn", self.database.secret.secret_arn
        if self.cache:
            yield "redis_host", self.cache.host


class PortkeyReplicaStack(Stack):
    """The stack of the second region: `ReplicaBucket`, which is deployed before the bucket that is copied from."""

    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, **props: Any) -> None:
        said = log_store(config)
        if not isinstance(said, S3LogStore) or said.replica is None or not makes_log_bucket(config):
            fix = "leave the stack out, or give a replica, and no bucket of your own"
            raise ConfigurationError([Problem("logStore.replica", "is nothing that the AWS companion makes", fix, "PK-AWS-017")])
        super().__init__(scope, id, **{"env": _environment(config, said.replica.region), **props})
        names = Names(config)
        by_kms = _by_kms(said)
        self.bucket = ReplicaBucket(
            self,
            "ReplicaBucket",
            bucket_name=names.replica_bucket(said.replica),
            encryption="kms" if by_kms else "s3",
            key_alias=_alias(names) if by_kms else None,
        )


class PortkeyStacks(NamedTuple):
    """The stacks that a configuration needs; None for one that would be empty."""

    roles: PortkeyRolesStack | None
    data: PortkeyDataStack | None
    replica: PortkeyReplicaStack | None


def portkey_stacks(
    scope: Construct, config: PortkeyConfig, *, network: Network | None = None, make_oidc_provider: bool = False, **props: Any
) -> PortkeyStacks:
    """The stacks of a configuration, called after its cluster and name: `acme-portkey-roles`, `-data` and `-logs-replica`.

    `props` are those of every stack, such as `tags` and `termination_protection`.

    Raises:
        ConfigurationError: nothing of AWS is to be made, or something for it is missing.
    """
    prefix = Names(config).role("")
    said = log_store(config)
    access, data = makes_roles(config), _makes_data(config)
    if not access and not data:
        fix = "give the components an identity of AWS', or leave a store of AWS' unnamed"
        raise ConfigurationError([Problem("", "has nothing that the AWS companion makes", fix, "PK-AWS-018")])
    replica = None
    if isinstance(said, S3LogStore) and said.replica and makes_log_bucket(config):
        replica = PortkeyReplicaStack(scope, f"{prefix}logs-replica", config, **props)
    holding = PortkeyDataStack(scope, f"{prefix}data", config, network=network, **props) if data else None
    if holding and replica:
        holding.node.add_dependency(replica)
    roles = PortkeyRolesStack(scope, f"{prefix}roles", config, make_oidc_provider=make_oidc_provider, **props) if access else None
    return PortkeyStacks(roles, holding, replica)


def _makes_data(config: PortkeyConfig) -> bool:
    return makes_database(config) or makes_cache(config) or makes_log_bucket(config) or bool(entries_to_fill(config))


def _check(config: PortkeyConfig, network: Network | None) -> None:
    problems = []
    if network is None and (makes_database(config) or makes_cache(config)):
        what = "mysql" if makes_database(config) else "redis"
        problems.append(Problem(what, "is made by the AWS companion, and no network is given", "give the stack network=Network(...)", "PK-AWS-019"))
    if not _makes_data(config):
        problems.append(Problem("", "has nothing that the stack of data makes", "leave that stack out", "PK-AWS-018"))
    if problems:
        raise ConfigurationError(problems)


def _environment(config: PortkeyConfig, region: str | None = None) -> Environment:
    problems = [
        Problem(path, "is missing", f"say {path}: a stack is of one account and region", "PK-AWS-008")
        for path, value in (("aws.accountId", config.aws.account_id), ("aws.region", config.aws.region))
        if not value
    ]
    if problems:
        raise ConfigurationError(problems)
    return Environment(account=config.aws.account_id, region=region or config.aws.region)


def _tell(stack: Stack, config: PortkeyConfig, told: Mapping[str, str]) -> None:
    """The outputs of a stack, by which it is known whose they are."""
    whose = {"platform": platform(config), "account": config.aws.account_id or "", "region": config.aws.region or ""}
    for name, value in {**whose, **told}.items():
        CfnOutput(stack, output(name), value=value).override_logical_id(output(name))


def _client(scope: Construct, said: str) -> ec2.IConnectable:
    if said.startswith("sg-"):
        return ec2.SecurityGroup.from_security_group_id(scope, said, said, mutable=False)
    return ec2.Peer.ipv6(said) if ":" in said else ec2.Peer.ipv4(said)


def _by_kms(said: S3LogStore) -> bool:
    return said.encryption is None or isinstance(said.encryption, KmsEncryption)


def _alias(names: Names) -> str:
    return names.log_key_alias().partition(":alias/")[2]


def _log_bucket(stack: Stack, config: PortkeyConfig) -> LogBucket:
    said, names = log_store(config), Names(config)
    assert isinstance(said, S3LogStore)
    key = kms.Key.from_key_arn(stack, "LogKey", said.encryption.key_arn) if isinstance(said.encryption, KmsEncryption) else None
    replica = None
    if said.replica:
        key_arn = names.log_key_alias(said.replica.region) if _by_kms(said) else None
        replica = ReplicaTarget(bucket_name=names.replica_bucket(said.replica), region=said.replica.region, key_arn=key_arn)
    return LogBucket(
        stack,
        "LogBucket",
        bucket_name=names.log_bucket(said),
        encryption="kms" if _by_kms(said) else "s3",
        encryption_key=key,
        key_alias=_alias(names) if said.encryption is None else None,
        replica=replica,
    )


def _entry_name(config: PortkeyConfig, group: SecretGroup) -> str | None:
    entry = aws_entry(config, group)
    return entry.name if entry else None


def _database(stack: Stack, config: PortkeyConfig, vpc: ec2.IVpc) -> Database:
    said, source = mysql(config), secret_source(config, SecretGroup.MYSQL)
    restarts = isinstance(source, ExternalSecrets) and source.restart_on_rotation
    made = Database(
        stack,
        "Database",
        vpc=vpc,
        database_name=said.database,
        user=said.user,
        port=said.port if said.kind == "rds" else 3306,
        secret_name=_entry_name(config, SecretGroup.MYSQL),
        rotation=Duration.days(_ROTATION) if restarts else None,
    )
    if not restarts:
        text = "the password is not rotated: pods that hold the old one would be refused; say secrets.restartOnRotation, with Reloader in the cluster"
        Annotations.of(made).add_warning_v2("portkey-constructs:rotation", text)
    return made


def _cache(stack: Stack, config: PortkeyConfig, vpc: ec2.IVpc) -> Cache:
    said = redis(config)
    assert isinstance(said, ElastiCache)
    by_iam = said.iam
    return Cache(
        stack,
        "Cache",
        vpc=vpc,
        port=said.port or 6379,
        cluster_mode=said.mode == "cluster",
        auth="iam" if by_iam else "password",
        replication_group_id=by_iam.cluster_name if by_iam else None,
        user=by_iam.user if by_iam else None,
        secret_name=None if by_iam else _entry_name(config, SecretGroup.REDIS),
    )
