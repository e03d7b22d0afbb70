"""The configuration matrix as tables: what can be chosen along each axis, and the choices that go together, pair by pair."""

from collections.abc import Iterator, Mapping
from itertools import combinations as pairs
from typing import Any, Final

__all__ = ["AXES", "NEEDS", "combinations", "compatible", "settings_of"]

Choice = Mapping[str, Any]

_AWS: Final = {"accountId": "111122223333", "region": "us-west-2", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"}
_UUID: Final = "0f1e2d3c-1111-4111-8111-0123456789ab"
_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"
_CA: Final = {"kind": "configMap", "name": "mysql-ca", "key": "ca.pem"}
_AZURE_CACHE: Final = {"kind": "azure", "host": "x.redis.cache.windows.net", "port": 6380, "tls": True}
_VAULT: Final = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
_CONTROL_PLANE: Final = {
    "albus": "https://albus.example.org",
    "api": "https://api.example.org/v1",
    "sync": "https://api.example.org/v1/sync",
    "modelConfigs": "https://api.example.org/model-configs",
}
_OFFICE: Final = ["10.0.0.0/8"]
_GATEWAY: Final = {"name": "public", "namespace": "gateways"}


def _exposures(**exposure: Any) -> Choice:
    """An exposure of each kind, each with its own host."""
    exposures = {name: {**exposure, "host": f"{name}.example.org"} for name in ("frontend", "gateway", "mcp")}
    return {"exposure": exposures, "gateway": {"mcp": {}}}


AXES: Final[Mapping[str, Mapping[str, Choice]]] = {
    "mysql": {
        "in-cluster": {"mysql": {"kind": "inCluster"}},
        "existing-claim": {"mysql": {"kind": "inCluster", "persistence": {"kind": "existingClaim", "name": "mysql-data"}}},
        "rds": {"mysql": {"kind": "external", "host": "db.cluster-x.us-west-2.rds.amazonaws.com", "tls": "rds"}},
        "cloud-sql": {"mysql": {"kind": "external", "host": "10.0.0.3", "tls": "verifyCa", "ca": _CA}},
        "azure": {"mysql": {"kind": "external", "host": "db.mysql.database.azure.com", "tls": "verifyIdentity", "ca": _CA}},
        "any": {"mysql": {"kind": "external", "host": "db.example.org", "port": 3307, "tls": "required"}},
        "mutual-tls": {
            "mysql": {
                "kind": "external",
                "host": "db.example.org",
                "tls": "verifyIdentity",
                "ca": _CA,
                "clientCertificate": {"secretName": "mysql-client"},
                "reader": {"host": "replica.example.org", "user": "reader", "hadr": True},
                "poolSize": 20,
                "maxConnections": 1000,
            }
        },
        "application-user": {
            "mysql": {
                "kind": "external",
                "host": "db.cluster-x.us-west-2.rds.amazonaws.com",
                "tls": "rds",
                "user": "portkey_app",
                "administrator": {"user": "portkey", "ca": {"kind": "configMap", "name": "rds-ca", "key": "global-bundle.pem"}},
            }
        },
    },
    "redis": {
        "in-cluster": {"redis": {"kind": "inCluster"}},
        "in-cluster-open": {"redis": {"kind": "inCluster", "auth": "none"}},
        "standalone": {"redis": {"kind": "external", "host": "redis.example.org", "user": "portkey"}},
        "without-password": {"redis": {"kind": "custom", "url": "redis.example.org:6380", "auth": "none"}},
        "elasticache": {"redis": {"kind": "elasticache", "host": "master.x.usw2.cache.amazonaws.com", "tls": True}},
        "cluster": {"redis": {"kind": "elasticache", "host": "clustercfg.x.usw2.cache.amazonaws.com", "tls": True, "mode": "cluster"}},
        "iam": {
            "redis": {"kind": "elasticache", "host": "master.x.usw2.cache.amazonaws.com", "tls": True, "iam": {"clusterName": "x", "user": "portkey"}}
        },
        "iam-accounts": {
            "redis": {
                "kind": "elasticache",
                "host": "master.x.usw2.cache.amazonaws.com",
                "tls": True,
                "iam": {"clusterName": "x", "user": "portkey", "assumeRole": {"roleArn": "arn:aws:iam::444455556666:role/cache"}},
            }
        },
        "azure": {"redis": _AZURE_CACHE},
        "azure-managed": {"redis": {**_AZURE_CACHE, "login": {"kind": "managedIdentity"}}},
        "azure-entra": {"redis": {**_AZURE_CACHE, "login": {"kind": "entra", "tenantId": _UUID, "clientId": _UUID}}},
        "azure-workload": {"redis": {**_AZURE_CACHE, "login": {"kind": "workloadIdentity"}}},
        "memorystore": {"redis": {"kind": "memorystore", "host": "10.0.0.4", "port": 6378, "tls": True, "ca": _CA}},
        "memorystore-iam": {"redis": {"kind": "memorystore", "host": "10.0.0.4", "mode": "cluster", "login": {"kind": "workloadIdentity"}}},
        "discovery": {
            "redis": {
                "kind": "external",
                "host": "redis.example.org",
                "mode": "cluster",
                "cluster": {"discovery": {"url": "https://nodes.example.org/redis", "auth": "header"}, "scaleReads": True},
                "credentials": "variables",
            }
        },
        "queues": {"redis": {"kind": "inCluster", "queues": {"host": "queues.example.org", "tls": True}}},
    },
    "clickhouse": {
        "in-cluster": {"clickhouse": {"kind": "inCluster", "retention": {"mergeTimeout": "2h"}}},
        "https": {"clickhouse": {"kind": "inCluster", "https": {"secretName": "clickhouse-tls"}, "config": "<clickhouse/>"}},
        "self-hosted": {"clickhouse": {"kind": "external", "host": "ch.example.org", "replication": True, "sharding": True, "clusterName": "main"}},
        "by-tls": {"clickhouse": {"kind": "external", "host": "ch.example.org", "tls": True}},
        "cloud": {"clickhouse": {"kind": "cloud", "host": "abc.us-west-2.aws.clickhouse.cloud"}},
        "moving": {"clickhouse": {"kind": "external", "host": "ch.example.org", "former": {"kind": "inCluster"}}},
    },
    "log store": {
        "none": {"logStore": {"kind": "none"}},
        "control-plane": {"logStore": {"kind": "controlPlane"}},
        "s3-keys": {"logStore": {"kind": "s3", "bucket": "logs", "region": "us-west-2", "credentials": "keys", "encryption": {"kind": "s3"}}},
        "s3-identity": {
            "logStore": {
                "kind": "s3",
                "bucket": "logs",
                "credentials": "identity",
                "replica": {"bucket": "logs-2", "region": "us-east-1"},
                "encryption": {"kind": "kmsDsse", "keyArn": "arn:aws:kms:us-west-2:111122223333:key/9c1f", "bucketKey": True},
            }
        },
        "s3-accounts": {
            "logStore": {
                "kind": "s3",
                "bucket": "logs",
                "credentials": "identity",
                "encryption": {"kind": "customerKey"},
                "assumeRole": {"roleArn": "arn:aws:iam::444455556666:role/logs", "externalId": "portkey"},
            }
        },
        "s3-compatible": {"logStore": {"kind": "s3Compatible", "endpoint": "https://minio.example.org", "bucket": "logs"}},
        "netapp": {"logStore": {"kind": "netapp", "endpoint": "https://grid.example.org:10443", "bucket": "logs", "region": "us-east-1"}},
        "wasabi": {"logStore": {"kind": "wasabi", "bucket": "logs", "region": "eu-central-1"}},
        "gcs-hmac": {"logStore": {"kind": "gcs", "bucket": "logs", "credentials": "keys"}},
        "gcs-identity": {"logStore": {"kind": "gcs", "bucket": "logs", "credentials": "identity"}},
        "azure-key": {"logStore": {"kind": "azureBlob", "storageAccount": "logs", "container": "logs", "login": {"kind": "key"}}},
        "azure-managed": {"logStore": {"kind": "azureBlob", "storageAccount": "logs", "container": "logs", "login": {"kind": "managedIdentity"}}},
        "azure-entra": {
            "logStore": {
                "kind": "azureBlob",
                "storageAccount": "logs",
                "container": "logs",
                "login": {"kind": "entra", "tenantId": _UUID, "clientId": _UUID},
            }
        },
        "azure-workload": {"logStore": {"kind": "azureBlob", "storageAccount": "logs", "container": "logs", "login": {"kind": "workloadIdentity"}}},
        "mongo": {"logStore": {"kind": "mongo", "database": "portkey"}},
    },
    "auth": {
        "none": {"auth": {"kind": "none", "allowPublic": True}},
        "oidc": {"auth": {"kind": "oidc", "issuer": "https://login.example.org", "clientId": "portkey"}},
        "google": {"auth": {"kind": "google", "clientId": "portkey"}},
        "entra": {"auth": {"kind": "entraId", "tenantId": _UUID, "clientId": "portkey"}},
        "okta": {"auth": {"kind": "okta", "domain": "acme.okta.com", "clientId": "portkey", "customScopes": ["groups"], "scim": "users"}},
        "auth0": {"auth": {"kind": "auth0", "domain": "acme.eu.auth0.com", "clientId": "portkey"}},
        "saml-url": {"auth": {"kind": "saml", "metadataUrl": "https://login.example.org/metadata?app=1"}},
        "saml-xml": {"auth": {"kind": "saml", "metadataXml": "<EntityDescriptor/>"}},
    },
    "exposure": {
        "none": {"controlPlaneUrl": "https://portkey.example.org"},
        "nginx": _exposures(kind="ingress", **{"class": "nginx"}, allowFrom=_OFFICE),
        "traefik": _exposures(kind="ingress", **{"class": "traefik"}, tls={"kind": "secret", "secretName": "tls"}, allowFrom=_OFFICE),
        "alb": _exposures(
            kind="ingress",
            **{"class": "alb"},
            certificateArn=_CERTIFICATE,
            alb={"group": "portkey", "scheme": "internet-facing"},
            allowFrom=_OFFICE,
        ),
        "any-class": _exposures(kind="ingress", **{"class": "acme"}, tls={"kind": "certManager", "issuer": "letsencrypt"}),
        "gce": _exposures(kind="ingress", **{"class": "gce-internal"}, tls={"kind": "secret", "secretName": "tls"}),
        "by-controller": _exposures(kind="ingress", **{"class": "acme"}, controller="nginx"),
        "before-it": _exposures(kind="ingress", **{"class": "acme"}, tls={"kind": "loadBalancer"}),
        "nlb": _exposures(kind="loadBalancer", provider={"kind": "aws", "certificateArn": _CERTIFICATE}),
        "azure": _exposures(kind="loadBalancer", provider={"kind": "azure"}, sourceRanges=["10.0.0.0/8"]),
        "gcp": _exposures(kind="loadBalancer", provider={"kind": "gcp", "globalAccess": True}, allowFrom=_OFFICE),
        "http-route": _exposures(kind="httpRoute", gateway=_GATEWAY, requestTimeout="10m"),
        "mcp-by-path": {
            "exposure": {name: {"kind": "ingress", "host": f"{name}.example.org"} for name in ("frontend", "gateway")}
            | {"mcp": {"kind": "ingress", "host": "gateway.example.org", "path": "/mcp"}},
            "gateway": {"mcp": {}},
        },
    },
    "secrets": {
        "existing": {"secrets": {"kind": "existing"}},
        "own-keys": {
            "secrets": {
                "kind": "existing",
                "names": {"mysql": "company-db", "logStore": "company-logs", "bedrock": "company-models"},
                "keys": {"app": {"jwtPrivateKey": "signing-key"}, "mysql": {"mysql_password": "password", "mysql_host": "host"}},
                "fromSecret": {"app": ["all"], "mysql": ["all"], "redis": ["all"]},
            },
        },
        "eso-aws": {"secrets": {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}, "restartOnRotation": True}},
        "eso-azure": {"secrets": {"kind": "externalSecrets", "store": {"kind": "azureKeyVault", "vault": "acme-kv"}, "clusterWide": True}},
        "eso-gcp": {"secrets": {"kind": "externalSecrets", "store": {"kind": "gcpSecretManager", "project": "acme-models"}}},
        "eso-vault": {
            "secrets": {"kind": "externalSecrets", "store": _VAULT},
            "imagePull": {
                "additionalRegistries": {"company": {"server": "images.example.org"}, "quay": {"server": "quay.io", "credentials": "auth"}}
            },
        },
        "eso-existing": {"secrets": {"kind": "externalSecrets", "store": {"kind": "existing", "name": "company", "clusterWide": True}}},
        "csi-aws": {"secrets": {"kind": "secretsStoreCsi", "store": {"kind": "awsSecretsManager"}}, "imagePull": {"kind": "none"}},
        "csi-azure": {
            "secrets": {"kind": "secretsStoreCsi", "store": {"kind": "azureKeyVault", "vault": "acme-kv"}, "delivery": "files"},
            "imagePull": {"kind": "none"},
        },
        "csi-gcp": {
            "secrets": {"kind": "secretsStoreCsi", "store": {"kind": "gcpSecretManager", "project": "acme-models"}},
            "secretOverrides": {"registry": {"kind": "existing"}},
        },
        "csi-vault": {
            "secrets": {
                "kind": "secretsStoreCsi",
                "store": _VAULT,
                "delivery": "files",
            },
            "imagePull": {"kind": "existing", "names": ["pull"]},
        },
        "mixed": {
            "secrets": {"kind": "existing"},
            "secretOverrides": {
                "mysql": {
                    "kind": "externalSecrets",
                    "store": {**_VAULT, "role": "mysql"},
                    "remote": {"mysql": {"key": "rds/portkey", "properties": {"mysql_password": "password"}}},
                }
            },
        },
    },
    "identity": {
        "none": {},
        "irsa": {"identity": {"kind": "irsa"}, "aws": _AWS},
        "pod-identity": {"identity": {"kind": "podIdentity"}, "aws": {**_AWS, "cluster": "models"}},
        "azure": {"identity": {"kind": "azureWorkloadIdentity", "clientId": _UUID, "tenantId": _UUID}},
        "gke": {"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-models"}},
    },
    "shape": {
        "all": {},
        "gateway-elsewhere": {"gateway": {"kind": "external", "url": "https://gateway.example.org"}},
        "without-data-service": {"dataservice": {"kind": "none"}},
        "in-pod-migration": {"migration": {"kind": "inPod"}, "backend": {"replicas": 1}},
        "gateway-alone": {"deployment": {"kind": "gateway", "organisations": ["acme"]}, "controlPlaneUrl": "https://portkey.example.org"},
        "data-plane": {"deployment": {"kind": "dataPlane", "organisations": ["acme"]}},
        "data-plane-by-address": {
            "deployment": {"kind": "dataPlane", "organisations": ["acme"], "controlPlane": _CONTROL_PLANE},
            "imageRegistry": "registry.example.org/portkey",
        },
    },
    "prices": {
        "bundled": {},
        "portkey": {"modelPricing": {"kind": "portkey"}},
        "log-store": {"modelPricing": {"kind": "logStore", "pricing": "models/pricing", "capabilities": "models/general"}},
        "mounted": {"modelPricing": {"kind": "mounted", "volume": {"name": "models", "persistentVolumeClaim": {"claimName": "models"}}}},
        "control-plane": {"modelPricing": {"kind": "controlPlane"}},
    },
    "extras": {
        "none": {},
        "openshift": {"openshift": True},
        "argocd": {"argocd": True},
        "ingress-only": {"networkPolicy": {"kind": "ingressOnly", "sources": {"apiServer": {"cidrs": ["10.0.0.0/28"]}}}},
        "quota": {"resourceQuota": {"kind": "computed"}},
        "fixed-quota": {"resourceQuota": {"kind": "fixed", "hard": {"requests.memory": "900Gi", "pods": 200}}},
        "open-network": {"networkPolicy": {"kind": "none"}},
        "cilium": {"networkPolicy": {"kind": "strict", "engine": "cilium", "destinations": {"models": {"hosts": ["*.openai.azure.com"]}}}},
        "gke-names": {"networkPolicy": {"kind": "strict", "engine": "gke"}, "trustedHosts": ["llm.example.org"]},
        "mirror": {"imageRegistry": {"docker.io": "registry.example.org/hub", "*": "registry.example.org/others"}},
        "pod-tls": {"podTls": {"kind": "secret", "secretName": "pod-tls", "ca": {"kind": "configMap", "name": "internal-ca"}}},
        "pod-tls-issued": {"podTls": {"kind": "certManager", "issuer": "internal-ca", "ca": {"kind": "configMap", "name": "internal-ca"}}},
        "pods": {
            "backend": {
                "hostAliases": [{"ip": "10.20.30.40", "hostnames": ["license.example.org"]}],
                "runtimeClass": "gvisor",
                "envFrom": [{"secretRef": {"name": "team-variables"}}],
                "ports": [{"name": "debug", "containerPort": 9229}],
                "lifecycle": {"preStop": {"sleep": {"seconds": 300}}},
                "scratchSizeLimit": "1Gi",
                "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}},
                "minReadySeconds": 10,
                "revisionHistoryLimit": 3,
            },
        },
        "bedrock": {"bedrock": {"region": "us-west-2"}},
        "services": {
            "namespaceLabels": {"pod-security.kubernetes.io/audit": "restricted"},
            "backend": {
                "service": {
                    "type": "NodePort",
                    "labels": {"team": "ai"},
                    "ports": [{"name": "admin", "port": 9901}],
                    "trafficDistribution": "PreferSameZone",
                    "sessionAffinity": "ClientIP",
                }
            },
        },
        "keda": {"backend": {"autoscaling": {"kind": "keda", "min": 2, "max": 8, "cpu": 70}}},
        "scaled-elsewhere": {"backend": {"autoscaling": {"kind": "external"}}},
        "all": {
            "customCa": {"kind": "secret", "name": "company-ca"},
            "semanticCache": {
                "store": {"kind": "milvus", "address": "http://milvus.example.org:19530", "collection": "requests"},
                "embeddings": {"provider": "openai", "url": "https://api.openai.com/v1/embeddings", "model": "text-embedding-3-small"},
            },
            "proxy": {"https": "http://proxy.example.org:3128", "noProxy": ["models.example.org"]},
            "networkPolicy": {
                "kind": "strict",
                "sources": {"apiServer": {"cidrs": ["10.0.0.0/28"]}},
                "destinations": {"proxy": {"cidrs": ["10.9.8.0/24"]}, "dns": {"namespace": "dns", "podLabels": {"app": "unbound"}}},
            },
            "smtp": {
                "host": "mail.example.org",
                "user": "portkey",
                "fromAddress": "portkey@example.org",
                "branding": {"companyName": "Acme"},
                "templates": {"configMap": "acme-mails"},
            },
            "backend": {"features": {"guardrails": False, "modelCatalog": True}},
            "jwtAuthentication": {"organisations": ["acme"]},
            "monitoring": {
                "apm": True,
                "prometheusPush": {"url": "https://push.example.org"},
                "lokiPush": {"url": "https://loki.example.org"},
                "serviceMonitor": {},
                "metricLabels": {"model": True, "metadata": ["team"]},
                "openTelemetry": {"endpoint": "http://collector.observability.svc:4318", "auth": "headers"},
                "genAiTraces": {"endpoint": "https://otlp.example.org"},
            },
        },
    },
}
"""Axis by axis, each choice with the settings that make it."""

NEEDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("redis", "iam"): ("irsa", "pod-identity"),
    ("redis", "iam-accounts"): ("irsa", "pod-identity"),
    ("redis", "azure-workload"): ("azure",),
    ("redis", "memorystore-iam"): ("gke",),
    ("log store", "s3-identity"): ("irsa", "pod-identity"),
    ("log store", "s3-accounts"): ("irsa", "pod-identity"),
    ("log store", "gcs-identity"): ("gke",),
    ("log store", "azure-workload"): ("azure",),
    ("secrets", "eso-aws"): ("irsa", "pod-identity"),
    ("secrets", "csi-aws"): ("irsa", "pod-identity"),
    ("secrets", "eso-azure"): ("azure",),
    ("secrets", "csi-azure"): ("azure",),
    ("secrets", "eso-gcp"): ("gke",),
    ("secrets", "csi-gcp"): ("gke",),
}
"""The identities without which a choice is refused."""

_WITHOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway-alone": ("mysql", "auth", "backend", "dataservice", "smtp"),
    **dict.fromkeys(("data-plane", "data-plane-by-address"), ("mysql", "auth", "backend", "smtp")),
}
"""What a shape has no use for, and the matrix leaves out with it."""

_IN_CLUSTER: Final = ("in-cluster", "https")
"""What a gateway alone does not have beside it."""

