"""The Secrets that pods and Ingresses read, and the source of each, without their values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, ExistingSecrets, ExternalSecrets, InlineSecrets, SecretGroup
from portkey_constructs.diagram.graph import Group, Node, Secret
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.platform.hosts import address
from portkey_constructs.platform.labels import COMPONENT_LABEL
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import Secret as PlatformSecret

__all__ = ["secrets"]

Object = Mapping[str, Any]
_Readers = dict[tuple[str, str], dict[str, None]]
"""Ids of nodes, in order, by the kind and the name of the object that they read."""

_EXISTING: Final = Node("", Group.SECRET_SOURCES, "Existing Secrets", ("created before you apply",))
_INLINE: Final = Node("", Group.SECRET_SOURCES, "This configuration", ("created from its values",))


def secrets(platform: Platform, objects: Sequence[Object]) -> tuple[list[Node], list[Secret]]:
    """Return the sources, and the Secrets in the order of their sources."""
    issuers, readers = dict(_cert_manager(objects)), _readers(platform, objects)
    # Several groups can share one Secret, which then belongs to the first of them.
    needed = {secret.name: secret for secret in reversed(platform.needed_secrets)}
    order = [platform.secrets[group].name for group in SecretGroup]
    pairs: list[tuple[Node, Secret]] = []
    for kind, name in sorted(readers, key=lambda key: (order.index(key[1]) if key[1] in order else len(order), key)):
        secret = needed.get(name) if kind != "ConfigMap" else None
        source = issuers.get(name) or (_source(platform, secret) if secret else _EXISTING)
        pulls_images = kind == "Secret" and name in platform.pull_secrets
        pairs.append((source, Secret(kind, name, "", tuple(readers[kind, name]), _entry(secret) if secret else (), pulls_images)))
    sources = {source: source.id or f"source-{number}" for number, source in enumerate(dict.fromkeys(source for source, _ in pairs), 1)}
    ordered = [secret._replace(source=id) for source, id in sources.items() for own, secret in pairs if own == source]
    return [source._replace(id=id) for source, id in sources.items()], ordered


def _readers(platform: Platform, objects: Sequence[Object]) -> _Readers:
    readers: _Readers = {("Secret", name): {} for name in platform.pull_secrets}
    for item in objects:
        if item["kind"] in WORKLOAD_KINDS:
            for reference in _references(item["spec"]["template"]["spec"]):
                readers.setdefault(reference, {})[item["metadata"]["labels"][COMPONENT_LABEL]] = None
    for item, name in _ingress_secrets(objects):
        readers.setdefault(("Secret", name), {})[f"exposure-{item['metadata']['name'].removeprefix(platform.names.component(''))}"] = None
    for kind, name in [key for key in readers if key[0] == "SecretProviderClass" and ("Secret", key[1]) in readers]:
        readers["Secret", name].update(readers.pop((kind, name)))  # The driver creates the Secret for the pods that mount the class.
    for required in platform.required_secrets:
        if required.kind == "ConfigMap":
            readers.setdefault(("ConfigMap", required.name), {}).update(dict.fromkeys(required.readers))
    return readers


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and name of everything that the variables and volumes of a pod refer to, at any depth."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Mapping):
                if key in ("secretKeyRef", "secretRef", "secret") and (name := inner.get("secretName") or inner.get("name")):
                    yield "Secret", name
                elif "secretProviderClass" in (attributes := inner.get("volumeAttributes", {})):
                    yield "SecretProviderClass", attributes["secretProviderClass"]
            yield from _references(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _references(inner)


def _ingress_secrets(objects: Sequence[Object]) -> Iterator[tuple[Object, str]]:
    yield from ((item, tls["secretName"]) for item in objects if item["kind"] == "Ingress" for tls in item["spec"].get("tls", []))


def _cert_manager(objects: Sequence[Object]) -> Iterator[tuple[str, Node]]:
    """Yield the names of the Secrets that cert-manager creates for Ingresses."""
    for item, name in _ingress_secrets(objects):
        annotations = item["metadata"].get("annotations", {})
        for kind, key in (("ClusterIssuer", "cert-manager.io/cluster-issuer"), ("Issuer", "cert-manager.io/issuer")):
            if key in annotations:
                yield name, Node("", Group.SECRET_SOURCES, "cert-manager", (f"{kind} {annotations[key]}",))


def _source(platform: Platform, secret: PlatformSecret) -> Node:
    source = secret.source
    if isinstance(source, ExistingSecrets):
        return _EXISTING
    if isinstance(source, InlineSecrets):
        return _INLINE
    title, *lines = _manager(platform, source)
    if isinstance(source, CsiSecrets):
        files = ["as files"] if source.delivery == "files" else []
        return Node("", Group.SECRET_SOURCES, title, (*lines, "by the Secrets Store CSI driver", *files))
    lines.append("by the External Secrets Operator")
    if isinstance(source.store, ExistingSecretStore) or not secret.reader:
        return Node("", Group.SECRET_SOURCES, title, tuple(lines))
    lines.append(f"{'ClusterSecretStore' if source.cluster_wide else 'SecretStore'} {secret.store}")
    if not secret.reader.uses_token:
        lines.append("with the identity of the operator's pods")
    return Node(secret.reader.component, Group.SECRET_SOURCES, title, tuple(lines))


def _manager(platform: Platform, source: ExternalSecrets | CsiSecrets) -> tuple[str, ...]:
    match source.store:
        case AwsSecretsManager() as store:
            return "AWS Secrets Manager", *filter(None, [store.region or platform.aws.region])
        case AzureKeyVault() as store:
            return "Azure Key Vault", store.vault
        case GcpSecretManager() as store:
            return "Google Secret Manager", store.project
        case HashiCorpVault() as store:
            return "HashiCorp Vault", address(store.server)[0], f"role {store.role}"
        case ExistingSecretStore() as store:
            return f"{'ClusterSecretStore' if store.cluster_wide else 'SecretStore'} {store.name}", "exists already"


def _entry(secret: PlatformSecret) -> tuple[str, ...]:
    if not secret.entry:
        return ()
    one_entry_per_key = isinstance(secret.source, CsiSecrets) and isinstance(secret.source.store, AzureKeyVault | GcpSecretManager)
    return (f"entries {secret.entry}-*" if one_entry_per_key else f"entry {secret.entry}",)
