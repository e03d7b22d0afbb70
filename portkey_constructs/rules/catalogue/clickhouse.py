"""ClickHouse."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["CLICKHOUSE"]

_CA: Final = "customCa: {kind: configMap, name: company-ca}\n"

CLICKHOUSE: Final = (
    Entry(
        "PK-CLICKHOUSE-001",
        "a plain port of ClickHouse, with TLS",
        "8123 and 9000 speak plain HTTP and the plain native protocol; a TLS handshake there ends in a timeout or a protocol error.",
        "With TLS it is 8443 and 9440; leave the ports out, and they are derived.",
        ("clickhouse.port", "clickhouse.nativePort", "clickhouse.tls"),
        example=Example(
            "clickhouse: {kind: external, host: ch.example.org, tls: true, port: 8123}\n",
            "clickhouse: {kind: external, host: ch.example.org, tls: true}\n",
        ),
    ),
    Entry(
        "PK-CLICKHOUSE-002",
        "a TLS port of ClickHouse, without TLS",
        "8443 and 9440 expect a TLS handshake, and clickhouse.tls is false.",
        "Say tls: true, or take 8123 and 9000.",
        ("clickhouse.port", "clickhouse.nativePort", "clickhouse.tls"),
        example=Example(
            "clickhouse: {kind: external, host: ch.example.org, port: 8443}\n",
            "clickhouse: {kind: external, host: ch.example.org, port: 8443, tls: true}\n",
        ),
    ),
    Entry(
        "PK-CLICKHOUSE-003",
        "replicated or sharded tables without a cluster",
        "Such tables are made ON CLUSTER, and the cluster's name is missing.",
        "Say clusterName: the name in the server's remote_servers.",
        ("clickhouse.clusterName", "clickhouse.replication", "clickhouse.sharding"),
        example=Example(
            "clickhouse: {kind: external, host: ch.example.org, replication: true}\n",
            "clickhouse: {kind: external, host: ch.example.org, replication: true, clusterName: main}\n",
        ),
    ),
    Entry(
        "PK-CLICKHOUSE-004",
        "the port of ClickHouse's Service is taken",
        "service.port is that of the HTTP interface, and another interface of the same Service has this number.",
        "Choose another; 8123 is ClickHouse's own.",
        ("clickhouse.service.port", "clickhouse.former.service.port", "clickhouse.https", "clickhouse.former.https"),
        example=Example("clickhouse: {kind: inCluster, service: {port: 9000}}\n", "clickhouse: {kind: inCluster, service: {port: 8124}}\n"),
    ),
    Entry(
        "PK-CLICKHOUSE-005",
        "ClickHouse Cloud that is called external",
        "The host is of ClickHouse Cloud, which is by TLS on ports of its own and replicates by itself.",
        "Say kind: cloud; TLS and the ports follow.",
        ("clickhouse.kind", "clickhouse.host"),
        example=Example(
            "clickhouse: {kind: external, host: abc.us-west-2.aws.clickhouse.cloud}\n",
            "clickhouse: {kind: cloud, host: abc.us-west-2.aws.clickhouse.cloud}\n",
        ),
    ),
    Entry(
        "PK-CLICKHOUSE-006",
        "ClickHouse's own settings are not an XML document",
        "The server reads its configuration as XML with <clickhouse> at the top, and does not start with anything else.",
        "Give a whole document: <clickhouse>...</clickhouse>.",
        ("clickhouse.config", "clickhouse.former.config"),
        example=Example(
            "clickhouse: {kind: inCluster, config: '<max_concurrent_queries>200</max_concurrent_queries>'}\n",
            "clickhouse:\n  kind: inCluster\n  config: <clickhouse><max_concurrent_queries>200</max_concurrent_queries></clickhouse>\n",
        ),
    ),
    Entry(
        "PK-CLICKHOUSE-007",
        "ClickHouse asks its clients for certificates",
        "verification: strict closes the connection of every client without a certificate, and Portkey's services have none to show.",
        "Say none or relaxed.",
        ("clickhouse.https.verification", "clickhouse.former.https.verification"),
        "warning",
        Example(
            f"{_CA}clickhouse: {{kind: inCluster, https: {{secretName: clickhouse-tls, verification: strict}}}}\n",
            f"{_CA}clickhouse: {{kind: inCluster, https: {{secretName: clickhouse-tls}}}}\n",
        ),
    ),
    Entry(
        "PK-CLICKHOUSE-008",
        "TLS inside the cluster by an authority that nobody trusts",
        "No public authority signs names inside a cluster, so the services refuse the certificate unless they are told whom to trust.",
        "Name the authority's bundle as customCa.",
        ("clickhouse.https", "customCa"),
        "warning",
        Example(
            "clickhouse: {kind: inCluster, https: {secretName: clickhouse-tls}}\n",
            f"{_CA}clickhouse: {{kind: inCluster, https: {{secretName: clickhouse-tls}}}}\n",
        ),
    ),
)
