"""Rules about TLS between the pods."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure
from portkey_constructs.config.pod_tls import PodTlsFromSecret
from portkey_constructs.platform.platform import Exposure, Platform
from portkey_constructs.platform.pod_tls import TLS_SERVICES, trusted_ca
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_CA: Final = "ca: {kind: configMap, name: internal-ca}"
_SECRET: Final = f"podTls: {{kind: secret, secretName: pod-tls, {_CA}}}\n"
_FROM_SECRET: Final = "podTls: {kind: secret, secretName: pod-tls, ca: {kind: secret, name: pod-tls}}\n"
_OPEN: Final = f"auth: {{kind: none, allowPublic: true}}\n{_SECRET}"
_HOST: Final = "host: gateway.example.org"
_ROUTE: Final = f"exposure: {{gateway: {{kind: httpRoute, {_HOST}, gateway: {{name: public}}"
_EXPOSED: Final = ("podTls", "podTls.**", "customCa", "customCa.**", "exposure.gateway", "exposure.gateway.**", "exposure.mcp", "exposure.mcp.**")
_SERVER_FILES: Final = ("TLS_KEY_PATH", "TLS_CERT_PATH")
_TRAEFIK_KEYS: Final = ("tls.ca", "ca.crt")


@rule(
    "PK-TLS-001",
    title="a certificate of the pods that nobody trusts",
    cause="The certificate is for names in the cluster, for which no public authority signs. Without the certificate of its authority, the "
    "services refuse each other's.",
    fix="Set podTls.ca to the certificates of the authority, or set customCa to a bundle that contains them.",
    settings=("podTls", "podTls.**", "customCa"),
    example=Example("podTls: {kind: secret, secretName: pod-tls}\n", _SECRET),
)
def untrusted(platform: Platform) -> Findings:
    settings = platform.config.pod_tls
    if isinstance(settings, PodTlsFromSecret) and trusted_ca(platform) is None:
        fix = f"set ca, such as {{kind: secret, name: {settings.secret_name}, key: ca.crt}} if the Secret contains it, or set customCa"
        yield Finding("podTls", "has no ca, and customCa is not set", fix)


@rule(
    "PK-TLS-002",
    title="two bundles of certificates to trust",
    cause="NODE_EXTRA_CA_CERTS names one file, so the services can trust either podTls.ca or customCa.",
    fix="Put the certificates of both into the bundle of customCa, and remove podTls.ca.",
    settings=("podTls.ca", "customCa"),
    example=Example(f"{_SECRET}customCa: {{kind: configMap, name: company-ca}}\n", _SECRET),
)
def two_bundles(platform: Platform) -> Findings:
    config = platform.config
    if config.pod_tls and config.pod_tls.ca and config.custom_ca:
        yield Finding("podTls.ca", "is set, but so is customCa")


@rule(
    "PK-TLS-003",
    title="TLS between the pods without a service that serves it",
    cause="The gateway and the data service can serve TLS, and neither runs in this cluster. Portkey documents no TLS for the backend and the front "
    "end.",
    fix="Remove podTls, and set it in the configuration of the cluster in which the gateway runs.",
    settings=("podTls", "gateway.kind", "dataservice.kind", "deployment.kind"),
    example=Example(
        f"{_SECRET}gateway: {{kind: external, url: 'https://gateway.example.org'}}\ndataservice: {{kind: none}}\n",
        f"{_SECRET}gateway: {{kind: external, url: 'https://gateway.example.org'}}\n",
    ),
)
def nothing_to_serve(platform: Platform) -> Findings:
    if platform.config.pod_tls and platform.services.keys().isdisjoint(TLS_SERVICES):
        yield Finding("podTls", "is set, but neither the gateway nor the data service runs in this cluster")


@rule(
    "PK-TLS-004",
    title="TLS of a server that only the server knows of",
    cause="With these variables, the gateway and the data service serve HTTPS only. The probes, the other services and the exposures know of it if "
    "podTls is set. Portkey documents them for neither the backend nor the front end.",
    fix="Set podTls instead of the variables.",
    settings=(
        "podTls",
        "env",
        "env.*",
        *(f"{service}.{env}" for service in ("gateway", "backend", "dataservice", "frontend") for env in ("env", "env.*")),
    ),
    example=Example("gateway: {env: {TLS_KEY_PATH: /own/tls.key, TLS_CERT_PATH: /own/tls.crt}}\n", _SECRET),
)
def by_variable(platform: Platform) -> Findings:
    reported = set()
    for service, variables in platform.user_environments.items():
        owned = platform.config.pod_tls is not None and service in TLS_SERVICES
        for variable in variables if service in platform.services and not owned else ():
            # A variable of the platform's env that podTls sets in the gateway is refused as a variable of the manifests.
            shared = platform.config.pod_tls is not None and variable.path == f"env.{variable.name}"
            if variable.name in _SERVER_FILES and variable.path not in reported and not shared:
                reported.add(variable.path)
                if service in TLS_SERVICES:
                    yield Finding(variable.path, "makes the server speak HTTPS, but podTls is not set")
                else:
                    yield Finding(variable.path, f"is set, but Portkey documents no TLS for the {service}", "remove it")


def _exposures(platform: Platform) -> Iterator[tuple[str, Exposure]]:
    """The exposures of pods that serve TLS, with their paths."""
    for name, exposure in platform.exposures.items():
        service = platform.services.get(exposure.component)
        if service and service.scheme == "https":
            yield f"exposure.{name}", exposure


@rule(
    "PK-TLS-005",
    title="an ingress controller that may call the pods without TLS",
    cause="A controller calls the pods with HTTP unless it is told otherwise, each in its own way, and pods that serve HTTPS refuse that. The "
    "manifests tell an ALB, GKE's controller, nginx and Traefik. Which controller serves this class is not known.",
    fix="Set controller, or set controller: other and in annotations what your controller needs to call pods with HTTPS.",
    settings=_EXPOSED,
    example=Example(
        f"{_OPEN}exposure: {{gateway: {{kind: ingress, {_HOST}, class: public}}}}\n",
        f"{_OPEN}exposure: {{gateway: {{kind: ingress, {_HOST}, class: public, controller: traefik}}}}\n",
    ),
)
def unknown_controller(platform: Platform) -> Findings:
    for path, exposure in _exposures(platform):
        settings = exposure.settings
        if isinstance(settings, IngressExposure) and exposure.controller is None and settings.controller is None:
            yield Finding(path, "has no known controller, but the pods serve TLS")


@rule(
    "PK-TLS-006",
    title="a load balancer that passes clients on to the pods' certificate",
    cause="A load balancer without a certificate passes connections on to the pods. Clients then get the certificate of the pods, which is for names "
    "in the cluster, at an address that the manifests render as http.",
    fix="Terminate TLS before the pods: with provider: {kind: aws, certificateArn}, an ingress or an HTTPRoute.",
    settings=_EXPOSED,
    example=Example(
        f"{_OPEN}exposure: {{gateway: {{kind: loadBalancer, {_HOST}}}}}\n",
        f"{_OPEN}exposure: {{gateway: {{kind: ingress, {_HOST}, class: traefik}}}}\n",
    ),
)
def passed_through(platform: Platform) -> Findings:
    for path, exposure in _exposures(platform):
        if isinstance(exposure.settings, LoadBalancerExposure) and not exposure.settings.ends_tls:
            yield Finding(path, "passes connections on, but the pods serve TLS with a certificate for names in the cluster")


@rule(
    "PK-TLS-007",
    title="certificates that a controller cannot read",
    cause="Controllers that verify the certificate of the pods read the authority's certificates themselves: the Gateway API from the key ca.crt "
    "of a ConfigMap, Traefik from the key ca.crt or tls.ca of a ConfigMap or Secret.",
    fix="Put the certificates into the key ca.crt of a ConfigMap, for example with trust-manager, and set podTls.ca or customCa to it.",
    settings=_EXPOSED,
    example=Example(f"auth: {{kind: none, allowPublic: true}}\n{_FROM_SECRET}{_ROUTE}}}}}\n", f"{_OPEN}{_ROUTE}}}}}\n"),
)
def unreadable_ca(platform: Platform) -> Findings:
    bundle = trusted_ca(platform)
    if bundle is None:
        return
    where = f"the key {bundle.key} of a {'Secret' if bundle.kind == 'secret' else 'ConfigMap'}"
    for path, exposure in _exposures(platform):
        route = isinstance(exposure.settings, HttpRouteExposure) and exposure.controller is None
        if route and (bundle.kind, bundle.key) != ("configMap", "ca.crt"):
            yield Finding(path, f"is an HTTPRoute, but the certificates of the authority are in {where}")
        if exposure.controller == "traefik" and bundle.key not in _TRAEFIK_KEYS:
            yield Finding(path, f"is served by Traefik, but the certificates of the authority are in {where}")


@rule(
    "PK-TLS-008",
    title="GKE's Gateway in front of pods that serve TLS",
    cause="The load balancer of a Gateway of GKE checks the health of pods with HTTP unless a HealthCheckPolicy says otherwise, which the manifests "
    "do not render. All pods would be unhealthy.",
    fix="Use an Ingress of class gce, whose BackendConfig checks with HTTPS, or remove podTls.",
    settings=_EXPOSED,
    example=Example(
        f"{_OPEN}{_ROUTE}, controller: gke}}}}\n",
        f"{_OPEN}exposure: {{gateway: {{kind: ingress, {_HOST}, class: gce}}}}\n",
    ),
)
def gke_gateway(platform: Platform) -> Findings:
    for path, exposure in _exposures(platform):
        if exposure.controller == "gke":
            yield Finding(path, "is a route of GKE's Gateway, but the pods serve TLS")


@rule(
    "PK-TLS-009",
    title="a renewed certificate that the pods do not read",
    cause="The gateway and the data service read their certificate when they start. cert-manager renews it before it expires, and the running pods "
    "keep the old one until callers refuse it.",
    fix="Set restartOnRotation: true and install Stakater Reloader, or restart the pods after each renewal.",
    settings=("podTls", "podTls.**"),
    severity="warning",
    example=Example(
        "podTls: {kind: certManager, issuer: internal-ca}\n", "podTls: {kind: certManager, issuer: internal-ca, restartOnRotation: true}\n"
    ),
)
def not_restarted(platform: Platform) -> Findings:
    settings = platform.config.pod_tls
    if settings and settings.kind == "certManager" and not settings.restart_on_rotation:
        yield Finding("podTls", "renews the certificate, but restartOnRotation is false")
