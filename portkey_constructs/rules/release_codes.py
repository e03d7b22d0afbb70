"""Error codes for the Helm release that `adopt` takes over."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-RELEASE-001",
    title="the configuration adopts no release",
    cause="The commands of adopt need the name of the release and its chart, and the configuration has no setting adopt.",
    fix="Add adopt with release, chart and version, or import the values with import-values --release.",
)
declare(
    "PK-RELEASE-002",
    title="the release is not in the cluster",
    cause="The namespace has no release record with this name. Helm keeps it as a Secret of type helm.sh/release.v1, unless HELM_DRIVER is set; "
    "Argo CD keeps none.",
    fix="Check the names of the release and of the namespace, and the context: helm list -A shows every release.",
)
declare(
    "PK-RELEASE-003",
    title="a release record that cannot be read",
    cause="The data of the Secret is not what Helm writes (base64, gzip and JSON with a manifest), or is larger than a Secret can be when unpacked.",
    fix="Check the release with helm status NAME. If Helm cannot read it either, restore the Secret from a backup, or roll back with helm rollback.",
)
declare(
    "PK-RELEASE-004",
    title="the cluster does not show the objects of the release",
    cause="The user of the kubeconfig may not read the release record or a kind of object, so that the check would be incomplete.",
    fix="Grant get and list for the kind.",
)
