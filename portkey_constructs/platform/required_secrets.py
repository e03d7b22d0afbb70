"""The Secrets that you create, or fill through a secret manager, before the pods start: keys, purposes and readers.

The result does not depend on secret values in the configuration.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from portkey_constructs.config.exposure import IngressExposure, TlsFromSecret
from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.config.pod_tls import PodTlsFromCertManager, PodTlsFromSecret
from portkey_constructs.config.secret_stores import AzureKeyVault, GcpSecretManager
from portkey_constructs.config.secrets import CsiSecrets, ExistingPullSecrets, ExistingSecrets, ExternalSecrets, InlineSecrets, SecretGroup
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.pod_tls import pod_certificate, trusted_ca
from portkey_constructs.platform.secret_keys import REGISTRY_AUTH, SecretKey, UrlWithPassword, Value
from portkey_constructs.platform.volumes import trusts_ca

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform
    from portkey_constructs.platform.secrets import Secret

__all__ = ["FILLED_BY", "RequiredKey", "RequiredSecret", "required_secrets"]

Source = Literal["existing", "externalSecrets", "secretsStoreCsi"]

FILLED_BY: Final[Mapping[Source, str]] = {"externalSecrets": "the External Secrets Operator", "secretsStoreCsi": "the Secrets Store CSI driver"}
"""What copies the entry of a secret manager into a Secret."""
_DOCKER_CONFIG: Final = "kubernetes.io/dockerconfigjson"
_TLS: Final = "kubernetes.io/tls"
_NODES: Final = ("the nodes",)


class RequiredKey(NamedTuple):
    """A key of a required Secret."""

    name: str
    purpose: str
    readers: tuple[str, ...]
    """The components that read it."""
    property: str = ""
    """Name of the property in the secret manager's entry that fills the key."""


class RequiredSecret(NamedTuple):
    """A Secret or ConfigMap that must exist before the pods start: you create it, or a secret manager's entry fills it."""

    kind: Literal["Secret", "ConfigMap"]
    name: str
    type: str
    source: Source
    keys: tuple[RequiredKey, ...]
    entry: str = ""
    """The entry in the secret manager; empty for an existing Secret."""
    flat: bool = False
    """Whether the secret manager has a separate entry for each key."""
    all_keys_readers: tuple[str, ...] = ()
    """The components that read every key, through `envFrom`; `keys` is empty then."""

    @property
    def readers(self) -> tuple[str, ...]:
        """The components that read it."""
        return tuple(dict.fromkeys((*(reader for key in self.keys for reader in key.readers), *self.all_keys_readers)))


def required_secrets(platform: "Platform") -> tuple[RequiredSecret, ...]:
    """Every Secret and ConfigMap that the pods read and the manifests do not contain with values."""
    known = (*_groups(platform), *_pull_secrets(platform), *_certificates(platform))
    return (*known, *_sources_of_variables(platform, {(secret.kind, secret.name) for secret in known}))


def _sources_of_variables(platform: "Platform", known: set[tuple[str, str]]) -> Iterator[RequiredSecret]:
    """The Secrets and ConfigMaps of `envFrom`, without optional ones and those that the manifests contain."""
    own = {("Secret", secret.name) for secret in platform.needed_secrets}
    own |= {(item["kind"], item["metadata"]["name"]) for item in platform.config.extra_objects}
    readers: dict[tuple[Literal["Secret", "ConfigMap"], str], list[str]] = {}
    for component in platform.components.values():
        pods = [component.component, *(["migration"] if component.component == "backend" and platform.migration else [])]
        for source in component.settings.env_from:
            reference = source.get("secretRef") or source["configMapRef"]
            kind: Literal["Secret", "ConfigMap"] = "Secret" if "secretRef" in source else "ConfigMap"
            if not reference.get("optional") and (kind, reference["name"]) not in own | known:
                readers.setdefault((kind, reference["name"]), []).extend(pods)
    for (kind, name), components in readers.items():
        type_ = "Opaque" if kind == "Secret" else ""
        yield RequiredSecret(kind, name, type_, "existing", (), all_keys_readers=tuple(dict.fromkeys(components)))


def _groups(platform: "Platform") -> Iterator[RequiredSecret]:
    for secret in platform.needed_secrets:
        source = secret.source
        if isinstance(source, InlineSecrets):
            continue
        registry = secret.group is SecretGroup.REGISTRY
        if registry and isinstance(source, ExistingSecrets):
            keys = [RequiredKey(".dockerconfigjson", _logins(platform), _NODES)]
        else:
            keys = _by_name(_key(platform, secret, key, secret.keys[key]) for key in secret.secret_keys)
        flat = isinstance(source, CsiSecrets) and isinstance(source.store, AzureKeyVault | GcpSecretManager)
        yield RequiredSecret("Secret", secret.name, _DOCKER_CONFIG if registry else "Opaque", source.kind, tuple(keys), secret.entry, flat)