_WITHOUT_TLS: Final = ("any-class", "before-it", "azure", "gcp", "mcp-by-path")
"""Exposures that cannot reach pods which serve TLS, or whose controller is not known."""


_PARTS: Final = ("gateway-alone", "data-plane", "data-plane-by-address")
"""The shapes whose control plane runs elsewhere."""
_WITHOUT_FILES: Final = ("none", "mongo", "control-plane")
"""The log stores in which no price files can be."""


def compatible(chosen: Mapping[str, str]) -> bool:
    """Whether these choices, each of another axis, go together."""
    needed = [set(identities) for (axis, choice), identities in NEEDS.items() if chosen.get(axis) == choice]
    if str(chosen.get("extras")).startswith("pod-tls") and chosen.get("exposure") in _WITHOUT_TLS:
        return False
    if chosen.get("extras") in ("keda", "scaled-elsewhere") and chosen.get("shape") == "in-pod-migration":
        return False
    if chosen.get("mysql") == "application-user" and str(chosen.get("secrets")).startswith("csi-"):
        return False
    possible = set.intersection({chosen["identity"]} if "identity" in chosen else set(AXES["identity"]), *needed)
    alone = chosen.get("shape") == "gateway-alone"
    return bool(possible) and not (alone and chosen.get("clickhouse") in _IN_CLUSTER) and _has_prices(chosen)


