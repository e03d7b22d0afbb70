"""What is known of the AWS account and the EKS cluster, said once."""

from portkey_constructs.config.base import Model
from portkey_constructs.config.outputs import OutputsFile
from portkey_constructs.config.types import AwsAccountId, AwsRegion, EksClusterName, HttpsUrl

__all__ = ["Aws"]


class Aws(Model):
    """The AWS account and the EKS cluster that the platform runs in."""

    account_id: AwsAccountId | None = None
    """The account's twelve digits; quote them in YAML."""
    region: AwsRegion | None = None
    """The region of what does not say its own."""
    cluster: EksClusterName | None = None
    """The EKS cluster's name; role names begin with it."""
    oidc_issuer: HttpsUrl | None = None
    """The cluster's OIDC issuer, as `aws eks describe-cluster` tells it."""
    outputs: OutputsFile | None = None
    """The file of outputs that `cdk deploy --outputs-file` wrote, beside this one: what the AWS companion made, and where it is."""
