"""The Secrets that pods and Ingresses read, and where each comes from. Values are left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, ExistingSecrets, ExternalSecrets, InlineSecrets, SecretGroup
from portkey_constructs.diagram.description import address
from portkey_constructs.diagram.graph import Group, Node, Secret
from portkey_constructs.diagram.workloads import WORKLOAD_KINDS
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.required import required_secrets
from portkey_constructs.manifests.secrets import contents
from portkey_constructs.platform.cloud_identity import reader, secrets_by_token
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.names import Names

__all__ = ["secrets"]

Object = Mapping[str, Any]
_Readers = dict[tuple[str, str], dict[str, None]]
"""Ids of nodes, in order, by the kind and the name of what they read."""

_EXISTING: Final = Node("", Group.SECRET_SOURCES, "Existing Secrets", ("created before you apply",))
_INLINE: Final = Node("", Group.SECRET_SOURCES, "This configuration", ("created from its values",))


def secrets(config: PortkeyConfig, objects: Sequence[Object]) -> tuple[list[Node], list[Secret]]:
    """Return the sources, and the Secrets in the order of their sources."""
    names, issuers, readers = Names(config), dict(_cert_manager(objects)), _readers(config, objects)
    groups = {names.secret(group): group for group in reversed(SecretGroup) if group in contents(config)}
    order = [names.secret(group) for group in SecretGroup]
    pulled = {pull["name"] for pod in _pods(objects).values() for pull in pod.get("imagePullSecrets", [])}
    pairs: list[tuple[Node, Secret]] = []
    for kind, name in sorted(readers, key=lambda key: (order.index(key[1]) if key[1] in order else len(order), key)):
        group = groups.get(name)
        source = issuers.get(name) or (_source(config, group) if group else _EXISTING)
        entry = (_entry(config, group),) if group and names.remote_key(group) else ()
        secret = Secret(kind, name, "", tuple(readers[kind, name]), entry, kind == "Secret" and name in pulled)
        pairs.append((source if kind != "ConfigMap" else _EXISTING, secret))
    sources = {source: source.id or f"source-{number}" for number, source in enumerate(dict.fromkeys(source for source, _ in pairs), 1)}
    ordered = [secret._replace(source=id) for source, id in sources.items() for own, secret in pairs if own == source]
    return [source._replace(id=id) for source, id in sources.items()], ordered


def _pods(objects: Sequence[Object]) -> dict[str, Object]:
    """Return the specification of the pods of each component."""
    return {item["metadata"]["labels"][COMPONENT]: item["spec"]["template"]["spec"] for item in objects if item["kind"] in WORKLOAD_KINDS}


def _readers(config: PortkeyConfig, objects: Sequence[Object]) -> _Readers:
    readers: _Readers = {}
    for component, pod in _pods(objects).items():
        for pull in pod.get("imagePullSecrets", []):
            readers.setdefault(("Secret", pull["name"]), {})
        for reference in _references(pod):
            readers.setdefault(reference, {})[component] = None
    for item, name in _ingress_secrets(objects):
        readers.setdefault(("Secret", name), {})[f"exposure-{item['metadata']['name'].removeprefix(config.name + '-')}"] = None
    for kind, name in [key for key in readers if key[0] == "SecretProviderClass" and ("Secret", key[1]) in readers]:
        readers["Secret", name].update(readers.pop((kind, name)))  # The driver creates the Secret for the pods that mount the class.
    for required in required_secrets(config):
        if required.kind == "ConfigMap":
            readers.setdefault(("ConfigMap", required.name), {}).update((component, None) for key in required.keys for component in key.readers)
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


def _source(config: PortkeyConfig, group: SecretGroup) -> Node:
    source = secret_source(config, group)
    if isinstance(source, ExistingSecrets):
        return _EXISTING
    if isinstance(source, InlineSecrets):
        return _INLINE
    title, *lines = _manager(config, source)
    if isinstance(source, CsiSecrets):
        files = ["as files"] if source.delivery == "files" else []
        return Node("", Group.SECRET_SOURCES, title, (*lines, "by the Secrets Store CSI driver", *files))
    lines.append("by the External Secrets Operator")
    if isinstance(source.store, ExistingSecretStore):
        return Node("", Group.SECRET_SOURCES, title, tuple(lines))
    lines.append(f"{'ClusterSecretStore' if source.cluster_wide else 'SecretStore'} {Names(config).secret_store(group)}")
    if isinstance(source.store, AwsSecretsManager) and not secrets_by_token(config, source, source.store):
        lines.append("with the identity of the operator's pods")
    return Node(reader(config, group), Group.SECRET_SOURCES, title, tuple(lines))


def _manager(config: PortkeyConfig, source: ExternalSecrets | CsiSecrets) -> tuple[str, ...]:
    match source.store:
        case AwsSecretsManager() as store:
            return "AWS Secrets Manager", *filter(None, [store.region or config.aws.region])
        case AzureKeyVault() as store:
            return "Azure Key Vault", store.vault
        case GcpSecretManager() as store:
            return "Google Secret Manager", store.project
        case HashiCorpVault() as store:
            return "HashiCorp Vault", address(store.server)[0], f"role {store.role}"
        case ExistingSecretStore() as store:
            return f"{'ClusterSecretStore' if store.cluster_wide else 'SecretStore'} {store.name}", "exists already"


def _entry(config: PortkeyConfig, group: SecretGroup) -> str:
    source, entry = secret_source(config, group), Names(config).remote_key(group)
    one_entry_per_key = isinstance(source, CsiSecrets) and isinstance(source.store, AzureKeyVault | GcpSecretManager)
    return f"entries {entry}-*" if one_entry_per_key else f"entry {entry}"
