"""Rules about the command, the arguments and the ports of a component's main container."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from portkey_constructs.config.mysql import InClusterMySql
from portkey_constructs.config.redis import InClusterRedis
from portkey_constructs.config.services import InPodMigration
from portkey_constructs.platform.commands import OWN_COMMANDS
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.stores import MYSQL_SQL_MODE
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, added_containers
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_OWN_APPEND_ONLY: Final = "--appendonly"


@rule(
    "PK-POD-001",
    title="arguments beside a command that ignores them",
    cause="The manifests start the backend, the front end and ClickHouse with a command of their own, a script without arguments.",
    fix="Set command too, with the whole command, or remove args.",
    settings=("**.args", "**.command"),
    example=Example("frontend: {args: [nginx-debug]}\n", "frontend: {command: [nginx-debug], args: [-g, daemon off;]}\n"),
)
def ignored_arguments(platform: Platform) -> Findings:
    for name, component in platform.components.items():
        if name in OWN_COMMANDS and component.settings.args and not component.settings.command:
            yield Finding(f"{component.path}.args", "is set, but the component's own command ignores arguments")


class _Lost(NamedTuple):
    """What a configured command or its arguments leave out."""

    component: str
    reason: str
    fix: str


@rule(
    "PK-POD-002",
    title="a command or arguments without what a setting or Portkey needs",
    cause="command and args replace what the manifests pass to the process. They then decide alone about the SQL mode of MySQL, with which Portkey's "
    "migrations run, and about the settings that become arguments: mysql.maxConnections and redis.appendOnly. A replaced command of the backend does "
    "not migrate the databases with migration.kind inPod.",
    fix="Add the argument that the message names, or remove command and args.",
    settings=("**.args", "**.command", "mysql.maxConnections", "redis.appendOnly", "migration.kind"),
    severity="warning",
    example=Example(
        "mysql: {kind: inCluster, args: [--innodb-buffer-pool-size=1G]}\n",
        f"mysql: {{kind: inCluster, args: [--innodb-buffer-pool-size=1G, '--sql-mode={MYSQL_SQL_MODE}']}}\n",
    ),
)
def lost_argument(platform: Platform) -> Findings:
    for lost in _lost(platform):
        settings = platform.components[lost.component].settings
        yield Finding(f"{lost.component}.{'args' if settings.args else 'command'}", lost.reason, lost.fix)


def _lost(platform: Platform) -> Iterator[_Lost]:
    for name, component in platform.components.items():
        settings = component.settings
        if not settings.args and not settings.command:
            continue
        text = " ".join((*settings.command, *settings.args))
        if isinstance(settings, InClusterMySql):
            if "sql-mode" not in text and "sql_mode" not in text:
                yield _Lost(name, "leaves out the SQL mode with which Portkey's migrations run", f"add --sql-mode={MYSQL_SQL_MODE}")
            if settings.max_connections and "max-connections" not in text and "max_connections" not in text:
                fix = f"add --max-connections={settings.max_connections}, or remove maxConnections"
                yield _Lost(name, "leaves out mysql.maxConnections", fix)
        elif isinstance(settings, InClusterRedis):
            if _OWN_APPEND_ONLY not in text:
                value = "yes" if settings.append_only else "no"
                yield _Lost(name, f"leaves out redis.appendOnly, which is {str(settings.append_only).lower()}", f"add {_OWN_APPEND_ONLY} and {value}")
            if platform.redis.has_password and "requirepass" not in text:
                yield _Lost(name, "leaves out the password of redis.auth", "set requirepass to the variable REDISCLI_AUTH, or set redis.auth: none")
        elif name == "backend" and settings.command and isinstance(platform.config.migration, InPodMigration):
            yield _Lost(name, "replaces the command that migrates the databases", "set migration: {kind: job}, or remove command")


@rule(
    "PK-POD-003",
    title="an additional port that the pod already has",
    cause="The Service finds the port of the component by its name, and a process cannot listen on a port that another one uses.",
    fix="Choose another name or number, or remove the port: the manifests add the ports of the component themselves.",
    settings=("**.ports", *ADDED_CONTAINERS, "gateway.mcp", "clickhouse.https"),
    example=Example(
        "gateway: {ports: [{name: debug, containerPort: 8787}]}\n",
        "gateway: {ports: [{name: debug, containerPort: 9229}]}\n",
    ),
)
def port_taken(platform: Platform) -> Findings:
    for component in platform.components.values():
        if not component.settings.ports:
            continue
        names = {port.name for port in component.ports}
        numbers = {(port.container, "TCP"): f"the {component.component}" for port in component.ports}
        for _, container in added_containers(component):
            for port in container.get("ports", ()):
                numbers.setdefault((port["containerPort"], port.get("protocol") or "TCP"), f"the container {container['name']}")
        for index, port in enumerate(component.settings.ports):
            path, number = f"{component.path}.ports.{index}", (port["containerPort"], port.get("protocol") or "TCP")
            if port.get("name") in names:
                yield Finding(f"{path}.name", f"is {port['name']}, the name of a port of the {component.component}")
            if number in numbers:
                yield Finding(f"{path}.containerPort", f"is {number[0]}, a port of {numbers[number]}")
