"""TLS between the pods: the services that serve it, the certificate, the certificates that callers trust, and the variables."""

from typing import TYPE_CHECKING, Final, NamedTuple

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.pod_tls import AnyPodTls, PodTlsFromCertManager
from portkey_constructs.platform.evidence import DATASERVICE_NOTES, GATEWAY_NOTES, PUBLIC_GATEWAY, Evidence
from portkey_constructs.platform.files import CA_FOLDER, TLS_FOLDER
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.variable import Owned, PlainValue, Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.components import ServiceName
    from portkey_constructs.platform.platform import Platform

__all__ = ["POD_TLS_VARIABLES", "TLS_SERVICES", "PodCertificate", "ca_file", "pod_certificate", "serves_tls", "trusted_ca"]

TLS_SERVICES: Final[tuple["ServiceName", ...]] = ("gateway", "dataservice")
"""The services for which Portkey documents TLS; for the backend it documents none."""
_CERT_MANAGER_CA: Final = "ca.crt"
_NAME: Final = "pod-tls"


class PodCertificate(NamedTuple):
    """The certificate with which the pods serve TLS."""

    secret_name: str
    settings: AnyPodTls
    services: tuple["ServiceName", ...]
    """The services in this cluster that serve it."""
    dns_names: tuple[str, ...]
    """The names of their Services, by which the other pods call them."""


def serves_tls(platform: "Platform", component: str) -> bool:
    """Whether the pods of a component serve TLS."""
    return component in platform.services and platform.components[component].scheme == "https"


def pod_certificate(platform: "Platform") -> PodCertificate | None:
    """The certificate of the pods; None without TLS between them."""
    settings = platform.config.pod_tls
    if settings is None:
        return None
    services = tuple(name for name in TLS_SERVICES if name in platform.services)
    names = tuple(name for service in services for name in _service_names(platform.names, service))
    return PodCertificate(_secret_name(platform.names, settings), settings, services, names)


def _secret_name(names: Names, settings: AnyPodTls) -> str:
    return settings.secret_name or names.component(_NAME)


def _service_names(names: Names, component: str) -> tuple[str, ...]:
    short = names.component(component)
    return names.host(component), f"{short}.{names.namespace}.svc", f"{short}.{names.namespace}", short


def trusted_ca(platform: "Platform") -> CaBundle | None:
    """The certificates that the services trust besides the public ones."""
    settings = platform.config.pod_tls
    if platform.config.custom_ca or settings is None:
        return platform.config.custom_ca
    if settings.ca or not isinstance(settings, PodTlsFromCertManager):
        return settings.ca
    return CaBundle(kind="secret", name=_secret_name(platform.names, settings), key=_CERT_MANAGER_CA)


def ca_file(platform: "Platform") -> str | None:
    """The path of these certificates in the pods."""
    bundle = trusted_ca(platform)
    return f"{CA_FOLDER}/{bundle.key}" if bundle else None


def _with_tls(path: str) -> PlainValue:
    return lambda platform: path if platform.config.pod_tls else None


_OWNED: Final = Owned("the pods mount the certificate of podTls there", "change podTls instead")
_CERTIFICATE: Final = ("TLS_CERT_PATH", "file with the certificate with which the server speaks TLS", f"{TLS_FOLDER}/tls.crt")
_KEY: Final = ("TLS_KEY_PATH", "file with the key of this certificate", f"{TLS_FOLDER}/tls.key")


def _row(name: str, meaning: str, path: str, reader: str, evidence: Evidence, since: str) -> Variable:
    return Variable(name, meaning, (reader,), _with_tls(path), evidence, since, _OWNED, setting="podTls")


POD_TLS_VARIABLES: Final = (
    *(_row(*variable, "gateway", GATEWAY_NOTES, "gateway 1.10.12") for variable in (_KEY, _CERTIFICATE)),
    *(_row(*variable, "dataservice", DATASERVICE_NOTES, "data service 1.1.4") for variable in (_KEY, _CERTIFICATE)),
    # The gateway's agents for other services do not trust NODE_EXTRA_CA_CERTS if this variable names a file, so both name the same one.
    Variable(
        "TLS_CA_PATH",
        "file with the certificates that the gateway trusts when it calls other services",
        ("gateway",),
        lambda platform: ca_file(platform) if platform.config.pod_tls else None,
        PUBLIC_GATEWAY,
        owned=_OWNED,
        setting="podTls.ca",
    ),
)
