"""AWS with IAM roles for service accounts: no access key anywhere."""

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
    # Gateway, backend and data service each get a role of their own; the front end uses nothing of AWS and gets none.
    identity=Irsa(),
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    # One load balancer for both hosts. Without a certificate, people's logins would go over plain HTTP.
    exposure=Exposures(
        frontend=IngressExposure(host="portkey.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE, alb=_ALB),
        gateway=IngressExposure(host="gateway.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE, alb=_ALB),
    ),
    mysql=ExternalMySql(host="portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", tls="rds"),
    redis=ElastiCache(host="master.portkey-cache.xyz.usw2.cache.amazonaws.com", tls=True),
    # The guide forgets ClickHouse here; one without a volume would appear in the cluster.
    clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True),
    # With a role Portkey's client is s3_assume; s3, as the guide has it, signs with access keys alone.
    log_store=S3LogStore(bucket="portkey-logs", base_path="generations/"),
    # The region alone: empty access keys would be taken for keys.
    bedrock=Bedrock(models=("anthropic.*",)),
)
