"""Cases of doors, and of the MCP gateway behind one of them."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["DOOR_CASES"]

OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
ALB: Final = f"{OPEN}exposure:\n  gateway: {{kind: ingress, host: a.example, class: alb"
PLAIN: Final = f"{OPEN}exposure:\n  gateway: {{kind: ingress, host: a.example"
BALANCED: Final = f"{OPEN}exposure:\n  gateway: {{kind: loadBalancer"
CERTIFICATE: Final = "certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'"
MCP: Final = "gateway: {mcp: {}}\n"

DOOR_CASES: Final = [
    *(
        Case(
            "PK-EXPOSURE-006",
            f"{OPEN}exposure:\n  frontend: {{{door},\n    path: /portkey}}",
            "exposure.frontend.path",
            "4:5",
            "is /portkey",
            "only the MCP gateway can be reached below a path",
            f"{OPEN}exposure:\n  frontend: {{{door}}}",
        )
        for door in ("kind: ingress, host: a.example", "kind: httpRoute, host: a.example, gateway: {name: public}")
    ),
    *(
        Case(
            "PK-EXPOSURE-007",
            f"{OPEN}{MCP}exposure:\n  gateway: {{kind: ingress, host: a.example, class: alb{gateway}}}\n"
            f"  mcp: {{kind: ingress, path: /mcp, class: alb{mcp},\n    host: a.example}}",
            "exposure.mcp.host",
            "6:5",
            "is a.example, which another door of class alb has too",
            "share a load balancer in a group alone",
            f"{OPEN}{MCP}exposure:\n  gateway: {{kind: ingress, host: a.example, class: alb}}\n"
            "  mcp: {kind: ingress, class: alb, host: mcp.a.example}",
            besides=("PK-MCP-003",),
        )
        for gateway, mcp in (("", ""), (", alb: {group: one}", ", alb: {group: two}"), ("", ", alb: {group: one}"))
    ),
    Case(
        "PK-EXPOSURE-008",
        f"{PLAIN},\n    {CERTIFICATE}}}",
        "exposure.gateway.certificateArn",
        "4:5",
        "is given, and the class is the default one",
        "say class: alb",
        f"{ALB},\n    {CERTIFICATE}}}",
    ),
    Case(
        "PK-EXPOSURE-008",
        f"{PLAIN}, class: traefik,\n    alb: {{}}}}",
        "exposure.gateway.alb",
        "4:5",
        "is given, and the class is traefik",
        "say class: alb",
        f"{ALB},\n    alb: {{}}}}",
    ),
    Case(
        "PK-EXPOSURE-009",
        f"{ALB}, tls: {{kind: loadBalancer}},\n    {CERTIFICATE}}}",
        "exposure.gateway.certificateArn",
        "4:5",
        "is given beside tls",
        "give one of them",
        f"{ALB}, tls: {{kind: loadBalancer}}}}",
    ),
    Case(
        "PK-EXPOSURE-010",
        f"{ALB},\n    tls: {{kind: secret, secretName: a}}}}",
        "exposure.gateway.tls.kind",
        "4:11",
        "is secret, and an ALB reads no Secret",
        "say certificateArn, or tls: {kind: loadBalancer}",
        f"{PLAIN},\n    tls: {{kind: secret, secretName: a}}}}",
    ),
    Case(
        "PK-EXPOSURE-011",
        f"{ALB},\n    alb: {{targetType: instance}}}}",
        "exposure.gateway.alb.targetType",
        "4:11",
        "is instance, and the Service has no port on the nodes",
        "say gateway.service: {type: NodePort}",
        f"{ALB},\n    alb: {{targetType: instance}}}}\ngateway: {{service: {{type: NodePort}}}}",
    ),
    Case(
        "PK-EXPOSURE-012",
        f"{ALB},\n    alb: {{groupOrder: 1}}}}",
        "exposure.gateway.alb.groupOrder",
        "4:11",
        "is given, and the group is not",
        "say group too",
        f"{ALB},\n    alb: {{groupOrder: 1, group: acme}}}}",
    ),
    Case(
        "PK-EXPOSURE-013",
        f"{BALANCED},\n    port: 443}}",
        "exposure.gateway.port",
        "4:5",
        "is 443, and what answers there speaks plain HTTP",
        "give a certificate that ends TLS there",
        f"{BALANCED},\n    port: 443, provider: {{kind: aws, {CERTIFICATE}}}}}",
    ),
    *(
        Case(
            "PK-EXPOSURE-014",
            f"{BALANCED}, provider: {{kind: {kind}, internal: {internal},\n    {said}}}}}",
            f"exposure.gateway.provider.{said.partition(':')[0]}",
            "4:5",
            f"is given, and the load balancer is {'internal' if internal == 'true' else 'public'}",
            "leave it out",
            f"{BALANCED}, provider: {{kind: {kind}, internal: {'false' if internal == 'true' else 'true'},\n    {said}}}}}",
            base="development",
        )
        for kind, internal, said in (
            ("azure", "true", "dnsLabel: acme"),
            ("azure", "true", "resourceGroup: acme"),
            ("azure", "false", "subnet: acme"),
            ("gcp", "false", "globalAccess: true"),
        )
    ),
    *(
        warning(
            "PK-EXPOSURE-016",
            f"{door},\n    {wrong}",
            f"exposure.gateway.{path}",
            place,
            "is reached from the internet, and no TLS ends there",
            fix,
            f"{door},\n    {right}",
        )
        for door, wrong, path, place, fix, right in (
            (
                BALANCED,
                "provider: {kind: aws, scheme: internet-facing}}",
                "provider.scheme",
                "4:27",
                "give provider a certificateArn",
                f"provider: {{kind: aws, scheme: internet-facing, {CERTIFICATE}}}}}",
            ),
            (BALANCED, "provider: {kind: azure, internal: false}}", "provider.internal", "4:29", "such a load balancer ends no TLS", "port: 80}"),
            (BALANCED, "provider: {kind: gcp, internal: false}}", "provider.internal", "4:27", "say internal: true", "provider: {kind: gcp}}"),
            (
                ALB,
                "alb: {scheme: internet-facing}}",
                "alb.scheme",
                "4:11",
                "give the door a certificateArn",
                "tls: {kind: loadBalancer}, alb: {scheme: internet-facing}}",
            ),
            (
                ALB,
                "alb: {scheme: internet-facing}}",
                "alb.scheme",
                "4:11",
                "or say scheme: internal",
                f"{CERTIFICATE}, alb: {{scheme: internet-facing}}}}",
            ),
        )
    ),
    *(
        Case(
            "PK-EXPOSURE-017",
            f"aws: {{region: eu-west-1}}\n{door}",
            f"exposure.gateway.{path}",
            place,
            "is in us-west-2, and aws.region is eu-west-1",
            "name a certificate of eu-west-1",
            f"aws: {{region: us-west-2}}\n{door}",
        )
        for door, path, place in (
            (f"{ALB},\n    {CERTIFICATE}}}", "certificateArn", "5:5"),
            (f"{BALANCED}, provider: {{kind: aws,\n    {CERTIFICATE}}}}}", "provider.certificateArn", "5:5"),
        )
    ),
    Case(
        "PK-EXPOSURE-015",
        f"{BALANCED}, provider: {{kind: aws,\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
        "exposure.gateway.provider.sslPolicy",
        "4:5",
        "is given, and no TLS ends here",
        "give a certificateArn",
        f"{BALANCED}, provider: {{kind: aws, {CERTIFICATE},\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
    ),
    Case(
        "PK-EXPOSURE-015",
        f"{ALB}, alb: {{\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
        "exposure.gateway.alb.sslPolicy",
        "4:5",
        "is given, and no TLS ends here",
        "or leave it out",
        f"{ALB}, tls: {{kind: loadBalancer}}, alb: {{\n    sslPolicy: ELBSecurityPolicy-2016-08}}}}",
    ),
    *(
        Case(
            "PK-EXPOSURE-005",
            f"{OPEN}exposure: {{gateway: {{{door}}}}}\ngateway: {{service: {{\n    type: LoadBalancer}}}}",
            "gateway.service.type",
            "4:5",
            f"is LoadBalancer, and exposure.gateway is {said}",
            "leave the Service's type out, or exposure.gateway",
            f"{OPEN}exposure: {{gateway: {{{door}}}}}",
        )
        for door, said in (
            ("kind: loadBalancer", "a load balancer"),
            ("kind: httpRoute, host: a.example, gateway: {name: public}", "an HTTPRoute"),
        )
    ),
    # the MCP gateway
    Case(
        "PK-MCP-001",
        f"{OPEN}exposure:\n  mcp: {{kind: ingress, host: a.example}}",
        "exposure.mcp",
        "3:3",
        "is given, and there is no MCP gateway",
        "say gateway: {mcp: {}}",
        f"{OPEN}{MCP}exposure:\n  mcp: {{kind: ingress, host: a.example}}",
    ),
    Case(
        "PK-MCP-006",
        "gateway:\n  mcp: {externalUrl: 'https://mcp.example.org'}\n  service: {port: 8788}",
        "gateway.service.port",
        "3:13",
        "is 8788, and gateway.mcp is on",
        "choose another",
        "gateway:\n  mcp: {externalUrl: 'https://mcp.example.org'}\n  service: {port: 8787}",
    ),
    Case(
        "PK-MCP-002",
        "gateway:\n  mcp: {}",
        "gateway.mcp",
        "2:3",
        "has no external address",
        "give exposure.mcp a host, or say gateway.mcp.externalUrl",
        "gateway:\n  mcp: {externalUrl: 'https://mcp.example.org'}",
    ),
    Case(
        "PK-MCP-002",
        f"{OPEN}exposure: {{mcp: {{kind: loadBalancer}}}}\ngateway:\n  mcp: {{}}",
        "gateway.mcp",
        "4:3",
        "has no external address",
        "clients and their logins are sent there",
        f"{OPEN}exposure: {{mcp: {{kind: loadBalancer, host: mcp.example.org}}}}\ngateway:\n  mcp: {{}}",
    ),
    warning(
        "PK-MCP-003",
        f"{OPEN}{MCP}exposure:\n  mcp: {{kind: ingress, host: a.example,\n    path: /mcp}}",
        "exposure.mcp.path",
        "5:5",
        "is /mcp",
        "give it a host of its own, as Portkey asks",
        f"{OPEN}{MCP}exposure:\n  mcp: {{kind: ingress, host: a.example,\n    path: /}}",
    ),
    Case(
        "PK-MCP-004",
        "gateway: {mcp: {externalUrl: 'https://mcp.example.org',\n    only: true}}",
        "gateway.mcp.only",
        "2:5",
        "is true, and deployment.kind is platform",
        "the application calls the gateway for models too",
        "gateway: {mcp: {externalUrl: 'https://mcp.example.org',\n    only: false}}",
    ),
    Case(
        "PK-MCP-004",
        "deployment: {kind: dataPlane, organisations: [a]}\ngateway: {mcp: {externalUrl: 'https://mcp.example.org',\n    only: true}}",
        "gateway.mcp.only",
        "3:5",
        "is true, and there is a data service",
        "say dataservice: {kind: none}",
        "deployment: {kind: dataPlane, organisations: [a]}\ndataservice: {kind: none}\n"
        "gateway: {mcp: {externalUrl: 'https://mcp.example.org', only: true}}",
        base="a part",
    ),
    Case(
        "PK-MCP-005",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\ngateway: {mcp: {only: true}}\nexposure:\n"
        "  mcp: {kind: ingress, host: mcp.example}\n  gateway: {kind: ingress, host: a.example}",
        "exposure.gateway",
        "5:3",
        "is given, and the gateway serves MCP alone",
        "open exposure.mcp instead",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\ngateway: {mcp: {only: true}}\nexposure:\n"
        "  mcp: {kind: ingress, host: mcp.example}",
        base="a part",
    ),
    Case(
        "PK-MCP-005",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
        "gateway: {mcp: {only: true, externalUrl: 'https://mcp.example'}}\nmonitoring:\n  serviceMonitor: {}",
        "monitoring.serviceMonitor",
        "4:3",
        "is given, and the gateway serves MCP alone",
        "/metrics is on the port that serves models",
        "deployment: {kind: gateway, backendUrl: 'https://b.example', organisations: [a]}\n"
        "gateway: {mcp: {externalUrl: 'https://mcp.example'}}\nmonitoring:\n  serviceMonitor: {}",
        base="a part",
    ),
]
