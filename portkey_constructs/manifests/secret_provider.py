"""SecretProviderClasses: what the Secrets Store CSI driver mounts into pods, and which Secrets it makes from that.

Each maker of a secret manager reads parameters of its own. Azure Key Vault and Google's Secret Manager are asked for an entry a key; AWS
Secrets Manager and Vault for a property of one entry.
"""

from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, SecretGroup
from portkey_constructs.kubernetes.secrets_store import (
    SecretProviderClass,
    SecretProviderClassSpec,
    SecretProviderClassSpecSecretObjects,
    SecretProviderClassSpecSecretObjectsData,
)
from portkey_constructs.manifests.metadata import labels, metadata
from portkey_constructs.manifests.mounts import mounted_groups
from portkey_constructs.manifests.secrets import component_of, contents, from_manager
from portkey_constructs.platform.cloud_identity import identity
from portkey_constructs.platform.defaults import deployed, secret_source, stores
from portkey_constructs.platform.names import Names

__all__ = ["secret_provider_classes"]

_PROVIDERS: Final = {"awsSecretsManager": "aws", "azureKeyVault": "azure", "gcpSecretManager": "gcp", "vault": "vault"}


def secret_provider_classes(config: PortkeyConfig) -> list[SecretProviderClass]:
    """A SecretProviderClass for every Secret that pods mount."""
    return [_secret_provider_class(config, group) for group in from_manager(config, CsiSecrets) if group is not SecretGroup.REGISTRY]


def _secret_provider_class(config: PortkeyConfig, group: SecretGroup) -> SecretProviderClass:
    source = secret_source(config, group)
    assert isinstance(source, CsiSecrets)
    name = Names(config).secret(group)
    keys = [key.key for key, value in contents(config)[group].items() if not isinstance(value, str)]
    spec = SecretProviderClassSpec(provider=_PROVIDERS[source.store.kind], parameters=_parameters(config, group, source, keys))
    if source.delivery == "synced" or _read_by_a_store(config, group):
        data = [SecretProviderClassSpecSecretObjectsData(objectName=key, key=key) for key in keys]
        made = SecretProviderClassSpecSecretObjects(secretName=name, type="Opaque", labels=labels(config, component_of(group)), data=data)
        spec["secretObjects"] = [made]
    meta = metadata(config, component_of(group), name)
    return SecretProviderClass(apiVersion="secrets-store.csi.x-k8s.io/v1", kind="SecretProviderClass", metadata=meta, spec=spec)


def _read_by_a_store(config: PortkeyConfig, group: SecretGroup) -> bool:
    return any(group in mounted_groups(config, store) for store in stores(config))


def _parameters(config: PortkeyConfig, group: SecretGroup, source: CsiSecrets, keys: Sequence[str]) -> dict[str, str]:
    store, names = source.store, Names(config)
    entry, properties = names.remote_key(group), {key: names.remote_property(group, key) for key in keys}
    match store:
        case AwsSecretsManager():
            paths = [{"path": _jmespath(properties[key]), "objectAlias": key} for key in keys]
            found = {
                "region": store.region or config.aws.region or "",
                "objects": _yaml([{"objectName": entry, "objectType": "secretsmanager", "jmesPath": paths}]),
            }
            return {**found, "usePodIdentity": "true"} if _by_pod_identity(config, group) else found
        case AzureKeyVault():
            flat = {key: names.flat_entry(entry, properties[key]) for key in keys}
            array = [_yaml({"objectName": name, "objectType": "secret", "objectAlias": key}) for key, name in flat.items()]
            # Texts in a list, in the one style of YAML's that a reviewer can read.
            objects = "array:\n" + "".join(f"- |\n{indent(text, '  ')}" for text in array)
            return {"keyvaultName": store.vault, **_azure_login(config, group, store), "objects": objects}
        case GcpSecretManager():
            resources = [
                {"resourceName": f"projects/{store.project}/secrets/{names.flat_entry(entry, properties[key])}/versions/latest", "path": key}
                for key in keys
            ]
            return {"secrets": _yaml(resources)}
    return _vault(store, entry, properties)


def _vault(store: HashiCorpVault, entry: str, properties: Mapping[str, str]) -> dict[str, str]:
    path = f"{store.mount}/data/{entry}" if store.version == "v2" else f"{store.mount}/{entry}"
    objects = [{"objectName": key, "secretPath": path, "secretKey": name} for key, name in properties.items()]
    found = {
        "vaultAddress": store.server,
        "roleName": store.role,
        "vaultKubernetesMountPath": store.auth_mount.removeprefix("auth/"),
        "audience": store.audience,
        "objects": _yaml(objects),
    }
    return {**found, "vaultNamespace": store.namespace} if store.namespace else found


def _azure_login(config: PortkeyConfig, group: SecretGroup, store: AzureKeyVault) -> dict[str, str]:
    who = next((one for one in _readers(config, group) if isinstance(one, AzureWorkloadIdentity)), None)
    tenant = store.tenant_id or (who.tenant_id if who else None)
    return {**({"clientID": who.client_id} if who else {}), **({"tenantId": tenant} if tenant else {})}


def _by_pod_identity(config: PortkeyConfig, group: SecretGroup) -> bool:
    return any(isinstance(one, PodIdentity) for one in _readers(config, group))


def _readers(config: PortkeyConfig, group: SecretGroup) -> list[object]:
    return [identity(config, component) for component in deployed(config) if group in mounted_groups(config, component)]


def _jmespath(name: str) -> str:
    """A property's name, in quotes where JMESPath would read it as more than a name."""
    return name if name.isidentifier() and name.isascii() else f'"{name}"'


def _yaml(value: object) -> str:
    """The value as the text of a YAML document, as the driver reads its parameters."""
    import yaml

    return yaml.safe_dump(value, sort_keys=False, width=1000)
