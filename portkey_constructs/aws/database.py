"""The database in Amazon RDS: MySQL, or Aurora MySQL."""

from collections.abc import Mapping
from typing import Literal

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.construct_props import validate
from portkey_constructs.aws.database_server import Placement, aurora_cluster, mysql_instance
from portkey_constructs.aws.encryption_key import create_key, entry_policy
from portkey_constructs.aws.nag_findings import acknowledge_no_rotation
from portkey_constructs.aws.password_rotation import add_rotation
from portkey_constructs.aws.vpc_store import VpcStore, closed_security_group, private_subnets, subnet_problems
from portkey_constructs.aws_facts.database import (
    ADMINISTRATOR_SECRET_DESCRIPTION,
    DATABASE_GROUP_DESCRIPTION,
    DATABASE_KEY_DESCRIPTION,
    DATABASE_PASSWORD_LENGTH,
    DATABASE_SECRET_DESCRIPTION,
    EXCLUDED_CHARACTERS,
    DatabaseProps,
    database_problems,
)
from portkey_constructs.aws_facts.props import prop_problem
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.argument_types import checked

__all__ = ["Database"]


class Database(VpcStore):
    """A database for Portkey: encrypted, in two availability zones, with backups, only over TLS, reachable only from clients of `allow_from`.

    The server is the construct `Server`, its entry in Secrets Manager `Secret`, its new key `Key` and its new security group `SecurityGroup`.
    The entry is a JSON object with `username` and `password`; the deployment adds `host`, `port`, `dbname` and `engine`. The user is the
    server's main user, which RDS creates together with the database. `UserSecret` is such an entry for `application_user`, a user that the
    deployment does not create: the Job of `mysql.administrator` in the manifests does.

    Args:
        vpc_subnets: private or isolated subnets in two zones; by default the isolated ones, or the private ones if there are none.
        security_group: existing security group; by default a new one without rules.
        engine: `mysql` is RDS for MySQL; `aurora` is a cluster of Aurora MySQL with a writer and, with `multi_az`, a reader.
        version: version of MySQL (8.4.10 by default) or Aurora MySQL (3.12.0 by default); the maintenance window upgrades minor versions.
        instance_class: `db.m7g.large` by default, for Aurora `db.r7g.large`.
        storage_gib: GiB of gp3 storage, 50 by default, which grow up to `max_storage_gib`, 500 by default; not for Aurora.
        identifier: physical name of the instance or cluster. With it, the logs have log groups of their own, encrypted with the key, which
            keep entries for a year; without it, RDS creates them, and they keep entries forever. An existing key must let CloudWatch use it.
        encryption_key: existing key for storage, backups and Performance Insights; by default a new one that rotates yearly.
        secret_name: name of the entry, such as `portkey/mysql`.
        secret_encryption_key: key of the entry; by default the one that AWS manages for Secrets Manager.
        application_user: user with which Portkey logs in, if it is not the main user.
        application_secret_name: name of the entry of this user.
        rotation: rotation interval of the passwords in whole days, by default never. Below 28 days it is weekly, otherwise every so many whole
            months, in the maintenance window. Pods read the password at startup and lose access when it changes. Set this only if something
            restarts them when their Secret changes, as Reloader does. The function that rotates the password needs a route to Secrets Manager
            (NAT or a VPC endpoint), and the stack needs the capability CAPABILITY_AUTO_EXPAND, which `cdk deploy` passes.
        rotation_subnets: subnets of that function; by default the private ones, or those of the database if there are none.
        iam_authentication: whether further users can log in as IAM identities, see `grant_connect`.
        backup_days: days to keep daily backups, within which you can restore the database to any second.
        backup_window: time of day in UTC.
        maintenance_window: time of the week in UTC.
        monitoring_seconds: interval of the operating system's metrics; 0 turns them off.
        audit: whether the audit log records logins, and changes of users, permissions and tables.
        parameters: further parameters of the server, or other values for those that are set, such as sql_mode.
        removal_policy: what happens to the database when the stack is deleted; a final snapshot by default. The key stays unless this is
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
        engine: Literal["mysql", "aurora"] = "mysql",
        version: str | None = None,
        instance_class: str | None = None,
        storage_gib: int | None = None,
        max_storage_gib: int | None = None,
        multi_az: bool = True,
        database_name: str = "portkey",
        user: str = "portkey",
        application_user: str | None = None,
        port: int = 3306,
        identifier: str | None = None,
        encryption_key: kms.IKey | None = None,
        secret_name: str | None = None,
        application_secret_name: str | None = None,
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
        audit: bool = True,
        deletion_protection: bool = True,
        removal_policy: RemovalPolicy = RemovalPolicy.SNAPSHOT,
    ) -> None:
        props = self._props = validate(
            self,
            Database.__init__,
            DatabaseProps,
            locals(),
            lambda props: (*database_problems(props), *subnet_problems(vpc, vpc_subnets)),
            rotation=rotation.to_days(integral=False) if isinstance(rotation, Duration) else None,
        )
        super().__init__(scope, id)
        subnets = private_subnets(vpc, vpc_subnets)
        self._port = props.port
        self._key = encryption_key or create_key(self, description=DATABASE_KEY_DESCRIPTION, removal_policy=removal_policy)
        self._security_group = security_group or closed_security_group(self, "SecurityGroup", vpc=vpc, description=DATABASE_GROUP_DESCRIPTION)
        description = ADMINISTRATOR_SECRET_DESCRIPTION if props.application_user else DATABASE_SECRET_DESCRIPTION
        self._entry = self._create_entry("Secret", props.secret_name, props.user, description, secret_encryption_key, removal_policy)
        create_server = mysql_instance if props.engine == "mysql" else aurora_cluster
        placement, credentials = Placement(vpc, subnets, self._security_group, self._key), rds.Credentials.from_secret(self._entry, props.user)
        self._server: rds.DatabaseInstance | rds.DatabaseCluster = create_server(self, props, placement, credentials, removal_policy)
        self._user_secret: secretsmanager.ISecret | None = None
        if props.application_user:
            name, user = props.application_secret_name, props.application_user
            entry = self._create_entry("UserSecret", name, user, DATABASE_SECRET_DESCRIPTION, secret_encryption_key, removal_policy)
            self._user_secret = entry.attach(self._server)
        if props.rotation:
            add_rotation(
                self,
                [self.secret, *([self._user_secret] if self._user_secret else [])],
                database=self._connections,
                port=props.port,
                vpc=vpc,
                subnets=rotation_subnets or (ec2.SubnetSelection(subnets=vpc.private_subnets) if vpc.private_subnets else subnets),
                days=props.rotation,
                window=props.maintenance_window,
            )

    @property
    def server(self) -> rds.DatabaseInstance | rds.DatabaseCluster:
        """The instance, or the cluster of Aurora."""
        return self._server

    @property
    def host(self) -> str:
        """Host name for reads and writes."""
        server = self._server
        return server.instance_endpoint.hostname if isinstance(server, rds.DatabaseInstance) else server.cluster_endpoint.hostname

    @property
    def user(self) -> str:
        """Portkey's user."""
        return self._props.application_user or self._props.user

    @property
    def database_name(self) -> str:
        """Name of the database."""
        return self._props.database_name

    @property
    def secret(self) -> secretsmanager.ISecret:
        """The main user's entry in Secrets Manager, attached to the server: the deployment adds host and port."""
        return self._server.secret or self._entry

    @property
    def user_secret(self) -> secretsmanager.ISecret | None:
        """The entry of `application_user`, attached to the server; None without this user."""
        return self._user_secret

    @checked
    def grant_connect(self, grantee: iam.IGrantable, *, user: str) -> iam.Grant:
        """Let an IAM identity log in as an existing database user that has the plugin AWSAuthenticationPlugin.

        Raises:
            ConfigurationError: iam_authentication is off, or the user is the main user or Portkey's, which have a password.
        """
        if not self._props.iam_authentication:
            raise ConfigurationError([prop_problem("iam_authentication", "is off, but grant_connect needs it", "turn it on")], "Database")
        if user in (self.user, self._props.user):
            fix = "create a user IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS', and name that one"
            raise ConfigurationError([prop_problem("user", f"is {user}, which logs in with a password", fix)], "Database")
        return self._server.grant_connect(grantee, user)

    def _create_entry(
        self, id: str, name: str | None, user: str, description: str, key: kms.IKey | None, removal_policy: RemovalPolicy
    ) -> secretsmanager.Secret:
        entry = secretsmanager.Secret(
            self,
            id,
            secret_name=name,
            description=description,
            encryption_key=key,
            removal_policy=entry_policy(removal_policy),
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=f'{{"username": "{user}"}}',
                generate_string_key="password",
                password_length=DATABASE_PASSWORD_LENGTH,
                exclude_characters=EXCLUDED_CHARACTERS,
            ),
        )
        if not self._props.rotation:
            reason = "Pods read the password at startup, so it rotates only where something restarts them: see the prop rotation"
            acknowledge_no_rotation(entry, reason)
        return entry
