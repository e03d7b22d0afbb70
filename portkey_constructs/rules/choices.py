"""Which stores fit the cloud that a configuration speaks of."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from pydantic import BaseModel

from portkey_constructs.config.root import PortkeyConfig

__all__ = ["Cloud", "cloud", "stores_to_choose"]

Cloud = Literal["aws", "azure", "gcp"]

_KINDS: Final[Mapping[str, Cloud]] = {
    **dict.fromkeys(("irsa", "podIdentity", "awsSecretsManager", "elasticache", "rds", "s3", "aws"), "aws"),
    **dict.fromkeys(("azureWorkloadIdentity", "azureKeyVault", "azureBlob", "azure"), "azure"),
    **dict.fromkeys(("gkeWorkloadIdentity", "gcpSecretManager", "gcs", "memorystore", "gcp"), "gcp"),
}
_HOSTS: Final[tuple[tuple[str, Cloud], ...]] = (
    *((suffix, "aws") for suffix in (".amazonaws.com", ".amazonaws.com.cn", ".aws.clickhouse.cloud")),
    *((suffix, "azure") for suffix in (".azure.com", ".windows.net", ".azure.net", ".azure.clickhouse.cloud")),
    (".gcp.clickhouse.cloud", "gcp"),
)
_IN_CLUSTER: Final = "{kind: inCluster}"
_ELSEWHERE: Final = "{kind: external, host: ...}"
_CHOICES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "mysql": {"aws": ("{kind: rds}", _ELSEWHERE, _IN_CLUSTER), "": (_IN_CLUSTER, _ELSEWHERE, "{kind: rds}")},
    "redis": {
        "aws": ("{kind: elasticache}", _IN_CLUSTER),
        "azure": ("{kind: azure, host: ..., port: 6380, tls: true}", _IN_CLUSTER),
        "gcp": ("{kind: memorystore, host: ...}", _IN_CLUSTER),
        "": (_IN_CLUSTER, _ELSEWHERE, "{kind: elasticache}", "{kind: memorystore, host: ...}", "{kind: azure, host: ...}"),
    },
    "clickhouse": {"": (_IN_CLUSTER, _ELSEWHERE, "{kind: cloud, host: ...}")},
    "logStore": {
        "aws": ("{kind: s3, bucket: ...}", "{kind: none}"),
        "azure": ("{kind: azureBlob, storageAccount: ..., container: ..., login: {kind: managedIdentity}}", "{kind: none}"),
        "gcp": ("{kind: gcs, bucket: ...}", "{kind: none}"),
        "": ("{kind: s3, bucket: ..., region: ...}", "{kind: gcs, bucket: ...}", "{kind: azureBlob, ...}", "{kind: none}"),
    },
}


def cloud(config: PortkeyConfig) -> Cloud | None:
    """The cloud that a configuration speaks of, by its kinds, its hosts and the AWS account; None when it speaks of none, or of several."""
    found: set[Cloud] = {"aws"} if config.aws.model_fields_set else set()
    for field, text in _texts(config):
        if field == "kind" and text in _KINDS:
            found.add(_KINDS[text])
        elif field == "host":
            found.update(one for suffix, one in _HOSTS if text.endswith(suffix))
    return found.pop() if len(found) == 1 else None


def _texts(model: BaseModel) -> Iterator[tuple[str, str]]:
    """Every kind and host of a configuration, also of what Python leaves to its default."""
    for field, value in model:
        if isinstance(value, BaseModel):
            yield from _texts(value)
        elif isinstance(value, str):
            yield field, value


def stores_to_choose(config: PortkeyConfig, store: str) -> str:
    """What can be said of a store: what fits the cloud first, and all when the cloud is not known."""
    choices = _CHOICES[store]
    *others, last = choices.get(cloud(config) or "", choices[""])
    return f"{', '.join(others)} or {last}"
