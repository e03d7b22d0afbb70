"""ARNs of the resources in the policies."""

from typing import NamedTuple

from portkey_constructs.config.aws_partitions import Partition
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.aws import AwsAccount

__all__ = ["Arns", "account_of", "issuer_name", "literal"]


def account_of(arn: str) -> str:
    """The account in an ARN."""
    return arn.split(":")[4]


def literal(text: str) -> str:
    """Escape characters that IAM interprets as a wildcard or a variable in an ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
    """
    return "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in text)


def issuer_name(url: str) -> str:
    """Name of an OIDC issuer in IAM: its URL without the scheme."""
    return url.removeprefix("https://").rstrip("/")


class Arns(NamedTuple):
    """ARNs in the partition and account of a role, and in the platform's region."""

    partition: Partition
    account: str
    region: str

    @classmethod
    def of(cls, aws: AwsAccount, role_arn: str) -> "Arns":
        """The ARNs for the policies of a role; raises `ConfigurationError` without a region, or without the account of the role."""
        required = {"aws.region": aws.region, "aws.accountId": account_of(role_arn)}
        if missing := [path for path, value in required.items() if not value]:
            raise ConfigurationError([Problem(path, "is missing", f"set {path}: policies name resources in it", "PK-AWS-008") for path in missing])
        return cls(aws.partition, account_of(role_arn), aws.region or "")

    def bucket(self, name: str) -> str:
        """A bucket."""
        return f"arn:{self.partition.id}:s3:::{name}"

    def objects(self, bucket: str, prefix: str = "") -> tuple[str, ...]:
        """The objects of a bucket, or only those below a prefix without a slash at either end."""
        return (f"{self.bucket(bucket)}/{prefix}/*" if prefix else f"{self.bucket(bucket)}/*",)

    def secret(self, name: str, region: str) -> str:
        """An entry in Secrets Manager, which appends a hyphen and six characters to the name."""
        return f"arn:{self.partition.id}:secretsmanager:{region}:{self.account}:secret:{name}-??????"

    def cache(self, name: str, region: str) -> tuple[str, ...]:
        """A cache in ElastiCache: a replication group or a serverless cache."""
        start = f"arn:{self.partition.id}:elasticache:{region}:{self.account}"
        return (f"{start}:replicationgroup:{literal(name)}", f"{start}:serverlesscache:{literal(name)}")

    def cache_user(self, name: str, region: str) -> str:
        """A user of ElastiCache."""
        return f"arn:{self.partition.id}:elasticache:{region}:{self.account}:user:{literal(name)}"

    def invocation_jobs(self, region: str) -> str:
        """The jobs of batch inference in Bedrock."""
        return f"arn:{self.partition.id}:bedrock:{region}:{self.account}:model-invocation-job/*"

    def claude_workspace(self, id: str, region: str) -> str:
        """A workspace of Claude Platform; `*` for all."""
        return f"arn:{self.partition.id}:aws-external-anthropic:{region}:{self.account}:workspace/{id}"

    def oidc_provider(self, issuer: str) -> str:
        """The OIDC provider of a cluster's issuer."""
        return f"arn:{self.partition.id}:iam::{self.account}:oidc-provider/{issuer_name(issuer)}"

    def cluster(self, name: str) -> str:
        """An EKS cluster."""
        return f"arn:{self.partition.id}:eks:{self.region}:{self.account}:cluster/{name}"
