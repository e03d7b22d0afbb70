"""Cases of metrics."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

EXTERNAL_GATEWAY: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"

CASES: Final = [
    Case(
        "PK-MONITORING-001",
        "monitoring: {prometheus: false,\n  serviceMonitor: {}}",
        "monitoring.serviceMonitor",
        "2:3",
        "is set, but monitoring.prometheus is false",
        "set prometheus: true, or remove serviceMonitor",
        "monitoring: {serviceMonitor: {}}",
    ),
    Case(
        "PK-MONITORING-002",
        f"{EXTERNAL_GATEWAY}monitoring:\n  serviceMonitor: {{}}",
        "monitoring.serviceMonitor",
        "3:3",
        "is set, but the gateway runs elsewhere",
        "move serviceMonitor to the configuration of the cluster in which the gateway runs",
        "monitoring:\n  serviceMonitor: {}",
    ),
]
