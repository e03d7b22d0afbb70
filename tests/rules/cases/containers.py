"""Cases of the command, the arguments and the ports of main containers, of rollouts, and of claims."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_SQL: Final = "--sql-mode=NO_ZERO_IN_DATE"
_HELPER: Final = "sidecars: [{name: helper, image: busybox, ports: [{name: metrics, containerPort: 9102}]}]"
_CLAIM: Final = "persistence: {kind: existingClaim, name: data"

CASES: Final = [
    *(
        Case(
            "PK-POD-001",
            f"{component}: {{{kind}args: [a]}}",
            f"{component}.args",
            f"1:{len(component) + len(kind) + 4}",
            "own command ignores arguments",
            "set command too",
            f"{component}: {{{kind}command: [a], args: [a]}}",
        )
        for component, kind in (("backend", ""), ("frontend", ""), ("clickhouse", "kind: inCluster, "))
    ),
    Case(
        "PK-POD-005",
        "openshift: true\nbackend: {nonRoot: {user: 1000}}",
        "backend.nonRoot",
        "2:11",
        "openshift is true",
        "OpenShift assigns a user",
        "backend: {nonRoot: {user: 1000}}",
    ),
    Case(
        "PK-POD-005",
        "backend: {nonRoot: {user: 1000}, podSecurityContext: {runAsNonRoot: true}}",
        "backend.podSecurityContext",
        "1:34",
        "so is backend.nonRoot",
        "emove one of the two",
        "backend: {podSecurityContext: {runAsNonRoot: true}}",
    ),
    Case(
        "PK-POD-006",
        "backend: {nonRoot: {user: 1000, writableFolders: [/app/logs, /tmp]}}",
        "backend.nonRoot.writableFolders.1",
        "1:62",
        "mounted already",
        "emove one of the two",
        "backend: {nonRoot: {user: 1000, writableFolders: [/app/logs]}}",
    ),
    warning(
        "PK-POD-002",
        "mysql: {kind: inCluster, args: [--verbose]}",
        "mysql.args",
        "1:26",
        "leaves out the SQL mode",
        "add --sql-mode=NO_ZERO_IN_DATE",
        f"mysql: {{kind: inCluster, args: [--verbose, '{_SQL}']}}",
    ),
    warning(
        "PK-POD-002",
        "mysql: {kind: inCluster, command: [mysqld]}",
        "mysql.command",
        "1:26",
        "leaves out the SQL mode",
        "add --sql-mode=NO_ZERO_IN_DATE",
        f"mysql: {{kind: inCluster, command: [mysqld, '{_SQL}']}}",
    ),
    warning(
        "PK-POD-002",
        f"mysql: {{kind: inCluster, maxConnections: 300, args: ['{_SQL}']}}",
        "mysql.args",
        "1:47",
        "leaves out mysql.maxConnections",
        "add --max-connections=300",
        f"mysql: {{kind: inCluster, maxConnections: 300, args: ['{_SQL}', --max-connections=300]}}",
    ),
    warning(
        "PK-POD-002",
        "redis: {kind: inCluster, auth: none, args: [redis-server]}",
        "redis.args",
        "1:38",
        "leaves out redis.appendOnly, which is true",
        "add --appendonly and yes",
        "redis: {kind: inCluster, auth: none, args: [redis-server, --appendonly, 'yes']}",
    ),
    warning(
        "PK-POD-002",
        "redis: {kind: inCluster, args: [redis-server, --appendonly, 'yes']}",
        "redis.args",
        "1:26",
        "leaves out the password of redis.auth",
        "set requirepass to the variable REDISCLI_AUTH",
        "redis: {kind: inCluster, args: [sh, -c, 'exec redis-server --appendonly yes --requirepass \"$REDISCLI_AUTH\"']}",
    ),
    warning(
        "PK-POD-002",
        "backend: {command: [a]}\nmigration: {kind: inPod}",
        "backend.command",
        "1:11",
        "replaces the command that migrates the databases",
        "set migration: {kind: job}",
        "backend: {command: [a]}\nmigration: {kind: job}",
        base="development",
    ),
    Case(
        "PK-POD-003",
        "gateway: {ports: [{name: gateway, containerPort: 9229}]}",
        "gateway.ports.0.name",
        "1:20",
        "is gateway, the name of a port of the gateway",
        "choose another name",
        "gateway: {ports: [{name: debug, containerPort: 9229}]}",
    ),
    Case(
        "PK-POD-003",
        "redis: {kind: inCluster, ports: [{containerPort: 6379, protocol: TCP}]}",
        "redis.ports.0.containerPort",
        "1:35",
        "is 6379, a port of the redis",
        "choose another name",
        "redis: {kind: inCluster, ports: [{containerPort: 6379, protocol: UDP}]}",
    ),
    Case(
        "PK-POD-003",
        f"gateway: {{ports: [{{containerPort: 9102}}], {_HELPER}}}",
        "gateway.ports.0.containerPort",
        "1:20",
        "is 9102, a port of the container helper",
        "choose another name",
        f"gateway: {{ports: [{{containerPort: 9103}}], {_HELPER}}}",
    ),
    *(
        warning(
            "PK-ROLLOUT-001",
            f"{settings}, strategy: {{type: Recreate}}}}",
            f"{settings.partition(':')[0]}.strategy.type",
            f"1:{len(settings) + 14}",
            message,
            "set type: RollingUpdate or remove strategy",
            f"{settings}, strategy: {{type: RollingUpdate}}}}",
        )
        for settings, message in (
            ("dataservice: {replicas: 2", "can have 2 pods"),
            ("gateway: {autoscaling: {min: 2, max: 3, cpu: 60}", "can have 3 pods"),
        )
    ),
    warning(
        "PK-ROLLOUT-001",
        "gateway: {disruptionBudget: {maxUnavailable: 1}, strategy: {type: Recreate}}",
        "gateway.strategy.type",
        "1:61",
        "disruptionBudget is set, which a rollout does not respect",
        "set type: RollingUpdate",
        "gateway: {strategy: {type: Recreate}}",
        base="development",
    ),
    Case(
        "PK-CLAIM-001",
        "redis: {kind: inCluster, persistence: {accessModes: [ReadWriteOncePod, ReadWriteMany]}}",
        "redis.persistence.accessModes",
        "1:40",
        "contains ReadWriteOncePod and another mode",
        "set ReadWriteOncePod alone",
        "redis: {kind: inCluster, persistence: {accessModes: [ReadWriteOnce, ReadWriteMany]}}",
    ),
    *(
        Case(
            "PK-CLAIM-002",
            f"mysql: {{kind: inCluster, {_CLAIM}{mysql}}}}}\nclickhouse: {{kind: inCluster, {_CLAIM}{clickhouse}}}}}",
            "clickhouse.persistence.name",
            "2:66",
            "is data, in which mysql keeps its data too",
            "set another claim",
            f"mysql: {{kind: inCluster, {_CLAIM}}}}}\nclickhouse: {{kind: inCluster, {_CLAIM}, subPath: clickhouse}}}}",
        )
        for mysql, clickhouse in (("", ""), (", subPath: a", ", subPath: a"), (", subPath: ''", ", subPath: a"))
    ),
]
