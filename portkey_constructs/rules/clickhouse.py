"""Rules about ClickHouse."""

import re
from collections.abc import Mapping
from typing import Final

from portkey_constructs.config.clickhouse import ExternalClickHouse, InClusterClickHouse
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, PORTS
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_CLOUD: Final = ".clickhouse.cloud"
_TLS_PORT: Final[Mapping[int, int]] = {plain.container: tls.container for plain, tls in zip(PORTS["clickhouse"], CLICKHOUSE_TLS_PORTS, strict=True)}
"""The TLS port that corresponds to each plain port."""
_PLAIN_PORT: Final[Mapping[int, int]] = {tls: plain for plain, tls in _TLS_PORT.items()}
_INTERFACES: Final[Mapping[str, str]] = {"ch-native": "the native protocol", "ch-https": "HTTPS", "ch-secure": "the native protocol with TLS"}
"""Interfaces of the in-cluster server with fixed ports, by port name."""
_CA: Final = "customCa: {kind: configMap, name: company-ca}\n"
_DATA_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]}\n"
_EXTERNAL: Final = "clickhouse: {kind: external, host: ch.example.org"
_ENCODING: Final = re.compile(r"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)""")
_HTTPS: Final = "clickhouse: {kind: inCluster, https: {secretName: clickhouse-tls"


def _external(platform: Platform) -> ExternalClickHouse | None:
    """The settings of an external ClickHouse; None for other kinds and for hosts of ClickHouse Cloud."""
    settings = platform.clickhouse.settings if platform.clickhouse else None
    return settings if isinstance(settings, ExternalClickHouse) and not (settings.host or "").endswith(_CLOUD) else None


def _ports(clickhouse: ExternalClickHouse) -> dict[str, int]:
    """The explicitly configured ports, by setting."""
    ports = {"clickhouse.port": clickhouse.port, "clickhouse.nativePort": clickhouse.native_port}
    return {path: port for path, port in ports.items() if port is not None}


@rule(
    "PK-CLICKHOUSE-001",
    title="a plain port of ClickHouse, with TLS",
    cause="8123 and 9000 serve plain HTTP and the plain native protocol. A TLS handshake there ends in a timeout or a protocol error.",
    fix="Set 8443 and 9440, or remove the ports to derive them from tls.",
    settings=("clickhouse.port", "clickhouse.nativePort", "clickhouse.tls"),
    example=Example(f"{_EXTERNAL}, tls: true, port: 8123}}\n", f"{_EXTERNAL}, tls: true}}\n"),
)
def plain_port(platform: Platform) -> Findings:
    clickhouse = _external(platform)
    if clickhouse and clickhouse.tls:
        for path, port in _ports(clickhouse).items():
            if port in _TLS_PORT:
                fix = f"set {_TLS_PORT[port]}, the port with TLS, or remove it to derive it from tls"
                yield Finding(path, f"is {port}, a port without TLS, but clickhouse.tls is true", fix)


@rule(
    "PK-CLICKHOUSE-002",
    title="a TLS port of ClickHouse, without TLS",
    cause="8443 and 9440 expect a TLS handshake, but clickhouse.tls is false.",
    fix="Set tls: true, or set 8123 and 9000.",
    settings=("clickhouse.port", "clickhouse.nativePort", "clickhouse.tls"),
    example=Example(f"{_EXTERNAL}, port: 8443}}\n", f"{_EXTERNAL}, port: 8443, tls: true}}\n"),
)
def tls_port(platform: Platform) -> Findings:
    clickhouse = _external(platform)
    if clickhouse and not clickhouse.tls:
        for path, port in _ports(clickhouse).items():
            if port in _PLAIN_PORT:
                yield Finding(path, f"is {port}, a port with TLS, but clickhouse.tls is false", f"set tls: true, or set {_PLAIN_PORT[port]}")


@rule(
    "PK-CLICKHOUSE-003",
    title="replicated or sharded tables without a cluster",
    cause="Such tables are created ON CLUSTER, but the name of the cluster is missing.",
    fix="Set clusterName to the name in the server's remote_servers.",
    settings=("clickhouse.clusterName", "clickhouse.replication", "clickhouse.sharding"),
    example=Example(f"{_EXTERNAL}, replication: true}}\n", f"{_EXTERNAL}, replication: true, clusterName: main}}\n"),
)
def no_cluster_name(platform: Platform) -> Findings:
    clickhouse = _external(platform)
    if clickhouse and (clickhouse.replication or clickhouse.sharding) and clickhouse.cluster_name is None:
        yield Finding("clickhouse.clusterName", f"is missing, but {'replication' if clickhouse.replication else 'sharding'} is true")


@rule(
    "PK-CLICKHOUSE-004",
    title="the port of ClickHouse's Service is already in use",
    cause="service.port is the port of the HTTP interface, and another interface of the same Service has this number.",
    fix="Choose another port for HTTP; the default is 8123.",
    settings=("clickhouse.service.port", "clickhouse.former.service.port", "clickhouse.https", "clickhouse.former.https"),
    example=Example("clickhouse: {kind: inCluster, service: {port: 9000}}\n", "clickhouse: {kind: inCluster, service: {port: 8124}}\n"),
)
def port_taken(platform: Platform) -> Findings:
    store = platform.stores.get("clickhouse")
    if store is None:
        return
    for name, _, port in store.ports[1:]:
        if store.service.port == port:
            yield Finding(f"{store.path}.service.port", f"is {port}, which is the port of {_INTERFACES[name]}", "choose another port for HTTP")


