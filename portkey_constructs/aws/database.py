"""The database in Amazon RDS: MySQL, or Aurora MySQL."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.acknowledgement import acknowledge
from portkey_constructs.aws.closed_network import ClosedStore, closed_security_group, closed_subnets, subnet_problems
from portkey_constructs.aws.database_server import STORAGE, DatabaseProps, Place, aurora, mysql
from portkey_constructs.aws.own_key import own_key
from portkey_constructs.aws.password_rotation import EXCLUDED, rotate
from portkey_constructs.aws.props import apart, check
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["Database"]

_PASSWORD: Final = 40
"""Length of the password; RDS for MySQL takes 41 characters at most."""
_RESERVED_USERS: Final = frozenset({"root", "admin", "administrator", "mysql", "rdsadmin", "rdsproxyadmin", "rdsrepladmin", "system"})
_RESERVED_DATABASES: Final = frozenset({"mysql", "sys", "information_schema", "performance_schema", "innodb", "tmp"})
_WITHOUT_INSIGHTS: Final = frozenset({"micro", "small"})


def _rules(said: DatabaseProps) -> Iterator[Problem]:
    if said.user.lower() in _RESERVED_USERS:
        yield apart("user", f"is {said.user}, which the server or RDS keeps for itself", "choose a user of Portkey's own, such as portkey")
    if said.database_name.lower() in _RESERVED_DATABASES:
        yield apart("database_name", f"is {said.database_name}, which the server keeps for itself", "choose another, such as portkey")
    on_aurora = said.engine == "aurora"
    if said.version and not said.version.startswith("3." if on_aurora else "8."):
        wanted = "Aurora MySQL 3" if on_aurora else "MySQL 8"
        yield apart("version", f"is {said.version}, and engine is {said.engine}", f"give a version of {wanted}, or leave it out")
    if on_aurora:
        for prop, value in (("storage_gib", said.storage_gib), ("max_storage_gib", said.max_storage_gib)):
            if value is not None:
                yield apart(prop, f"is {value}, and engine is aurora, whose storage grows by itself", "leave it out")
    elif said.most_storage < 1.1 * (storage := said.storage_gib or STORAGE):
        yield apart("max_storage_gib", f"is {said.most_storage}, and storage_gib is {storage}", "give at least a tenth more, which RDS asks for")
    if said.performance_insights and said.size.rpartition(".")[2] in _WITHOUT_INSIGHTS:
        yield apart("performance_insights", f"is on, and {said.size} does not have it", "say performance_insights=False, or take a larger class")
    if "require_secure_transport" in said.parameters:
        yield apart("parameters.require_secure_transport", "is given", "leave it out: a client without TLS is always refused")
    if said.rotation_subnets is not None and said.rotation is None:
        yield apart("rotation_subnets", "is given, and rotation is not", "give rotation, or leave it out")


class Database(ClosedStore):
    """A database for Portkey: encrypted, in two availability zones, backed up, for TLS alone, closed to everybody whom `allow_from` does not name.

    The server is the construct `Server`; its key `Key`, security group `SecurityGroup` and entry in Secrets Manager `Secret` are made here, key and
    group unless they are given. The entry is a JSON document with `username` and `password` and, once deployed, `host`, `port`, `dbname` and
    `engine`. The user is the server's main one, whom RDS makes together with the database.

    Args:
        vpc_subnets: private or isolated ones in two zones; the isolated ones, or else the private ones, when left out.
        engine: `mysql` is RDS for MySQL; `aurora` a cluster of Aurora MySQL, a writer and, with `multi_az`, a reader.
        version: of MySQL, 8.4.10 when left out, or of Aurora MySQL, 3.12.0 when left out; minor versions are upgraded in the maintenance window.
        instance_class: `db.m7g.large` when left out, Aurora's `db.r7g.large`.
        storage_gib: GiB of gp3 storage, 50 when left out, that grow up to `max_storage_gib`, 500 when left out; not Aurora's.
        identifier: physical name of the instance or cluster.
        encryption_key: key of storage, backups and Performance Insights; one is made, which rotates yearly, when left out.
        secret_name: name of the entry, such as `portkey/mysql`.
        secret_encryption_key: key of the entry; AWS' own for Secrets Manager when left out.
        rotation: about how often the user gets a new password, in whole days: weekly below 28, else every so many whole months, in the maintenance
            window. Never when left out, because pods that hold the password in their environment are refused from the moment that it changes until
            they start anew: give it where something restarts them when their Secret changes, as Reloader does after the External Secrets Operator.
            AWS' own function sets it. It needs a way to Secrets Manager, by NAT or an endpoint of the VPC, and the stack the capability
            CAPABILITY_AUTO_EXPAND, which `cdk deploy` gives.
        rotation_subnets: where that function runs; in private subnets with a way out, or else beside the database, when left out.
        iam_authentication: whether further users may log in as IAM identities, see `grant_connect`.
        backup_days: days that daily backups are kept, and that the database can be put back to any second of.
        backup_window: time of day, `maintenance_window` time of the week, in UTC.
        monitoring_seconds: interval of the operating system's metrics; 0 for none.
        parameters: of the server, besides those that are set here.
        removal_policy: what becomes of the database with the stack: a last snapshot when left out. The key is kept unless it is `DESTROY`.

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
        engine: Literal["mysql", "aurora"] = "mysql",
        version: str | None = None,
        instance_class: str | None = None,
        storage_gib: int | None = None,
        max_storage_gib: int | None = None,
        multi_az: bool = True,
        database_name: str = "portkey",
        user: str = "portkey",
        port: int = 3306,
        identifier: str | None = None,
        encryption_key: kms.IKey | None = None,
        secret_name: str | None = None,
        secret_encryption_key: kms.IKey | None = None,
        rotation: Duration | None = None,
        rotation_subnets: ec2.SubnetSelection | None = None,
        iam_authentication: bool = False,
        backup_days: int = 14,
        backup_window: str = "01:00-02:00",
        maintenance_window: str = "sun:03:00-sun:04:00",
        monitoring_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = 60,
        performance_insights: bool = True,
        parameters: Mapping[str, str] | None = None,
        deletion_protection: bool = True,
        removal_policy: RemovalPolicy = RemovalPolicy.SNAPSHOT,
    ) -> None:
        said = self._said = check(
            "Database",
            DatabaseProps,
            {
                "engine": engine,
                "version": version,
                "instance_class": instance_class,
                "storage_gib": storage_gib,
                "max_storage_gib": max_storage_gib,
                "multi_az": multi_az,
                "database_name": database_name,
                "user": user,
                "port": port,
                "identifier": identifier,
                "secret_name": secret_name,
                "rotation": rotation.to_days(integral=False) if rotation else None,
                "rotation_subnets": rotation_subnets,
                "iam_authentication": iam_authentication,
                "backup_days": backup_days,
                "backup_window": backup_window,
                "maintenance_window": maintenance_window,
                "monitoring_seconds": monitoring_seconds,
                "performance_insights": performance_insights,
                "parameters": dict(parameters or {}),
                "deletion_protection": deletion_protection,
            },
            lambda sound: (*_rules(sound), *subnet_problems(vpc, vpc_subnets)),
        )
        super().__init__(scope, id)
        subnets = closed_subnets(vpc, vpc_subnets)
        key = encryption_key or own_key(self, description="Encrypts Portkey's database", removal_policy=removal_policy)
        group = security_group or closed_security_group(self, "SecurityGroup", vpc=vpc, description="The database of Portkey")
        self._encloses(said.port, key, group)
        self._entry = self._own_entry(secret_encryption_key)
        # Of both kinds of server, the part that they do not share is asked for where it is needed.
        place, credentials = Place(vpc, subnets, group, key), rds.Credentials.from_secret(self._entry, said.user)
        self._server = (mysql if said.engine == "mysql" else aurora)(self, said, place, credentials, removal_policy)
        if said.rotation:
            outward = rotation_subnets or (ec2.SubnetSelection(subnets=vpc.private_subnets) if vpc.private_subnets else subnets)
            rotate(
                self,
                self.secret,
                database=self._connections,
                port=said.port,
                vpc=vpc,
                subnets=outward,
                days=said.rotation,
                window=said.maintenance_window,
            )

    @property
    def server(self) -> rds.DatabaseInstance | rds.DatabaseCluster:
        """The instance, or Aurora's cluster."""
        return self._server

    @property
    def host(self) -> str:
        """Host name that reads and writes go to."""
        server = self._server
        return server.instance_endpoint.hostname if isinstance(server, rds.DatabaseInstance) else server.cluster_endpoint.hostname

    @property
    def user(self) -> str:
        """The user that Portkey connects as."""
        return self._said.user

    @property
    def database_name(self) -> str:
        """The database."""
        return self._said.database_name

    @property
    def secret(self) -> secretsmanager.ISecret:
        """The entry in Secrets Manager, as it is once host and port are written into it."""
        return self._server.secret or self._entry

    def grant_connect(self, grantee: iam.IGrantable, *, user: str) -> iam.Grant:
        """Lets an IAM identity log in as a user of the database that somebody made with AWSAuthenticationPlugin; never the main user.

        Raises:
            ConfigurationError: iam_authentication is off, or the user is the main one, who logs in by password.
        """
        if not self._said.iam_authentication:
            raise ConfigurationError([apart("iam_authentication", "is off, and grant_connect is called", "turn it on")], "Database")
        if user == self.user:
            fix = "make a user IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' and name that one"
            raise ConfigurationError([apart("user", f"is {user}, who logs in by password", fix)], "Database")
        return self._server.grant_connect(grantee, user)

    def _own_entry(self, key: kms.IKey | None) -> secretsmanager.Secret:
        entry = secretsmanager.Secret(
            self,
            "Secret",
            secret_name=self._said.secret_name,
            description="User and password of Portkey's database",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=f'{{"username": "{self._said.user}"}}',
                generate_string_key="password",
                password_length=_PASSWORD,
                exclude_characters=EXCLUDED,
            ),
        )
        if not self._said.rotation:
            reason = "Pods hold the password until they start anew, so it changes only where something restarts them, which rotation is for"
            acknowledge(entry, "SMG4", reason)
        return entry
