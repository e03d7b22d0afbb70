"""Pods."""

from typing import Any

import pytest

from portkey_constructs.platform.commands import OWN_COMMANDS
from tests.support.examples import development, production
from tests.support.objects import component, main_container, named, rendered, variables

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "docker.io/portkeyai/gateway_enterprise:2.13.0"),
        ({"tag": "3.0"}, "docker.io/portkeyai/gateway_enterprise:3.0"),
        ({"repository": "registry.example.org/gw"}, "registry.example.org/gw:2.13.0"),
        ({"digest": DIGEST}, f"docker.io/portkeyai/gateway_enterprise@{DIGEST}"),
        ({"digest": DIGEST, "tag": "3.0", "repository": "gw"}, f"gw@{DIGEST}"),
    ],
)
def test_digest_overrides_tag(settings: dict[str, str], expected: str) -> None:
    assert component(development(gateway={"image": settings}), "gateway").image == expected


def gateway(**settings: Any) -> dict[str, Any]:
    spec: dict[str, Any] = named(rendered(development(gateway=settings)), "Deployment", "portkey-gateway")["spec"]["template"]["spec"]
    return spec


def test_configured_volumes_are_added_or_replace_those_of_the_same_name() -> None:
    ours, cache = {"name": "tmp", "emptyDir": {"sizeLimit": "2Gi"}}, {"name": "cache", "emptyDir": {"sizeLimit": "1Gi"}}
    added = gateway(volumes=[cache], volumeMounts=[{"name": "cache", "mountPath": "/cache"}])
    assert added["volumes"] == [ours, cache]
    assert [mount["mountPath"] for mount in added["containers"][0]["volumeMounts"]] == ["/tmp", "/cache"]
    replaced = gateway(volumes=[{"name": "tmp", "emptyDir": {"medium": "Memory"}}, cache], volumeMounts=[{"name": "cache", "mountPath": "/tmp"}])
    assert replaced["volumes"] == [{"name": "tmp", "emptyDir": {"medium": "Memory"}}, cache]
    assert replaced["containers"][0]["volumeMounts"] == [{"name": "cache", "mountPath": "/tmp"}]


def test_store_keeps_its_data_volume() -> None:
    store = {"kind": "inCluster", "volumes": [{"name": "certs", "emptyDir": {}}], "volumeMounts": [{"name": "certs", "mountPath": "/certs"}]}
    container = main_container(rendered(development(mysql=store)), "StatefulSet", "portkey-mysql")
    assert [mount["name"] for mount in container["volumeMounts"]] == ["data", "run", "tmp", "certs"]


def test_probes_are_replaced_individually() -> None:
    own = {"httpGet": {"path": "/own", "port": 1}}
    container = gateway(probes={"readiness": own})["containers"][0]
    assert container["readinessProbe"] == own
    assert container["livenessProbe"]["httpGet"]["path"] == "/v1/health"


def test_resources_come_from_profile_or_settings_and_are_never_empty() -> None:
    assert gateway()["containers"][0]["resources"]["requests"] == {"cpu": "50m", "memory": "256Mi", "ephemeral-storage": "256Mi"}
    assert gateway(resources={"limits": {"ephemeral-storage": "1Gi"}})["containers"][0]["resources"] == {"limits": {"ephemeral-storage": "1Gi"}}
    assert "resources" not in gateway(resources={})["containers"][0]


def test_sidecars_follow_the_main_container() -> None:
    assert [container["name"] for container in gateway(sidecars=[{"name": "proxy", "image": "p"}])["containers"]] == ["gateway", "proxy"]


def test_production_spreads_services_by_default() -> None:
    def spread(**settings: Any) -> Any:
        objects = rendered(production(gateway=settings))
        return named(objects, "Deployment", "portkey-gateway")["spec"]["template"]["spec"].get("topologySpreadConstraints")

    assert [constraint["topologyKey"] for constraint in spread()] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert {constraint["labelSelector"]["matchLabels"]["app.kubernetes.io/component"] for constraint in spread()} == {"gateway"}
    assert spread(topologySpread=[]) is None
    assert "topologySpreadConstraints" not in gateway()


