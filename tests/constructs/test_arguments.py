"""Wrong objects given to the constructs of manifests are refused, with the expected type."""

from collections.abc import Mapping
from itertools import count
from typing import Any, Final

import cdk8s_plus_27 as kplus
import pytest
from cdk8s import App, Chart, YamlOutputType
from constructs import Construct

import portkey_constructs.constructs as library
from portkey_constructs import ConfigurationError, PortkeyApp, Stage, mark_cluster
from portkey_constructs.config.mysql import ExternalMySql, MySqlAdministrator
from portkey_constructs.constructs.irsa_service_account import IrsaServiceAccount
from tests.support.all_settings import MINIMAL
from tests.support.all_settings.common import SECRET
from tests.support.wrong_arguments import assert_refused, public_methods, wrong_calls

_APP: Final = App()
_NUMBERS: Final = count()


def _chart() -> Chart:
    return Chart(App(), f"chart-{next(_NUMBERS)}")


_CLASSES: Final = {name: getattr(library, name) for name in library.__all__ if name not in ("Stage", "mark_cluster")}
_WITH_ADMINISTRATOR: Final = MINIMAL.model_copy(
    update={"mysql": ExternalMySql(host="db.example.org", password=SECRET, administrator=MySqlAdministrator(user="admin", password=SECRET))}
)


def _arguments(name: str) -> Mapping[str, Any]:
    if name == "PortkeyApp":
        return {}
    if name == "IrsaServiceAccount":
        return {"scope": _chart(), "id": "Account", "name": "account", "role_arn": "arn:aws:iam::111122223333:role/portkey"}
    return {"scope": _chart(), "id": "Construct", "config": _WITH_ADMINISTRATOR if name == "MySqlUser" else MINIMAL}


@pytest.mark.parametrize("name", [*_CLASSES, "mark_cluster"])
def test_construct_refuses_objects_of_another_type(name: str) -> None:
    function = getattr(library, name)
    calls = list(wrong_calls(function, {"scope": _chart()} if name == "mark_cluster" else _arguments(name)))
    assert calls
    for call in calls:
        assert_refused(call)


_METHODS: Final[Mapping[str, Mapping[str, Any]]] = {
    "allow_from": {"peer": kplus.Pods.select(Chart(_APP, "peers"), "Peer", labels={"app": "client"})},
    "api_object": {"id": "Deployment"},
    "secret": {"group": "app"},
}


@pytest.mark.parametrize("name", [name for name in _CLASSES if name not in ("ResourceQuota", "PortkeyApp")])
def test_methods_refuse_objects_of_another_type(name: str) -> None:
    construct = _CLASSES[name](**_arguments(name))
    for method in public_methods(type(construct)):
        for call in wrong_calls(getattr(construct, method), _METHODS[method]):
            assert_refused(call)


def test_one_report_names_all_arguments_of_another_type() -> None:
    with pytest.raises(ConfigurationError) as caught:
        library.MySql(5, None, config={}, with_secret="yes", accounts=Chart)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == ["scope", "id", "config", "with_secret", "accounts"]
    assert "accounts  is the class Chart, expected constructs.Construct:" in str(caught.value)
    assert "with_secret  is of the type str, expected True or False" in str(caught.value)


def test_objects_of_subclasses_and_enumerations_are_accepted() -> None:
    class Custom(Construct):
        pass

    app = PortkeyApp(outdir="build", yaml_output_type=YamlOutputType.FILE_PER_CHART)
    chart = Chart(app, "chart")
    mark_cluster(Custom(chart, "cluster"))
    library.Portkey(chart, "Portkey", config=MINIMAL, charts={Stage.STORES: Chart(app, "stores")})
    IrsaServiceAccount(chart, "Account", name="account", role_arn="arn:aws:iam::111122223333:role/portkey", labels={"team": "a"})
