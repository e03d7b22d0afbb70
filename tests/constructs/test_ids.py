"""Construct ids are public: whoever patches an object finds it by its path."""

import pytest
from cdk8s import ApiObject
from constructs import Construct, IConstruct

from portkey_constructs.constructs import Portkey, Stage
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES
from tests.constructs.charts import new_chart
from tests.support.all_settings import ALL_SETTINGS, MINIMAL
from tests.support.examples import production


def paths(root: IConstruct) -> set[str]:
    paths = {it.node.path.removeprefix("chart/Portkey/") for it in root.node.find_all() if isinstance(it, ApiObject)}
    return {path.removesuffix("/Resource") for path in paths}


def of_services(*kinds: str) -> set[str]:
    return {f"{service}/{kind}" for service in ("Gateway", "Backend", "DataService", "Frontend") for kind in kinds}


def of_stores(*kinds: str) -> set[str]:
    return {f"{store}/{kind}" for store in ("MySql", "Redis", "ClickHouse") for kind in kinds}


def test_ids_of_the_minimal_configuration() -> None:
    chart = new_chart()
    Portkey(chart, "Portkey", config=MINIMAL)
    assert paths(chart) == {
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
    chart = new_chart()
    Portkey(chart, "Portkey", config=ALL_SETTINGS["production"])
    assert paths(chart) == {
        "Migration/Job",
        "Migration/ServiceAccount",
        "Frontend/ConfigMap",
        "ClickHouse/ConfigMap",
        "Frontend/Ingress",
        "Gateway/Ingress",
        "Gateway/McpIngress",
        "ExtraObjects/ConfigMap-own",
        *(f"NetworkPolicies/{component}" for component in (*SERVICE_NAMES, *STORE_NAMES, "migration")),
        *of_services("Deployment", "Service", "ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget"),
        *of_stores("StatefulSet", "Service", "HeadlessService", "ServiceAccount"),
    }


@pytest.mark.parametrize(
    ("name", "exposures"),
    [
        ("aws", {"Frontend/Ingress", "Gateway/Ingress", "Gateway/McpIngress", "Gateway/ServiceMonitor"}),
        ("eks-pods", {"Frontend/PublicService", "Gateway/PublicService", "Gateway/McpPublicService"}),
        ("shared-store", {"Frontend/HTTPRoute", "Gateway/HTTPRoute", "Gateway/McpHTTPRoute", "Gateway/BackendTLSPolicy"}),
        ("vault", {"Frontend/Ingress", "Gateway/Ingress", "Gateway/McpIngress", "Gateway/ServersTransport"}),
        ("alone", {"Gateway/McpIngress", "Gateway/McpSourcesMiddleware"}),
        (
            "open",
            {
                "Frontend/Ingress",
                "Gateway/Ingress",
                "Gateway/MetricsIngress",
                "Gateway/MetricsMiddleware",
                "Gateway/McpHTTPRoute",
                "Gateway/SourcesMiddleware",
            },
        ),
    ],
)
def test_ids_of_exposures(name: str, exposures: set[str]) -> None:
    chart = new_chart()
    Portkey(chart, "Portkey", config=ALL_SETTINGS[name])
    kinds = ("Ingress", "HTTPRoute", "PublicService", "ServiceMonitor", "Middleware", "ServersTransport", "BackendTLSPolicy")
    assert {path for path in paths(chart) if path.endswith(kinds)} == exposures


@pytest.mark.parametrize(
    ("name", "secrets"),
    [
        (
            "aws",
            {
                "SecretStore",
                "ServiceAccount",
                *(f"ExternalSecret{id}" for id in ("App", "MySql", "MySqlAdministrator", "ClickHouse", "ClickHouseFormer", "Registry")),
            },
        ),
        (
            "eks-pods",
            {
                *("ClusterSecretStore", "SecretStoreRegistry"),
                *(f"ExternalSecret{id}" for id in ("App", "MySql", "MySqlAdministrator", "ClickHouse", "ClickHouseFormer", "Registry")),
            },
        ),
        ("aks-csi", {"ClickHouseFormer", "Registry", *(f"SecretProviderClass{id}" for id in ("App", "MySql", "ClickHouse"))}),
        ("vault", {"App", "Gateway", "SecretStore", "ServiceAccount", "ExternalSecretMySql", "ExternalSecretClickHouse"}),
        ("hybrid", {"Redis", "Gateway", "SecretProviderClassApp"}),
        ("production", set()),
    ],
)
def test_ids_of_secrets(name: str, secrets: set[str]) -> None:
    chart = new_chart()
    Portkey(chart, "Portkey", config=ALL_SETTINGS[name])
    assert {path.removeprefix("Secrets/") for path in paths(chart) if path.startswith("Secrets/")} == secrets


def test_secret_with_its_own_source_has_its_own_ids() -> None:
    """Whatever its reader is called, and however much the names are alike."""
    source = {"kind": "externalSecrets", "store": {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}}
    own = {**source, "serviceAccount": {"name": "reader"}}
    chart = new_chart()
    Portkey(chart, "Portkey", config=production(name="acme-mysql", secrets=source, secretOverrides={"mysql": own, "app": source}))
    assert {path.removeprefix("Secrets/") for path in paths(chart) if path.startswith("Secrets/")} == {
        *(f"{kind}{id}" for kind in ("SecretStore", "ServiceAccount") for id in ("", "MySql", "App")),
        *(f"ExternalSecret{id}" for id in ("App", "MySql", "Redis", "ClickHouse", "Registry")),
    }


@pytest.mark.parametrize("name", ["minimal", *ALL_SETTINGS])
def test_every_object_has_an_id(name: str) -> None:
    config = MINIMAL if name == "minimal" else ALL_SETTINGS[name]
    chart = new_chart()
    Portkey(chart, "Portkey", config=config)
    assert len(paths(chart)) == len(config.resolve().objects())


def test_object_is_found_by_its_path() -> None:
    chart = new_chart()
    portkey = Portkey(chart, "Portkey", config=MINIMAL)
    assert portkey.gateway is not None
    deployment = portkey.gateway.node.find_child("Deployment")
    assert isinstance(deployment, ApiObject)
    assert (deployment.kind, deployment.name) == ("Deployment", "portkey-gateway")


def test_with_one_chart_per_stage_the_service_accounts_share_a_chart() -> None:
    chart = new_chart()
    access = Construct(chart, "Access")
    Portkey(chart, "Portkey", config=MINIMAL, charts={Stage.ACCESS: access})
    account_paths = {it.node.path.removeprefix("chart/Access/Portkey/ServiceAccounts/") for it in access.node.find_all() if isinstance(it, ApiObject)}
    parts = {"Gateway", "Backend", "DataService", "Frontend", "MySql", "Redis", "ClickHouse", "Migration"}
    assert parts <= account_paths
    assert not any(path.endswith("/ServiceAccount") for path in paths(chart))
