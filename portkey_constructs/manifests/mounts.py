"""Volumes with certificates, with files that the backend serves, and with the entries of a secret manager."""

from collections.abc import Iterator
from typing import Final, cast

from portkey_constructs.config.features import CaBundle
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.kubernetes import ConfigMapVolumeSource, CSIVolumeSource, KeyToPath, SecretVolumeSource, Volume, VolumeMount
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.files import (
    CA_FOLDER,
    MAIL_TEMPLATES_FOLDER,
    MODEL_PRICES_FOLDER,
    MYSQL_CA_FOLDER,
    MYSQL_CLIENT_FOLDER,
    REDIS_CA_FOLDER,
    SECRETS_FOLDER,
    TLS_FOLDER,
)
from portkey_constructs.platform.mail import mail_templates
from portkey_constructs.platform.model_pricing import mounted_prices
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pod_tls import pod_certificate, serves_tls, trusted_ca
from portkey_constructs.platform.volumes import (
    CERTIFICATE_VOLUME,
    CUSTOM_CA_VOLUME,
    MAIL_TEMPLATES_VOLUME,
    MYSQL_CA_VOLUME,
    MYSQL_CLIENT_VOLUME,
    REDIS_CA_VOLUME,
    SECRET_VOLUME_PREFIX,
    mysql_user_ca,
    trusts_ca,
)

__all__ = ["mysql_user_mounts", "mysql_user_volumes", "serving_mounts", "serving_volumes", "shared_mounts", "shared_volumes"]

_DRIVER: Final = "secrets-store.csi.k8s.io"


def shared_volumes(platform: Platform, component: str) -> list[Volume]:
    """The volumes of certificates and of a secret manager's entries in a component's pods."""
    certificates = [_certificate_volume(name, bundle) for name, bundle, _ in _certificates(platform, component)]
    if secret := _client_secret(platform, component):
        certificates.append(_key_pair_volume(MYSQL_CLIENT_VOLUME, secret))
    return [
        *_own_certificate_volume(platform, component),
        *certificates,
        *(_entry_volume(platform, group) for group in platform.mounted_secrets[component]),
    ]


def shared_mounts(platform: Platform, component: str) -> list[VolumeMount]:
    """The mounts of the `shared_volumes` in the component's container."""
    folders = [(name, folder) for name, _, folder in _certificates(platform, component)]
    if serves_tls(platform, component):
        folders.insert(0, (CERTIFICATE_VOLUME, TLS_FOLDER))
    certificates = [VolumeMount(name=name, mountPath=folder, readOnly=True) for name, folder in folders]
    if _client_secret(platform, component):
        certificates.append(VolumeMount(name=MYSQL_CLIENT_VOLUME, mountPath=MYSQL_CLIENT_FOLDER, readOnly=True))
    suffixes = [group.suffix for group in platform.mounted_secrets[component]]
    return [
        *certificates,
        *(VolumeMount(name=f"{SECRET_VOLUME_PREFIX}{suffix}", mountPath=f"{SECRETS_FOLDER}/{suffix}", readOnly=True) for suffix in suffixes),
    ]


def serving_volumes(platform: Platform) -> list[Volume]:
    """The volumes of the backend's pods that the migration Job lacks."""
    mounted, templates = mounted_prices(platform), mail_templates(platform)
    prices = [cast(Volume, copied(mounted.volume))] if mounted else []
    mails = [Volume(name=MAIL_TEMPLATES_VOLUME, configMap=ConfigMapVolumeSource(name=templates.config_map))] if templates else []
    return [*prices, *mails]


def serving_mounts(platform: Platform) -> list[VolumeMount]:
    """The mounts of the `serving_volumes` in the backend's container."""
    mounted = mounted_prices(platform)
    prices = [VolumeMount(name=mounted.volume["name"], mountPath=MODEL_PRICES_FOLDER, readOnly=True)] if mounted else []
    mails = [VolumeMount(name=MAIL_TEMPLATES_VOLUME, mountPath=MAIL_TEMPLATES_FOLDER, readOnly=True)] if mail_templates(platform) else []
    return [*prices, *mails]


def mysql_user_volumes(platform: Platform) -> list[Volume]:
    """The volumes of the Job that creates MySQL's user."""
    bundle, client = mysql_user_ca(platform), platform.mysql.client_secret if platform.mysql else None
    return [
        *([_certificate_volume(MYSQL_CA_VOLUME, bundle)] if bundle else []),
        *([_key_pair_volume(MYSQL_CLIENT_VOLUME, client)] if client else []),
    ]


def mysql_user_mounts(platform: Platform) -> list[VolumeMount]:
    """The mounts of the `mysql_user_volumes` in the Job's container."""
    folders = {MYSQL_CA_VOLUME: MYSQL_CA_FOLDER, MYSQL_CLIENT_VOLUME: MYSQL_CLIENT_FOLDER}
    names = [volume["name"] for volume in mysql_user_volumes(platform)]
    return [VolumeMount(name=name, mountPath=folders[name], readOnly=True) for name in names]


def _certificates(platform: Platform, component: str) -> Iterator[tuple[str, CaBundle, str]]:
    if trusts_ca(platform, component) and (bundle := trusted_ca(platform)):
        yield CUSTOM_CA_VOLUME, bundle, CA_FOLDER
    mysql = platform.mysql.settings if platform.mysql else None
    if component in ("backend", "dataservice") and isinstance(mysql, ExternalMySql) and mysql.ca:
        yield MYSQL_CA_VOLUME, mysql.ca, MYSQL_CA_FOLDER
    if component in NODE_SERVICES and platform.redis.ca:
        yield REDIS_CA_VOLUME, platform.redis.ca, REDIS_CA_FOLDER


def _own_certificate_volume(platform: Platform, component: str) -> Iterator[Volume]:
    """The certificate with which the component serves TLS."""
    certificate = pod_certificate(platform)
    if certificate and serves_tls(platform, component):
        yield _key_pair_volume(CERTIFICATE_VOLUME, certificate.secret_name)


def _key_pair_volume(name: str, secret: str) -> Volume:
    """The volume of a certificate and its key, from a Secret of type kubernetes.io/tls."""
    items = [KeyToPath(key=key, path=key) for key in ("tls.crt", "tls.key")]
    return Volume(name=name, secret=SecretVolumeSource(secretName=secret, items=items))


def _client_secret(platform: Platform, component: str) -> str | None:
    """The Secret with the certificate with which a component identifies itself to MySQL."""
    return platform.mysql.client_secret if platform.mysql and component in ("backend", "dataservice") else None


def _certificate_volume(name: str, bundle: CaBundle) -> Volume:
    items = [KeyToPath(key=bundle.key, path=bundle.key)]
    if bundle.kind == "secret":
        return Volume(name=name, secret=SecretVolumeSource(secretName=bundle.name, items=items))
    return Volume(name=name, configMap=ConfigMapVolumeSource(name=bundle.name, items=items))


def _entry_volume(platform: Platform, group: SecretGroup) -> Volume:
    attributes = {"secretProviderClass": platform.secrets[group].name}
    return Volume(name=f"{SECRET_VOLUME_PREFIX}{group.suffix}", csi=CSIVolumeSource(driver=_DRIVER, readOnly=True, volumeAttributes=attributes))
