"""Cases of network policies."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_NARROWED: Final = "networkPolicy: {kind: strict, destinations: {models: {cidrs: [203.0.113.0/24]}}}"
_INGRESS: Final = "auth: {kind: none, allowPublic: true}\nexposure: {frontend: {kind: ingress, host: portkey.example.org"

CASES: Final = (
    Case(
        "PK-NETPOL-001",
        "networkPolicy: {kind: strict, destinations: {mail: {cidrs: [10.1.0.0/16]}}}",
        "networkPolicy.destinations.mail",
        "1:46",
        "the platform has no such connection",
        "dns, models",
        _NARROWED,
    ),
    Case(
        "PK-NETPOL-001",
        "networkPolicy: {kind: ingressOnly, sources: {mcp: {namespace: ingress}}}",
        "networkPolicy.sources.mcp",
        "1:46",
        "the platform has no such connection",
        "apiServer",
        "networkPolicy: {kind: ingressOnly, sources: {apiServer: {cidrs: [10.0.0.0/28]}}}",
    ),
    *(
        Case(
            "PK-NETPOL-002",
            f"networkPolicy: {{kind: strict, destinations: {{models: {{cidrs: [10.0.0.0/8, {cidr}]}}}}}}",
            "networkPolicy.destinations.models.cidrs.1",
            "1:75",
            f"is {cidr}, which contains addresses of metadata services",
            "remove it",
            "networkPolicy: {kind: strict, destinations: {dns: {cidrs: [169.254.169.254/32]}}}",
        )
        for cidr in ("169.254.169.254/32", "169.254.0.0/16", "169.254.170.0/24")
    ),
    warning(
        "PK-NETPOL-003",
        f"{_INGRESS}, class: acme}}}}\nnetworkPolicy: {{kind: strict}}",
        "exposure.frontend",
        "2:12",
        "the policy lets every pod connect",
        "networkPolicy.sources.frontend",
        f"{_INGRESS}, class: acme}}}}\nnetworkPolicy: {{kind: strict, sources: {{frontend: {{cidrs: [10.0.0.0/24]}}}}}}",
    ),
    warning(
        "PK-NETPOL-003",
        f"{_INGRESS}}}}}\nnetworkPolicy: {{kind: ingressOnly}}",
        "exposure.frontend",
        "2:12",
        "the policy lets every pod connect",
        "exposure.frontend.controller",
        f"{_INGRESS}}}}}\nnetworkPolicy: {{kind: none}}",
        base="development",
    ),
    *(
        Case("PK-NETPOL-004", f"networkPolicy: {{kind: strict, {entry}: {{}}}}}}", path, column, "is empty", "podLabels or cidrs", _NARROWED)
        for entry, path, column in (
            ("destinations: {models", "networkPolicy.destinations.models", "1:46"),
            ("sources: {apiServer", "networkPolicy.sources.apiServer", "1:41"),
        )
    ),
    Case(
        "PK-NETPOL-005",
        "networkPolicy: {kind: strict, destinations: {models: {hosts: [api.openai.com]}}}",
        "networkPolicy.destinations.models.hosts",
        "1:55",
        "no policy engine that knows host names",
        "set networkPolicy.engine to cilium or gke",
        "networkPolicy: {kind: strict, engine: cilium, destinations: {models: {hosts: [api.openai.com]}}}",
    ),
    Case(
        "PK-NETPOL-005",
        "networkPolicy: {kind: strict, engine: gke, destinations: {dns: {hosts: [dns.example.org]}}}",
        "networkPolicy.destinations.dns.hosts",
        "1:65",
        "names the DNS",
        "write namespace and podLabels, or cidrs",
        "networkPolicy: {kind: strict, engine: gke, destinations: {dns: {cidrs: [10.0.0.10/32]}}}",
    ),
)
