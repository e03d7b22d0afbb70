"""A rule about stores that production must set explicitly, with suggestions for the cloud that the configuration uses."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from pydantic import BaseModel

from portkey_constructs.config.aws_partitions import DNS_SUFFIXES
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__ = ["Cloud", "cloud_of"]

Cloud = Literal["aws", "azure", "gcp"]

_CLOUD_OF_KIND: Final[Mapping[str, Cloud]] = {
    **dict.fromkeys(("irsa", "podIdentity", "awsSecretsManager", "elasticache", "rds", "s3", "aws"), "aws"),
    **dict.fromkeys(("azureWorkloadIdentity", "azureKeyVault", "azureBlob", "azure"), "azure"),
    **dict.fromkeys(("gkeWorkloadIdentity", "gcpSecretManager", "gcs", "memorystore", "gcp"), "gcp"),
}
_CLOUD_OF_HOST: Final[Mapping[str, Cloud]] = {
    **dict.fromkeys((*(f".{suffix}" for suffix in DNS_SUFFIXES), ".aws.clickhouse.cloud"), "aws"),
    **dict.fromkeys((".azure.com", ".windows.net", ".azure.net", ".azure.clickhouse.cloud"), "azure"),
    ".gcp.clickhouse.cloud": "gcp",
}
"""The cloud of a host, by its suffix."""
_IN_CLUSTER: Final = "{kind: inCluster}"
_EXTERNAL: Final = "{kind: external, host: ...}"
_CHOICES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "mysql": {"aws": ("{kind: rds}", _EXTERNAL, _IN_CLUSTER), "": (_IN_CLUSTER, _EXTERNAL, "{kind: rds}")},
    "redis": {
        "aws": ("{kind: elasticache}", _IN_CLUSTER),
        "azure": ("{kind: azure, host: ..., port: 6380, tls: true}", _IN_CLUSTER),
        "gcp": ("{kind: memorystore, host: ...}", _IN_CLUSTER),
        "": (_IN_CLUSTER, _EXTERNAL, "{kind: elasticache}", "{kind: memorystore, host: ...}", "{kind: azure, host: ...}"),
    },
    "clickhouse": {"": (_IN_CLUSTER, _EXTERNAL, "{kind: cloud, host: ...}")},
    "logStore": {
        "aws": ("{kind: s3, bucket: ...}", "{kind: none}"),
        "azure": ("{kind: azureBlob, storageAccount: ..., container: ..., login: {kind: managedIdentity}}", "{kind: none}"),
        "gcp": ("{kind: gcs, bucket: ...}", "{kind: none}"),
        "": ("{kind: s3, bucket: ..., region: ...}", "{kind: gcs, bucket: ...}", "{kind: azureBlob, ...}", "{kind: none}"),
    },
}
"""The possible kinds of each store, by cloud; the empty key applies to any cloud."""


@rule(
    "PK-STORE-001",
    title="a store is not chosen in production",
    cause="Production has no default for where data is stored, because a store that nobody chose is usually not backed up.",
    fix="Set the kind of the store: inCluster, or where it runs.",
    settings=("mysql", "redis", "clickhouse", "logStore"),
    example=Example("logStore: ~\n", "logStore: {kind: none}\n"),
    each_alone=True,
)
def store_not_chosen(platform: Platform) -> Findings:
    config = platform.config
    if platform.profile != "production":
        return
    stores: dict[str, object] = {"redis": config.redis, "logStore": config.log_store}
    if config.deployment.kind == "platform":
        stores = {"mysql": config.mysql, "redis": config.redis, "clickhouse": config.clickhouse, "logStore": config.log_store}
    for store, settings in stores.items():
        if settings is None:
            fix = f"set {store} to {_choices(platform, store)}: production has no default for where data lives"
            yield Finding(store, "is not chosen", fix)


def cloud_of(platform: Platform) -> Cloud | None:
    """The cloud that a configuration uses, derived from kinds, hosts and the AWS account; None if it uses none or several."""
    config = platform.config
    clouds: set[Cloud] = {"aws"} if config.aws.model_fields_set else set()
    for field, text in _texts(config):
        if field == "kind" and text in _CLOUD_OF_KIND:
            clouds.add(_CLOUD_OF_KIND[text])
        elif field == "host":
            clouds.update(cloud for suffix, cloud in _CLOUD_OF_HOST.items() if text.endswith(suffix))
    return clouds.pop() if len(clouds) == 1 else None


def _texts(model: BaseModel) -> Iterator[tuple[str, str]]:
    """Field and value of every text in a model, including defaults."""
    for field, value in model:
        if isinstance(value, BaseModel):
            yield from _texts(value)
        elif isinstance(value, str):
            yield field, value


def _choices(platform: Platform, store: str) -> str:
    choices = _CHOICES[store]
    *others, last = choices.get(cloud_of(platform) or "", choices[""])
    if store == "logStore" and platform.deployment != "platform":
        last = "{kind: controlPlane}"
    return f"{', '.join(others)} or {last}"
