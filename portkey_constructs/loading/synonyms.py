"""Which of the words that a setting takes was meant by one that it does not: in another case, nearly, shortened, or the trade's word for it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

__all__ = ["NEAR", "meant", "squeezed", "told"]

NEAR: Final = 0.72
"""How alike two words are that are taken for one another."""
_SHORTEST: Final = 3
# Which of several is meant follows from the words that the setting takes: of those none has two of a line.
_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    # clouds
    **dict.fromkeys(("aws", "amazon"), ("elasticache", "rds", "s3", "awsSecretsManager", "irsa", "podIdentity", "aws", "externalSecrets")),
    **dict.fromkeys(("eks", "iam", "iamrole"), ("irsa", "podIdentity", "aws", "identity")),
    **dict.fromkeys(("azure", "microsoft"), ("azureBlob", "azureKeyVault", "azureWorkloadIdentity", "entraId", "azure", "entra", "externalSecrets")),
    "aks": ("azureWorkloadIdentity", "azure"),
    **dict.fromkeys(
        ("gcp", "google", "googlecloud"), ("memorystore", "gcs", "gcpSecretManager", "gkeWorkloadIdentity", "gcp", "google", "externalSecrets")
    ),
    "gke": ("gkeWorkloadIdentity", "gcp"),
    "workloadidentity": ("azureWorkloadIdentity", "gkeWorkloadIdentity"),
    "managedidentity": ("azureWorkloadIdentity",),
    # stores
    **dict.fromkeys(("valkey", "redis", "managed"), ("elasticache", "external")),
    **dict.fromkeys(("rediscloud", "redisenterprise", "upstash", "memorydb", "dragonfly", "sentinel"), ("external",)),
    "azurecache": ("azure",),
    **dict.fromkeys(("aurora", "auroramysql", "auroraserverless"), ("rds", "external")),
    **dict.fromkeys(("mysql", "mariadb", "cloudsql", "planetscale", "tidb", "azuredatabase", "flexibleserver"), ("external",)),
    **dict.fromkeys(("clickhousecloud", "managedclickhouse"), ("cloud",)),
    **dict.fromkeys(("clickhouse", "altinity"), ("external",)),
    **dict.fromkeys(("internal", "local", "embedded", "bundled", "builtin", "pod", "statefulset"), ("inCluster", "internal")),
    **dict.fromkeys(("existing", "remote", "outside", "hosted"), ("existing", "external")),
    **dict.fromkeys(("minio", "r2", "cloudflare", "ceph", "s3compat", "s3custom", "digitalocean", "storagegrid"), ("s3Compatible",)),
    **dict.fromkeys(("cloudstorage", "gs"), ("gcs",)),
    **dict.fromkeys(("blob", "adls", "azurestorage", "azureblobstorage"), ("azureBlob",)),
    **dict.fromkeys(("mongodb", "documentdb", "cosmosdb"), ("mongo",)),
    **dict.fromkeys(("disabled", "disable", "off", "no", "false", "nothing", "noauth", "clusterip"), ("none",)),
    # doors
    **dict.fromkeys(("nlb", "elb", "lb"), ("loadBalancer", "aws")),
    **dict.fromkeys(("alb", "nginx", "traefik"), ("ingress",)),
    **dict.fromkeys(("gatewayapi", "gateway", "route", "istio", "envoy"), ("httpRoute",)),
    **dict.fromkeys(("public", "external", "internet"), ("internet-facing",)),
    "private": ("internal",),
    **dict.fromkeys(("acm", "certificate"), ("loadBalancer",)),
    **dict.fromkeys(("letsencrypt", "acme"), ("certManager",)),
    # logins
    **dict.fromkeys(("cognito", "keycloak", "ping", "onelogin", "jumpcloud", "dex", "authentik", "zitadel", "openid", "oauth", "oauth2"), ("oidc",)),
    **dict.fromkeys(("azuread", "aad", "entra", "adfs"), ("entraId",)),
    **dict.fromkeys(("gsuite", "workspace", "googleworkspace"), ("google",)),
    "sso": ("oidc", "saml"),
    # Secrets
    **dict.fromkeys(("eso", "externalsecretsoperator", "externalsecret"), ("externalSecrets",)),
    **dict.fromkeys(("csi", "secretproviderclass"), ("secretsStoreCsi",)),
    **dict.fromkeys(("kubernetes", "k8s", "secret", "sealedsecrets", "sops"), ("existing",)),
    **dict.fromkeys(("secretmanager", "awssecretmanager", "asm"), ("awsSecretsManager", "gcpSecretManager", "externalSecrets")),
    "keyvault": ("azureKeyVault", "externalSecrets"),
    **dict.fromkeys(("vault", "hashicorp", "hashicorpvault", "openbao"), ("vault", "externalSecrets")),
    **dict.fromkeys(("awssecretsmanager", "azurekeyvault", "gcpsecretmanager"), ("externalSecrets",)),
    **dict.fromkeys(("secretstore", "clustersecretstore"), ("existing",)),
    **dict.fromkeys(("values", "plain", "plaintext"), ("inline",)),
    **dict.fromkeys(("docker", "dockerhub", "ecr", "dockerconfigjson"), ("registry",)),
    **dict.fromkeys(("keys", "accesskey", "accesskeys", "static"), ("keys", "key")),
    **dict.fromkeys(("role", "irsa", "pods"), ("irsa", "identity", "jwt")),
    # encryption
    **dict.fromkeys(("aes256", "sses3"), ("s3",)),
    **dict.fromkeys(("aws:kms", "ssekms"), ("kms",)),
    **dict.fromkeys(("aws:kms:dsse", "dsse"), ("kmsDsse",)),
    **dict.fromkeys(("ssec", "customer"), ("customerKey",)),
    # the rest
    **dict.fromkeys(("hybrid", "dataplaneonly"), ("dataPlane",)),
    **dict.fromkeys(("full", "airgapped", "all", "enterprise"), ("platform",)),
    **dict.fromkeys(("live", "prd"), ("production",)),
    **dict.fromkeys(("test", "local", "demo", "quickstart"), ("development", "inCluster")),
    **dict.fromkeys(("amazonrds", "awsrds"), ("rds",)),
    **dict.fromkeys(("true", "yes", "on", "require", "enabled", "preferred", "skipverify"), ("required",)),
    "single": ("standalone",),
    "initcontainer": ("inPod",),
}
# What is to be said of a word where a setting takes another.
_NOTES: Final[Mapping[tuple[str, str], str]] = {
    **dict.fromkeys((("alb", "ingress"), ("alb", "aws")), "an ALB is made of a door of kind ingress with class: alb"),
    **dict.fromkeys((("nlb", "loadBalancer"), ("elb", "loadBalancer")), "one of AWS has provider: {kind: aws}"),
    ("nginx", "httpRoute"): "the controller is named by class",
    ("traefik", "httpRoute"): "the controller is named by class",
    **dict.fromkeys(
        ((one, "rds") for one in ("postgres", "postgresql", "sqlserver", "oracle", "sqlite", "mongo", "mongodb")),
        "Portkey keeps its data in MySQL alone",
    ),
    **dict.fromkeys(
        ((one, "rds") for one in ("aurora", "auroramysql", "auroraserverless")),
        "the AWS companion makes rds, on Aurora too; a database that exists is external",
    ),
    **dict.fromkeys(
        ((one, "elasticache") for one in ("valkey", "redis", "managed")), "a cache of Amazon's is elasticache, any other server external"
    ),
    **dict.fromkeys(((one, "elasticache") for one in ("memcached", "dynamodb", "none")), "Portkey's cache speaks Redis' protocol"),
    **dict.fromkeys(((one, "elasticache") for one in ("sentinel", "memorydb")), "a server of one's own is external"),
    **dict.fromkeys(((one, "oidc") for one in ("cognito", "keycloak")), "with the issuer's address"),
    **dict.fromkeys(
        ((one, "externalSecrets") for one in ("vault", "hashicorp", "hashicorpvault", "openbao")), "its store names the manager: {kind: vault}"
    ),
    **dict.fromkeys(((one, "externalSecrets") for one in ("aws", "awssecretsmanager")), "its store names the manager: {kind: awsSecretsManager}"),
    **dict.fromkeys(
        ((one, "externalSecrets") for one in ("azure", "keyvault", "azurekeyvault")), "its store names the manager: {kind: azureKeyVault}"
    ),
    **dict.fromkeys(
        ((one, "externalSecrets") for one in ("gcp", "google", "gcpsecretmanager")), "its store names the manager: {kind: gcpSecretManager}"
    ),
    **dict.fromkeys((("staging", "production"), ("stage", "production"), ("qa", "production")), "say production for a stage that is to be like it"),
}


def squeezed(name: str) -> str:
    """A name without case, underscores, hyphens and blanks."""
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()


def meant(word: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of `words` that are likely meant by `word`; none when none is like it."""
    right = {squeezed(one): one for one in words}
    given = squeezed(word)
    if given in right:
        return (right[given],)
    if known := tuple(one for one in _SYNONYMS.get(given, ()) if one in right.values()):
        return known
    if len(given) >= _SHORTEST:
        begun = [one for one in right if one.startswith(given)] or [one for one in right if len(one) >= _SHORTEST and given.startswith(one)]
        if len(begun) == 1:
            return (right[begun[0]],)
    return tuple(right[one] for one in get_close_matches(given, right, n=1, cutoff=NEAR))


def told(word: str, words: Iterable[str]) -> str:
    """What is to be said of a word where one of `words` is expected: what was likely meant, and what it is here; empty when nothing is known."""
    words = tuple(words)
    likely = meant(word, words)
    note = next((_NOTES[squeezed(word), one] for one in words if (squeezed(word), one) in _NOTES), "")
    guess = f"did you mean {' or '.join(likely)}?" if likely else ""
    return f"{guess} ({note})" if note and guess else note or guess
