"""What settings need beside them, as far as no type says it: data for the configurations that show what each setting becomes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.outputs import Outputs

__all__ = ["ALSO", "BASES", "BESIDE", "COMPLETE", "FOR_ROLES", "INSTEAD", "SIBLINGS", "VALUES", "Data"]

Data = dict[str, Any]

_AWS: Final = {"accountId": "111122223333", "region": "us-west-2", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"}
_TOLD: Final = ("/portkey/portkey", "111122223333", "us-west-2")
_UUID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
_VAULT: Final = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
_KEY_VAULT: Final = {"kind": "azureKeyVault", "vault": "acme-vault"}
_STORES: Final = (
    _VAULT,
    {"kind": "awsSecretsManager"},
    _KEY_VAULT,
    {"kind": "gcpSecretManager", "project": "acme-platform"},
    {"kind": "existing", "name": "company"},
)
_PODS: Final = {"identity": {"kind": "podIdentity"}}
_AZURE: Final = {"identity": {"kind": "azureWorkloadIdentity", "clientId": _UUID, "tenantId": _UUID}}
_GOOGLE: Final = {"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}}
_NOT_HERE: Final = {"auth": None, "mysql": None, "clickhouse": None, "exposure": {"frontend": None}}
_ALONE: Final = {
    "deployment": {"kind": "gateway", "organisations": ["acme"]},
    "controlPlaneUrl": "https://portkey.example.org",
    **_NOT_HERE,
}
_PLANE: Final = {"deployment": {"kind": "dataPlane", "organisations": ["acme"]}, **_NOT_HERE}
_EXPOSURE: Final = {
    "frontend": {"kind": "ingress", "host": "portkey.example.org"},
    "gateway": {"kind": "ingress", "host": "gateway.example.org"},
}
_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"
_REDIRECT: Final = {"auth": {"redirectUri": "https://portkey.example.org/v2/auth/callback"}}
_MCP: Final = {"gateway": {"mcp": {"externalUrl": "https://mcp.example.org"}}}
_BUNDLE: Final = {"customCa": {"kind": "configMap", "name": "company-ca"}}
_KEY: Final = "arn:aws:kms:us-west-2:111122223333:key"

BASES: Final[Mapping[str, Data]] = {
    "production": {
        "profile": "production",
        "aws": _AWS,
        "auth": {"kind": "oidc", "issuer": "https://login.example.org", "clientId": "portkey"},
        "exposure": _EXPOSURE,
        "mysql": {"kind": "inCluster"},
        "redis": {"kind": "inCluster"},
        "clickhouse": {"kind": "inCluster"},
        "logStore": {"kind": "none"},
    },
    "development": {
        "profile": "development",
        "aws": _AWS,
        "clientAuth": "licence",
        "imagePull": {"kind": "registry", "username": "user", "password": "password"},
        "auth": {"kind": "none", "allowPublic": True},
        "exposure": _EXPOSURE,
    },
}
"""The least configuration of each profile."""

COMPLETE: Final[Mapping[str, Data]] = {
    "Autoscaling": {"min": 2, "max": 4, "cpu": 60},
    "Bedrock": {"region": "us-west-2"},
    "DisruptionBudget": {"minAvailable": 1},
    "ElastiCache": {"host": "master.acme.abc.usw2.cache.amazonaws.com"},
    "ExternalRedis": {"host": "redis.example.org"},
    "GkeWorkloadIdentity": {"project": "acme-platform"},
    "NoAuth": {"allowPublic": True},
    "Mcp": {"externalUrl": "https://mcp.example.org"},
    "ReplicaBucket": {"bucket": "acme-logs-replica", "region": "us-east-1"},
    "S3LogStore": {"bucket": "acme-logs"},
    "Saml": {"metadataUrl": "https://login.example.org/metadata"},
}
"""What a map of a model is given besides what it must have."""

BESIDE: Final[tuple[tuple[str, Data], ...]] = (
    ("profile", {"secrets": {"kind": "existing"}}),
    ("auth.allowPublic*", {"exposure": None}),
    ("aws.*", {"identity": {"kind": "irsa"}, "logStore": {"kind": "s3", "replica": {"region": "eu-central-1"}}, "bedrock": {}}),
    ("aws.outputs", {"mysql": {"kind": "rds"}, "redis": {"kind": "elasticache"}}),
    ("deployment.* gateway", _ALONE),
    ("deployment.* dataPlane", _PLANE),
    ("gateway.mcp.only*", {**_ALONE, "exposure": None}),
    ("gateway* external", {"exposure": {"gateway": None}}),
    ("gateway.service.*", {"exposure": {"gateway": None}}),
    ("frontend.service.*", {"exposure": {"frontend": None}, "controlPlaneUrl": "https://portkey.example.org"}),
    ("mysql* rds", {"aws": {"outputs": Outputs(*_TOLD, "db.example.org")}}),
    ("mysql.ca*", {"mysql": {"tls": "verifyIdentity"}, **_BUNDLE}),
    ("mysql.tls*", _BUNDLE),
    ("gateway.resources*", {"gateway": {"replicas": 2}}),
    ("backend.resources*", {"backend": {"replicas": 2}}),
    ("redis.iam*", {**_PODS, "redis": {"tls": True}}),
    ("bedrock*", _PODS),
    ("bedrock.*Key", {"identity": None, "bedrock": {"credentials": "keys"}}),
    ("logStore.credentials s3", _PODS),
    ("logStore.credentials gcs", _GOOGLE),
    ("logStore.login* azureBlob*", _AZURE),
    ("exposure.frontend none", _REDIRECT),
    ("exposure.frontend loadBalancer", _REDIRECT),
    ("exposure.mcp*", _MCP),
    ("exposure.mcp.*", {"gateway": {"mcp": {"externalUrl": None}}}),
    ("secret* secretsStoreCsi*", {"imagePull": {"kind": "none"}}),
    ("secret* azureKeyVault", _AZURE),
    ("secret* awsSecretsManager", _PODS),
    ("secret* gcpSecretManager", _GOOGLE),
    ("secrets.identity.tenantId*", {"secrets": {"store": _KEY_VAULT}}),
    ("secretOverrides.*.identity.tenantId*", {"secretOverrides": {"mysql": {"store": _KEY_VAULT}}}),
    ("secret*.store.auth *", {"identity": {"kind": "irsa"}}),
    *((f"exposure.{door}.* loadBalancer*", {"exposure": {door: {"host": f"{door}.example.org"}}}) for door in ("frontend", "gateway", "mcp")),
    *((f"exposure.{door}.path*", {"exposure": {door: {"host": f"{door}.example.org"}}}) for door in ("frontend", "gateway", "mcp")),
    *((f"exposure.{door}.alb*", {"exposure": {door: {"class": "alb"}}}) for door in ("frontend", "gateway", "mcp")),
    *((f"exposure.{door}.alb.sslPolicy*", {"exposure": {door: {"certificateArn": _CERTIFICATE}}}) for door in ("frontend", "gateway", "mcp")),
    *(
        (f"exposure.{door}.alb.targetType*", {component: {"service": {"type": "NodePort"}}})
        for door, component in (("frontend", "frontend"), ("gateway", "gateway"), ("mcp", "gateway"))
    ),
)
"""What stands beside a setting, by its path and, after a blank, the kinds above it and its own; None takes away."""

SIBLINGS: Final[tuple[tuple[str, Data], ...]] = (
    ("aws.outputs*", {"outputs": Outputs(*_TOLD, "db.example.org", "cache.example.org")}),
    ("auth.metadataXml*", {"metadataUrl": None, "metadataXml": "<one/>"}),
    ("clickhouse.sharding external", {"clusterName": "main"}),
    ("clickhouse.replication external", {"clusterName": "main"}),
    ("exposure.*.certificateArn ingress", {"class": "alb"}),
    ("exposure.*.alb.groupOrder*", {"group": "acme"}),
    ("exposure.*.provider.sslPolicy*", {"certificateArn": _CERTIFICATE}),
    ("exposure.*.provider.dnsLabel*", {"internal": False}),
    ("exposure.*.provider.resourceGroup*", {"internal": False}),
    ("mysql.tls*", {"host": "db.abc.us-west-2.rds.amazonaws.com"}),
    ("redis.url*", {"host": None, "url": "one.example.org"}),
    ("secret*.clusterName *", {"clusterLocation": "one", "clusterName": "one"}),
    ("secret*.clusterLocation *", {"clusterLocation": "one", "clusterName": "one"}),
    ("*.disruptionBudget.maxUnavailable*", {"minAvailable": None, "maxUnavailable": 1}),
    ("*identity.serviceAccount*", {"project": None, "serviceAccount": "portkey@acme-platform.iam.gserviceaccount.com"}),
    ("*.service.sourceRanges*", {"type": "LoadBalancer"}),
)
"""What stands in the same map; None takes away."""

INSTEAD: Final[Mapping[str, Data]] = {
    "deployment gateway": _ALONE,
    "deployment dataPlane": _PLANE,
}
"""What a choice changes with it, so that the rules take it."""

ALSO: Final[tuple[tuple[str, Data], ...]] = (
    ("controlPlaneUrl", _PLANE),
    ("controlPlaneUrl", _ALONE),
    ("controlPlaneUrl", {"exposure": {"gateway": None}}),
    ("clickhouse", _ALONE),
    ("logStore", _GOOGLE),
    ("identity", {"logStore": {"kind": "s3", "bucket": "acme-logs"}}),
    ("identity", {"logStore": {"kind": "gcs", "bucket": "acme-logs"}}),
    ("dataservice.finetunesBucket*", _PLANE),
    ("dataservice.labels*", {"dataservice": {"autoscaling": {"min": 2, "max": 4, "cpu": 60}}}),
    ("frontend.labels", {"frontend": {"autoscaling": {"min": 2, "max": 4, "cpu": 60}}}),
    ("aws.region", {"secrets": {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}}),
)
"""Where else a setting is looked at: what it becomes there is more."""

VALUES: Final[Mapping[str, Sequence[Any]]] = {
    "aws.outputs": (Outputs(*_TOLD, "db.example.org", "cache.example.org"), Outputs(*_TOLD, "other-db.example.org", "other-cache.example.org")),
    "imagePull.server": ("one.example.org", "two.example.org"),
    "secrets.store": _STORES,
    "secretOverrides.*.store": _STORES,
    "secretOverrides": ({"mysql": {"kind": "externalSecrets", "store": _VAULT}},),
    "clickhouse.config": ("<clickhouse/>",),
    "clickhouse.former.config": ("<clickhouse/>",),
    "logStore.encryption.keyArn": (f"{_KEY}/one", f"{_KEY}/two"),
    "logStore.replica.region": ("us-east-1", "us-east-2"),
    "logStore.region": ("us-west-2", "us-west-1"),
    **{f"exposure.{door}.host": (f"{door}.example.org", f"other-{door}.example.org") for door in ("frontend", "gateway", "mcp")},
    "logStore.endpoint": ("https://minio.example.org", "https://other.example.org"),
    "secret*.path": ("acme-{name}", "other-{name}"),
    "secret*.names": ({"mysql": "own-mysql"},),
    "secret*.remote": ({"mysql": {"key": "one"}},),
    "secret*.remote.*.properties": ({"mysql_password": "one"},),
    "secret*.store.region": ("eu-west-1", "us-east-1"),
    "redis.iam.region": ("eu-west-1", "us-east-1"),
    "*.image.tag": ("1.0.0", "1.0.1"),
    "*.affinity": ({"nodeAffinity": {}},),
}
"""Values, where those of the type would not do."""

FOR_ROLES: Final[tuple[tuple[str, Data], ...]] = tuple(
    (pattern, _PODS)
    for pattern in (
        "name",
        "namespace",
        "logStore",
        "logStore.* s3*",
        "dataservice.finetunes*",
        "dataservice.logExportsBucket*",
        "*.serviceAccount.name*",
    )
)
"""Where a setting is looked at again because IAM roles follow from it too, by its path and the kinds above it."""
