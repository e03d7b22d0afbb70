"""AWS with IAM roles for service accounts. The External Secrets Operator creates every Secret from Secrets Manager."""

from typing import Final

from portkey_constructs.config import (
    Autoscaling,
    Aws,
    AwsSecretsManager,
    Bedrock,
    ElastiCache,
    Exposures,
    ExternalClickHouse,
    ExternalMySql,
    ExternalSecrets,
    GatewayConfig,
    IngressExposure,
    Irsa,
    KmsEncryption,
    Oidc,
    PortkeyConfig,
    S3LogStore,
)

__all__ = ["CONFIG"]

_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"

CONFIG = PortkeyConfig(
    profile="production",
    aws=Aws(
        account_id="111122223333",
        region="us-west-2",
        oidc_issuer="https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    ),
    identity=Irsa(),
    # The guide's ExternalSecret fills one key of one Secret. These fill every key of every Secret, with a role that can only read these entries.
    secrets=ExternalSecrets(store=AwsSecretsManager(), path="portkey/{name}"),
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(
        frontend=IngressExposure(host="portkey.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE),
        gateway=IngressExposure(host="gateway.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE),
    ),
    mysql=ExternalMySql(host="portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", tls="rds"),
    redis=ElastiCache(host="master.portkey.abc123.usw2.cache.amazonaws.com", tls=True),
    clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True),
    log_store=S3LogStore(
        bucket="portkey-logs",
        encryption=KmsEncryption(kind="kms", key_arn="arn:aws:kms:us-west-2:111122223333:key/9c1f", bucket_key=True),
    ),
    bedrock=Bedrock(models=("anthropic.*",)),
    gateway=GatewayConfig(autoscaling=Autoscaling(min=2, max=20, cpu=60, memory=80)),
)
