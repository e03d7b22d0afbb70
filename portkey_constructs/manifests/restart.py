"""Restarts of pods when a Secret changes in a secret manager, or when their certificate is renewed."""

from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pod_tls import pod_certificate

__all__ = ["restart_annotation"]

_RELOADER: Final = "secret.reloader.stakater.com/reload"


def _certificates(platform: Platform, component: str) -> set[str]:
    """The Secret with the certificate of the pods, for the services that serve it; the others read only the authority's certificate."""
    certificate = pod_certificate(platform)
    if certificate and certificate.settings.restart_on_rotation and component in certificate.services:
        return {certificate.secret_name}
    return set()


def restart_annotation(platform: Platform, component: str) -> dict[str, str]:
    """The annotation that lists a component's Secrets for Stakater's Reloader; empty unless restartOnRotation is set."""
    secrets = (platform.secrets[group] for group in platform.read_secrets[component])
    names = sorted(
        {secret.name for secret in secrets if (source := secret.from_operator) and source.restart_on_rotation} | _certificates(platform, component)
    )
    return {_RELOADER: ",".join(names)} if names else {}
