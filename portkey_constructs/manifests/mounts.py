"""Volumes with certificates and with the entries of a secret manager."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.kubernetes import ConfigMapVolumeSource, CSIVolumeSource, KeyToPath, SecretVolumeSource, Volume, VolumeMount
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.files import CA_FOLDER, MYSQL_CA_FOLDER, REDIS_CA_FOLDER, SECRETS_FOLDER
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import CUSTOM_CA_VOLUME, MYSQL_CA_VOLUME, REDIS_CA_VOLUME, SECRET_VOLUME_PREFIX

__all__ = ["shared_mounts", "shared_volumes"]

_DRIVER: Final = "secrets-store.csi.k8s.io"


def shared_volumes(platform: Platform, component: str) -> list[Volume]:
    """The volumes of certificates and of a secret manager's entries in a component's pods."""
    certificates = [_certificate_volume(name, bundle) for name, bundle, _ in _certificates(platform, component)]
    return [*certificates, *(_entry_volume(platform, group) for group in platform.mounted_secrets[component])]


def shared_mounts(platform: Platform, component: str) -> list[VolumeMount]:
    """The mounts of the `shared_volumes` in the component's container."""
    certificates = [VolumeMount(name=name, mountPath=folder, readOnly=True) for name, _, folder in _certificates(platform, component)]
    suffixes = [group.suffix for group in platform.mounted_secrets[component]]
    return [
        *certificates,
        *(VolumeMount(name=f"{SECRET_VOLUME_PREFIX}{suffix}", mountPath=f"{SECRETS_FOLDER}/{suffix}", readOnly=True) for suffix in suffixes),
    ]


def _certificates(platform: Platform, component: str) -> Iterator[tuple[str, CaBundle, str]]:
    if component not in NODE_SERVICES:
        return
    if platform.config.custom_ca:
        yield CUSTOM_CA_VOLUME, platform.config.custom_ca, CA_FOLDER
    mysql = platform.mysql.settings if platform.mysql else None
    if component != "gateway" and isinstance(mysql, ExternalMySql) and mysql.ca:
        yield MYSQL_CA_VOLUME, mysql.ca, MYSQL_CA_FOLDER
    if platform.redis.ca:
        yield REDIS_CA_VOLUME, platform.redis.ca, REDIS_CA_FOLDER


def _certificate_volume(name: str, bundle: CaBundle) -> Volume:
    items = [KeyToPath(key=bundle.key, path=bundle.key)]
    if bundle.kind == "secret":
        return Volume(name=name, secret=SecretVolumeSource(secretName=bundle.name, items=items))
    return Volume(name=name, configMap=ConfigMapVolumeSource(name=bundle.name, items=items))


def _entry_volume(platform: Platform, group: SecretGroup) -> Volume:
    attributes = {"secretProviderClass": platform.secrets[group].name}
    return Volume(name=f"{SECRET_VOLUME_PREFIX}{group.suffix}", csi=CSIVolumeSource(driver=_DRIVER, readOnly=True, volumeAttributes=attributes))
