"""Everybody who is somebody to a cloud is so in the picture."""

from collections.abc import Iterator

from portkey_constructs.config.identity import PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.diagram.elements import Place
from portkey_constructs.diagram.graph import graph
from portkey_constructs.platform.cloud_identity import identity, reader
from portkey_constructs.platform.defaults import deployed, secret_source
from portkey_constructs.platform.names import Names
from tests.diagram.cases import CASES, EACH
from tests.support.objects import Manifest, found, rendered


def component(one: Manifest) -> str:
    return str(one["metadata"]["labels"]["app.kubernetes.io/component"])


@EACH
def test_every_identity_is_there(config: PortkeyConfig) -> None:
    """By the annotations of service accounts; EKS Pod Identity leaves no trace in the cluster."""
    objects, drawn = rendered(config), graph(config)
    keys = ("eks.amazonaws.com/role-arn", "azure.workload.identity/client-id", "iam.gke.io/gcp-service-account")
    names = {holder: who.name.removeprefix("client ") for who in drawn.identities for holder in who.holders}
    by_pods = {one: identity(config, one) for one in [node.id for node in drawn.nodes if node.place in (Place.SERVICES, Place.STORES)]}
    readers = {Names(config).reader_account(group, source): reader(config, group) for group, source in _operators(config)}
    noted = {}
    for one in found(objects, "ServiceAccount"):
        for key in keys:
            if key in (annotations := one["metadata"].get("annotations", {})):
                noted[readers.get(one["metadata"]["name"], component(one))] = annotations[key]
    existing = {name for name in names if name not in noted}
    assert {name: names.get(name) for name in noted} == noted
    for name in existing:
        who = by_pods.get(name)
        assert isinstance(who, PodIdentity) or name not in by_pods or name in _not_made(config)
        if isinstance(who, PodIdentity):
            assert names[name].endswith(who.role_arn or Names(config).role(name))
    for name, who in by_pods.items():
        assert (name in names) == (who.kind != "none")


def _operators(config: PortkeyConfig) -> Iterator[tuple[SecretGroup, ExternalSecrets]]:
    for group in SecretGroup:
        source = secret_source(config, group)
        if isinstance(source, ExternalSecrets):
            yield group, source


def _not_made(config: PortkeyConfig) -> set[str]:
    """Components whose service account somebody else makes, and annotates."""
    return {name for name, one in deployed(config).items() if one.workload.service_account.kind == "existing"}


def test_one_role_for_several_is_one_identity() -> None:
    drawn = graph(CASES["every-aws"])
    (shared,) = drawn.identities
    assert shared.name == "arn:aws:iam::111122223333:role/portkey"
    assert shared.holders == ("frontend", "gateway", "backend", "dataservice", "clickhouse", "external-secrets")


def test_a_role_of_an_unknown_account_has_its_name() -> None:
    assert {who.name for who in graph(CASES["every-hybrid"]).identities} == {"role portkey-gateway", "role portkey-dataservice"}
