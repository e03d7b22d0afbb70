"""Rules about MySQL."""

from typing import Final

from portkey_constructs.config.aws_partitions import DNS_SUFFIXES
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_RDS: Final = tuple(f".rds.{suffix}" for suffix in DNS_SUFFIXES)
_AZURE: Final = ".mysql.database.azure.com"
_VERIFYING: Final = ("verifyCa", "verifyIdentity")
_EXTERNAL: Final = "mysql: {kind: external, host: db.example.org"
_CA: Final = "ca: {kind: configMap, name: mysql-ca}"
_CLIENT: Final = "clientCertificate: {secretName: mysql-client}"


def _hosts(mysql: ExternalMySql) -> dict[str, str]:
    """The hosts of the server, unless only the Secret has it, and of its read replica, by the setting."""
    hosts = {"mysql.host": mysql.host, "mysql.reader.host": mysql.reader.host if mysql.reader else None}
    return {path: host for path, host in hosts.items() if host}


def _users(platform: Platform) -> dict[str, str]:
    """The users that the configuration names, by the setting."""
    mysql = platform.mysql
    if mysql is None:
        return {}
    return {"mysql.user": mysql.settings.user, **({"mysql.reader.user": mysql.reader.user} if mysql.reader and mysql.reader.user else {})}


def _external(platform: Platform) -> ExternalMySql | None:
    settings = platform.mysql.settings if platform.mysql else None
    return settings if isinstance(settings, ExternalMySql) else None


@rule(
    "PK-MYSQL-001",
    title="Portkey would connect to MySQL as root",
    cause="The MySQL image refuses root as an additional user, and Portkey does not need a user with every privilege.",
    fix="Set a user of Portkey's own, with privileges on its database only.",
    settings=("mysql.user", "mysql.reader.user"),
    example=Example("mysql: {kind: inCluster, user: root}\n", "mysql: {kind: inCluster, user: portkey}\n"),
)
def root_user(platform: Platform) -> Findings:
    for path, user in _users(platform).items():
        if user.lower() == "root":
            yield Finding(path, "is root")


@rule(
    "PK-MYSQL-002",
    title="the TLS profile of Amazon RDS for a host that may be another server",
    cause="With tls: rds the driver trusts only Amazon's certificate authorities, so the TLS handshake with any other server fails. An alias (CNAME) "
    "of an RDS endpoint works, because the profile does not verify the host name.",
    fix="Keep rds if the host is an alias of an RDS endpoint; otherwise set verifyIdentity with the server's CA bundle as mysql.ca.",
    settings=("mysql.tls", "mysql.host", "mysql.reader", "mysql.reader.host"),
    severity="warning",
    example=Example(f"{_EXTERNAL}, tls: rds}}\n", f"{_EXTERNAL}, tls: verifyIdentity, {_CA}}}\n"),
)
def rds_profile(platform: Platform) -> Findings:
    mysql = _external(platform)
    others = [(path, host) for path, host in _hosts(mysql).items() if not host.endswith(_RDS)] if mysql and mysql.tls == "rds" else []
    if others:
        path, host = others[0]
        yield Finding("mysql.tls", f"is rds, but {'the host' if path == 'mysql.host' else path} is {host}")


@rule(
    "PK-MYSQL-003",
    title="a user name of Azure's retired single server",
    cause="The form user@server belonged to the single server. The flexible server reads it as another user and refuses the login.",
    fix="Set only the user name, without @server.",
    settings=("mysql.user", "mysql.host", "mysql.reader.user", "mysql.reader.host"),
    severity="warning",
    example=Example(
        f"mysql: {{kind: external, host: acme{_AZURE}, user: app@acme, tls: required}}\n",
        f"mysql: {{kind: external, host: acme{_AZURE}, user: app, tls: required}}\n",
    ),
)
def azure_single_server_user(platform: Platform) -> Findings:
    mysql = _external(platform)
    if mysql and any(host.endswith(_AZURE) for host in _hosts(mysql).values()):
        for path, user in _users(platform).items():
            if "@" in user:
                yield Finding(path, f"is {user}, a form that Azure's flexible server does not accept")