def _has_prices(chosen: Mapping[str, str]) -> bool:
    """Whether the deployment and the log store can have the source of model prices."""
    source, shape = chosen.get("prices", "bundled"), chosen.get("shape")
    if source == "log-store" and chosen.get("log store") in _WITHOUT_FILES:
        return False
    return source == "bundled" or shape is None or (source == "control-plane") is (shape in _PARTS)


def combinations() -> Iterator[dict[str, str]]:
    """Rows of choices, one of each axis, in which every two choices that go together stand side by side at least once.

    Row by row: the first pair that is still wanted, and along each further axis the choice that brings the most wanted pairs with it.
    """
    expected = [{first: choice, second: other} for first, second in pairs(AXES, 2) for choice in AXES[first] for other in AXES[second]]
    left = {frozenset(pair.items()) for pair in expected if compatible(pair)}
    for pair in expected:
        if frozenset(pair.items()) in left:
            row = _completed(pair, left)
            left -= {frozenset(two) for two in pairs(row.items(), 2)}
            yield {axis: row[axis] for axis in AXES}


def _completed(row: dict[str, str], left: set[frozenset[tuple[str, str]]]) -> dict[str, str]:
    """The row with a choice along every axis, all of which go together."""
    for axis in [axis for axis in AXES if axis not in row]:
        possible = [choice for choice in AXES[axis] if compatible({**row, axis: choice})]
        row = {**row, axis: max(possible, key=lambda choice: sum(frozenset({(axis, choice), other}) in left for other in row.items()))}
    return row


