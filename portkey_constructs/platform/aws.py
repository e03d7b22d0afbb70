"""The AWS account of a platform, and the names of the resources that the AWS companion creates in it."""

from typing import NamedTuple

from portkey_constructs.config.aws_partitions import PARTITIONS, Partition
from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.platform.aws_references import aws_references

__all__ = ["AwsAccount", "resolve_aws"]


class AwsAccount(NamedTuple):
    """The AWS account, its region and the EKS cluster."""

    account_id: str | None
    region: str | None
    partition: Partition
    """Partition of the configured regions and ARNs; the one of the commercial regions without any."""
    cluster: str | None
    oidc_issuer: str | None
    outputs: Outputs | None
    """Outputs of the AWS companion's stacks; None where the configuration names no file of outputs."""
    platform_id: str
    """Identifies the platform within the AWS account: cluster, namespace and name."""
    role_prefix: str
    """Prefix of the role names: `CLUSTER-portkey`."""

    @property
    def endpoint_domain(self) -> str | None:
        """Domain of the services of AWS; None for the domain that the images use by default."""
        suffix = self.partition.dns_suffix
        return None if suffix == PARTITIONS[0].dns_suffix else suffix

    def role_name(self, component: str) -> str:
        """Name of a component's IAM role: `CLUSTER-portkey-gateway`."""
        return f"{self.role_prefix}-{component}"

    def role_arn(self, component: str, identity: Irsa | PodIdentity) -> str:
        """ARN of a component's IAM role: the configured ARN, or one built from the account and the role's name."""
        return identity.role_arn or f"arn:{self.partition.id}:iam::{self.account_id or ''}:role/{self.role_name(component)}"

    def log_bucket(self, platform: str, region: str) -> str:
        """Name of the log bucket that the companion creates in a region."""
        return f"{platform}-logs-{self.account_id or ''}-{region}"

    def log_key_alias(self, region: str | None = None) -> str:
        """ARN of the alias of the key that encrypts the companion's log bucket, or its replica in another region."""
        return f"arn:{self.partition.id}:kms:{region or self.region or ''}:{self.account_id or ''}:alias/{self.role_name('logs')}"


def resolve_aws(config: PortkeyConfig) -> AwsAccount:
    """Resolve the AWS account of a configuration."""
    aws, references = config.aws, aws_references(config)
    return AwsAccount(
        account_id=aws.account_id,
        region=aws.region,
        partition=references[0].partition if references else PARTITIONS[0],
        cluster=aws.cluster,
        oidc_issuer=aws.oidc_issuer,
        outputs=aws.outputs,
        platform_id="/".join([aws.cluster or "", config.namespace, config.name]),
        role_prefix=f"{aws.cluster}-{config.name}" if aws.cluster else config.name,
    )
