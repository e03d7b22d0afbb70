"""Cases of metrics."""

import json
from base64 import b64encode
from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
EXTERNAL_GATEWAY: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


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
    *(
        warning(
            "PK-EXPOSURE-021",
            f"{OPEN}monitoring: {{}}\nexposure:\n  gateway: {{{exposure}}}",
            "exposure.gateway",
            "4:3",
            "does not refuse /metrics and /dataservice/metrics",
            "use an exposure that can refuse paths, limit who may connect with allowFrom",
            f"{OPEN}monitoring: {{}}\nexposure:\n  gateway: {{{fixed}}}",
        )
        for exposure, fixed in (
            ("kind: loadBalancer", "kind: loadBalancer, sourceRanges: [10.0.0.0/8]"),
            ("kind: loadBalancer", "kind: loadBalancer, allowFrom: [10.0.0.0/8]"),
            ("kind: loadBalancer, provider: {kind: gcp}", "kind: httpRoute, host: a.example, gateway: {name: public}"),
            ("kind: ingress, host: a.example", "kind: ingress, host: a.example, controller: other"),
            ("kind: ingress, host: a.example, class: acme", "kind: ingress, host: a.example, class: traefik"),
            ("kind: ingress, host: a.example, class: gce", "kind: ingress, host: a.example, class: alb"),
        )
    ),
    warning(
        "PK-EXPOSURE-021",
        f"{OPEN}monitoring: {{}}\ngateway:\n  service:\n    type: LoadBalancer",
        "gateway.service.type",
        "5:5",
        "is LoadBalancer, which does not refuse /metrics",
        "or set monitoring.prometheus: false",
        f"{OPEN}monitoring: {{prometheus: false}}\ngateway:\n  service:\n    type: LoadBalancer",
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
    *(
        Case(
            "PK-MONITORING-003",
            f"monitoring: {{prometheusPush: {{url: 'https://push.example.org',\n  credential: {json.dumps(value)}}}}}",
            "monitoring.prometheusPush.credential",
            "2:3",
            "is not USER:PASSWORD in base64",
            "set the base64 of USER:PASSWORD, without Basic or Bearer",
            f"monitoring: {{prometheusPush: {{url: 'https://push.example.org', credential: {_encoded('user:pass: word')}}}}}",
            base="development",
        )
        for value in (
            f"Basic {_encoded('user:password')}",
            "Bearer abc",
            "user:password",
            _encoded("password"),
            _encoded(":password"),
            f"{_encoded('user:password')} ",
            _encoded("Basic user:password"),
            "%%%",
            "\u00fc",
        )
    ),
    *(
        Case(
            "PK-MONITORING-003",
            f"monitoring: {{lokiPush: {{url: 'https://loki.example.org',\n  credential: {json.dumps(value)}}}}}",
            "monitoring.lokiPush.credential",
            "2:3",
            "is not USER:PASSWORD",
            "set USER:PASSWORD as plain text, without Basic or Bearer",
            "monitoring: {lokiPush: {url: 'https://loki.example.org', credential: 'user:pass:word'}}",
            base="development",
        )
        for value in (f"Basic {_encoded('user:password')}", "basic user:password", "Bearer abc", _encoded("user:password"), ":password", "token")
    ),
    *(
        Case(
            "PK-MONITORING-004",
            f"{gateway}monitoring: {{{other},\n  {name}: {{{value}}}}}",
            f"monitoring.{name}",
            line_column,
            message,
            fix,
            f"monitoring: {{{name}: {{{value}}}}}",
        )
        for name, value in (("metricLabels", "model: true"), ("metricLabels", "metadata: [team]"), ("buckets", "gcDuration: [1]"))
        for gateway, other, line_column, message, fix in (
            ("", "prometheus: false", "2:3", "is set, but monitoring.prometheus is false", "set prometheus: true, or remove it"),
            (EXTERNAL_GATEWAY, "apm: true", "3:3", "is set, but the gateway runs elsewhere", "move it to the configuration of the cluster"),
        )
    ),
]