@rule(
    "PK-CLICKHOUSE-005",
    title="ClickHouse Cloud of kind external",
    cause="The host belongs to ClickHouse Cloud, which uses TLS on its own ports and replicates its tables itself.",
    fix="Set kind: cloud, from which TLS and the ports follow.",
    settings=("clickhouse.kind", "clickhouse.host"),
    example=Example(
        "clickhouse: {kind: external, host: abc.us-west-2.aws.clickhouse.cloud}\n",
        "clickhouse: {kind: cloud, host: abc.us-west-2.aws.clickhouse.cloud}\n",
    ),
)
def cloud_as_external(platform: Platform) -> Findings:
    settings = platform.clickhouse.settings if platform.clickhouse else None
    if isinstance(settings, ExternalClickHouse) and settings.host and settings.host.endswith(_CLOUD):
        yield Finding("clickhouse.kind", f"is external, but {settings.host} belongs to ClickHouse Cloud")


@rule(
    "PK-CLICKHOUSE-006",
    title="ClickHouse's configuration is not an XML document",
    cause="The server reads its configuration as XML with <clickhouse> at the top, and does not start with anything else.",
    fix="Set a complete document: <clickhouse>...</clickhouse>.",
    settings=("clickhouse.config", "clickhouse.former.config"),
    example=Example(
        "clickhouse: {kind: inCluster, config: '<max_concurrent_queries>200</max_concurrent_queries>'}\n",
        "clickhouse:\n  kind: inCluster\n  config: <clickhouse><max_concurrent_queries>200</max_concurrent_queries></clickhouse>\n",
    ),
)
def not_xml(platform: Platform) -> Findings:
    clickhouse = platform.clickhouse.in_cluster if platform.clickhouse else None
    if clickhouse is None or not clickhouse.config:
        return
    # Imported on demand: few configurations contain XML, and the parser takes longer to load than all rules take to run.
    from xml.etree.ElementTree import ParseError, fromstring

    path = f"{platform.stores['clickhouse'].path}.config"
    try:
        root = fromstring(clickhouse.config)
    except ParseError as error:
        yield Finding(path, f"is not valid XML at its line {error.position[0]}")
    else:
        declared = _ENCODING.match(clickhouse.config)
        if declared and declared[1].lower() != "utf-8":
            yield Finding(path, f"declares the encoding {declared[1]}, but its file is in UTF-8", 'set encoding="UTF-8", or remove the declaration')
        elif root.tag != "clickhouse":
            yield Finding(path, f"begins with <{root.tag}>")


@rule(
    "PK-CLICKHOUSE-007",
    title="ClickHouse requires client certificates",
    cause="With verification: strict, ClickHouse closes the connection of every client without a certificate, and Portkey's services have none.",
    fix="Set none or relaxed: Portkey's services have no certificate.",
    settings=("clickhouse.https.verification", "clickhouse.former.https.verification"),
    severity="warning",
    example=Example(f"{_CA}{_HTTPS}, verification: strict}}}}\n", f"{_CA}{_HTTPS}}}}}\n"),
)
def client_certificates(platform: Platform) -> Findings:
    clickhouse = platform.clickhouse.in_cluster if platform.clickhouse else None
    if clickhouse and clickhouse.https and clickhouse.https.verification == "strict":
        path = f"{platform.stores['clickhouse'].path}.https.verification"
        yield Finding(path, "is strict, which requires a certificate from every client")


@rule(
    "PK-CLICKHOUSE-008",
    title="TLS inside the cluster with a certificate authority that the services do not trust",
    cause="No public authority signs names inside a cluster, so the services refuse the certificate unless they trust its authority.",
    fix="Set customCa to the CA bundle of that authority: no public one signs names inside a cluster.",
    settings=("clickhouse.https", "customCa"),
    severity="warning",
    example=Example(f"{_HTTPS}}}}}\n", f"{_CA}{_HTTPS}}}}}\n"),
)
def authority_not_trusted(platform: Platform) -> Findings:
    clickhouse = platform.clickhouse
    local = clickhouse.in_cluster if clickhouse and clickhouse.former is None else None
    if local and local.https and platform.config.custom_ca is None:
        yield Finding("clickhouse.https", "is set, but customCa is not")


@rule(
    "PK-CLICKHOUSE-009",
    title="a new ClickHouse in a data plane has no tables",
    cause="The backend creates Portkey's tables, and a data plane has no backend. The gateway starts, but its inserts fail.",
    fix="Create the tables with the statements that Portkey gives you, before requests arrive.",
    settings=("clickhouse.kind", "deployment.kind"),
    severity="warning",
    example=Example(f"{_DATA_PLANE}clickhouse: {{kind: inCluster}}\n", f"{_DATA_PLANE}{_EXTERNAL}}}\n", "part"),
)
def tables_missing(platform: Platform) -> Findings:
    clickhouse = platform.clickhouse
    if platform.deployment == "dataPlane" and clickhouse and isinstance(clickhouse.settings, InClusterClickHouse):
        yield Finding("clickhouse.kind", "is inCluster, but nothing in a data plane creates its tables")
