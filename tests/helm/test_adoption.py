"""Manifests that adopt a release keep what Kubernetes does not let change in the objects of the chart."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from portkey_constructs import PortkeyConfig
from portkey_constructs.helm import Chart, import_values
from portkey_constructs.helm.compare.rendering import helm_program, render_chart

TEMPLATES = sorted(Path(__file__).with_name("values").glob("template-*.yaml"))
RELEASE = "prod"
PERSISTENT: Mapping[str, Any] = {
    "nameOverride": "llm",
    "config": {"jwtPrivateKey": "c0nf1dent1al", "noAuth": {"enabled": True}},
    "ingress": {"enabled": True, "hostname": "portkey.example.org", "ingressClassName": "alb"},
    "mysql": {"name": "db", "external": {"user": "portkey", "password": "c0nf1dent1al", "database": "portkey", "rootPassword": "c0nf1dent1al"}},
    "clickhouse": {"external": {"user": "default", "password": "c0nf1dent1al", "database": "default"}},
}
GATEWAY: Mapping[str, Any] = {
    "serviceAccount": {"create": True},
    "selectorLabels": {"team": "llm"},
    "environment": {
        "data": {"PORTKEY_CLIENT_AUTH": "c0nf1dent1al", "ORGANISATIONS_TO_SYNC": "acme", "CACHE_STORE": "redis", "ANALYTICS_STORE": "control_plane"}
    },
    "dataservice": {"enabled": True, "serviceAccount": {"create": True}},
}
ANSWERS = {
    "profile": "development",
    "imagePull": {"kind": "none"},
    "clientAuth": "license-from-portkey",
    "auth": {"kind": "none", "allowPublic": True},
    "secrets": {"kind": "inline"},
}
CASES: list[tuple[Chart, Mapping[str, Any]]] = [("app", PERSISTENT), ("gateway", GATEWAY)]


def _objects(config: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    staged = PortkeyConfig.from_dict(config).resolve().objects()
    return {(each.manifest["kind"], each.manifest["metadata"]["name"]): each.manifest for each in staged}


def _imported(folder: Path, values: Mapping[str, Any], chart: Chart) -> dict[str, Any]:
    path = folder / "values.yaml"
    path.write_text(yaml.safe_dump(dict(values)), encoding="utf-8")
    config = yaml.safe_load(import_values([path], release=RELEASE, chart=chart, adopt=True).text)
    return {**config, **{name: answer for name, answer in ANSWERS.items() if name != "auth" or chart == "app"}}


def _claims(spec: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            claim["metadata"]["name"],
            claim["metadata"]["labels"],
            claim["spec"]["accessModes"],
            claim["spec"]["resources"],
            claim["spec"].get("storageClassName"),
        )
        for claim in spec.get("volumeClaimTemplates", ())
    ]


def _pairs(chart: Mapping[tuple[str, str], Any], ours: Mapping[tuple[str, str], Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in chart.keys() & ours.keys():
        yield key[0], chart[key].get("spec", {}), ours[key].get("spec", {})


@pytest.mark.slow
@pytest.mark.skipif("PORTKEY_HELM_CHARTS" not in os.environ, reason="needs a copy of Portkey's charts")
@pytest.mark.parametrize("size", [None, "7Gi"])
@pytest.mark.parametrize(("chart", "values"), CASES)
def test_adopted_objects_keep_the_immutable_fields_of_the_chart(tmp_path: Path, chart: Chart, values: Mapping[str, Any], size: str | None) -> None:
    if chart == "app" and size:
        volume = {"statefulSet": {"persistence": {"enabled": True, "size": size}}}
        values = {**values, **{store: {**values.get(store, {}), **volume} for store in ("mysql", "redis", "clickhouse")}}
    ours = _objects(_imported(tmp_path, values, chart))
    rendered = render_chart(helm_program(), str(Path(os.environ["PORTKEY_HELM_CHARTS"]) / f"portkey-{chart}"), values, RELEASE, "portkey", ())
    theirs = {(item["kind"], item["metadata"]["name"]): item for item in rendered}
    workloads = {key for key in theirs if key[0] in ("Deployment", "StatefulSet", "Service")}

    assert workloads <= ours.keys()
    for kind, before, after in _pairs(theirs, ours):
        if kind in ("Deployment", "StatefulSet"):
            assert after["selector"] == before["selector"]
            assert after["selector"]["matchLabels"].items() <= after["template"]["metadata"]["labels"].items()
            assert after.get("serviceName") == before.get("serviceName")
            assert _claims(after) == _claims(before)
            assert after["template"]["spec"]["containers"][0]["name"] == before["template"]["spec"]["containers"][0]["name"]
        if kind == "Service":
            assert after["selector"] == before["selector"]
            assert "clusterIP" not in after
            ports = {(port["name"], port["port"]) for port in before["ports"]}
            assert {(port["name"], port["port"]) for port in after["ports"]} == ports


def test_an_adopted_app_has_the_names_and_selectors_of_its_release() -> None:
    adopt = {"release": RELEASE, "chart": "app", "version": "1.7.6", "componentNames": {"mysql": "db"}, "withoutClaims": ["redis"]}
    objects = _objects({**ANSWERS, "adopt": adopt})
    mysql, redis = objects["StatefulSet", "prod-app-db"]["spec"], objects["StatefulSet", "prod-app-redis"]["spec"]
    labels = {"app.kubernetes.io/name": "app", "app.kubernetes.io/instance": RELEASE, "app.kubernetes.io/component": "prod-app-db"}

    assert mysql["selector"]["matchLabels"] == labels == mysql["volumeClaimTemplates"][0]["metadata"]["labels"]
    assert mysql["serviceName"] == "prod-app-db"
    assert [mount for mount in mysql["template"]["spec"]["containers"][0]["volumeMounts"] if mount["name"] == "data"] == [
        {"name": "data", "mountPath": "/var/lib/mysql"}
    ]
    assert "volumeClaimTemplates" not in redis
    assert {"name": "data", "emptyDir": {"sizeLimit": "1Gi"}} in redis["template"]["spec"]["volumes"]
    assert "ephemeral-storage" not in redis["template"]["spec"]["containers"][0]["resources"].get("limits", {}), "its data is local storage"
    assert not any(name.endswith("-headless") for _, name in objects)


@pytest.mark.parametrize(("values", "tag"), [({}, "8.1"), ({"images": {"mysqlImage": {"tag": "8.0.36"}}}, "8.0.36")])
def test_an_adopted_store_keeps_the_version_of_the_release(tmp_path: Path, values: Mapping[str, Any], tag: str) -> None:
    objects = _objects(_imported(tmp_path, {**PERSISTENT, **values}, "app"))
    images = {
        name: manifest["spec"]["template"]["spec"]["containers"][0]["image"] for (kind, name), manifest in objects.items() if kind == "StatefulSet"
    }

    assert images["prod-llm-db"] == f"docker.io/mysql:{tag}"
    assert images["prod-llm-redis"].startswith("docker.io/redis:7.2-alpine")


@pytest.mark.parametrize(("persistent", "append_only"), [(True, False), (False, None)])
def test_an_adopted_redis_keeps_its_snapshots_if_it_has_a_volume(tmp_path: Path, persistent: bool, append_only: bool | None) -> None:
    """The chart does not write the append-only file, so a later adoption would read it as it was."""
    config = _imported(tmp_path, {**PERSISTENT, "redis": {"statefulSet": {"persistence": {"enabled": persistent}}}}, "app")

    assert config["redis"].get("appendOnly") is append_only


@pytest.mark.parametrize(("chart", "values"), CASES)
def test_an_adopted_store_has_the_limits_of_the_release(tmp_path: Path, chart: Chart, values: Mapping[str, Any]) -> None:
    limits = {"limits": {"memory": "3Gi"}}
    if chart == "app":
        values = {**values, "mysql": {**values["mysql"], "statefulSet": {"resources": limits}}}
    objects = _objects(_imported(tmp_path, values, chart))
    stores = {name.rpartition("-")[2]: manifest for (kind, name), manifest in objects.items() if kind in ("Deployment", "StatefulSet")}
    resources = {name: manifest["spec"]["template"]["spec"]["containers"][0].get("resources", {}) for name, manifest in stores.items()}

    assert "limits" not in resources["redis"]
    if chart == "app":
        assert "limits" not in resources["clickhouse"]
        assert resources["db"]["limits"]["memory"] == "3Gi"


def test_redis_of_an_adopted_gateway_stays_the_deployment_behind_its_service() -> None:
    config = {name: value for name, value in ANSWERS.items() if name != "auth"}
    config |= {"adopt": {"release": RELEASE, "chart": "gateway", "version": "1.7.7"}, "controlPlaneUrl": "https://portkey.example.org"}
    objects = _objects({**config, "deployment": {"kind": "gateway", "organisations": ["acme"]}})
    selector = {"app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": RELEASE}

    assert objects["Deployment", "redis"]["spec"]["selector"]["matchLabels"] == selector == objects["Service", "redis"]["spec"]["selector"]
    assert not any(kind == "StatefulSet" for kind, _ in objects)
    assert objects["Deployment", "prod-gateway"]["spec"]["template"]["spec"]["containers"][0]["name"] == "gateway"


@pytest.mark.parametrize("budget", ["gateway", "dataservice"])
def test_no_pod_of_an_adopted_gateway_has_two_disruption_budgets(budget: str) -> None:
    config = {name: value for name, value in ANSWERS.items() if name != "auth"}
    config |= {"adopt": {"release": RELEASE, "chart": "gateway", "version": "1.7.7"}, "deployment": {"kind": "dataPlane", "organisations": ["acme"]}}
    config |= {"gateway": {"replicas": 2}, "dataservice": {"replicas": 2}}
    objects = _objects(config)
    name = {"gateway": "prod-gateway", "dataservice": "prod-gateway-dataservice"}
    pods = {component: objects["Deployment", own]["spec"]["template"]["metadata"]["labels"] for component, own in name.items()}
    selector = objects["PodDisruptionBudget", name[budget]]["spec"]["selector"]["matchLabels"]

    assert [component for component, labels in pods.items() if selector.items() <= labels.items()] == [budget]


def _entries(folder: Path, values: Mapping[str, Any], chart: Chart) -> dict[str, tuple[str, str]]:
    """The target and the remark of each key in the report of an import with `adopt`."""
    (folder / "values.yaml").write_text(yaml.safe_dump(dict(values)))
    imported = import_values([folder / "values.yaml"], release=RELEASE, namespace="portkey", chart=chart, adopt=True)
    return {entry.key: (entry.target, entry.remark) for entry in imported.entries}


def test_the_report_of_an_adopted_release_says_what_stays(tmp_path: Path) -> None:
    """Without `adopt`, stores get volumes, and ports without TLS and load balancers beside the Service are replaced."""
    app = {
        "mysql": {"statefulSet": {"persistence": {"enabled": False}}},
        "redis": {"statefulSet": {"persistence": {"enabled": True, "size": "2Gi"}}},
        "frontend": {"service": {"type": "LoadBalancer", "httpsPort": 443, "loadBalancerIP": "192.0.2.1"}},
    }
    entries = _entries(tmp_path, app, "app")

    assert entries["mysql.statefulSet.persistence.enabled"][0] == "adopt.withoutClaims"
    assert "back it up" in entries["mysql.statefulSet.persistence.enabled"][1]
    assert entries["redis.statefulSet.persistence.size"] == ("redis.persistence", "")
    assert entries["frontend.service.type"] == ("frontend.service.type", "")
    assert entries["frontend.service.loadBalancerIP"] == ("frontend.service.loadBalancerIP", "")
    assert entries["frontend.service.httpsPort"][0] == "frontend.service.ports"
    assert "stays" in _entries(tmp_path, {"redis": {"serviceType": "NodePort"}, "environment": {"data": {}}}, "gateway")["redis.serviceType"][1]


def test_the_file_of_an_adopted_release_names_the_stores_without_volumes(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("mysql: {statefulSet: {persistence: {enabled: true}}}\nredis: {external: {enabled: false}}\n")
    text = import_values([tmp_path / "values.yaml"], release=RELEASE, chart="app", adopt=True).text

    assert "# No volumes: redis, clickhouse. Their data ends with their pods, which the adoption restarts: back it up before.\n" in text


def test_the_ingress_of_an_adopted_front_end_names_a_port_of_its_service() -> None:
    adopt = {"release": RELEASE, "chart": "app", "version": "1.7.6"}
    exposure = {"frontend": {"kind": "ingress", "host": "portkey.example.org"}, "gateway": {"kind": "ingress", "host": "api.example.org"}}
    objects = _objects({**ANSWERS, "adopt": adopt, "exposure": exposure})
    for name, port in {"prod-app-frontend": "http", "prod-app-gateway": "gateway"}.items():
        (rule,) = objects["Ingress", name]["spec"]["rules"]
        assert rule["http"]["paths"][0]["backend"]["service"] == {"name": name, "port": {"name": port}}
        assert port in [entry["name"] for entry in objects["Service", name]["spec"]["ports"]]


def test_only_labels_that_the_chart_takes_are_in_the_selector_of_an_adopted_data_service(tmp_path: Path) -> None:
    labels = {"team": "llm", "app.kubernetes.io/name": "jobs"}
    values = {**GATEWAY, "dataservice": {**GATEWAY["dataservice"], "deployment": {"selectorLabels": labels}}}
    config = _imported(tmp_path, values, "gateway")

    assert config["adopt"]["selectorLabels"] == {"gateway": {"team": "llm"}, "dataservice": {"app.kubernetes.io/name": "jobs"}}
    assert _entries(tmp_path, values, "gateway")["dataservice.deployment.selectorLabels"] == (
        "adopt.selectorLabels",
        "without team, which no template of the chart reads",
    )
