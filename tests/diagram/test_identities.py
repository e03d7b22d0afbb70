"""Every cloud identity is in the graph."""

from portkey_constructs.config.identity import PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from tests.diagram.cases import CASES, EACH, component_label
from tests.support.objects import of_kind, rendered

ANNOTATIONS = ("eks.amazonaws.com/role-arn", "azure.workload.identity/client-id", "iam.gke.io/gcp-service-account")


@EACH
def test_every_identity_of_the_manifests_is_in_the_graph(config: PortkeyConfig) -> None:
    """Service accounts have it as an annotation, but for EKS Pod Identity, which the cluster does not know."""
    platform = config.resolve()
    objects, graph = rendered(config), build_graph(platform)
    names = {node.id: node.identity.name.removeprefix("client ") for node in graph.nodes if node.identity}
    by_workload = {name: item.identity for name, item in platform.components.items()}
    if platform.migration:
        by_workload["migration"] = platform.migration.identity
    operators = {secret.reader.service_account: secret.reader.component for secret in platform.secrets.values() if secret.reader}
    annotated = {}
    for account in of_kind(objects, "ServiceAccount"):
        for key in ANNOTATIONS:
            if key in (annotations := account["metadata"].get("annotations", {})):
                annotated[operators.get(account["metadata"]["name"], component_label(account))] = annotations[key]
    assert {holder: names.get(holder) for holder in annotated} == annotated
    existing = {name for name, item in platform.components.items() if not item.created_service_account}
    for holder in names.keys() - annotated.keys():
        cloud = by_workload.get(holder)
        assert isinstance(cloud, PodIdentity) or holder not in by_workload or holder in existing
        if isinstance(cloud, PodIdentity):
            assert names[holder].endswith(cloud.role_arn or platform.aws.role_name(holder))
    for holder, cloud in by_workload.items():
        assert (holder in names) == (cloud.kind != "none")


def test_shared_role_is_one_identity() -> None:
    ((shared, holders),) = build_graph(CASES["all-aws"].resolve()).identities.items()
    assert shared.name == "arn:aws:iam::111122223333:role/portkey"
    assert holders == ["frontend", "gateway", "backend", "dataservice", "clickhouse", "external-secrets"]


def test_role_without_an_account_id_is_shown_by_name() -> None:
    assert {identity.name for identity in build_graph(CASES["all-hybrid"].resolve()).identities} == {
        "role portkey-gateway",
        "role portkey-dataservice",
    }
