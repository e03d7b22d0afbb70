"""Error codes for the environments of `environments.yaml`."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-FLEET-001",
    title="an environment does not exist",
    cause="The name after extends or after -e is not an environment of environments.yaml.",
    fix="Use one of the names in environments.yaml, or add the environment there.",
)
declare(
    "PK-FLEET-002",
    title="environments extend each other",
    cause="An environment extends itself, directly or through others, so that it is not clear which files come first.",
    fix="Let one of them extend nothing, and name the files that both need in its files.",
)
declare(
    "PK-FLEET-003",
    title="an environment has no settings",
    cause="Neither the environment nor an environment that it extends has files or values.",
    fix="Name the configuration files of the environment in files.",
)
declare(
    "PK-FLEET-004",
    title="two environments have the same objects",
    cause="Two environments run in one cluster and render objects of the same kind, namespace and name, so that each replaces those of the other.",
    fix="Set another namespace or name in each of them, or createNamespace to false where only the Namespace is shared.",
)
declare(
    "PK-FLEET-005",
    title="environments do not name their cluster",
    cause="Several environments would have the same names in one cluster, and environments.yaml does not say in which clusters they run.",
    fix="Set cluster of each environment in environments.yaml.",
    severity="warning",
)
declare(
    "PK-FLEET-006",
    title="two environments need one IAM role with different policies",
    cause="The names of the roles are equal, but the trust policies or permissions differ: whichever is deployed last wins, and the pods of the"
    " other environments lose access. It is a warning if all of them name the role in roleArn, since its policies can then allow both.",
    fix="Set aws.cluster to the name of each cluster, and another name for each platform of one cluster, or set roleArn.",
    severity="either",
)
declare(
    "PK-FLEET-007",
    title="two environments have the same stacks",
    cause="The names of the stacks that the AWS companion creates are equal in one account and region, so that each deployment changes the "
    "resources of the other environment.",
    fix="Set aws.cluster to the name of each cluster, and another name for each platform of one cluster.",
)
declare(
    "PK-FLEET-008",
    title="names of IAM roles do not carry the cluster",
    cause="Environments in several clusters of one account have IAM roles, and their configurations do not set aws.cluster: the roles of two "
    "platforms with the same name are the same.",
    fix="Set aws.cluster in each of them.",
    severity="warning",
)
declare(
    "PK-FLEET-009",
    title="two environments read the same entry of a secret manager",
    cause="The entry contains the passwords and keys of one platform. It is a warning if secrets.path or secrets.remote names it, since it may "
    "be shared on purpose. A gateway can share the entries of its control plane.",
    fix="Set secrets.path in each environment, such as eu-production/{name}.",
    severity="either",
)
declare(
    "PK-FLEET-010",
    title="two environments use the same database",
    cause="Two platforms in one database of MySQL or Redis overwrite each other's data. It is a warning for ClickHouse, and for two platforms "
    "with the same address, such as an active and a passive cluster. A gateway can share the stores of its control plane.",
    fix="Give each platform its own database, or its own server.",
    severity="either",
)
declare(
    "PK-FLEET-011",
    title="two environments write to the same bucket",
    cause="The logs of two platforms are in one bucket, and both can read all of them. It is an error if the AWS companion creates the bucket. "
    "A gateway can share the bucket of its control plane.",
    fix="Set logStore.bucket to another bucket, or to NAME/PREFIX with another prefix.",
    severity="either",
)
declare(
    "PK-FLEET-012",
    title="two environments are exposed at the same host",
    cause="In one cluster, the ingress controller sends requests to either of them, which is an error. In several clusters, DNS decides, which "
    "is a warning. Gateways of one control plane in several clusters can share a host.",
    fix="Set another host in each of them.",
    severity="either",
)
declare(
    "PK-FLEET-013",
    title="two environments have the same Flux objects",
    cause="The command flux prints objects with the same names and namespace for two environments of one cluster, so that Flux deploys only one"
    " of them.",
    fix="Set another namespace or name in each of them, or pass another namespace to the command.",
    severity="warning",
)
declare(
    "PK-FLEET-014",
    title="two environments have the same cloud identity",
    cause="The pods of both authenticate as the same managed identity of Azure or the same Google service account, so that each has access to "
    "the data of the other.",
    fix="Give each platform its own identity.",
    severity="warning",
)
declare(
    "PK-FLEET-015",
    title="the operator's service account needs several IAM roles",
    cause="Two environments of one cluster let the External Secrets Operator read AWS Secrets Manager as its own pods, but with different "
    "roles. EKS Pod Identity associates a service account with one role.",
    fix="Set the same roleArn in secrets.identity of both, or set secrets.store.auth to jwt.",
    severity="either",
)
