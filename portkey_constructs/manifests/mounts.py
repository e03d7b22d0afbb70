"""What pods mount besides their own scratch folders: certificates, and the entries of a secret manager."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import CsiSecrets, SecretGroup
from portkey_constructs.config.stores import ExternalMySql
from portkey_constructs.kubernetes import ConfigMapVolumeSource, CSIVolumeSource, KeyToPath, SecretVolumeSource, Volume, VolumeMount
from portkey_constructs.platform.defaults import deployed, mysql, secret_source
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.files import CA_FOLDER, MYSQL_CA_FOLDER, SECRETS_FOLDER
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.values import values

__all__ = ["mounted_groups", "shared_mounts", "shared_volumes"]

_DRIVER: Final = "secrets-store.csi.k8s.io"


def shared_volumes(config: PortkeyConfig, component: str) -> list[Volume]:
    """The volumes of certificates and of a secret manager's entries that a component's pods have."""
    certificates = [_bundle(name, said) for name, said, _ in _bundles(config, component)]
    return [*certificates, *(_entries(config, group) for group in mounted_groups(config, component))]


def shared_mounts(config: PortkeyConfig, component: str) -> list[VolumeMount]:
    """Where its container mounts them."""
    certificates = [VolumeMount(name=name, mountPath=folder, readOnly=True) for name, _, folder in _bundles(config, component)]
    words = [Names(config).word(group) for group in mounted_groups(config, component)]
    return [*certificates, *(VolumeMount(name=f"secret-{word}", mountPath=f"{SECRETS_FOLDER}/{word}", readOnly=True) for word in words)]


def mounted_groups(config: PortkeyConfig, component: str) -> tuple[SecretGroup, ...]:
    """The Secrets that a component's pods mount from a secret manager."""
    return _mounted(config).get(component, ())


@once
def _mounted(config: PortkeyConfig) -> dict[str, tuple[SecretGroup, ...]]:
    groups = {group for group in SecretGroup if isinstance(secret_source(config, group), CsiSecrets)}
    secret = {key for key, value in values(config).items() if key.group in groups and not isinstance(value, str)}
    if not secret:
        return {}
    read = {component: {source.group for _, source in environment(config, component) if source in secret} for component in deployed(config)}
    return {component: tuple(group for group in SecretGroup if group in found) for component, found in read.items()}


def _bundles(config: PortkeyConfig, component: str) -> Iterator[tuple[str, CaBundle, str]]:
    if component not in ("gateway", "backend", "dataservice"):
        return
    if config.custom_ca:
        yield "custom-ca", config.custom_ca, CA_FOLDER
    database = mysql(config)
    if component != "gateway" and isinstance(database, ExternalMySql) and database.ca:
        yield "mysql-ca", database.ca, MYSQL_CA_FOLDER


def _bundle(name: str, said: CaBundle) -> Volume:
    items = [KeyToPath(key=said.key, path=said.key)]
    if said.kind == "secret":
        return Volume(name=name, secret=SecretVolumeSource(secretName=said.name, items=items))
    return Volume(name=name, configMap=ConfigMapVolumeSource(name=said.name, items=items))


def _entries(config: PortkeyConfig, group: SecretGroup) -> Volume:
    names = Names(config)
    attributes = {"secretProviderClass": names.secret(group)}
    return Volume(name=f"secret-{names.word(group)}", csi=CSIVolumeSource(driver=_DRIVER, readOnly=True, volumeAttributes=attributes))
