"""What settings come to when they are left out, as far as it is no type's and no profile's value: data, which is tried before it is told."""

from typing import Any, Final

__all__ = ["DEPENDS", "LIKELY"]

LIKELY: Final[tuple[tuple[str, Any, str], ...]] = (
    ("auth.redirectUri*", "http://portkey.example.org/v2/auth/callback", "/v2/auth/callback of the front end's address"),
    ("bedrock.region", "us-west-2", "aws.region"),
    ("clickhouse.nativePort*", 9000, ""),
    ("clickhouse.port*", 8123, ""),
    ("controlPlaneUrl", "http://portkey.example.org", "the address of the front end's door"),
    ("deployment.backendUrl*", "https://portkey.example.org/albus", "/albus of controlPlaneUrl"),
    ("exposure.*.alb.healthCheckPath*", "/", ""),
    ("exposure.*.alb.healthCheckPath*", "/v1/health", ""),
    ("exposure.*.alb.idleTimeout*", "10m", ""),
    ("exposure.*.port loadBalancer", 80, ""),
    ("exposure.frontend.tls.secretName*certManager", "portkey-frontend-tls", ""),
    ("exposure.gateway.tls.secretName*certManager", "portkey-gateway-tls", ""),
    ("exposure.mcp.tls.secretName*certManager", "portkey-mcp-tls", ""),
    ("logStore.bucket s3", "portkey-logs-111122223333-us-west-2", "portkey-logs-ACCOUNT-REGION, which the AWS companion makes"),
    ("logStore.region s3", "us-west-2", "aws.region"),
    (
        "migration.resources*",
        {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "4Gi"}},
        "backend.resources",
    ),
    ("redis.iam.region*", "us-west-2", "aws.region"),
    ("redis.port*", 6379, ""),
    ("secret*.path*", "portkey/{name}", "portkey/{name}, or portkey-{name} where no slash may be"),
    ("secret*.store.region*", "us-west-2", "aws.region"),
    ("secrets.serviceAccount.name*", "portkey-external-secrets", ""),
    *((f"{name}.serviceAccount.name*", f"portkey-{name}", "") for name in ("gateway", "backend", "dataservice", "frontend")),
    *((f"{name}.serviceAccount.name*", f"portkey-{name}", "") for name in ("mysql", "redis", "clickhouse")),
    ("clickhouse.former.serviceAccount.name*", "portkey-clickhouse", ""),
)
"""By path and the kinds above it: a value as it is said, and in words where it follows from another setting; a value alone says itself."""

DEPENDS: Final[tuple[tuple[str, str], ...]] = (
    ("bedrock.credentials", "identity where the gateway has one, else keys"),
    ("logStore.client s3", "s3_assume by identity or with assumeRole, else s3"),
    ("logStore.credentials *", "identity where the pods have one, else keys"),
    ("logStore.replica.bucket*", "portkey-logs-ACCOUNT-REGION, which the AWS companion makes, where logStore.bucket is left out too"),
    ("secret*.store.auth*", "jwt where identity.kind is irsa, else podIdentity"),
)
"""Settings that come to one thing or to another, by what stands elsewhere."""
