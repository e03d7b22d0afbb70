"""Every rendering keeps the invariants: of any valid configuration, and of every environment that the project has."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from pydantic import BaseModel, SecretStr

from apps import ENVIRONMENTS
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.config.rules.workloads import OWN_PORTS, OWN_VOLUMES
from portkey_constructs.gitops.text import to_yaml
from portkey_constructs.manifests.platform import platform
from portkey_constructs.product.values import DEVELOPMENT_SECRET
from tests.examples import DEVELOPMENT, EXTERNAL, PRODUCTION, config, development
from tests.invariants import broken
from tests.objects import Manifest, Pod, env_of, found, main_container, named, pods, rendered
from tests.pod_security import unrestricted
from tests.strategies import configurations

DIST = Path(__file__).parents[1] / "dist"
OWN_CONTAINERS = ("podSecurityContext", "securityContext", "volumes", "volumeMounts", "sidecars", "initContainers")
MARK = "5e471e1"

some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def environment(name: str) -> PortkeyConfig:
    found_config: PortkeyConfig = import_module(f"apps.{name.replace('-', '_')}").CONFIG
    return found_config


def written(name: str) -> list[Manifest]:
    files = sorted((DIST / name).rglob("*.yaml"))
    return [one for file in files for one in yaml.safe_load_all(file.read_text("utf-8"))]


def weaknesses(pod: Pod) -> set[str]:
    """None; only the backend's image, which the migration runs too, needs root."""
    component = pod.labels["app.kubernetes.io/component"]
    return {f"container {component} may run as root"} if component in ("backend", "migration") else set()


def marked(value: Any, counter: list[int]) -> Any:
    """A part of a configuration with secrets that are told from everything else."""
    if isinstance(value, SecretStr):
        counter.append(len(counter))
        return SecretStr(f"{MARK}-{len(counter)}")
    if isinstance(value, BaseModel):
        changed = {name: marked(getattr(value, name), counter) for name in sorted(value.model_fields_set)}
        return value.model_copy(update={name: new for name, new in changed.items() if new is not getattr(value, name)})
    return value


@some
@example(dict(DEVELOPMENT))
@example(dict(PRODUCTION))
@example(dict(EXTERNAL))
@given(configurations())
def test_of_any_configuration(data: dict[str, Any]) -> None:
    made = config(data)
    assert broken(rendered(made), made) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_of_the_environments_as_they_are_written(name: str) -> None:
    objects = written(name)
    assert objects != []
    assert broken(objects, environment(name)) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_pods_of_the_environments_are_restricted(name: str) -> None:
    for pod in pods(written(name)):
        assert set(unrestricted(pod)) == weaknesses(pod)


@some
@given(configurations())
def test_pods_are_restricted_unless_the_user_says_otherwise(data: dict[str, Any]) -> None:
    for name in (*SERVICE_NAMES, *STORE_NAMES):
        for setting in OWN_CONTAINERS:
            data.get(name, {}).pop(setting, None)
    for pod in pods(rendered(config(data))):
        assert set(unrestricted(pod)) == weaknesses(pod)


@some
@example(dict(DEVELOPMENT))
@given(configurations("development"))
def test_secret_values_stand_in_secrets_alone(data: dict[str, Any]) -> None:
    counter: list[int] = []
    objects = rendered(marked(config(data), counter))
    assert [one for one in objects if one["kind"] != "Secret" and MARK in to_yaml([one])] == []
    assert not counter or MARK in to_yaml(found(objects, "Secret"))


@some
@given(configurations("production"))
def test_production_has_no_secret_value(data: dict[str, Any]) -> None:
    objects = rendered(config(data))
    assert found(objects, "Secret") == []
    assert DEVELOPMENT_SECRET not in to_yaml(objects)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        (lambda objects: objects.append(objects[0]), "identities"),
        (lambda objects: main_container(objects, "Deployment", "portkey-gateway")["ports"].clear(), "services"),
        (lambda objects: objects.remove(found(objects, "ServiceAccount")[0]), "nothing_dangles"),
        (lambda objects: objects.remove(found(objects, "Secret")[1]), "nothing_dangles"),
        (lambda objects: main_container(objects, "StatefulSet", "portkey-mysql")["volumeMounts"][0].update(name="date"), "pods"),
        (lambda objects: main_container(objects, "Deployment", "portkey-gateway")["env"].reverse(), "variables"),
        (lambda objects: found(objects, "Ingress")[0]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"].update(name="x"), "ingresses"),
        (lambda objects: named(objects, "Service", "portkey-gateway")["spec"]["ports"][0].update(port=1), "addresses"),
        (lambda objects: found(objects, "Service")[0]["spec"]["selector"].pop("app.kubernetes.io/component"), "services"),
        (lambda objects: found(objects, "Deployment")[0]["spec"]["selector"]["matchLabels"].pop("app.kubernetes.io/component"), "selectors"),
        (lambda objects: found(objects, "Deployment")[0]["metadata"]["labels"].update(team=""), None),
        (lambda objects: found(objects, "Deployment")[0]["metadata"]["labels"].update(team="a b"), "names"),
        (lambda objects: found(objects, "Deployment")[0]["spec"].update(strategy={}), "leftovers"),
        (lambda objects: found(objects, "Deployment")[0]["spec"].update(template=found(objects, "Deployment")[1]["spec"]["template"]), "own_memory"),
    ],
)
def test_an_invariant_sees_what_breaks_it(changed: Any, wrong: str | None) -> None:
    made = development()
    objects = rendered(made)
    assert env_of(main_container(objects, "Deployment", "portkey-gateway"))["PORT"] == "8787"
    changed(objects)
    assert {one.partition(":")[0] for one in broken(objects, made)} >= ({wrong} if wrong else set())
    assert wrong or broken(objects, made) == []


@pytest.mark.parametrize("component", OWN_VOLUMES)
def test_the_rules_know_the_pods_own_volumes_and_ports(component: str) -> None:
    workload = next(
        one.manifest
        for one in platform(development())
        if one.manifest["kind"] in ("Deployment", "StatefulSet") and one.manifest["metadata"]["name"] == f"portkey-{component}"
    )
    spec: Any = workload["spec"]  # type: ignore[typeddict-item]
    pod = spec["template"]["spec"]
    volumes = [volume["name"] for volume in pod.get("volumes", [])] + [claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])]
    assert sorted(volumes) == sorted(OWN_VOLUMES[component])
    assert [port["name"] for port in pod["containers"][0]["ports"]] == list(OWN_PORTS[component])
