"""Doors to the world outside."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["EXPOSURE"]

_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_HOST: Final = "host: gateway.example.org"
_DOOR: Final = f"{_OPEN}exposure: {{gateway: {{kind: ingress, {_HOST}"
_ALB: Final = f"{_DOOR}, class: alb"
_BALANCED: Final = f"{_OPEN}exposure: {{gateway: {{kind: loadBalancer"
_CERTIFICATE: Final = "certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'"

EXPOSURE: Final = (
    Entry(
        "PK-EXPOSURE-001",
        "two doors claim one host",
        "Both would claim the same path of that host, and which of them answers depends on the controller.",
        "Give each door a host name of its own.",
        ("exposure.*.host", "exposure.mcp.path"),
        example=Example(
            f"{_OPEN}exposure:\n  frontend: {{kind: ingress, host: portkey.example.org}}\n  gateway: {{kind: ingress, host: portkey.example.org}}\n",
            f"{_OPEN}exposure:\n  frontend: {{kind: ingress, host: portkey.example.org}}\n  gateway: {{kind: ingress, {_HOST}}}\n",
        ),
    ),
    Entry(
        "PK-EXPOSURE-002",
        "the ingress class by its retired annotation",
        "The API server refuses kubernetes.io/ingress.class beside ingressClassName.",
        "Say class.",
        ("exposure.*.annotations", "exposure.*.class"),
        example=Example(f"{_DOOR}, annotations: {{kubernetes.io/ingress.class: traefik}}}}}}\n", f"{_DOOR}, class: traefik}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-003",
        "a redirect to https, where no TLS ends",
        "Every request would be sent to an address at which nobody answers.",
        "Give the door tls, or leave the annotation out.",
        ("exposure.*.annotations", "exposure.*.tls", "exposure.*.certificateArn"),
        example=Example(
            f"{_DOOR}, annotations: {{nginx.ingress.kubernetes.io/ssl-redirect: 'true'}}}}}}\n",
            f"{_DOOR}, tls: {{kind: secret, secretName: gateway-tls}}, annotations: {{nginx.ingress.kubernetes.io/ssl-redirect: 'true'}}}}}}\n",
        ),
    ),
    Entry(
        "PK-EXPOSURE-004",
        "the nginx ingress controller is retired",
        "Its last release was in March 2026; holes that are found since are not mended.",
        "Plan for another class, such as traefik or alb, or for the Gateway API.",
        ("exposure.*.class",),
        "warning",
        Example(f"{_DOOR}, class: nginx}}}}\n", f"{_DOOR}, class: traefik}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-005",
        "two doors for one service",
        "The component's Service is a load balancer, and exposure opens another door to the same pods: one would be forgotten, and stay open.",
        "Leave the Service's type out, or the door.",
        ("frontend.service.type", "gateway.service.type", "exposure.*"),
        example=Example(f"gateway: {{service: {{type: LoadBalancer}}}}\n{_DOOR}}}}}\n", f"{_DOOR}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-006",
        "a path at a door that takes the whole host",
        "Front end and gateway answer at the root of their host; only the MCP gateway can be reached below a path.",
        "Leave path out, and give the door a host of its own.",
        ("exposure.frontend.path", "exposure.gateway.path"),
        example=Example(f"{_DOOR}, path: /gateway}}}}\n", f"{_DOOR}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-007",
        "one host at two load balancers",
        "Each Ingress of class alb gets a load balancer of its own, unless both are of one group; DNS leads to one of them.",
        "Say the same alb: {group: ...} at both doors, or give each a host of its own.",
        ("exposure.*.host", "exposure.*.alb.group"),
        example=Example(
            f"{_OPEN}gateway: {{mcp: {{externalUrl: 'https://mcp.example.org'}}}}\nexposure:\n  gateway: {{kind: ingress, {_HOST}, class: alb}}\n"
            f"  mcp: {{kind: ingress, {_HOST}, path: /mcp, class: alb}}\n",
            f"{_OPEN}gateway: {{mcp: {{externalUrl: 'https://mcp.example.org'}}}}\nexposure:\n  gateway: {{kind: ingress, {_HOST}, class: alb}}\n"
            "  mcp: {kind: ingress, host: mcp.example.org, class: alb}\n",
        ),
    ),
    Entry(
        "PK-EXPOSURE-008",
        "options of an ALB at another class",
        "alb and certificateArn are for the AWS Load Balancer Controller; other controllers know nothing of them.",
        "Say class: alb, or leave them out.",
        ("exposure.*.alb", "exposure.*.certificateArn", "exposure.*.class"),
        example=Example(f"{_DOOR}, class: traefik, {_CERTIFICATE}}}}}\n", f"{_ALB}, {_CERTIFICATE}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-009",
        "TLS is said twice",
        "tls and certificateArn both say where the certificate is.",
        "Give one of them.",
        ("exposure.*.certificateArn", "exposure.*.tls"),
        example=Example(f"{_ALB}, tls: {{kind: loadBalancer}}, {_CERTIFICATE}}}}}\n", f"{_ALB}, {_CERTIFICATE}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-010",
        "an ALB with a certificate from a Secret",
        "An ALB takes certificates from AWS Certificate Manager and reads no Secret.",
        "Say certificateArn, or tls: {kind: loadBalancer} to have the controller look for one by the host's name.",
        ("exposure.*.tls.kind", "exposure.*.class"),
        example=Example(f"{_ALB}, tls: {{kind: secret, secretName: gateway-tls}}}}}}\n", f"{_ALB}, {_CERTIFICATE}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-011",
        "an ALB that sends to nodes, and a Service without a port on them",
        "targetType: instance needs a Service of type NodePort.",
        "Say service: {type: NodePort} for the component, or targetType: ip.",
        ("exposure.*.alb.targetType", "frontend.service.type", "gateway.service.type"),
        example=Example(
            f"{_ALB}, alb: {{targetType: instance}}}}}}\n",
            f"gateway: {{service: {{type: NodePort}}}}\n{_ALB}, alb: {{targetType: instance}}}}}}\n",
        ),
    ),
    Entry(
        "PK-EXPOSURE-012",
        "a place in a group that is not named",
        "groupOrder orders the Ingresses of a group.",
        "Say group too, or leave groupOrder out.",
        ("exposure.*.alb.groupOrder", "exposure.*.alb.group"),
        example=Example(f"{_ALB}, alb: {{groupOrder: 1}}}}}}\n", f"{_ALB}, alb: {{group: acme, groupOrder: 1}}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-013",
        "port 443 that speaks plain HTTP",
        "Browsers and clients expect TLS there, and nothing ends it.",
        "Give the load balancer a certificate (provider: {kind: aws, certificateArn: ...}), or take port 80.",
        ("exposure.*.port", "exposure.*.provider.certificateArn"),
        example=Example(f"{_BALANCED}, port: 443}}}}\n", f"{_BALANCED}, port: 443, provider: {{kind: aws, {_CERTIFICATE}}}}}}}\n"),
    ),
    Entry(
        "PK-EXPOSURE-014",
        "an option that this kind of load balancer does not have",
        "An internal load balancer has no public name or address, and a public one stands in no subnet and has no global access.",
        "Leave it out, or change provider.internal.",
        (
            "exposure.*.provider.subnet",
            "exposure.*.provider.dnsLabel",
            "exposure.*.provider.resourceGroup",
            "exposure.*.provider.globalAccess",
            "exposure.*.provider.internal",
        ),
        example=Example(
            f"{_BALANCED}, provider: {{kind: azure, dnsLabel: acme}}}}}}\n",
            f"{_BALANCED}, provider: {{kind: azure, internal: false, dnsLabel: acme}}}}}}\n",
            "development",
        ),
    ),
    Entry(
        "PK-EXPOSURE-015",
        "a TLS policy where no TLS ends",
        "sslPolicy is of the TLS listener, and without a certificate there is none.",
        "Give a certificateArn, or leave sslPolicy out.",
        ("exposure.*.provider.sslPolicy", "exposure.*.alb.sslPolicy", "exposure.*.certificateArn", "exposure.*.provider.certificateArn"),
        example=Example(
            f"{_ALB}, alb: {{sslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06}}}}}}\n",
            f"{_ALB}, {_CERTIFICATE}, alb: {{sslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06}}}}}}\n",
        ),
    ),
    Entry(
        "PK-EXPOSURE-016",
        "a door to the internet without TLS",
        "The load balancer is reached from the internet, and nothing ends TLS there: API keys, prompts and logins could be read on the way. The load "
        "balancers of Azure and Google Cloud that a Service gets end no TLS at all.",
        "Give a load balancer of AWS a certificateArn; elsewhere open a door of kind ingress or httpRoute, or make the load balancer internal.",
        ("exposure.*.alb.scheme", "exposure.*.provider.scheme", "exposure.*.provider.internal", "exposure.*.provider.certificateArn"),
        "warning",
        Example(
            f"{_BALANCED}, provider: {{kind: aws, scheme: internet-facing}}}}}}\n",
            f"{_BALANCED}, provider: {{kind: aws, scheme: internet-facing, {_CERTIFICATE}}}}}}}\n",
        ),
    ),
    Entry(
        "PK-EXPOSURE-017",
        "a certificate of another region than the load balancer's",
        "AWS Certificate Manager keeps certificates by region, and a load balancer takes those of its own region alone. The controller would make no "
        "listener, and the door would stay shut.",
        "Name a certificate of aws.region; request one there if there is none.",
        ("exposure.*.certificateArn", "exposure.*.provider.certificateArn", "aws.region"),
        example=Example(f"aws: {{region: eu-west-1}}\n{_ALB}, {_CERTIFICATE}}}}}\n", f"aws: {{region: us-west-2}}\n{_ALB}, {_CERTIFICATE}}}}}\n"),
    ),
)
