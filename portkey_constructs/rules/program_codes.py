"""Error codes for command-line options and constructs."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-FLUX-001",
    title="an option of flux that Flux would refuse",
    cause="The address, the path, the interval, the namespace or the name of the source does not have the form that Flux expects, or the address "
    "contains a password.",
    fix="Write it as the message says; credentials belong in the Secret that --secret names.",
)
declare(
    "PK-ARGOCD-001",
    title="an option of argocd that Argo CD would refuse",
    cause="The address, the path, the revision, or a name does not have the form that Argo CD expects, or the address contains a password.",
    fix="Write it as the message says; credentials of the repository belong in Argo CD's own Secret.",
)
declare(
    "PK-ARGOCD-002",
    title="an Application without sync waves",
    cause="The configuration does not set argocd, so the objects have no sync waves, and Argo CD applies all of them at once: the pods of the "
    "backend restart until the migration is complete. Nor do they have the annotation that keeps the Namespace.",
    fix="Set argocd: true in portkey.yaml, render again and commit the manifests.",
    settings=("argocd",),
    severity="warning",
)
declare(
    "PK-OUTPUT-001",
    title="the output would overwrite a file that the command reads",
    cause="The path after -o is a configuration of -f or the file in aws.outputs, perhaps through another path or a link; or it is a folder with "
    "such a file, which the command would replace as a whole.",
    fix="Name another file or folder after -o.",
)
declare(
    "PK-OUTPUT-002",
    title="two environments would write to one place",
    cause="A link in the folder after -o leads the files of one environment to those of another, or into their folder, so that one would replace the "
    "other.",
    fix="Remove the link, or name another folder after -o.",
)
declare(
    "PK-CONSTRUCT-001",
    title="a construct for something that does not run in this cluster",
    cause="A construct such as Gateway or MySql was created from a configuration in which that component runs elsewhere or not at all.",
    fix="Remove the construct, or change the setting that the message names.",
)
declare(
    "PK-CONSTRUCT-002",
    title="an object of another type as the argument of a construct",
    cause="A construct, or a method of one, was called with an object of another type: a name instead of a VPC, a key instead of a bucket, a class "
    "instead of an object. The message names the argument, its type and the expected type.",
    fix="Pass an object of the expected type, such as the one in the message.",
)
declare(
    "PK-CDK-001",
    title="arguments of a construct of the AWS companion that contradict each other, or a name that AWS reserves",
    cause="Two arguments contradict each other, or one has no effect where the construct is used, or AWS does not accept it. The message names it. "
    "`aws terraform` names the setting.",
    fix="Change the arguments, or the setting, as the message says.",
)
