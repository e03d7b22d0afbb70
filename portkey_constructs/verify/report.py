"""All checks of a configuration against a cluster."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ClusterError
from portkey_constructs.manifests.platform import platform
from portkey_constructs.verify.accounts import check_accounts
from portkey_constructs.verify.connection import Connection
from portkey_constructs.verify.events import check_events
from portkey_constructs.verify.finding import Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live
from portkey_constructs.verify.network import check_addresses, check_endpoints, check_health, check_volumes
from portkey_constructs.verify.objects import check_namespace, check_objects, check_server
from portkey_constructs.verify.pods import check_pods
from portkey_constructs.verify.reading import read
from portkey_constructs.verify.secrets import check_external_secrets, check_secrets

__all__ = ["Report", "findings", "rendered_objects", "verify"]

_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a namespace of a server."""

    server: str
    version: str
    namespace: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything was read and is as it should be."""
        return all(one.status is Status.OK for one in self.findings)

    @property
    def unfinished(self) -> int:
        """How many findings may change by waiting."""
        return sum(one.status in (Status.FAILED, Status.WAITING) for one in self.findings)


def rendered_objects(config: PortkeyConfig) -> tuple[Object, ...]:
    """The objects of a configuration as plain dictionaries."""
    return tuple(dict(staged.manifest) for staged in platform(config))


def findings(rendered: Sequence[Object], live: Live, commands: Commands, now: datetime) -> tuple[Finding, ...]:
    """What all checks say of what was read."""
    found = [*check_server(live, commands), *check_namespace(live, commands)]
    if live.namespace is None:
        return tuple(found)
    checks = (
        check_objects,
        check_pods,
        check_accounts,
        check_secrets,
        check_external_secrets,
        check_endpoints,
        check_addresses,
        check_volumes,
        check_health,
    )
    for check in checks:
        found += check(rendered, live, commands)
    return (*found, *check_events(rendered, live, commands, now, found))


def verify(
    config: PortkeyConfig, connection: Connection, commands: Commands, *, wait: float = 0, told: Callable[[str], None] = lambda _: None
) -> Report:
    """Looks until everything is well or `wait` seconds are over; raises `ClusterError`.

    `told` is called with what is being done.
    """
    rendered, end = rendered_objects(config), time.monotonic() + wait
    first = True
    while True:
        try:
            live = read(connection, rendered, config.namespace, told)
        except ClusterError:
            # A server that answered once may be away for a moment.
            if first or end - time.monotonic() <= 0:
                raise
            told("the server does not answer")
            time.sleep(_PAUSE)
            continue
        first = False
        found = findings(rendered, live, commands, datetime.now(UTC))
        report = Report(connection.server, live.version, config.namespace, found)
        left = end - time.monotonic()
        if not report.unfinished or left <= 0:
            return report
        told(f"{report.unfinished} not right yet; {left:.0f} s left")
        time.sleep(min(_PAUSE, left))
