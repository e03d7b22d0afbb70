"""The whole platform."""

import pytest

from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.errors import IdentityError
from portkey_constructs.manifests.stages import COMPONENTS, Stage
from tests.platform.test_environment import ALONE, ELSEWHERE, HYBRID
from tests.support.examples import DEVELOPMENT, config_from, development, external, production
from tests.support.objects import rendered


def test_stages_are_in_order() -> None:
    stages = [staged.stage for staged in development().resolve().objects()]
    assert stages == sorted(stages)
    assert set(stages) == set(Stage)
    assert {staged.stage for staged in external(migration={"kind": "inPod"}, createNamespace=False).resolve().objects()} == {
        Stage.ACCESS,
        Stage.SERVICES,
    }


def test_each_object_is_in_the_stage_of_its_component() -> None:
    staged = production().resolve().objects()
    for stage, objects in COMPONENTS.values():
        for manifest in objects(production().resolve()):
            expected = Stage.ACCESS if manifest["kind"] == "ServiceAccount" else stage
            same = [
                each
                for each in staged
                if each.manifest["kind"] == manifest["kind"] and each.manifest["metadata"]["name"] == manifest["metadata"]["name"]
            ]
            assert [candidate.stage for candidate in same] == [expected]


def test_two_objects_with_one_identity_are_refused() -> None:
    data = {**DEVELOPMENT, "backend": {"serviceAccount": {"name": "portkey-migration"}}}
    config = PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER)
    with pytest.raises(IdentityError, match="ServiceAccount portkey/portkey-migration is rendered by migration and by backend"):
        config.resolve().objects()


def test_two_platforms_can_share_a_namespace() -> None:
    first, second = (
        {str(staged.manifest["metadata"]["name"]) for staged in development(name=name, createNamespace=False).resolve().objects()}
        for name in ("a", "b")
    )
    assert not first & second


SERVICES = {"backend", "dataservice", "frontend", "gateway"}


@pytest.mark.parametrize(
    ("config", "deployments", "stores"),
    [
        (production(), SERVICES, {"mysql", "redis", "clickhouse"}),
        (external(), SERVICES, set()),
        (development(**ELSEWHERE), SERVICES - {"gateway"}, {"mysql", "redis", "clickhouse"}),
        (development(dataservice={"kind": "none"}), SERVICES - {"dataservice"}, {"mysql", "redis", "clickhouse"}),
        (config_from(ALONE), {"gateway"}, {"redis"}),
        (config_from(HYBRID), {"gateway", "dataservice"}, {"redis"}),
        (config_from({**HYBRID, "dataservice": {"kind": "none"}}), {"gateway"}, {"redis"}),
    ],
    ids=["platform", "stores elsewhere", "gateway elsewhere", "no data service", "gateway alone", "data plane", "gateway of a data plane"],
)
def test_each_shape_has_its_workloads(config: PortkeyConfig, deployments: set[str], stores: set[str]) -> None:
    for kind, expected in (("Deployment", deployments), ("StatefulSet", stores)):
        assert {manifest["metadata"]["name"].removeprefix("portkey-") for manifest in rendered(config) if manifest["kind"] == kind} == expected
