"""IAM roles, and the stacks of the AWS companion."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["AWS_ROLES"]

_CLOUD: Final = "aws: {accountId: '111122223333', region: us-west-2, cluster: acme}\n"
_PODS: Final = "identity: {kind: podIdentity}\n"
_LOGS: Final = "logStore: {kind: s3, bucket: acme-logs}\n"
_ROLE: Final = "arn:aws:iam::111122223333:role"

AWS_ROLES: Final = (
    Entry(
        "PK-AWS-008",
        "roles or stacks are to be made, and the account or the region is not known",
        "Policies name ARNs, which have the account and the region in them, and a stack is of one account and one region. The manifests alone can "
        "do without.",
        "Say aws.accountId and aws.region.",
        ("aws.accountId", "aws.region"),
        example=Example(f"{_PODS}{_LOGS.replace('}', ', region: us-west-2}')}", f"{_PODS}{_LOGS}{_CLOUD}", by="aws policy"),
    ),
    Entry(
        "PK-AWS-009",
        "no component has a role of AWS'",
        "Roles were asked for, and no identity is of kind irsa or podIdentity.",
        "Give the components one by identity: {kind: irsa} or {kind: podIdentity}, with aws beside it.",
        ("identity", "*.identity"),
        example=Example("identity: {kind: none}\n", f"{_PODS}{_LOGS}{_CLOUD}", by="aws policy"),
    ),
    Entry(
        "PK-AWS-010",
        "this component has no role of AWS'",
        "One component's role was asked for by name, and it has none: the front end and the stores need no cloud unless they are told otherwise.",
        "Name one of those that the message lists.",
    ),
    Entry(
        "PK-AWS-011",
        "the EKS cluster has no name",
        "eksctl's configuration and the associations of EKS Pod Identity are of one cluster.",
        "Say aws.cluster.",
        ("aws.cluster",),
        example=Example(f"{_PODS}{_LOGS}{_CLOUD.replace(', cluster: acme', '')}", f"{_PODS}{_LOGS}{_CLOUD}", by="aws eksctl"),
    ),
    Entry(
        "PK-AWS-012",
        "one role for several service accounts, by eksctl",
        "eksctl makes a role for each service account, so it cannot make one that several take on.",
        "Give each its own role, or make the role by `portkey-constructs aws policy` and name it as roleArn.",
        ("identity", "*.identity"),
        example=Example(
            f"{_PODS}{_CLOUD}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}\nsecretOverrides:\n"
            "  mysql:\n    kind: externalSecrets\n    store: {kind: awsSecretsManager, operator: {namespace: other}}\n"
            f"    identity: {{kind: podIdentity, roleArn: '{_ROLE}/acme-portkey-external-secrets'}}\n",
            f"{_PODS}{_CLOUD}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}\n",
            by="aws eksctl",
        ),
    ),
    Entry(
        "PK-AWS-013",
        "one service account with several roles",
        "AWS gives a service account one role, and components that run as the same account are to have different ones: one of them would be denied "
        "what it needs.",
        "Say the same roleArn for all that run as it, or give each a service account of its own.",
        ("identity", "*.identity", "**.serviceAccount"),
        example=Example(
            f"{_PODS}{_CLOUD}gateway: {{serviceAccount: {{kind: existing, name: shared}}}}\n"
            "backend: {serviceAccount: {kind: existing, name: shared}}\n",
            f"{_PODS}{_CLOUD}",
            by="aws policy",
        ),
    ),
    Entry(
        "PK-AWS-014",
        "eksctl has no role to make",
        "Every role exists already, because the configuration names it, or may do nothing.",
        "There is nothing to do for eksctl.",
        ("identity", "*.identity"),
        example=Example(
            f"identity: {{kind: irsa, roleArn: '{_ROLE}/portkey'}}\n{_CLOUD.replace('}', ', oidcIssuer: https://oidc.example.org}')}{_LOGS}",
            f"identity: {{kind: irsa}}\n{_CLOUD.replace('}', ', oidcIssuer: https://oidc.example.org}')}{_LOGS}",
            by="aws eksctl",
        ),
    ),
    Entry(
        "PK-AWS-015",
        "two Secrets of the AWS companion share an entry",
        "RDS and ElastiCache write an entry of their own each, and secrets.path gives several Secrets the same one.",
        "Put {name} into secrets.path, and each Secret gets an entry of its own.",
        ("secrets.path",),
    ),
    Entry(
        "PK-AWS-016",
        "no entry of AWS Secrets Manager is read",
        "A stack is to hold the entries, and secrets come from elsewhere.",
        "Say secrets: {kind: externalSecrets, store: {kind: awsSecretsManager}}, or leave the entries out of the stack.",
        ("secrets", "secrets.store"),
    ),
    Entry(
        "PK-AWS-017",
        "a stack of a second region without a replica",
        "The stack holds the replica of a bucket that the AWS companion makes, and the configuration asks for none.",
        "Leave the stack out, or give logStore.replica and no bucket of your own.",
        ("logStore.replica", "logStore.bucket"),
    ),
    Entry(
        "PK-AWS-018",
        "the AWS companion has nothing to make",
        "Every store is named or runs in the cluster, and no component has an identity of AWS', so the stack would be empty.",
        "Give the components an identity of AWS', leave a store of AWS' unnamed, or leave the stack out.",
        ("identity", "mysql", "redis", "logStore"),
    ),
    Entry(
        "PK-AWS-019",
        "a database or a cache without a network",
        "The AWS companion makes them inside a VPC, and the stack was not told which.",
        "Give the stack network=Network(...).",
        ("mysql", "redis"),
    ),
    Entry(
        "PK-AWS-020",
        "an OIDC provider without an issuer",
        "The stack is to make the cluster's OIDC provider, and the configuration does not say the issuer that it is for.",
        "Say aws.oidcIssuer, as aws eks describe-cluster tells it, or leave make_oidc_provider out.",
        ("aws.oidcIssuer",),
    ),
    Entry(
        "PK-AWS-021",
        "entries in another region than the stack's",
        "A stack makes what is in its own region, and a Secret is read from an entry of Secrets Manager in another one.",
        "Make those entries in a stack of that region, or leave the region of the store out.",
        ("secrets.store.region", "aws.region"),
    ),
    Entry(
        "PK-CDK-001",
        "an argument of a construct of the AWS companion that does not go with another",
        "Two arguments contradict each other, or one has no use in the place that the construct is used in; the message names it.",
        "Follow the message.",
    ),
)
