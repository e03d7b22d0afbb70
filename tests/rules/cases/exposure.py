"""Cases of exposures and load balancers."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

EXPOSED: Final = "exposure: {frontend: {kind: ingress, host: portkey.example.org}}"
OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
MCP: Final = "gateway: {mcp: {}}\n"
INGRESS: Final = f"{OPEN}exposure:\n  gateway: {{kind: ingress, host: a.example"
CERTIFICATE: Final = "certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'"
ALB: Final = f"{OPEN}exposure:\n  gateway: {{kind: ingress, host: a.example, class: alb"
BALANCER: Final = f"{OPEN}exposure:\n  gateway: {{kind: loadBalancer"

CASES: Final = [
    Case(
        "PK-EXPOSURE-001",
        "auth: {kind: none, allowPublic: true}\nexposure:\n  frontend: {kind: ingress, host: a.b}\n  gateway: {kind: ingress, host: A.B}",
        "exposure.gateway.host",
        "4:28",
        "is a.b, but so is exposure.frontend.host",
        "give each exposure a separate host: both claim /",
        "auth: {kind: none, allowPublic: true}\nexposure:\n  frontend: {kind: ingress, host: a.example}\n  gateway: {kind: ingress, host: b.example}",
    ),
    *(
        Case(
            code,
            f"auth: {{kind: none, allowPublic: true}}\nexposure:\n  gateway:\n    kind: ingress\n    host: a.example\n{wrong}",
            path,
            line_column,
            message,
            fix,
            fixed,
        )
        for code, wrong, path, line_column, message, fix, fixed in [
            (
                "PK-EXPOSURE-002",
                "    annotations:\n      kubernetes.io/ingress.class: alb",
                "exposure.gateway.annotations.kubernetes.io/ingress.class",
                "7:7",
                "is a retired way to choose the class",
                "set class instead of the annotation",
                "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, class: alb}}",
            ),
            (
                "PK-EXPOSURE-003",
                "    annotations:\n      alb.ingress.kubernetes.io/ssl-redirect: '443'",
                "exposure.gateway.annotations.alb.ingress.kubernetes.io/ssl-redirect",
                "7:7",
                "redirects to https, but exposure.gateway has no TLS",
                "set tls for this exposure, or remove the annotation",
                "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, tls: {kind: secret, secretName: c}, "
                "annotations: {alb.ingress.kubernetes.io/ssl-redirect: '443'}}}",
            ),
        ]
    ),
    warning(
        "PK-EXPOSURE-004",
        "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, class: nginx}}",
        "exposure.gateway.class",
        "2:54",
        "is nginx",
        "plan for another class, such as traefik or alb, or for the Gateway API",
        "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: ingress, host: a.example, class: traefik}}",
    ),
    *(
        warning(
            "PK-EXPOSURE-004",
            f"{INGRESS}, class: {name},\n    {setting}}}",
            f"exposure.gateway.{setting.partition(':')[0]}",
            "4:5",
            "whose controller was retired in March 2026",
            "plan for another class, such as traefik or alb, or for the Gateway API",
            f"{INGRESS}, class: {name},\n    controller: other}}",
        )
        for name, setting in (("acme", "controller: nginx"), ("alb", "controller: nginx"))
    ),
    Case(
        "PK-EXPOSURE-008",
        f"{INGRESS}, class: alb, controller: traefik,\n    alb: {{}}}}",
        "exposure.gateway.alb",
        "4:5",
        "is set, but the controller is traefik",
        "or controller: alb if the class has another name",
        f"{INGRESS}, class: acme, controller: alb,\n    alb: {{}}}}",
    ),
    *(
        Case(
            "PK-EXPOSURE-002",
            f"{INGRESS}{settings},\n    annotations: {{kubernetes.io/ingress.class: {name}}}}}",
            "exposure.gateway.annotations.kubernetes.io/ingress.class",
            "4:19",
            "is a retired way to choose the class",
            "set class instead of the annotation",
            f"{INGRESS}{settings}}}",
        )
        for settings, name in ((", class: gce", "gce-internal"), (", class: acme", "gce"), (", controller: other", "gce"))
    ),
    *(
        warning(
            "PK-EXPOSURE-019",
            f"{OPEN}exposure:\n  gateway: {{kind: {kind},\n    {setting}}}",
            f"exposure.gateway.{path}",
            line_column,
            "but gateway.requestTimeout is 5m",
            "set a longer timeout for the load balancer, shorten gateway.requestTimeout, or use a load balancer that can wait",
            f"{OPEN}gateway: {{requestTimeout: {shorter}}}\nexposure:\n  gateway: {{kind: {kind},\n    {setting}}}",
        )
        for kind, setting, path, line_column, shorter in (
            ("ingress, host: a.example, class: alb", "alb: {idleTimeout: 60s}", "alb.idleTimeout", "4:11", "60s"),
            ("httpRoute, host: a.example, gateway: {name: public}", "requestTimeout: 299s", "requestTimeout", "4:5", "299s"),
        )
    ),
    *(
        warning(
            "PK-EXPOSURE-019",
            f"{OPEN}gateway: {{requestTimeout: {timeout}}}\nexposure:\n  gateway: {{kind: {kind}}}",
            "exposure.gateway",
            "4:3",
            f"waits {limit} at most, but gateway.requestTimeout is {timeout}",
            "or use a load balancer that can wait",
            f"{OPEN}exposure:\n  gateway: {{kind: {kind}}}",
        )
        for kind, timeout, limit in (
            ("ingress, host: a.example, class: alb", "2h", "1h6m40s"),
            (f"loadBalancer, provider: {{kind: aws, {CERTIFICATE}}}", "10m", "5m50s"),
            ("loadBalancer, provider: {kind: aws}", "2h", "1h40m"),
            ("loadBalancer, provider: {kind: azure}", "2h", "1h40m"),
        )
    ),
    Case(
        "PK-EXPOSURE-020",
        f"{OPEN}exposure:\n  frontend: {{kind: ingress, host: b.example, class: alb, alb: {{group: acme}}}}\n"
        "  gateway: {kind: ingress, host: a.example, class: alb, alb: {group: acme,\n    idleTimeout: 10m}}",
        "exposure.gateway.alb.idleTimeout",
        "5:5",
        "is 10m, but that of exposure.frontend, in the same group, is 5m15s",
        "set the same idleTimeout for all Ingresses of the group",
        f"{OPEN}exposure:\n  frontend: {{kind: ingress, host: b.example, class: alb, alb: {{group: one}}}}\n"
        "  gateway: {kind: ingress, host: a.example, class: alb, alb: {group: two, idleTimeout: 10m}}",
    ),
    Case(
        "PK-EXPOSURE-018",
        f"{INGRESS}, controller: gce,\n    class: acme}}",
        "exposure.gateway.class",
        "4:5",
        "is acme, but exposure.gateway.controller is gce",
        "set class: gce or class: gce-internal, or another controller",
        f"{INGRESS}, annotations: {{kubernetes.io/ingress.class: gce-internal}}}}",
    ),
    Case(
        "PK-EXPOSURE-005",
        f"auth: {{kind: none, allowPublic: true}}\n{EXPOSED}\nfrontend: {{service: {{type: LoadBalancer}}}}",
        "frontend.service.type",
        "3:22",
        "is LoadBalancer, but exposure.frontend is an ingress",
        "remove the type of the Service, or exposure.frontend",
        f"auth: {{kind: none, allowPublic: true}}\n{EXPOSED}\nfrontend: {{service: {{type: NodePort}}}}",
    ),
    *(
        Case(
            "PK-EXPOSURE-005",
            f"{OPEN}exposure: {{gateway: {{{exposure}}}}}\ngateway: {{service: {{\n    type: LoadBalancer}}}}",
            "gateway.service.type",
            "4:5",
            f"is LoadBalancer, but exposure.gateway is {name}",
            "remove the type of the Service, or exposure.gateway",
            f"{OPEN}exposure: {{gateway: {{{exposure}}}}}",
        )
        for exposure, name in (
            ("kind: loadBalancer", "a load balancer"),
            ("kind: httpRoute, host: a.example, gateway: {name: public}", "an HTTPRoute"),
        )
    ),
    *(
        Case(
            "PK-EXPOSURE-006",
            f"{OPEN}exposure:\n  frontend: {{{exposure},\n    path: /portkey}}",
            "exposure.frontend.path",
            "4:5",
            "is /portkey",
            "remove path, and give the exposure a separate host: only the MCP gateway can be below a path",
            f"{OPEN}exposure:\n  frontend: {{{exposure}}}",
        )
        for exposure in ("kind: ingress, host: a.example", "kind: httpRoute, host: a.example, gateway: {name: public}")
    ),
    *(
        Case(
            "PK-EXPOSURE-007",
            f"{OPEN}{MCP}exposure:\n  gateway: {{kind: ingress, host: a.example, class: alb{gateway}}}\n"
            f"  mcp: {{kind: ingress, path: /mcp, class: alb{mcp},\n    host: a.example}}",
            "exposure.mcp.host",
            "6:5",
            "is a.example, but so is exposure.gateway.host, at another load balancer",
            "set the same alb: {group: ...} for both, or give each a separate host: only Ingresses of one group share a load balancer",
            f"{OPEN}{MCP}exposure:\n  gateway: {{kind: ingress, host: a.example, class: alb}}\n"
            "  mcp: {kind: ingress, class: alb, host: mcp.a.example}",
            others=("PK-MCP-003",),
        )
        for gateway, mcp in (("", ""), (", alb: {group: one}", ", alb: {group: two}"), ("", ", alb: {group: one}"))
    ),
    Case(
        "PK-EXPOSURE-008",
        f"{INGRESS},\n    {CERTIFICATE}}}",
        "exposure.gateway.certificateArn",
        "4:5",
        "is set, but the class is the default class",
        "set class: alb, or controller: alb if the class has another name, or remove it: other controllers ignore it",
        f"{ALB},\n    {CERTIFICATE}}}",
    ),
    Case(
        "PK-EXPOSURE-008",
        f"{INGRESS}, class: traefik,\n    alb: {{}}}}",
        "exposure.gateway.alb",
        "4:5",
        "is set, but the class is traefik",
        "set class: alb, or controller: alb if the class has another name, or remove it: other controllers ignore it",
        f"{ALB},\n    alb: {{}}}}",
    ),
    Case(
        "PK-EXPOSURE-009",
        f"{ALB}, tls: {{kind: loadBalancer}},\n    {CERTIFICATE}}}",
        "exposure.gateway.certificateArn",
        "4:5",
        "is set, but exposure.gateway.tls is set too",
        "remove tls or certificateArn",
        f"{ALB}, tls: {{kind: loadBalancer}}}}",
    ),
    Case(
        "PK-EXPOSURE-010",
        f"{ALB},\n    tls: {{kind: secret, secretName: a}}}}",
        "exposure.gateway.tls.kind",
        "4:11",
        "is secret, but an ALB cannot read a Secret",
        "set certificateArn, or tls: {kind: loadBalancer} to let the controller find a certificate by the host",
        f"{INGRESS},\n    tls: {{kind: secret, secretName: a}}}}",
    ),
    Case(
        "PK-EXPOSURE-011",
        f"{ALB},\n    alb: {{targetType: instance}}}}",
        "exposure.gateway.alb.targetType",
        "4:11",
        "is instance, but the Service has no node port",
        "set gateway.service: {type: NodePort}, or targetType: ip to send requests to the pods",
        f"{ALB},\n    alb: {{targetType: instance}}}}\ngateway: {{service: {{type: NodePort}}}}",
    ),
    Case(
        "PK-EXPOSURE-012",
        f"{ALB},\n    alb: {{groupOrder: 1}}}}",
        "exposure.gateway.alb.groupOrder",
        "4:11",
        "is set, but exposure.gateway.alb.group is not",
        "set group, or remove groupOrder",
        f"{ALB},\n    alb: {{groupOrder: 1, group: acme}}}}",
    ),
    Case(
        "PK-EXPOSURE-013",
        f"{BALANCER},\n    port: 443}}",
        "exposure.gateway.port",
        "4:5",
        "is 443, but the load balancer serves plain HTTP",
        "set a certificate (provider: {kind: aws, certificateArn: ...}), or set port 80",
        f"{BALANCER},\n    port: 443, provider: {{kind: aws, {CERTIFICATE}}}}}",
    ),
    *(
        Case(
            "PK-EXPOSURE-014",
            f"{BALANCER}, provider: {{kind: {kind}, internal: {internal},\n    {option}}}}}",
            f"exposure.gateway.provider.{option.partition(':')[0]}",
            "4:5",
            f"is set, but the load balancer is {'internal' if internal == 'true' else 'public'}",
            "remove it, or change provider.internal",
            f"{BALANCER}, provider: {{kind: {kind}, internal: {'false' if internal == 'true' else 'true'},\n    {option}}}}}",
            base="development",
        )
        for kind, internal, option in (
            ("azure", "true", "dnsLabel: acme"),
            ("azure", "true", "resourceGroup: acme"),
            ("azure", "false", "subnet: acme"),
            ("gcp", "false", "globalAccess: true"),
        )
    ),
    Case(
        "PK-EXPOSURE-015",
        f"{BALANCER}, provider: {{kind: aws,\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
        "exposure.gateway.provider.sslPolicy",
        "4:5",
        "is set, but exposure.gateway has no TLS",
        "set a certificateArn, or remove sslPolicy",
        f"{BALANCER}, provider: {{kind: aws, {CERTIFICATE},\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
    ),
    Case(
        "PK-EXPOSURE-015",
        f"{ALB}, alb: {{\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
        "exposure.gateway.alb.sslPolicy",
        "4:5",
        "is set, but exposure.gateway has no TLS",
        "set a certificateArn, or remove sslPolicy",
        f"{ALB}, tls: {{kind: loadBalancer}}, alb: {{\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
    ),
    *(
        warning(
            "PK-EXPOSURE-016",
            f"{exposure},\n    {wrong}",
            f"exposure.gateway.{path}",
            line_column,
            "but without TLS API keys and logins are not encrypted",
            fix,
            f"{exposure},\n    {fixed}",
        )
        for exposure, wrong, path, line_column, fix, fixed in (
            (
                BALANCER,
                "provider: {kind: aws, scheme: internet-facing}}",
                "provider.scheme",
                "4:27",
                "set exposure.gateway.provider.certificateArn, or scheme: internal",
                f"provider: {{kind: aws, scheme: internet-facing, {CERTIFICATE}}}}}",
            ),
            (
                BALANCER,
                "provider: {kind: azure, internal: false}}",
                "provider.internal",
                "4:29",
                "set internal: true, or use an exposure of kind ingress or httpRoute: this load balancer does not support TLS",
                "port: 80}",
            ),
            (
                BALANCER,
                "provider: {kind: gcp, internal: false}}",
                "provider.internal",
                "4:27",
                "set internal: true, or use an exposure of kind ingress or httpRoute: this load balancer does not support TLS",
                "provider: {kind: gcp}}",
            ),
            (
                ALB,
                "alb: {scheme: internet-facing}}",
                "alb.scheme",
                "4:11",
                "set exposure.gateway.certificateArn, or scheme: internal",
                "tls: {kind: loadBalancer}, alb: {scheme: internet-facing}}",
            ),
            (
                ALB,
                "alb: {scheme: internet-facing}}",
                "alb.scheme",
                "4:11",
                "set exposure.gateway.certificateArn, or scheme: internal",
                f"{CERTIFICATE}, alb: {{scheme: internet-facing}}}}",
            ),
        )
    ),
    *(
        Case(
            "PK-EXPOSURE-017",
            f"aws: {{region: eu-west-1}}\n{exposure}",
            f"exposure.gateway.{path}",
            line_column,
            "is in us-west-2, but aws.region is eu-west-1",
            "set a certificate of eu-west-1: a load balancer uses only those of its own region",
            f"aws: {{region: us-west-2}}\n{exposure}",
        )
        for exposure, path, line_column in (
            (f"{ALB},\n    {CERTIFICATE}}}", "certificateArn", "5:5"),
            (f"{BALANCER}, provider: {{kind: aws,\n    {CERTIFICATE}}}}}", "provider.certificateArn", "5:5"),
        )
    ),
]
