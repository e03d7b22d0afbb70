"""Error codes for IAM roles and for the stacks of the AWS companion."""

from typing import Final

from portkey_constructs.rules.aws_companion import OUTPUTS_EXAMPLE
from portkey_constructs.rules.registry import Example, declare

__all__: list[str] = []

_AWS: Final = "aws: {accountId: '111122223333', region: us-west-2, cluster: acme}\n"
_WITHOUT_CLUSTER: Final = "aws: {accountId: '111122223333', region: us-west-2}\n"
_WITH_ISSUER: Final = "aws: {accountId: '111122223333', region: us-west-2, cluster: acme, oidcIssuer: https://oidc.example.org}\n"
_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_LOGS: Final = "logStore: {kind: s3, bucket: acme-logs}\n"
_ROLE: Final = "arn:aws:iam::111122223333:role"
_IDENTITY: Final = ("identity", "*.identity")

declare(
    "PK-AWS-001",
    title="the file of outputs cannot be used",
    cause="aws.outputs names a file that neither `cdk deploy --outputs-file` nor `terraform output -json` has written, that cannot be "
    "read, or that belongs to other stacks than the AWS companion's. The message has the reason.",
    fix="Write it again with cdk deploy --all --outputs-file outputs.json, or with terraform output -json > outputs.json.",
    settings=("aws.outputs",),
    example=Example("aws: {region: us-west-2, outputs: wrong.json}\n", "aws: {region: us-west-2, outputs: outputs.json}\n", files=OUTPUTS_EXAMPLE),
)
declare(
    "PK-AWS-008",
    title="roles or stacks for an unknown account or region",
    cause="Policies contain ARNs with the account and the region, and a stack belongs to one account and one region. Only the "
    "manifests work without.",
    fix="Set aws.accountId and aws.region.",
    settings=("aws.accountId", "aws.region"),
    example=Example(
        f"{_POD_IDENTITY}logStore: {{kind: s3, bucket: acme-logs, region: us-west-2}}\n", f"{_POD_IDENTITY}{_LOGS}{_AWS}", by="aws policy"
    ),
)
declare(
    "PK-AWS-009",
    title="no component has an AWS role",
    cause="The command creates roles, but no identity is of kind irsa or podIdentity.",
    fix="Set identity: {kind: irsa} or {kind: podIdentity}, and the account in aws.",
    settings=_IDENTITY,
    example=Example("identity: {kind: none}\n", f"{_POD_IDENTITY}{_LOGS}{_AWS}", by="aws policy"),
)
declare(
    "PK-AWS-010",
    title="this component has no AWS role",
    cause="The command names a component without a role: the front end and the stores use no cloud, unless an identity is set for them.",
    fix="Name one of the components that the message lists.",
)
declare(
    "PK-AWS-011",
    title="the EKS cluster has no name",
    cause="The configuration of eksctl and the associations of EKS Pod Identity belong to one cluster.",
    fix="Set aws.cluster.",
    settings=("aws.cluster",),
    example=Example(f"{_POD_IDENTITY}{_LOGS}{_WITHOUT_CLUSTER}", f"{_POD_IDENTITY}{_LOGS}{_AWS}", by="aws eksctl"),
)
declare(
    "PK-AWS-012",
    title="eksctl cannot share a role between service accounts",
    cause="eksctl creates a role for each service account, so it cannot create one for several of them.",
    fix="Give each a separate role, or create the role with `portkey-constructs aws policy` and set its ARN as roleArn.",
    settings=_IDENTITY,
    example=Example(
        f"{_POD_IDENTITY}{_AWS}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}\nsecretOverrides:\n"
        "  mysql:\n    kind: externalSecrets\n    store: {kind: awsSecretsManager, operator: {namespace: other}}\n"
        f"    identity: {{kind: podIdentity, roleArn: '{_ROLE}/acme-portkey-external-secrets'}}\n",
        f"{_POD_IDENTITY}{_AWS}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}\n",
        by="aws eksctl",
    ),
)
declare(
    "PK-AWS-013",
    title="one service account with several roles",
    cause="AWS gives a service account one role, but components with the same account would have different ones: AWS would deny one of them what it "
    "needs.",
    fix="Set the same roleArn for all components with this service account, or give each a separate service account.",
    settings=(*_IDENTITY, "**.serviceAccount"),
    example=Example(
        f"{_POD_IDENTITY}{_AWS}gateway: {{serviceAccount: {{kind: existing, name: shared}}}}\n"
        "backend: {serviceAccount: {kind: existing, name: shared}}\n",
        f"{_POD_IDENTITY}{_AWS}",
        by="aws policy",
    ),
)
declare(
    "PK-AWS-014",
    title="eksctl has no role to create",
    cause="Every role exists already, because the configuration names it, or needs no permission.",
    fix="Do not run eksctl: nothing is left to create.",
    settings=_IDENTITY,
    example=Example(
        f"identity: {{kind: irsa, roleArn: '{_ROLE}/portkey'}}\n{_WITH_ISSUER}{_LOGS}",
        f"identity: {{kind: irsa}}\n{_WITH_ISSUER}{_LOGS}",
        by="aws eksctl",
    ),
)
declare(
    "PK-AWS-015",
    title="two Secrets of the AWS companion share an entry",
    cause="RDS and ElastiCache each write a separate entry, but secrets.path gives several Secrets the same one.",
    fix="Put {name} into secrets.path, so that each Secret has a separate entry.",
    settings=("secrets.path",),
)
declare(
    "PK-AWS-016",
    title="no Secret comes from AWS Secrets Manager",
    cause="The stack contains entries of AWS Secrets Manager, but the Secrets come from elsewhere.",
    fix="Set secrets: {kind: externalSecrets, store: {kind: awsSecretsManager}}, or remove the entries from the stack.",
    settings=("secrets", "secrets.store"),
)
declare(
    "PK-AWS-017",
    title="a stack of a second region without a replica",
    cause="The stack contains the replica of a bucket that the AWS companion creates, but the configuration has no such replica.",
    fix="Remove the stack, or set logStore.replica and remove logStore.bucket.",
    settings=("logStore.replica", "logStore.bucket"),
)
declare(
    "PK-AWS-018",
    title="the AWS companion has nothing to create",
    cause="Every store is named or runs in the cluster, and no component has an AWS identity, so the stack would be empty.",
    fix="Give the components an AWS identity, leave a store of AWS unnamed, or remove the stack.",
    settings=("identity", "mysql", "redis", "logStore"),
)
declare(
    "PK-AWS-019",
    title="a database or a cache without a network",
    cause="The AWS companion creates them inside a VPC, but the stack has none.",
    fix="Set network=Network(...) for the stack.",
    settings=("mysql", "redis"),
)
declare(
    "PK-AWS-020",
    title="an OIDC provider without an issuer",
    cause="The stack creates the OIDC provider of the cluster, but aws.oidcIssuer is not set.",
    fix="Set aws.oidcIssuer, as aws eks describe-cluster prints it, or remove make_oidc_provider.",
    settings=("aws.oidcIssuer",),
)
declare(
    "PK-AWS-021",
    title="entries in another region than the stack",
    cause="A stack creates resources in its own region, but a Secret is read from an entry of Secrets Manager in another one.",
    fix="Create those entries in a stack of that region, or remove the region of the store.",
    settings=("secrets.store.region", "aws.region"),
)
declare(
    "PK-AWS-023",
    title="a trust policy without the OIDC issuer of the cluster",
    cause="The role exists, because the configuration names its ARN, so the manifests need no issuer. But the command prints the trust policy, which "
    "names the issuer of the cluster's tokens.",
    fix="Set aws.oidcIssuer, as `aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer --output text` prints it.",
    settings=("aws.oidcIssuer", *_IDENTITY),
    example=Example(
        f"identity: {{kind: irsa, roleArn: '{_ROLE}/portkey'}}\n{_AWS}{_LOGS}",
        f"identity: {{kind: irsa, roleArn: '{_ROLE}/portkey'}}\n{_WITH_ISSUER}{_LOGS}",
        by="aws policy",
    ),
)
