"""Cases of MySQL."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

MYSQL: Final = "mysql: {kind: external, host: db.example.org"
CA: Final = "customCa: {kind: configMap, name: ca}\n"
CLIENT: Final = "clientCertificate: {secretName: mysql-client}"

CASES: Final = [
    Case(
        "PK-MYSQL-001",
        "mysql:\n  kind: inCluster\n  user: Root",
        "mysql.user",
        "3:3",
        "is root",
        "set a user of Portkey's own, with privileges on its database only",
        "mysql: {kind: inCluster, user: rooted}",
    ),
    Case(
        "PK-MYSQL-001",
        f"{MYSQL}, reader: {{host: replica.example.org,\n  user: root}}}}",
        "mysql.reader.user",
        "2:3",
        "is root",
        "set a user of Portkey's own",
        f"{MYSQL}, reader: {{host: replica.example.org, user: reader}}}}",
    ),
    warning(
        "PK-MYSQL-002",
        "mysql: {kind: external, host: db.cluster-x.us-west-2.rds.amazonaws.com, reader: {host: replica.example.org},\n  tls: rds}",
        "mysql.tls",
        "2:3",
        "is rds, but mysql.reader.host is replica.example.org",
        "keep rds if the host is an alias of an RDS endpoint",
        "mysql: {kind: external, host: db.cluster-x.cn-north-1.rds.amazonaws.com.cn, reader: {host: b.cluster-ro-x.cn-north-1.rds.amazonaws.com.cn}, "
        "tls: rds}",
    ),
    warning(
        "PK-MYSQL-003",
        "mysql: {kind: external, host: db.mysql.database.azure.com, reader: {host: replica.mysql.database.azure.com,\n  user: app@replica}}",
        "mysql.reader.user",
        "2:3",
        "is app@replica",
        "set only the user name, without @server",
        "mysql: {kind: external, host: db.mysql.database.azure.com, reader: {host: replica.mysql.database.azure.com, user: app}}",
    ),
    *(
        warning(
            "PK-MYSQL-007",
            f"{MYSQL}, port: 3307, reader: {{\n  host: {same}}}}}",
            "mysql.reader.host",
            "2:3",
            "which is also mysql.host",
            "set mysql.reader.host to the address of the replica",
            f"{MYSQL}, port: 3307, reader: {{{other}}}}}",
        )
        for same, other in (
            ("db.example.org", "host: replica.example.org"),
            ("DB.example.org, port: 3307", "host: db.example.org, port: 3308"),
        )
    ),
    warning(
        "PK-MYSQL-002",
        f"{MYSQL},\n  tls: rds}}",
        "mysql.tls",
        "2:3",
        "is rds, but the host is db.example.org",
        "keep rds if the host is an alias of an RDS endpoint; otherwise set verifyIdentity with the server's CA bundle as mysql.ca",
        "mysql: {kind: external, host: db.cluster-x.us-west-2.rds.amazonaws.com, tls: rds}",
    ),
    warning(
        "PK-MYSQL-003",
        "mysql: {kind: external, host: db.mysql.database.azure.com,\n  user: app@db}",
        "mysql.user",
        "2:3",
        "is app@db",
        "set only the user name, without @server",
        "mysql: {kind: external, host: db.mysql.database.azure.com, user: app}",
    ),
    *(
        Case(
            "PK-MYSQL-004",
            f"{MYSQL},\n  tls: {tls}}}",
            "mysql.tls",
            "2:3",
            f"is {tls}, but no CA bundle is set",
            "set mysql.ca: {kind: configMap, name: ...}, or customCa for all services",
            fixed,
        )
        for tls, fixed in (
            ("verifyCa", f"{MYSQL}, tls: verifyCa, ca: {{kind: secret, name: a}}}}"),
            ("verifyIdentity", f"{CA}{MYSQL}, tls: verifyIdentity}}"),
        )
    ),
    Case(
        "PK-MYSQL-005",
        f"{MYSQL}, tls: required,\n  ca: {{kind: configMap, name: a}}}}",
        "mysql.ca",
        "2:3",
        "is set, but mysql.tls is required",
        "set mysql.tls: verifyIdentity, which verifies the certificate against the bundle, or remove mysql.ca",
        f"{MYSQL}, tls: required}}",
    ),
    *(
        Case(
            "PK-MYSQL-006",
            f"{MYSQL}{tls},\n  {CLIENT}}}",
            "mysql.clientCertificate",
            "2:3",
            f"is set, but mysql.tls is {shown}",
            "set mysql.tls: verifyIdentity or verifyCa with the server's CA bundle as mysql.ca, or remove mysql.clientCertificate",
            f"{CA}{MYSQL}, tls: {verifying}, {CLIENT}}}",
        )
        for tls, shown, verifying in (
            ("", "not set", "verifyCa"),
            *((f", tls: {mode}", mode, "verifyIdentity") for mode in ("disabled", "preferred", "required")),
        )
    ),
]
