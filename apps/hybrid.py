"""Hybrid: gateway, MCP gateway and data service run in this cluster with EKS Pod Identity; Portkey hosts the control plane."""

from typing import Final

from portkey_constructs.config import (
    Alb,
    Aws,
    AwsSecretsManager,
    Bedrock,
    DataPlane,
    DataServiceConfig,
    Exposures,
    ExternalSecrets,
    GatewayConfig,
    InClusterRedis,
    IngressExposure,
    Mcp,
    PodIdentity,
    PortkeyConfig,
    S3LogStore,
)

__all__ = ["CONFIG"]

_CERTIFICATE: Final = "arn:aws:acm:eu-central-1:111122223333:certificate/0f4d"
_ALB: Final = Alb(group="portkey")

CONFIG = PortkeyConfig(
    profile="production",
    deployment=DataPlane(organisations=("7b0c1f0e-3c1d-4a55-9d0b-2f5d6f1c0a11",)),
    aws=Aws(account_id="111122223333", region="eu-central-1", cluster="models"),
    # EKS stores the associations of service accounts and roles, including that of the operator that reads Secrets Manager.
    identity=PodIdentity(),
    secrets=ExternalSecrets(store=AwsSecretsManager()),
    # The load balancer is internal. The MCP gateway has its own host, because the logins of MCP clients require one.
    exposure=Exposures(
        gateway=IngressExposure(host="gateway.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE, alb=_ALB),
        mcp=IngressExposure(host="mcp.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE, alb=_ALB),
    ),
    gateway=GatewayConfig(mcp=Mcp()),
    dataservice=DataServiceConfig(log_exports_bucket="portkey-exports"),
    redis=InClusterRedis(),
    log_store=S3LogStore(bucket="portkey-logs"),
    bedrock=Bedrock(models=("anthropic.*",)),
)
