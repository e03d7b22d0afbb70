"""AWS with IAM roles for service accounts and without access keys."""

from typing import Final

from portkey_constructs.config import (
    Alb,
    Aws,
    Bedrock,
    ElastiCache,
    Exposures,
    ExternalClickHouse,
    ExternalMySql,
    IngressExposure,
    Irsa,
    Oidc,
    PortkeyConfig,
    S3LogStore,
)

__all__ = ["CONFIG"]

_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"
_ALB: Final = Alb(scheme="internet-facing", group="portkey")

CONFIG = PortkeyConfig(
    profile="production",
    aws=Aws(
        account_id="111122223333",
        region="us-west-2",
        oidc_issuer="https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    ),
    # Gateway, backend and data service each get their own role. The front end does not use AWS and gets none.
    identity=Irsa(),
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    # Both hosts share one load balancer. Without a certificate, users would log in over plain HTTP.
    exposure=Exposures(
        frontend=IngressExposure(host="portkey.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE, alb=_ALB),
        gateway=IngressExposure(host="gateway.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE, alb=_ALB),
    ),
    mysql=ExternalMySql(host="portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", tls="rds"),
    redis=ElastiCache(host="master.portkey-cache.xyz.usw2.cache.amazonaws.com", tls=True),
    # Portkey's guide does not configure ClickHouse here, so it would run in the cluster without a volume.
    clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True),
    # With a role, Portkey uses its client s3_assume. The client s3, which the guide uses, works only with access keys.
    log_store=S3LogStore(bucket="portkey-logs/generations"),
    # Only the region is rendered, because empty access keys would take precedence over the role.
    bedrock=Bedrock(models=("anthropic.*",)),
)
