"""Portkey on EKS. The AWS companion creates the roles, database, cache, log bucket and Secrets Manager entries."""

from pathlib import Path
from typing import Final

from portkey_constructs.config import (
    Aws,
    AwsSecretsManager,
    Bedrock,
    ElastiCache,
    Exposures,
    ExternalClickHouse,
    ExternalSecrets,
    IngressExposure,
    Irsa,
    Oidc,
    Outputs,
    PortkeyConfig,
    Rds,
    ReplicaBucket,
    S3LogStore,
)

__all__ = ["CONFIG"]

_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"

CONFIG = PortkeyConfig(
    profile="production",
    aws=Aws(
        account_id="111122223333",
        region="us-west-2",
        cluster="acme",
        oidc_issuer="https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
        outputs=Outputs.from_file(Path(__file__).with_name("outputs.json")),
    ),
    identity=Irsa(),
    # Restarting pods needs Stakater's Reloader. Without this setting, pods would keep an old password, so the companion does not rotate it.
    secrets=ExternalSecrets(store=AwsSecretsManager(), restart_on_rotation=True),
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(
        frontend=IngressExposure(host="portkey.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE),
        gateway=IngressExposure(host="gateway.example.org", ingress_class="alb", certificate_arn=_CERTIFICATE),
    ),
    # These settings name no host and no bucket, so the AWS companion creates the database, the cache and the bucket.
    mysql=Rds(),
    redis=ElastiCache(),
    log_store=S3LogStore(replica=ReplicaBucket(region="us-east-1")),
    clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True),
    bedrock=Bedrock(models=("anthropic.*", "us.anthropic.*")),
)
