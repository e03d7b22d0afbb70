"""The AWS account of a platform, and the names of the resources that the AWS companion creates in it."""

import re
from hashlib import sha256
from typing import Final, NamedTuple

from portkey_constructs.config.aws_partitions import PARTITIONS, Partition
from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.platform.aws_references import AwsReference, aws_references

__all__ = ["AwsAccount", "resolve_aws"]

_LONGEST_ROLE_NAME: Final = 64
_LONGEST_STACK_NAME: Final = 128
_LONGEST_BUCKET_NAME: Final = 63
_LONGEST_ALIAS: Final = 250
_DIGEST_LENGTH: Final = 8


class AwsAccount(NamedTuple):
    """The AWS account, its region and the EKS cluster."""

    account_id: str | None
    region: str | None
    references: tuple[AwsReference, ...]
    """The configured regions and ARNs: the region of the account first, then other regions."""
    cluster: str | None
    oidc_issuer: str | None
    outputs: Outputs | None
    """Outputs of the AWS companion's stacks; None where the configuration names no file of outputs."""
    platform_id: str
    """Identifies the platform within the AWS account: cluster, namespace and name."""
    prefix: str
    """Prefix of the names of roles, buckets and entries, which are unique in an account: `CLUSTER-portkey`."""
    stack_prefix: str
    """Prefix of the names of stacks: that of the other names with the namespace, unless this is the name: `CLUSTER-NAMESPACE-portkey`.
    The configuration can set every other name, but not that of a stack."""

    @property
    def partition(self) -> Partition:
        """Partition of the first of the configured regions and ARNs; the one of the commercial regions without any."""
        return self.references[0].partition if self.references else PARTITIONS[0]

    @property
    def endpoint_domain(self) -> str | None:
        """Domain of the services of AWS; None for the domain that the images use by default."""
        suffix = self.partition.dns_suffix
        return None if suffix == PARTITIONS[0].dns_suffix else suffix

    @property
    def issuer_command(self) -> str:
        """The command that prints the OIDC issuer of the cluster."""
        region = f" --region {self.region}" if self.region else ""
        return f"aws eks describe-cluster --name {self.cluster or 'CLUSTER'}{region} --query cluster.identity.oidc.issuer --output text"

    def role_name(self, component: str) -> str:
        """Name of a component's IAM role: `CLUSTER-portkey-gateway`."""
        return self._name(component, _LONGEST_ROLE_NAME)

    def stack_name(self, part: str) -> str:
        """Name of a stack of the companion: `CLUSTER-portkey-data`, or `CLUSTER-tenant-portkey-data` in the namespace `tenant`."""
        return self._name(part, _LONGEST_STACK_NAME, self.stack_prefix)

    def resource_name(self, part: str, longest: int) -> str:
        """Name of a resource in lowercase letters, digits and single hyphens that begins with a letter: `cluster-portkey-mysql`."""
        prefix = re.sub("[^a-z0-9]+", "-", self.prefix.lower()).strip("-")
        prefix = prefix if prefix[:1].isalpha() else f"p-{prefix}"
        return f"{_shortened(prefix, longest - len(part) - 1, original=self.prefix)}-{part}"

    def role_arn(self, component: str, identity: Irsa | PodIdentity) -> str:
        """ARN of a component's IAM role: the configured ARN, or one built from the account and the role's name."""
        return identity.role_arn or f"arn:{self.partition.id}:iam::{self.account_id or ''}:role/{self.role_name(component)}"

    def log_bucket(self, region: str) -> str:
        """Name of the log bucket that the companion creates in a region."""
        ending = f"-logs-{self.account_id or ''}-{region}"
        return f"{_bucket_prefix(self.prefix, ending)}{ending}"

    @property
    def log_key(self) -> str:
        """Name of the key that encrypts the companion's log bucket: its alias without `alias/`."""
        return self._name("logs", _LONGEST_ALIAS)

    def log_key_alias(self, region: str | None = None) -> str:
        """ARN of the alias of that key, or of the key of the replica in another region."""
        return f"arn:{self.partition.id}:kms:{region or self.region or ''}:{self.account_id or ''}:alias/{self.log_key}"

    @property
    def entries_key(self) -> str:
        """Name of the key that encrypts the companion's entries in Secrets Manager: its alias without `alias/`."""
        return self._name("secrets", _LONGEST_ALIAS)

    def entries_key_alias(self, region: str) -> str:
        """ARN of the alias of that key."""
        return f"arn:{self.partition.id}:kms:{region}:{self.account_id or ''}:alias/{self.entries_key}"

    def _name(self, part: str, longest: int, prefix: str | None = None) -> str:
        return f"{_shortened(prefix or self.prefix, longest - len(part) - 1)}-{part}"


def _shortened(text: str, longest: int, *, original: str = "") -> str:
    """The text, cut to a length if it is longer; the digest of the original text keeps it distinct from others with the same beginning."""
    original = original or text
    if len(text) <= longest and text == original:
        return text
    digest = sha256(original.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{text[: longest - _DIGEST_LENGTH - 1].rstrip('-')}-{digest}"


def _bucket_prefix(prefix: str, ending: str) -> str:
    """The prefix in the characters of bucket names, which allow neither capitals nor underscores."""
    return _shortened(prefix.lower().replace("_", "-"), _LONGEST_BUCKET_NAME - len(ending), original=prefix)


def resolve_aws(config: PortkeyConfig, name: str) -> AwsAccount:
    """Resolve the AWS account of a configuration; `name` is that of the platform, which an adopted release decides."""
    aws = config.aws
    qualified_name = name if name == config.namespace else f"{config.namespace}-{name}"
    return AwsAccount(
        account_id=aws.account_id,
        region=aws.region,
        references=aws_references(config),
        cluster=aws.cluster,
        oidc_issuer=aws.oidc_issuer,
        outputs=aws.outputs,
        platform_id="/".join([aws.cluster or "", config.namespace, name]),
        prefix=f"{aws.cluster}-{name}" if aws.cluster else name,
        stack_prefix=f"{aws.cluster}-{qualified_name}" if aws.cluster else qualified_name,
    )
