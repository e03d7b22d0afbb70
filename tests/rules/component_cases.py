"""Cases of the shapes of a deployment, of its metrics, and of stores that run elsewhere or by TLS."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["PART_CASES"]

ALONE: Final = "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
PLANE: Final = "deployment: {kind: dataPlane, organisations: [a]}\n"
ELSEWHERE: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"
MYSQL: Final = "mysql: {kind: external, host: db.example.org"
ELASTICACHE: Final = "redis: {kind: elasticache, host: c.x.usw2.cache.amazonaws.com"
IAM: Final = "iam: {clusterName: acme, user: portkey}"
PODS: Final = "identity: {kind: podIdentity}"
CLICKHOUSE: Final = "clickhouse: {kind: inCluster"
HTTPS: Final = f"{CLICKHOUSE}, https: {{secretName: a"
CA: Final = "customCa: {kind: configMap, name: ca}\n"

PART_CASES: Final = [
    # shapes
    *(
        Case(
            "PK-SHAPE-001",
            f"{shape}{setting}",
            setting.partition(":")[0].strip(),
            "2:1",
            f"is given, and deployment.kind is {kind}",
            fix,
            shape,
            base="a part",
        )
        for shape, kind, setting, fix in (
            (ALONE, "gateway", "auth: {kind: none}", "the application's own cluster has it"),
            (ALONE, "gateway", "mysql: {kind: inCluster}", "the application's own cluster has it"),
            (ALONE, "gateway", "dataservice: {}", "the application's own cluster has it"),
            (ALONE, "gateway", "migration: {kind: job}", "the application's own cluster has it"),
            (PLANE, "dataPlane", "clickhouse: {kind: inCluster}", "Portkey's control plane has it"),
            (PLANE, "dataPlane", "smtp: {host: a.b, user: u, fromAddress: f@a.b}", "Portkey's control plane has it"),
        )
    ),
    Case(
        "PK-SHAPE-001",
        f"{PLANE}exposure:\n  frontend: {{kind: ingress, host: a.example}}",
        "exposure.frontend",
        "3:3",
        "is given, and deployment.kind is dataPlane",
        "leave it out",
        f"{PLANE}exposure:\n  gateway: {{kind: ingress, host: a.example}}",
        base="a part",
    ),
    Case(
        "PK-SHAPE-002",
        "deployment: {kind: gateway, organisations: [a]}",
        "deployment",
        "1:1",
        "nothing says where its application is",
        "say controlPlaneUrl",
        "deployment: {kind: gateway, organisations: [a]}\ncontrolPlaneUrl: https://portkey.example.org",
        base="a part",
    ),
    warning(
        "PK-SHAPE-003",
        "deployment: {kind: gateway, backendUrl: 'https://b.example'}",
        "deployment.organisations",
        "1:1",
        "is empty, so this gateway sees changes up to a week late",
        "name the organisations",
        ALONE,
        base="a part",
    ),
    *(
        Case(
            "PK-SHAPE-004",
            shape + "gateway: {url: 'https://a.example',\n  kind: external}",
            "gateway.kind",
            "3:3",
            f"is external, and deployment.kind is {kind}",
            "it is what runs here",
            shape + "gateway: {kind: inCluster}",
            base="a part",
        )
        for shape, kind in ((ALONE, "gateway"), (PLANE, "dataPlane"))
    ),
    Case(
        "PK-SHAPE-005",
        f"{ALONE}{CLICKHOUSE}}}",
        "clickhouse.kind",
        "2:14",
        "is inCluster, and deployment.kind is gateway",
        "or leave it out and the control plane takes the analytics",
        f"{ALONE}clickhouse: {{kind: external, host: ch.example.org}}",
        base="a part",
    ),
    *(
        Case(
            "PK-SHAPE-006",
            f"auth: {{kind: none, allowPublic: true}}\n{ELSEWHERE}{text}",
            path,
            place,
            "is given, and the gateway runs elsewhere",
            "say it where the gateway runs",
            f"auth: {{kind: none, allowPublic: true}}\n{text}" + ("\ngateway: {mcp: {}}" if "mcp" in text else ""),
        )
        for text, path, place in (
            ("bedrock: {region: us-west-2}", "bedrock", "3:1"),
            ("exposure:\n  gateway: {kind: ingress, host: a.example}", "exposure.gateway", "4:3"),
            ("exposure:\n  mcp: {kind: ingress, host: a.example}", "exposure.mcp", "4:3"),
        )
    ),
    # metrics
    Case(
        "PK-MONITORING-001",
        "monitoring: {prometheus: false,\n  serviceMonitor: {}}",
        "monitoring.serviceMonitor",
        "2:3",
        "is given, and monitoring.prometheus is false",
        "say prometheus: true",
        "monitoring: {serviceMonitor: {}}",
    ),
    Case(
        "PK-MONITORING-002",
        f"{ELSEWHERE}monitoring:\n  serviceMonitor: {{}}",
        "monitoring.serviceMonitor",
        "3:3",
        "is given, and the gateway runs elsewhere",
        "say it where the gateway runs",
        "monitoring:\n  serviceMonitor: {}",
    ),
    # stores
    *(
        Case(
            "PK-MYSQL-004",
            f"{MYSQL},\n  tls: {tls}}}",
            "mysql.tls",
            "2:3",
            f"is {tls}, and no CA bundle is given",
            "name the bundle as mysql.ca",
            right,
        )
        for tls, right in (
            ("verifyCa", f"{MYSQL}, tls: verifyCa, ca: {{kind: secret, name: a}}}}"),
            ("verifyIdentity", f"{CA}{MYSQL}, tls: verifyIdentity}}"),
        )
    ),
    Case(
        "PK-MYSQL-005",
        f"{MYSQL}, tls: required,\n  ca: {{kind: configMap, name: a}}}}",
        "mysql.ca",
        "2:3",
        "is given, and mysql.tls is required",
        "say tls: verifyIdentity",
        f"{MYSQL}, tls: required}}",
    ),
    *(
        Case(
            "PK-REDIS-009",
            f"redis: {{kind: external, host: r.example.org, auth: none,\n  {setting}: a}}",
            f"redis.{setting}",
            "2:3",
            "is given, and redis.auth is none",
            "leave one of them out",
            "redis: {kind: external, host: r.example.org, auth: none}",
            base="development",
        )
        for setting in ("user", "password")
    ),
    Case(
        "PK-SECRET-003",
        "redis: {kind: external, host: r.example.org, user: a}",
        "redis.password",
        "1:1",
        "is missing",
        "give its value",
        "redis: {kind: external, host: r.example.org}",
        base="development",
    ),
    Case(
        "PK-REDIS-010",
        f"{ELASTICACHE}, {IAM},\n  tls: false}}\n{PODS}",
        "redis.tls",
        "2:3",
        "is false, and redis.iam is given",
        "ElastiCache takes IAM logins by TLS alone",
        f"{ELASTICACHE}, {IAM},\n  tls: true}}\n{PODS}",
    ),
    *(
        Case(
            "PK-REDIS-011",
            f"{ELASTICACHE}, {IAM}, tls: true,\n  {setting}: {value}}}\n{PODS}",
            f"redis.{setting}",
            "2:3",
            "is given beside redis.iam",
            "iam has the user, and no password",
            f"{ELASTICACHE}, {IAM}, tls: true}}\n{PODS}",
        )
        for setting, value in (("user", "a"), ("auth", "password"))
    ),
    Case(
        "PK-REDIS-012",
        f"{ELASTICACHE}, tls: true,\n  {IAM}}}\n{PODS}\ndataservice: {{identity: {{kind: none}}}}",
        "redis.iam",
        "2:3",
        "is given, and of the pods' identities the dataservice's is none",
        "of kind irsa or podIdentity",
        f"{ELASTICACHE}, tls: true,\n  {IAM}}}\n{PODS}\ndataservice: {{kind: none}}",
    ),
    Case(
        "PK-CLICKHOUSE-005",
        "clickhouse: {host: abc.us-west-2.aws.clickhouse.cloud,\n  kind: external}",
        "clickhouse.kind",
        "2:3",
        "abc.us-west-2.aws.clickhouse.cloud is of ClickHouse Cloud",
        "say kind: cloud; TLS and its ports follow",
        "clickhouse: {kind: cloud, host: abc.us-west-2.aws.clickhouse.cloud}",
    ),
    Case(
        "PK-CLICKHOUSE-004",
        f"{CA}{HTTPS}}}, service: {{\n    port: 8443}}}}",
        "clickhouse.service.port",
        "3:5",
        "is 8443",
        "HTTPS has it; choose another for HTTP",
        f"{CLICKHOUSE}, service: {{port: 8443}}}}",
    ),
    Case(
        "PK-CLICKHOUSE-004",
        "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, service: {\n    port: 9000}}}",
        "clickhouse.former.service.port",
        "2:5",
        "is 9000",
        "the native protocol has it",
        "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, service: {port: 9001}}}",
    ),
    Case(
        "PK-CLICKHOUSE-006",
        f"{CLICKHOUSE},\n  config: '<clickhouse><a></clickhouse>'}}",
        "clickhouse.config",
        "2:3",
        "is no XML at its line 1",
        "give a whole document: <clickhouse>...</clickhouse>",
        f"{CLICKHOUSE},\n  config: '<clickhouse><a/></clickhouse>'}}",
    ),
    Case(
        "PK-CLICKHOUSE-006",
        f"{CLICKHOUSE},\n  config: '<yandex/>'}}",
        "clickhouse.config",
        "2:3",
        "begins with <yandex>",
        "give a whole document",
        f"{CLICKHOUSE},\n  config: '<clickhouse/>'}}",
    ),
    warning(
        "PK-CLICKHOUSE-007",
        f"{CA}{HTTPS},\n  verification: strict}}}}",
        "clickhouse.https.verification",
        "3:3",
        "is strict, which asks clients for a certificate",
        "Portkey's services have none to show",
        f"{CA}{HTTPS}, verification: relaxed}}}}",
    ),
    warning(
        "PK-CLICKHOUSE-008",
        f"{CLICKHOUSE},\n  https: {{secretName: a}}}}",
        "clickhouse.https",
        "2:3",
        "nothing says whom the services are to trust",
        "name the authority's bundle as customCa",
        f"{CA}{HTTPS}}}}}",
    ),
]
