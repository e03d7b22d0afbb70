"""The Certificate for which cert-manager issues the certificate of the pods."""

from portkey_constructs.config.pod_tls import PodTlsFromCertManager
from portkey_constructs.kubernetes.cert_manager import Certificate, CertificateSpec, CertificateSpecIssuerRef
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pod_tls import pod_certificate

__all__ = ["pod_certificate_request"]

_COMPONENT = "pod-tls"


def pod_certificate_request(platform: Platform, settings: PodTlsFromCertManager) -> Certificate:
    """The Certificate with the names of the Services; the gateway also presents it as a client to the services that it calls."""
    certificate = pod_certificate(platform)
    assert certificate
    spec = CertificateSpec(
        secretName=certificate.secret_name,
        dnsNames=list(certificate.dns_names),
        usages=["digital signature", "key encipherment", "server auth", "client auth"],
        issuerRef=CertificateSpecIssuerRef(group="cert-manager.io", kind=settings.issuer_kind, name=settings.issuer),
    )
    meta = metadata(platform, _COMPONENT, platform.names.component(_COMPONENT))
    return Certificate(apiVersion="cert-manager.io/v1", kind="Certificate", metadata=meta, spec=spec)