@rule(
    "PK-MYSQL-004",
    title="MySQL's certificate cannot be verified without a CA bundle",
    cause="tls: verifyCa and verifyIdentity verify the server's certificate against a CA bundle, but there is none.",
    fix="Set mysql.ca: {kind: configMap, name: ...}, or customCa for all services.",
    settings=("mysql.tls", "mysql.ca", "customCa"),
    example=Example(f"{_EXTERNAL}, tls: verifyIdentity}}\n", f"{_EXTERNAL}, tls: verifyIdentity, {_CA}}}\n"),
)
def no_ca_bundle(platform: Platform) -> Findings:
    mysql = _external(platform)
    if mysql and mysql.tls in _VERIFYING and mysql.ca is None and platform.config.custom_ca is None:
        yield Finding("mysql.tls", f"is {mysql.tls}, but no CA bundle is set")


@rule(
    "PK-MYSQL-005",
    title="a CA bundle for MySQL that is not used",
    cause="This TLS mode does not verify certificates against the bundle: the connection would be less secure than it looks.",
    fix="Set mysql.tls: verifyIdentity, which verifies the certificate against the bundle, or remove mysql.ca.",
    settings=("mysql.ca", "mysql.tls"),
    example=Example(f"{_EXTERNAL}, tls: required, {_CA}}}\n", f"{_EXTERNAL}, tls: verifyIdentity, {_CA}}}\n"),
)
def unused_ca_bundle(platform: Platform) -> Findings:
    mysql = _external(platform)
    if mysql and mysql.ca and mysql.tls not in _VERIFYING:
        yield Finding("mysql.ca", f"is set, but mysql.tls is {mysql.tls or 'not set'}")


@rule(
    "PK-MYSQL-006",
    title="a client certificate that the TLS mode does not use",
    cause="Portkey documents client certificates only for the TLS modes that verify the server's certificate. With another mode the backend may not "
    "present the certificate, and a server that requires one refuses the login.",
    fix="Set mysql.tls: verifyIdentity or verifyCa with the server's CA bundle as mysql.ca, or remove mysql.clientCertificate.",
    settings=("mysql.clientCertificate", "mysql.clientCertificate.secretName", "mysql.tls"),
    example=Example(
        f"{_EXTERNAL}, tls: required, {_CLIENT}}}\n",
        f"{_EXTERNAL}, tls: verifyIdentity, {_CA}, {_CLIENT}}}\n",
    ),
)
def unused_client_certificate(platform: Platform) -> Findings:
    mysql = _external(platform)
    if mysql and mysql.client_certificate and mysql.tls not in _VERIFYING:
        yield Finding("mysql.clientCertificate", f"is set, but mysql.tls is {mysql.tls or 'not set'}")


@rule(
    "PK-MYSQL-007",
    title="the read replica is the server itself",
    cause="A read replica takes load from the server, and with hadr replaces it for reads while it is unavailable. The server itself can do neither.",
    fix="Set mysql.reader.host to the address of the replica, such as the cluster-ro endpoint of Aurora, or remove mysql.reader.",
    settings=("mysql.reader", "mysql.reader.host", "mysql.reader.port", "mysql.host", "mysql.port"),
    severity="warning",
    example=Example(f"{_EXTERNAL}, reader: {{host: db.example.org}}}}\n", f"{_EXTERNAL}, reader: {{host: replica.example.org}}}}\n"),
)
def reader_is_writer(platform: Platform) -> Findings:
    mysql = _external(platform)
    reader = mysql.reader if mysql else None
    if mysql and mysql.host and reader and reader.host.lower() == mysql.host.lower() and reader.port in (None, mysql.port):
        yield Finding("mysql.reader.host", f"is {reader.host}, which is also mysql.host")