_OF_GATEWAY: Final = ("serviceMonitor", "metricLabels", "openTelemetry", "genAiTraces")
"""Settings of monitoring that need a gateway in this cluster."""


def settings_of(chosen: Mapping[str, str]) -> dict[str, Any]:
    """The data of a `portkey.yaml` with these choices."""
    settings: dict[str, Any] = {"profile": "production"}
    for axis, choice in chosen.items():
        for setting, value in AXES[axis][choice].items():
            merged = isinstance(value, dict) and isinstance(settings.get(setting), dict) and value.get("kind") is None
            settings[setting] = {**settings[setting], **value} if merged else value
    shape = chosen["shape"]
    for setting in _WITHOUT.get(shape, ()):
        settings.pop(setting, None)
    if shape in _WITHOUT:
        settings["exposure"] = {name: exposure for name, exposure in settings.get("exposure", {}).items() if name != "frontend"}
    if "jwtAuthentication" in settings and shape in (*_PARTS, "gateway-elsewhere"):
        settings["jwtAuthentication"] = {}
    if shape == "gateway-elsewhere":
        settings["exposure"] = {name: exposure for name, exposure in settings.get("exposure", {}).items() if name == "frontend"}
        for name in ("bedrock", "semanticCache"):
            settings.pop(name, None)
        if "monitoring" in settings:
            settings["monitoring"] = {name: value for name, value in settings["monitoring"].items() if name not in _OF_GATEWAY}
    return settings
