"""Error codes for what `plan` compares with."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-PLAN-001",
    title="nothing to compare the configuration with",
    cause="There is no folder dist beside the configuration, and no commit of a git repository with the manifests or the configuration.",
    fix="Name what to compare with: --against DIR, --against REV or --against live.",
)
declare(
    "PK-PLAN-002",
    title="what to compare with does not exist",
    cause="The name after --against is neither a folder nor a revision of the git repository. In CI, a shallow clone has only one commit.",
    fix="Correct the name, or fetch the revision first, in CI with fetch-depth: 0 of actions/checkout.",
)
declare(
    "PK-PLAN-003",
    title="a folder without manifests of this library",
    cause="The folder has no files that end in .k8s.yaml, or none of their objects has the label app.kubernetes.io/managed-by: portkey-constructs.",
    fix="Name the folder that render -o wrote.",
)
declare(
    "PK-PLAN-004",
    title="a manifest that cannot be read",
    cause="A file in the folder is not YAML, is too large, or does not contain Kubernetes objects of the form that its kind has.",
    fix="Restore the file from git, or render the folder again from the configuration that is deployed.",
)
declare(
    "PK-PLAN-005",
    title="it is not clear what to compare with",
    cause="The name is both a folder and a revision, the folder contains several environments, the default folder has changes that are not "
    "committed, or a merge is not finished.",
    fix="Name exactly one, as the message says.",
)
declare(
    "PK-PLAN-006",
    title="git cannot be used",
    cause="The program git is missing or failed. It is needed to compare with a revision.",
    fix="Install git, or name a folder with the manifests.",
)
declare(
    "PK-PLAN-007",
    title="the cluster does not show its objects",
    cause="The user of the kubeconfig may not read a kind of object, or its answer is malformed, so that changes would be missing in the plan.",
    fix="Grant get and list for the kind, or compare with a folder or a revision.",
)
