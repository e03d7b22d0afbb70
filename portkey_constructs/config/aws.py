"""The AWS account and the EKS cluster."""

from portkey_constructs.config.base import Model
from portkey_constructs.config.outputs import OutputsFile
from portkey_constructs.config.types import AwsAccountId, AwsRegion, EksClusterName, HttpsUrl

__all__ = ["Aws"]


class Aws(Model):
    """The AWS account and the EKS cluster that the platform runs in."""

    account_id: AwsAccountId | None = None
    """ID of the AWS account, twelve digits. Quote it in YAML."""
    region: AwsRegion | None = None
    """AWS region. Settings with a region of their own override it."""
    cluster: EksClusterName | None = None
    """Name of the EKS cluster. The names of roles, stacks, the log bucket and the entries of AWS Secrets Manager begin with it."""
    oidc_issuer: HttpsUrl | None = None
    """OIDC issuer of the cluster, as printed by `aws eks describe-cluster`."""
    outputs: OutputsFile | None = None
    """Path of the file that `cdk deploy --outputs-file` or `terraform output -json` writes, relative to this file. It has the addresses of what the
    AWS companion creates."""
