"""SecretProviderClasses: the entries that the Secrets Store CSI driver mounts into pods, and the Secrets that it creates from them.

Each secret manager has its own parameters. Azure Key Vault and Google Secret Manager have an entry for every key; AWS Secrets Manager
and Vault have one entry with properties.
"""

from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, Identity, PodIdentity
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, SecretGroup
from portkey_constructs.kubernetes.secrets_store import (
    SecretProviderClass,
    SecretProviderClassSpec,
    SecretProviderClassSpecSecretObjects,
    SecretProviderClassSpecSecretObjectsData,
)
from portkey_constructs.manifests.metadata import labels, metadata
from portkey_constructs.manifests.quoting import jmespath_identifier
from portkey_constructs.manifests.secrets import component_of
from portkey_constructs.manifests.yaml_text import embedded_yaml
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import Secret, flat_entry

__all__ = ["secret_provider_classes"]

_PROVIDERS: Final = {"awsSecretsManager": "aws", "azureKeyVault": "azure", "gcpSecretManager": "gcp", "vault": "vault"}


def secret_provider_classes(platform: Platform) -> list[SecretProviderClass]:
    """A SecretProviderClass for every Secret that pods mount."""
    return [
        _secret_provider_class(platform, secret, source)
        for secret in platform.needed_secrets
        if (source := secret.from_csi) and secret.group is not SecretGroup.REGISTRY
    ]


def _secret_provider_class(platform: Platform, secret: Secret, source: CsiSecrets) -> SecretProviderClass:
    component = component_of(secret.group)
    parameters = _parameters(platform, secret, source, [key.key for key in secret.secret_keys])
    spec = SecretProviderClassSpec(provider=_PROVIDERS[source.store.kind], parameters=parameters)
    if source.delivery == "synced" or _read_by_a_store(platform, secret.group):
        data = [SecretProviderClassSpecSecretObjectsData(objectName=key.key, key=secret.key_name(key)) for key in secret.secret_keys]
        synced = SecretProviderClassSpecSecretObjects(secretName=secret.name, type="Opaque", labels=labels(platform, component), data=data)
        spec["secretObjects"] = [synced]
    meta = metadata(platform, component, secret.name)
    return SecretProviderClass(apiVersion="secrets-store.csi.x-k8s.io/v1", kind="SecretProviderClass", metadata=meta, spec=spec)


def _read_by_a_store(platform: Platform, group: SecretGroup) -> bool:
    return any(group in platform.mounted_secrets[store] for store in platform.stores)


def _parameters(platform: Platform, secret: Secret, source: CsiSecrets, keys: Sequence[str]) -> dict[str, str]:
    store, entry = source.store, secret.entry
    properties = {key: secret.property_of(key) for key in keys}
    match store:
        case AwsSecretsManager():
            paths = [{"path": jmespath_identifier(properties[key]), "objectAlias": key} for key in keys]
            parameters = {
                "region": store.region or platform.aws.region or "",
                "objects": embedded_yaml([{"objectName": entry, "objectType": "secretsmanager", "jmesPath": paths}]),
            }
            uses_pod_identity = any(isinstance(identity, PodIdentity) for identity in _readers(platform, secret.group))
            return {**parameters, "usePodIdentity": "true"} if uses_pod_identity else parameters
        case AzureKeyVault():
            flat = {key: flat_entry(entry, properties[key]) for key in keys}
            array = [embedded_yaml({"objectName": name, "objectType": "secret", "objectAlias": key}) for key, name in flat.items()]
            # The driver expects YAML strings in a list; block style keeps them readable.
            objects = "array:\n" + "".join(f"- |\n{indent(text, '  ')}" for text in array)
            return {"keyvaultName": store.vault, **_azure_login(platform, secret.group, store), "objects": objects}
        case GcpSecretManager():
            resources = [
                {"resourceName": f"projects/{store.project}/secrets/{flat_entry(entry, properties[key])}/versions/latest", "path": key}
                for key in keys
            ]
            return {"secrets": embedded_yaml(resources)}
    return _vault(store, entry, properties)


def _vault(store: HashiCorpVault, entry: str, properties: Mapping[str, str]) -> dict[str, str]:
    path = f"{store.mount}/data/{entry}" if store.version == "v2" else f"{store.mount}/{entry}"
    objects = [{"objectName": key, "secretPath": path, "secretKey": name} for key, name in properties.items()]
    parameters = {
        "vaultAddress": store.server,
        "roleName": store.role,
        "vaultKubernetesMountPath": store.auth_mount.removeprefix("auth/"),
        "audience": store.audience,
        "objects": embedded_yaml(objects),
    }
    return {**parameters, "vaultNamespace": store.namespace} if store.namespace else parameters


def _azure_login(platform: Platform, group: SecretGroup, store: AzureKeyVault) -> dict[str, str]:
    identity = next((reader for reader in _readers(platform, group) if isinstance(reader, AzureWorkloadIdentity)), None)
    tenant = store.tenant_id or (identity.tenant_id if identity else None)
    return {**({"clientID": identity.client_id} if identity else {}), **({"tenantId": tenant} if tenant else {})}


def _readers(platform: Platform, group: SecretGroup) -> list[Identity]:
    return [component.identity for name, component in platform.components.items() if group in platform.mounted_secrets[name]]
