"""The custom resources that create Secrets: from a secret manager, and from cert-manager."""

from collections.abc import Iterator

from portkey_constructs.config.pod_tls import PodTlsFromCertManager
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.certificate import pod_certificate_request
from portkey_constructs.manifests.external_secrets import external_secrets
from portkey_constructs.manifests.secret_provider import secret_provider_classes
from portkey_constructs.platform.platform import Platform

__all__ = ["secret_resources"]


def secret_resources(platform: Platform) -> Iterator[KubernetesObject]:
    """Every custom resource that creates a Secret of the platform."""
    if any(secret.from_operator for secret in platform.needed_secrets):
        yield from external_secrets(platform)
    if any(secret.from_csi for secret in platform.needed_secrets):
        yield from secret_provider_classes(platform)
    if isinstance(platform.config.pod_tls, PodTlsFromCertManager):
        yield pod_certificate_request(platform, platform.config.pod_tls)