def test_settings_of_one_component_do_not_affect_others() -> None:
    settings = {"nodeSelector": {"pool": "ai"}, "priorityClass": "high", "gracePeriod": "90s", "dnsPolicy": "Default"}
    before, after = rendered(development()), rendered(development(gateway=settings))
    changed = [manifest["metadata"]["name"] for manifest, other in zip(before, after, strict=True) if manifest != other]
    assert changed == ["portkey-gateway"]


EVERYWHERE = ("gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse")


def main(config: Any, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The pod spec of a component, and its main container."""
    kind = "StatefulSet" if name in ("mysql", "redis", "clickhouse") else "Deployment"
    pod = named(rendered(config), kind, f"portkey-{name}")["spec"]["template"]["spec"]
    return pod, pod["containers"][0]


def with_settings(name: str, **settings: Any) -> Any:
    return development(**{name: {**({"kind": "inCluster"} if name in ("mysql", "redis", "clickhouse") else {}), **settings}})


@pytest.mark.parametrize("name", EVERYWHERE)
def test_fields_of_pods_and_containers_are_written_as_they_are_configured(name: str) -> None:
    aliases = [{"ip": "10.0.0.1", "hostnames": ["a.example.org"]}]
    sources = [{"secretRef": {"name": "own"}}]
    lifecycle = {"postStart": {"exec": {"command": ["true"]}}}
    port = {"name": "debug", "containerPort": 9229}
    config = with_settings(name, hostAliases=aliases, runtimeClass="gvisor", envFrom=sources, lifecycle=lifecycle, ports=[port])
    pod, container = main(config, name)
    assert (pod["hostAliases"], pod["runtimeClassName"]) == (aliases, "gvisor")
    assert (container["envFrom"], container["lifecycle"]) == (sources, lifecycle)
    before = main(development(), name)[1]["ports"]
    assert container["ports"] == [*before, port]


@pytest.mark.parametrize("name", EVERYWHERE)
def test_command_replaces_command_and_arguments_and_args_replace_arguments(name: str) -> None:
    own = main(development(), name)[1]
    commanded = main(with_settings(name, command=["/bin/a"]), name)[1]
    assert (commanded["command"], commanded.get("args")) == (["/bin/a"], None)
    both = main(with_settings(name, command=["/bin/a"], args=["$(B)"]), name)[1]
    assert (both["command"], both["args"]) == (["/bin/a"], ["$(B)"])
    if name in OWN_COMMANDS:
        assert own["command"][1] == "-c"
        assert "args" not in own
    else:
        assert "command" not in own
        assert main(with_settings(name, args=["--verbose"]), name)[1]["args"] == ["--verbose"]


@pytest.mark.parametrize("name", EVERYWHERE)
def test_scratch_size_limit_is_that_of_every_temporary_volume_of_the_component(name: str) -> None:
    def sizes(config: Any) -> list[dict[str, Any]]:
        return [volume["emptyDir"] for volume in main(config, name)[0]["volumes"] if "emptyDir" in volume]

    assert sizes(development())
    assert sizes(with_settings(name, scratchSizeLimit="2Gi")) == [{"sizeLimit": "2Gi"}] * len(sizes(development()))
    own = with_settings(name, scratchSizeLimit="2Gi", volumes=[{"name": "tmp", "emptyDir": {"medium": "Memory"}}])
    assert {"medium": "Memory"} in sizes(own)


def test_variables_of_env_may_refer_to_unknown_ones_of_env_from() -> None:
    sources = [{"prefix": "DB_", "secretRef": {"name": "own"}}]
    literal = variables(development(gateway={"env": {"A": "$(DB_NAME)-x"}}), "gateway")
    assert literal["A"] == "$$(DB_NAME)-x"
    assert variables(development(gateway={"env": {"A": "$(DB_NAME)-x"}, "envFrom": sources}), "gateway")["A"] == "$(DB_NAME)-x"
    intended = development(gateway={"env": {"A": "$(DB_NAME)"}, "envFrom": sources}, intended=["gateway.env.A"])
    assert variables(intended, "gateway")["A"] == "$$(DB_NAME)"
