"""Metrics that somebody can fetch."""

from collections.abc import Iterator

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.platform.defaults import services

__all__ = ["check"]


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """A ServiceMonitor finds metrics that are served."""
    said = config.monitoring
    if said is None or said.service_monitor is None:
        return
    if not said.prometheus:
        fix = "say prometheus: true, or leave the ServiceMonitor out"
        yield Problem("monitoring.serviceMonitor", "is given, and monitoring.prometheus is false", fix, "PK-MONITORING-001")
    if "gateway" not in services(config):
        fix = "say it where the gateway runs"
        yield Problem("monitoring.serviceMonitor", "is given, and the gateway runs elsewhere", fix, "PK-MONITORING-002")
