"""Cases of the sources of exposures."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_FROM: Final = "allowFrom: [203.0.113.0/24]"
_GATEWAY: Final = f"{_OPEN}exposure:\n  gateway:\n    host: a.example\n    {_FROM}\n    "
_TRAEFIK: Final = f"{_OPEN}exposure: {{gateway: {{kind: ingress, host: a.example, class: traefik, {_FROM}}}}}"
_MIDDLEWARES: Final = "traefik.ingress.kubernetes.io/router.middlewares"
_ROUTE: Final = "kind: httpRoute\n    gateway: {name: a}"
_OTHERS: Final = ", allowFrom: [10.0.0.0/8, 203.0.113.7]"
_SAME: Final = ", allowFrom: [203.0.113.7/32, 10.0.0.0/8]"
_OWN: Final = "portkey-portkey-gateway-sources@kubernetescrd"
_BOTH: Final = "exposure:\n  frontend: {{kind: ingress, host: a.example, class: alb, alb: {{group: {}}}{}}}\n"
_SECOND: Final = "  gateway: {{kind: ingress, host: b.example, class: alb, alb: {{group: acme}}{}}}"

CASES: Final = [
    *(
        Case("PK-EXPOSURE-022", f"{_GATEWAY}{wrong}", "exposure.gateway.allowFrom", "5:5", message, fix, _TRAEFIK)
        for wrong, message, fix in (
            (_ROUTE, "an HTTPRoute cannot restrict its sources", "restrict them at the Gateway"),
            (
                f"{_ROUTE}\n    controller: gke",
                "an HTTPRoute cannot restrict its sources",
                "a GCPBackendPolicy of your own",
            ),
            ("kind: ingress\n    class: gce", "GKE's controller has no such setting", "gateway.service.annotations.cloud.google.com/backend-config"),
            ("kind: ingress\n    class: acme", "how its controller restricts sources is not known", "set exposure.gateway.controller if it is alb"),
            ("kind: ingress", "how its controller restricts sources is not known", "use exposure.gateway.annotations"),
            ("kind: ingress\n    class: nginx\n    controller: other", "how its controller restricts sources is not known", "remove it"),
        )
    ),
    *(
        Case("PK-EXPOSURE-023", f"{_GATEWAY}{wrong}", f"exposure.gateway.{path}", line_column, message, fix, fixed, others=others)
        for wrong, path, line_column, message, fix, fixed, others in (
            (
                "kind: loadBalancer\n    sourceRanges: [10.0.0.0/8]",
                "sourceRanges",
                "7:5",
                "is set, but so is exposure.gateway.allowFrom",
                "remove the other setting",
                f"{_GATEWAY}kind: loadBalancer",
                (),
            ),
            *(
                (
                    f"{kind}\n    annotations:\n      {key}: '10.0.0.0/8'",
                    f"annotations.{key}",
                    f"{8 + kind.count(chr(10))}:7",
                    "is set, but so is exposure.gateway.allowFrom",
                    "list all sources in allowFrom",
                    f"{_OPEN}exposure: {{gateway: {{kind: {fixed}, annotations: {{{key}: '10.0.0.0/8'}}}}}}",
                    others,
                )
                for kind, key, fixed, others in (
                    *(
                        ("kind: loadBalancer", f"service.beta.kubernetes.io/{name}", "loadBalancer", ())
                        for name in ("load-balancer-source-ranges", "aws-load-balancer-security-groups", "azure-allowed-ip-ranges")
                    ),
                    *(
                        ("kind: ingress\n    class: alb", f"alb.ingress.kubernetes.io/{name}", "ingress, class: alb, host: a.example", ())
                        for name in ("inbound-cidrs", "security-groups")
                    ),
                    *(
                        (
                            "kind: ingress\n    class: nginx",
                            f"nginx.ingress.kubernetes.io/{name}-source-range",
                            "ingress, class: a, host: a.example",
                            ("PK-EXPOSURE-004",),
                        )
                        for name in ("whitelist", "allowlist")
                    ),
                )
            ),
            (
                f"kind: ingress\n    class: traefik\n    annotations:\n      {_MIDDLEWARES}: portkey-headers@kubernetescrd",
                f"annotations.{_MIDDLEWARES}",
                "9:7",
                "replaces the Middleware of exposure.gateway.allowFrom",
                f"add {_OWN} to it, at the beginning",
                f"{_GATEWAY}kind: ingress\n    class: traefik\n    annotations: {{{_MIDDLEWARES}: '{_OWN}, portkey-headers@kubernetescrd'}}",
                (),
            ),
        )
    ),
    *(
        Case(
            "PK-EXPOSURE-024",
            f"{_OPEN}{_BOTH.format('acme', first)}{_SECOND.format(second)}",
            f"exposure.gateway{path}",
            line_column,
            "differs from exposure.frontend.allowFrom, but both are in the group acme",
            "set the same allowFrom for all Ingresses of the group",
            fixed,
        )
        for first, second, path, line_column, fixed in (
            (f", {_FROM}", "", ".allowFrom", "4:3", f"{_OPEN}{_BOTH.format('other', f', {_FROM}')}{_SECOND.format('')}"),
            (
                f", {_FROM}",
                ", allowFrom: [10.0.0.0/8]",
                ".allowFrom",
                "4:77",
                f"{_OPEN}{_BOTH.format('acme', _OTHERS)}{_SECOND.format(_SAME)}",
            ),
        )
    ),
    Case(
        "PK-EXPOSURE-025",
        f"{_OPEN}exposure:\n  gateway:\n    kind: loadBalancer\n    allowFrom:\n      - 203.0.113.0/24\n      - portkeyControlPlane",
        "exposure.gateway.allowFrom.1",
        "7:9",
        "is portkeyControlPlane, but deployment.kind is platform",
        "list the addresses of your own clients",
        f"{_OPEN}exposure: {{gateway: {{kind: loadBalancer, {_FROM}}}}}",
    ),
    Case(
        "PK-EXPOSURE-025",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
        "exposure: {gateway: {kind: loadBalancer, allowFrom: [portkeyControlPlane]}}",
        "exposure.gateway.allowFrom.0",
        "2:54",
        "is portkeyControlPlane, but deployment.kind is gateway",
        "list the addresses of your own clients",
        "deployment: {kind: dataPlane, organisations: [a]}\nexposure: {gateway: {kind: loadBalancer, allowFrom: [portkeyControlPlane]}}",
        base="part",
    ),
]
