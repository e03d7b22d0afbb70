"""Restarts of pods when a Secret changes in a secret manager."""

from typing import Final

from portkey_constructs.platform.platform import Platform

__all__ = ["restart_annotation"]

_RELOADER: Final = "secret.reloader.stakater.com/reload"


def restart_annotation(platform: Platform, component: str) -> dict[str, str]:
    """The annotation that lists a component's Secrets for Stakater's Reloader; empty unless restartOnRotation is set."""
    secrets = (platform.secrets[group] for group in platform.read_secrets[component])
    names = sorted(secret.name for secret in secrets if (source := secret.from_operator) and source.restart_on_rotation)
    return {_RELOADER: ",".join(names)} if names else {}
