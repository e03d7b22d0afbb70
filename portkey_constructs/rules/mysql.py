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


def _external(platform: Platform) -> ExternalMySql | None:
    settings = platform.mysql.settings if platform.mysql else None
    return settings if isinstance(settings, ExternalMySql) else None


@rule(
    "PK-MYSQL-001",
    title="Portkey would connect to MySQL as root",
    cause="The MySQL image refuses root as an additional user, and Portkey does not need a user with every privilege.",
    fix="Set a user of Portkey's own, with privileges on its database only.",
    settings=("mysql.user",),
    example=Example("mysql: {kind: inCluster, user: root}\n", "mysql: {kind: inCluster, user: portkey}\n"),
)
def root_user(platform: Platform) -> Findings:
    if platform.mysql and platform.mysql.settings.user.lower() == "root":
        yield Finding("mysql.user", "is root")


@rule(
    "PK-MYSQL-002",
    title="the TLS profile of Amazon RDS for a host that may be another server",
    cause="With tls: rds the driver trusts only Amazon's certificate authorities, so the TLS handshake with any other server fails. An alias (CNAME) "
    "of an RDS endpoint works, because the profile does not verify the host name.",
    fix="Keep rds if the host is an alias of an RDS endpoint; otherwise set verifyIdentity with the server's CA bundle as mysql.ca.",
    settings=("mysql.tls", "mysql.host"),
    severity="warning",
    example=Example(f"{_EXTERNAL}, tls: rds}}\n", f"{_EXTERNAL}, tls: verifyIdentity, {_CA}}}\n"),
)
def rds_profile(platform: Platform) -> Findings:
    mysql = _external(platform)
    if mysql and mysql.tls == "rds" and not mysql.host.endswith(_RDS):
        yield Finding("mysql.tls", f"is rds, but the host is {mysql.host}")


@rule(
    "PK-MYSQL-003",
    title="a user name of Azure's retired single server",
    cause="The form user@server belonged to the single server. The flexible server reads it as another user and refuses the login.",
    fix="Set only the user name, without @server.",
    settings=("mysql.user", "mysql.host"),
    severity="warning",
    example=Example(
        f"mysql: {{kind: external, host: acme{_AZURE}, user: app@acme, tls: required}}\n",
        f"mysql: {{kind: external, host: acme{_AZURE}, user: app, tls: required}}\n",
    ),
)
def azure_single_server_user(platform: Platform) -> Findings:
    mysql = _external(platform)
    if mysql and mysql.host.endswith(_AZURE) and "@" in mysql.user:
        yield Finding("mysql.user", f"is {mysql.user}, a form that Azure's flexible server does not accept")


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
