"""The Secrets that pods and doors of the rendered objects read, and where each comes from; never what is in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, ExistingSecrets, ExternalSecrets, InlineSecrets, SecretGroup
from portkey_constructs.diagram.elements import Held, Source
from portkey_constructs.diagram.text import host_of
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.required import required_secrets
from portkey_constructs.manifests.secrets import contents
from portkey_constructs.platform.cloud_identity import reader, secrets_by_token
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.names import Names

__all__ = ["secrets"]

Object = Mapping[str, Any]
Named = tuple[str, str]
"""Kind and name."""

_BEFOREHAND: Final = Source("", "Made beforehand", ("must exist",))
_VALUES: Final = Source("", "This configuration", ("made from values in it",))


def secrets(config: PortkeyConfig, objects: Sequence[Object], doors: Mapping[str, str]) -> tuple[list[Source], list[Held]]:
    """Sources and what comes from them, its readers in no order; `doors` has the ids of the doors by the names of their Ingresses."""
    readers: dict[Named, dict[str, None]] = {}
    pulled: set[Named] = set()
    for one in objects:
        if one["kind"] in WORKLOAD_KINDS:
            pod = one["spec"]["template"]["spec"]
            pulled |= {("Secret", pull["name"]) for pull in pod.get("imagePullSecrets", [])}
            for named in _references(pod):
                readers.setdefault(named, {})[one["metadata"]["labels"][COMPONENT]] = None
        elif one["kind"] == "Ingress":
            for tls in one["spec"].get("tls", []):
                readers.setdefault(("Secret", tls["secretName"]), {})[doors[one["metadata"]["name"]]] = None
    for named in sorted(pulled):
        readers.setdefault(named, {})
    for kind, name in [named for named in readers if named[0] == "SecretProviderClass"]:
        if ("Secret", name) in readers:  # the driver makes it from the class, for those who mount the class
            readers["Secret", name].update(readers.pop((kind, name)))
    return _from_sources([*_described(config, objects, readers, pulled), *_bundles(config)])


def _from_sources(found: Sequence[tuple[Source, Held]]) -> tuple[list[Source], list[Held]]:
    """Each source once, with an id; what comes from one stands together."""
    sources = list(dict.fromkeys(source for source, _ in found))
    ids = {source: source.id or f"source-{number}" for number, source in enumerate(sources, 1)}
    held = sorted(found, key=lambda one: sources.index(one[0]))
    return [replace(source, id=ids[source]) for source in sources], [replace(one, source=ids[source]) for source, one in held]


def _references(value: Any) -> Iterator[Named]:
    """What variables and volumes name, however deep."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Mapping):
                if key in ("secretKeyRef", "secretRef", "secret") and (name := inner.get("secretName") or inner.get("name")):
                    yield "Secret", name
                elif "secretProviderClass" in (told := inner.get("volumeAttributes", {})):
                    yield "SecretProviderClass", told["secretProviderClass"]
            yield from _references(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _references(inner)


def _described(
    config: PortkeyConfig, objects: Sequence[Object], readers: Mapping[Named, Mapping[str, None]], pulled: set[Named]
) -> Iterator[tuple[Source, Held]]:
    names, issued = Names(config), dict(_issued(objects))
    groups = {names.secret(group): group for group in reversed(SecretGroup) if group in contents(config)}
    order = [names.secret(group) for group in SecretGroup]
    for kind, name in sorted(readers, key=lambda named: (order.index(named[1]) if named[1] in order else len(order), named)):
        group = groups.get(name)
        source = issued.get(name) or (_source(config, group) if group else _BEFOREHAND)
        lines = tuple(_entry(config, group)) if group else ()
        yield source, Held(f"{kind}-{name}".lower(), kind, name, "", tuple(readers[kind, name]), lines, (kind, name) in pulled)


def _bundles(config: PortkeyConfig) -> Iterator[tuple[Source, Held]]:
    """The ConfigMaps with certificates."""
    found: dict[str, dict[str, None]] = {}
    for one in required_secrets(config):
        if one.kind == "ConfigMap":
            found.setdefault(one.name, {}).update(dict.fromkeys(reader for key in one.keys for reader in key.readers))
    yield from ((_BEFOREHAND, Held(f"configmap-{name}", "ConfigMap", name, "", tuple(who))) for name, who in found.items())


def _issued(objects: Sequence[Object]) -> Iterator[tuple[str, Source]]:
    """The Secrets that cert-manager makes for Ingresses."""
    for one in objects:
        noted = one["metadata"].get("annotations", {}) if one["kind"] == "Ingress" else {}
        for kind, key in (("ClusterIssuer", "cert-manager.io/cluster-issuer"), ("Issuer", "cert-manager.io/issuer")):
            if key in noted:
                source = Source("", "cert-manager", (f"{kind} {noted[key]}",))
                yield from ((tls["secretName"], source) for tls in one["spec"].get("tls", []))


def _source(config: PortkeyConfig, group: SecretGroup) -> Source:
    said = secret_source(config, group)
    if isinstance(said, ExistingSecrets):
        return _BEFOREHAND
    if isinstance(said, InlineSecrets):
        return _VALUES
    title, *lines = _manager(config, said)
    if isinstance(said, CsiSecrets):
        return Source("", title, (*lines, "by the Secrets Store CSI driver", *_delivered(said)))
    if isinstance(said.store, ExistingSecretStore):
        return Source("", title, (*lines, "by the External Secrets Operator"))
    kind = "ClusterSecretStore" if said.cluster_wide else "SecretStore"
    name = Names(config).secret_store(group)
    operator = "as the operator's own pods" if isinstance(said.store, AwsSecretsManager) and not secrets_by_token(config, said, said.store) else ""
    lines += ["by the External Secrets Operator", f"{kind} {name}", *filter(None, [operator])]
    return Source(reader(config, group), title, tuple(lines))


def _delivered(said: CsiSecrets) -> Iterator[str]:
    if said.delivery == "files":
        yield "as files"


def _manager(config: PortkeyConfig, said: ExternalSecrets | CsiSecrets) -> tuple[str, ...]:
    match said.store:
        case AwsSecretsManager() as store:
            return "AWS Secrets Manager", *filter(None, [store.region or config.aws.region])
        case AzureKeyVault() as store:
            return "Azure Key Vault", store.vault
        case GcpSecretManager() as store:
            return "Google Secret Manager", store.project
        case HashiCorpVault() as store:
            return "HashiCorp Vault", host_of(store.server), f"role {store.role}"
        case ExistingSecretStore() as store:
            return f"{'ClusterSecretStore' if store.cluster_wide else 'SecretStore'} {store.name}", "exists already"


def _entry(config: PortkeyConfig, group: SecretGroup) -> Iterator[str]:
    if entry := Names(config).remote_key(group):
        said = secret_source(config, group)
        flat = isinstance(said, CsiSecrets) and isinstance(said.store, AzureKeyVault | GcpSecretManager)
        yield f"entries {entry}-*" if flat else f"entry {entry}"
