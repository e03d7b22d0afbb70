"""Cases of ClickHouse."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

CLICKHOUSE: Final = "clickhouse: {kind: external, host: ch.example.org"
CA: Final = "customCa: {kind: configMap, name: ca}\n"
IN_CLUSTER: Final = "clickhouse: {kind: inCluster"
HTTPS: Final = f"{IN_CLUSTER}, https: {{secretName: a"

CASES: Final = [
    Case(
        "PK-CLICKHOUSE-001",
        f"{CLICKHOUSE}, tls: true,\n  port: 8123}}",
        "clickhouse.port",
        "2:3",
        "is 8123, a port without TLS, but clickhouse.tls is true",
        "set 8443, the port with TLS, or remove it to derive it from tls",
        f"{CLICKHOUSE}, tls: true, port: 8443, nativePort: 9440}}",
    ),
    Case(
        "PK-CLICKHOUSE-001",
        f"{CLICKHOUSE}, tls: true,\n  nativePort: 9000}}",
        "clickhouse.nativePort",
        "2:3",
        "is 9000, a port without TLS, but clickhouse.tls is true",
        "set 9440, the port with TLS, or remove it to derive it from tls",
        f"{CLICKHOUSE}, tls: true, nativePort: 19000}}",
    ),
    Case(
        "PK-CLICKHOUSE-002",
        f"{CLICKHOUSE},\n  port: 8443}}",
        "clickhouse.port",
        "2:3",
        "is 8443, a port with TLS, but clickhouse.tls is false",
        "set tls: true, or set 8123",
        f"{CLICKHOUSE}, port: 8123, nativePort: 9000}}",
    ),
    Case(
        "PK-CLICKHOUSE-003",
        f"{CLICKHOUSE}, replication: true}}",
        "clickhouse.clusterName",
        "1:1",
        "is missing",
        "set clusterName to the name in the server's remote_servers",
        f"{CLICKHOUSE}, replication: true, clusterName: main}}",
    ),
    Case(
        "PK-CLICKHOUSE-004",
        "clickhouse: {kind: inCluster, service: {port: 9000}}",
        "clickhouse.service.port",
        "1:41",
        "is 9000",
        "choose another port for HTTP",
        "clickhouse: {kind: inCluster, service: {port: 8124}}",
    ),
    Case(
        "PK-CLICKHOUSE-004",
        f"{CA}{HTTPS}}}, service: {{\n    port: 8443}}}}",
        "clickhouse.service.port",
        "3:5",
        "is 8443",
        "choose another port for HTTP",
        f"{IN_CLUSTER}, service: {{port: 8443}}}}",
    ),
    Case(
        "PK-CLICKHOUSE-004",
        "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, service: {\n    port: 9000}}}",
        "clickhouse.former.service.port",
        "2:5",
        "is 9000",
        "choose another port for HTTP",
        "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, service: {port: 9001}}}",
    ),
    Case(
        "PK-CLICKHOUSE-005",
        "clickhouse: {host: abc.us-west-2.aws.clickhouse.cloud,\n  kind: external}",
        "clickhouse.kind",
        "2:3",
        "is external, but abc.us-west-2.aws.clickhouse.cloud belongs to ClickHouse Cloud",
        "set kind: cloud, from which TLS and the ports follow",
        "clickhouse: {kind: cloud, host: abc.us-west-2.aws.clickhouse.cloud}",
    ),
    Case(
        "PK-CLICKHOUSE-006",
        f"{IN_CLUSTER},\n  config: '<clickhouse><a></clickhouse>'}}",
        "clickhouse.config",
        "2:3",
        "is not valid XML at its line 1",
        "set a complete document: <clickhouse>...</clickhouse>",
        f"{IN_CLUSTER},\n  config: '<clickhouse><a/></clickhouse>'}}",
    ),
    Case(
        "PK-CLICKHOUSE-006",
        f"{IN_CLUSTER},\n  config: '<yandex/>'}}",
        "clickhouse.config",
        "2:3",
        "begins with <yandex>",
        "set a complete document: <clickhouse>...</clickhouse>",
        f"{IN_CLUSTER},\n  config: '<clickhouse/>'}}",
    ),
    Case(
        "PK-CLICKHOUSE-006",
        f"""{IN_CLUSTER},\n  config: '<?xml version="1.0" encoding="UTF-16"?><clickhouse/>'}}""",
        "clickhouse.config",
        "2:3",
        "declares the encoding UTF-16, but its file is in UTF-8",
        'set encoding="UTF-8", or remove the declaration',
        f"""{IN_CLUSTER},\n  config: '<?xml version="1.0" encoding="UTF-8"?><clickhouse/>'}}""",
    ),
    warning(
        "PK-CLICKHOUSE-007",
        f"{CA}{HTTPS},\n  verification: strict}}}}",
        "clickhouse.https.verification",
        "3:3",
        "is strict, which requires a certificate from every client",
        "set none or relaxed: Portkey's services have no certificate",
        f"{CA}{HTTPS}, verification: relaxed}}}}",
    ),
    warning(
        "PK-CLICKHOUSE-008",
        f"{IN_CLUSTER},\n  https: {{secretName: a}}}}",
        "clickhouse.https",
        "2:3",
        "is set, but customCa is not",
        "set customCa to the CA bundle of that authority: no public one signs names inside a cluster",
        f"{CA}{HTTPS}}}}}",
    ),
    warning(
        "PK-CLICKHOUSE-009",
        f"deployment: {{kind: dataPlane, organisations: [acme]}}\n{IN_CLUSTER}}}",
        "clickhouse.kind",
        "2:14",
        "is inCluster, but nothing in a data plane creates its tables",
        "create the tables with the statements that Portkey gives you",
        f"deployment: {{kind: dataPlane, organisations: [acme]}}\n{CLICKHOUSE}}}",
        "part",
    ),
]
