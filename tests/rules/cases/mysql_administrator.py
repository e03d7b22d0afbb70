"""Cases of the Job that creates MySQL's user."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

MYSQL: Final = "mysql: {kind: external, host: db.example.org, tls: verifyIdentity, ca: {kind: configMap, name: ca}"
RDS: Final = "mysql: {kind: external, host: db.x.us-west-2.rds.amazonaws.com, tls: rds, user: portkey_app"
CSI: Final = (
    "imagePull: {kind: none}\nidentity: {kind: podIdentity}\nsecrets: {kind: secretsStoreCsi, store: {kind: awsSecretsManager, region: us-west-2}}\n"
)
ESO: Final = "identity: {kind: podIdentity}\nsecrets: {kind: externalSecrets, store: {kind: awsSecretsManager, region: us-west-2}}\n"
OWN: Final = "user: portkey_app, administrator: {user: admin}"
CA: Final = "ca: {kind: configMap, name: rds-ca}"

CASES: Final = [
    Case(
        "PK-MYSQL-010",
        f"{MYSQL}, user: app, administrator: {{\n  user: app}}}}",
        "mysql.administrator.user",
        "2:3",
        "is app, which is also mysql.user",
        "choose another user for Portkey in mysql.user",
        f"{MYSQL}, user: App, administrator: {{user: app}}}}",
    ),
    Case(
        "PK-MYSQL-010",
        f"{MYSQL}, administrator: {{\n  user: portkey}}}}",
        "mysql.administrator.user",
        "2:3",
        "is portkey, which is also mysql.user",
        "choose another user for Portkey in mysql.user",
        # The Secret has the name of the user.
        f"{MYSQL}, administrator: {{user: portkey}}}}\nsecrets: {{kind: existing, fromSecret: {{mysql: [mysql_user]}}}}",
    ),
    Case(
        "PK-MYSQL-011",
        f"{CSI}{MYSQL}, user: portkey_app,\n  administrator: {{user: admin}}}}",
        "mysql.administrator",
        "5:3",
        "is set, but secrets.kind is secretsStoreCsi for mysql and mysqlAdministrator",
        "read these two Secrets with externalSecrets, or create them yourself with existing, in secretOverrides",
        f"{ESO}{MYSQL}, {OWN}}}",
    ),
    Case(
        "PK-MYSQL-011",
        f"{CSI}{MYSQL}, user: portkey_app,\n  administrator: {{user: admin}}}}\nsecretOverrides: {{mysqlAdministrator: {{kind: existing}}}}",
        "mysql.administrator",
        "5:3",
        "is set, but secrets.kind is secretsStoreCsi for mysql",
        "read these two Secrets with externalSecrets",
        f"{CSI}{MYSQL}, {OWN}}}\nsecretOverrides: {{mysqlAdministrator: {{kind: existing}}, mysql: {{kind: existing}}}}",
    ),
    warning(
        "PK-MYSQL-012",
        f"{RDS},\n  administrator: {{user: admin}}}}",
        "mysql.administrator",
        "2:3",
        "is set with tls: rds, but without CA certificates for the Job",
        "set mysql.administrator.ca to a ConfigMap with the server's CA certificates",
        f"{RDS}, administrator: {{user: admin, {CA}}}}}",
    ),
    warning(
        "PK-MYSQL-012",
        "mysql: {kind: external, host: db.example.org, tls: required, user: portkey_app,\n  administrator: {user: admin}}",
        "mysql.administrator",
        "2:3",
        "is set with tls: required, but without CA certificates for the Job",
        "set mysql.administrator.ca",
        f"{MYSQL}, {OWN}}}",
    ),
]