def _by_name(keys: Iterable[RequiredKey]) -> list[RequiredKey]:
    """The keys without repetitions: one property of an entry can fill several keys of a Secret."""
    distinct: dict[str, RequiredKey] = {}
    for key in keys:
        same = distinct.get(key.name)
        distinct[key.name] = key._replace(readers=tuple(dict.fromkeys((*same.readers, *key.readers)))) if same else key
    return list(distinct.values())


def _key(platform: "Platform", secret: "Secret", key: SecretKey, value: Value) -> RequiredKey:
    readers = _NODES if secret.group is SecretGroup.REGISTRY else _readers(platform, key)
    filled, purpose = key, key.purpose
    if isinstance(value, UrlWithPassword):
        if isinstance(secret.source, ExternalSecrets):
            filled = value.password
            purpose = filled.purpose
        else:
            purpose = f"{value.before}PASSWORD{value.after}, with the password URL-encoded"
    name = filled.key if isinstance(secret.source, ExternalSecrets) else secret.key_name(filled)
    return RequiredKey(name, purpose, readers, secret.property_of(filled.key))


def _readers(platform: "Platform", key: SecretKey) -> tuple[str, ...]:
    return tuple(component for component, variables in platform.environments.items() if any(variable.source is key for variable in variables))


def _logins(platform: "Platform") -> str:
    """What the image pull Secret contains."""
    registries = platform.pull_registries
    if len(registries) > 1:
        return f"logins of the image registries {', '.join(registry.server for registry in registries)}"
    return REGISTRY_AUTH.purpose if registries[0].by_auth else "user and password of the image registry"


def _pull_secrets(platform: "Platform") -> Iterator[RequiredSecret]:
    pull = platform.config.image_pull
    if isinstance(pull, ExistingPullSecrets):
        key = RequiredKey(".dockerconfigjson", "user and password of an image registry", _NODES)
        yield from (RequiredSecret("Secret", name, _DOCKER_CONFIG, "existing", (key,)) for name in pull.names)


def _certificates(platform: "Platform") -> Iterator[RequiredSecret]:
    hosts: dict[str, list[str]] = {}
    for exposure in platform.exposures.values():
        settings = exposure.settings
        if isinstance(settings, IngressExposure) and isinstance(settings.tls, TlsFromSecret):
            hosts.setdefault(settings.tls.secret_name, []).append(settings.host)
    for name, certified in hosts.items():
        yield _certificate(name, f"certificate for {' and '.join(dict.fromkeys(certified))}", ("the ingress controller",))
    local = platform.clickhouse.in_cluster if platform.clickhouse else None
    if local and local.https:
        yield _certificate(local.https.secret_name, f"certificate for {platform.names.host('clickhouse')}", ("clickhouse",))
    certificate = pod_certificate(platform)
    if certificate and isinstance(certificate.settings, PodTlsFromSecret):
        yield _certificate(certificate.secret_name, f"certificate for {' and '.join(certificate.dns_names)}", certificate.services)
    mysql_ca = platform.mysql.settings.ca if platform.mysql and isinstance(platform.mysql.settings, ExternalMySql) else None
    trusting = [component for component in platform.components if trusts_ca(platform, component) or component in NODE_SERVICES]
    of_mysql = [component for component in trusting if component in ("backend", "dataservice")]
    migration = ("migration",) if platform.migration else ()
    for bundle, purpose, components in (
        (_own_bundle(platform), "certificates that the services trust", trusting),
        (mysql_ca, "certificates that MySQL's is verified against", of_mysql),
        (platform.redis.ca, "certificates that Redis' is verified against", trusting),
    ):
        if bundle:
            readers = (*components, *migration)
            kind: Literal["Secret", "ConfigMap"] = "Secret" if bundle.kind == "secret" else "ConfigMap"
            key = RequiredKey(bundle.key, purpose, readers)
            yield RequiredSecret(kind, bundle.name, "Opaque" if kind == "Secret" else "", "existing", (key,))
    if platform.mysql and (client := platform.mysql.client_secret):
        yield _certificate(client, "certificate of the services, for MySQL", (*of_mysql, *migration))


def _own_bundle(platform: "Platform") -> CaBundle | None:
    """The certificates that the services trust, unless cert-manager creates their Secret."""
    config = platform.config
    created = isinstance(config.pod_tls, PodTlsFromCertManager) and not config.custom_ca and not config.pod_tls.ca
    return None if created else trusted_ca(platform)


def _certificate(name: str, purpose: str, readers: tuple[str, ...]) -> RequiredSecret:
    keys = (RequiredKey("tls.crt", purpose, readers), RequiredKey("tls.key", "private key of the certificate", readers))
    return RequiredSecret("Secret", name, _TLS, "existing", keys)
