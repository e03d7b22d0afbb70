"""Construct ids are public: whoever patches an object finds it by its path."""

from cdk8s import ApiObject
from constructs import Construct, IConstruct

from portkey_constructs.constructs import Portkey, Stage
from tests.constructs.charts import chart
from tests.every import EVERY, LEAST


def paths(root: IConstruct) -> set[str]:
    found = {it.node.path.removeprefix("chart/Portkey/") for it in root.node.find_all() if isinstance(it, ApiObject)}
    return {path.removesuffix("/Resource") for path in found}


def of_services(*kinds: str) -> set[str]:
    return {f"{service}/{kind}" for service in ("Gateway", "Backend", "DataService", "Frontend") for kind in kinds}


def of_stores(*kinds: str) -> set[str]:
    return {f"{store}/{kind}" for store in ("MySql", "Redis", "ClickHouse") for kind in kinds}


def test_ids_of_the_least() -> None:
    around = chart()
    Portkey(around, "Portkey", config=LEAST)
    assert paths(around) == {
        "Namespace/Namespace",
        "Secrets/App",
        "Secrets/MySql",
        "Secrets/ClickHouse",
        "Secrets/Registry",
        "Migration/Job",
        "Migration/ServiceAccount",
        "Frontend/ConfigMap",
        "ClickHouse/ConfigMap",
        *of_services("Deployment", "Service", "ServiceAccount"),
        *of_stores("StatefulSet", "Service", "HeadlessService", "ServiceAccount"),
    }


def test_ids_of_production() -> None:
    around = chart()
    Portkey(around, "Portkey", config=EVERY["production"])
    assert paths(around) == {
        "Migration/Job",
        "Migration/ServiceAccount",
        "Frontend/ConfigMap",
        "ClickHouse/ConfigMap",
        "Frontend/Ingress",
        "Gateway/Ingress",
        *of_services("Deployment", "Service", "ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget"),
        *of_stores("StatefulSet", "Service", "HeadlessService", "ServiceAccount"),
    }


def test_an_object_is_found_by_its_path() -> None:
    around = chart()
    portkey = Portkey(around, "Portkey", config=LEAST)
    deployment = portkey.gateway.node.find_child("Deployment")
    assert isinstance(deployment, ApiObject)
    assert (deployment.kind, deployment.name) == ("Deployment", "portkey-gateway")


def test_with_a_chart_a_stage_the_service_accounts_stand_together() -> None:
    around = chart()
    access = Construct(around, "Access")
    Portkey(around, "Portkey", config=LEAST, charts={Stage.ACCESS: access})
    found = {it.node.path.removeprefix("chart/Access/Portkey/ServiceAccounts/") for it in access.node.find_all() if isinstance(it, ApiObject)}
    parts = {"Gateway", "Backend", "DataService", "Frontend", "MySql", "Redis", "ClickHouse", "Migration"}
    assert parts <= found
    assert not any(path.endswith("/ServiceAccount") for path in paths(around))
