"""Which doors are open to the world outside the cluster."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.types import AnnotationKey, DomainName, NonEmptyText, ObjectName, Text

__all__ = ["Door", "Exposure", "IngressDoor", "NoDoor", "TlsFromSecret"]


class TlsFromSecret(Model):
    """The ingress ends TLS with a certificate from a Secret."""

    kind: Literal["secret"] = "secret"
    """The certificate is in a Secret of type kubernetes.io/tls."""
    secret_name: ObjectName
    """The Secret's name."""


class NoDoor(Model):
    """Reached from within the cluster alone."""

    kind: Literal["none"] = "none"
    """Not exposed."""


class IngressDoor(Model):
    """Reached by an Ingress."""

    kind: Literal["ingress"] = "ingress"
    """An Ingress."""
    host: DomainName
    """The host name that people type."""
    ingress_class: NonEmptyText | None = None
    """Ingress class; the cluster's default when left out."""
    annotations: dict[AnnotationKey, Text] = {}
    """Annotations for the ingress controller."""
    tls: TlsFromSecret | None = None
    """Where TLS ends; plain HTTP when left out."""

    @property
    def url(self) -> str:
        """The address that people type, without a slash at the end."""
        return f"{'https' if self.tls else 'http'}://{self.host}"


Door = Annotated[NoDoor | IngressDoor, Field(discriminator="kind")]


class Exposure(Model):
    """The doors of the platform."""

    frontend: Door = default(kind="none")
    """The front end's door."""
    gateway: Door = default(kind="none")
    """The gateway's door."""
