"""Rules about the Job that creates MySQL's user."""

from typing import Final

from portkey_constructs.config.secrets import CsiSecrets, SecretGroup
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import MYSQL_ADMINISTRATOR_USER, MYSQL_USER
from portkey_constructs.platform.volumes import mysql_user_ca
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import source_setting

__all__: list[str] = []

_MYSQL: Final = "mysql: {kind: external, host: db.example.org, "
_VERIFIED: Final = "tls: verifyIdentity, ca: {kind: configMap, name: ca}, "
_CA: Final = "ca: {kind: configMap, name: rds-ca}"
_CSI: Final = (
    "identity: {kind: podIdentity}\nimagePull: {kind: none}\nsecrets: {kind: secretsStoreCsi, store: {kind: awsSecretsManager, region: us-west-2}}\n"
)
_GROUPS: Final = (SecretGroup.MYSQL, SecretGroup.MYSQL_ADMINISTRATOR)


@rule(
    "PK-MYSQL-010",
    title="Portkey would log in as the administrator of MySQL",
    cause="The Job creates mysql.user with the rights of mysql.administrator. If both are the same user, it would set the administrator's own "
    "password, and the pods would have all privileges on the server.",
    fix="Choose another user for Portkey in mysql.user, which the Job then creates.",
    settings=("mysql.user", "mysql.administrator", "mysql.administrator.user"),
    example=Example(
        f"{_MYSQL}{_VERIFIED}administrator: {{user: portkey}}}}\n",
        f"{_MYSQL}{_VERIFIED}user: portkey_app, administrator: {{user: portkey}}}}\n",
    ),
)
def administrator_is_user(platform: Platform) -> Findings:
    mysql = platform.mysql
    if mysql is None or mysql.administrator is None or {MYSQL_USER, MYSQL_ADMINISTRATOR_USER} & platform.from_secrets.keys:
        return
    if mysql.administrator.user == mysql.settings.user:
        yield Finding("mysql.administrator.user", f"is {mysql.administrator.user}, which is also mysql.user")


@rule(
    "PK-MYSQL-011",
    title="the Job that creates MySQL's user cannot read mounted entries",
    cause="The Job runs before every other pod and reads both passwords from Secrets. The Secrets Store CSI driver creates Secrets only while pods "
    "that mount them run.",
    fix="Read these two Secrets with externalSecrets, or create them yourself with existing, in secretOverrides.",
    settings=("mysql.administrator", "secrets.kind", "secretOverrides.*.kind"),
    example=Example(
        f"{_CSI}{_MYSQL}{_VERIFIED}user: portkey_app, administrator: {{user: portkey}}}}\n",
        f"{_CSI}{_MYSQL}{_VERIFIED}user: portkey_app, administrator: {{user: portkey}}}}\n"
        "secretOverrides: {mysql: {kind: existing}, mysqlAdministrator: {kind: existing}}\n",
    ),
)
def mounted_entries(platform: Platform) -> Findings:
    if platform.mysql_user:
        mounted = [group for group in _GROUPS if isinstance(platform.secret_sources[group], CsiSecrets)]
        if mounted:
            sources = " and ".join(dict.fromkeys(f"{source_setting(platform, group)}.kind" for group in mounted))
            secrets = " and ".join(group.value for group in mounted)
            yield Finding("mysql.administrator", f"is set, but {sources} is secretsStoreCsi for {secrets}")


@rule(
    "PK-MYSQL-012",
    title="the administrator's password goes to a server whose certificate is not verified",
    cause="The Job logs in as the administrator. Without CA certificates it encrypts the connection, but does not verify the server, so another "
    "server in its place could read the password. Portkey's images contain Amazon's authorities for tls: rds; the client of the Job does not.",
    fix="Set mysql.administrator.ca to a ConfigMap with the server's CA certificates, or mysql.tls to verifyIdentity.",
    settings=("mysql.administrator", "mysql.administrator.ca", "mysql.tls", "mysql.kind"),
    severity="warning",
    example=Example(
        "mysql: {kind: external, host: db.x.us-west-2.rds.amazonaws.com, tls: rds, user: portkey_app, administrator: {user: portkey}}\n",
        f"mysql: {{kind: external, host: db.x.us-west-2.rds.amazonaws.com, tls: rds, user: portkey_app, administrator: {{user: portkey, {_CA}}}}}\n",
    ),
)
def unverified_server(platform: Platform) -> Findings:
    mysql = platform.mysql
    # PK-MYSQL-009 reports a connection that is not encrypted at all, and PK-MYSQL-004 a missing bundle of the services.
    if platform.profile == "development" or mysql is None or not mysql.administrator or not mysql.tls:
        return
    tls = "rds" if mysql.created_by_companion else getattr(mysql.settings, "tls", None)
    if tls not in ("verifyCa", "verifyIdentity") and mysql_user_ca(platform) is None:
        yield Finding("mysql.administrator", f"is set with tls: {tls}, but without CA certificates for the Job")
