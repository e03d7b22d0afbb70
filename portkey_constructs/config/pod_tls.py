"""TLS between the pods of the services."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.types import Boolean, ObjectName

__all__ = ["AnyPodTls", "PodTls", "PodTlsFromCertManager", "PodTlsFromSecret"]


class PodTls(Model):
    """Settings that TLS between the pods has, wherever its certificate comes from."""

    ca: CaBundle | None = None
    """CA certificates that verify the certificate. Defaults to customCa, and for cert-manager otherwise to ca.crt of its Secret."""
    restart_on_rotation: Boolean = False
    """Whether pods have the annotation with which Stakater Reloader restarts them when the certificate changes. They read it when they start."""


class PodTlsFromSecret(PodTls):
    """TLS between the pods, with a certificate from a Secret."""

    kind: Literal["secret"] = "secret"
    """The certificate is in a Secret of type kubernetes.io/tls."""
    secret_name: ObjectName
    """Name of the Secret, whose certificate must be valid for the Services of the gateway and of the data service."""


class PodTlsFromCertManager(PodTls):
    """TLS between the pods, with a certificate that cert-manager issues."""

    kind: Literal["certManager"] = "certManager"
    """cert-manager issues the certificate for a Certificate in the manifests."""
    issuer: ObjectName
    """Name of the cert-manager issuer that signs the certificate. It must sign names in the cluster, so a public authority cannot be used."""
    issuer_kind: Literal["ClusterIssuer", "Issuer"] = "ClusterIssuer"
    """Kind of the issuer.

    - ClusterIssuer: An issuer for the whole cluster.
    - Issuer: An issuer in the namespace of the platform.
    """
    secret_name: ObjectName | None = None
    """Name of the Secret that cert-manager creates. Defaults to the name of the platform followed by -pod-tls."""


AnyPodTls = Annotated[PodTlsFromSecret | PodTlsFromCertManager, ByKind()]
