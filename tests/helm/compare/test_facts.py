"""Facts of manifests: what the process sees, whatever its spelling, and without confidential values."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from portkey_constructs.helm.compare.inventory import Inventory
from portkey_constructs.helm.compare.model import Fact, Facts, Value, differing
from portkey_constructs.helm.compare.objects import facts_of

CONFIDENTIAL = "c0nf1dent1al"


def _workload(container: Mapping[str, Any], pod: Mapping[str, Any] | None = None, component: str = "gateway", **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"portkey-app-{component}"},
        "spec": {
            **spec,
            "template": {
                "metadata": {"labels": {"app.kubernetes.io/component": f"portkey-app-{component}"}},
                "spec": {"containers": [{"name": component, "image": "gateway:1", **container}], **(pod or {})},
            },
        },
    }


def _object(kind: str, name: str = "portkey-app-gateway", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **fields}


def _secret(**values: str) -> dict[str, Any]:
    return _object("Secret", "stores", data={key: base64.b64encode(value.encode()).decode() for key, value in values.items()})


def _facts(*objects: Mapping[str, Any]) -> Facts:
    return facts_of(Inventory(objects, "portkey", {}))


def _section(facts: Facts, section: str, component: str = "gateway") -> dict[str, Value]:
    return {fact.name: value for fact, value in facts.items() if (fact.component, fact.section) == (component, section)}


def _variables(entries: Iterable[Mapping[str, Any]], *objects: Mapping[str, Any], **container: Any) -> dict[str, Value]:
    return _section(_facts(_workload({"env": list(entries), **container}), *objects), "environment")


def _key(name: str, key: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": "stores", "key": key, **options}}}


def test_a_value_of_a_secret_is_resolved_and_not_shown() -> None:
    value = _variables([_key("DB_HOST", "host")], _secret(host=CONFIDENTIAL))["DB_HOST"]

    assert value.text == CONFIDENTIAL
    assert value.shown == "from Secret stores key host"
    assert CONFIDENTIAL not in repr(value)


def test_a_confidential_plain_value_is_not_shown() -> None:
    variables = _variables([{"name": "API_KEY", "value": CONFIDENTIAL}, {"name": "CACHE_URL", "value": f"redis://:{CONFIDENTIAL}@cache"}])

    assert [value.shown for value in variables.values()] == ["(hidden)", "(hidden)"]


def test_a_variable_composed_of_a_secret_is_not_shown() -> None:
    variables = _variables([_key("DB_USER", "user"), {"name": "ADDRESS", "value": "mysql://$(DB_USER)@db"}], _secret(user=CONFIDENTIAL))

    assert variables["ADDRESS"].text == f"mysql://{CONFIDENTIAL}@db"
    assert variables["ADDRESS"].shown == "(hidden)"


def test_the_later_of_two_variables_of_one_name_counts() -> None:
    assert _variables([{"name": "MODE", "value": "slow"}, {"name": "MODE", "value": "fast"}])["MODE"].text == "fast"


def test_a_variable_overrides_that_of_envfrom() -> None:
    source = {"envFrom": [{"configMapRef": {"name": "settings"}}]}
    variables = _variables([{"name": "MODE", "value": "fast"}], _object("ConfigMap", "settings", data={"MODE": "slow", "SIZE": "1"}), **source)

    assert (variables["MODE"].text, variables["SIZE"].text) == ("fast", "1")
    assert variables["SIZE"].source == "ConfigMap settings key SIZE"


@pytest.mark.parametrize(("text", "expanded"), [("$(A)/x", "1/x"), ("$$(A)", "$(A)"), ("$(LATER)", "$(LATER)")])
def test_references_are_expanded_as_kubernetes_does(text: str, expanded: str) -> None:
    entries = [{"name": "A", "value": "1"}, {"name": "B", "value": text}, {"name": "LATER", "value": "2"}]

    assert _variables(entries)["B"].text == expanded


def test_an_optional_key_that_the_secret_lacks_sets_no_variable() -> None:
    assert _variables([_key("LOG_STORE", "logStore", optional=True)], _secret(other="x")) == {}


def test_the_value_of_a_secret_outside_the_manifests_is_unknown() -> None:
    assert _variables([_key("DB_HOST", "host")])["DB_HOST"] == Value(None, "Secret stores key host", True)


@pytest.mark.parametrize(
    ("fields", "other"),
    [
        ({"resources": {"limits": {"cpu": "1000m", "memory": "1024Mi"}}}, {"resources": {"limits": {"cpu": 1, "memory": "1Gi"}}}),
        (
            {"readinessProbe": {"httpGet": {"path": "/health", "port": 80}}, "ports": [{"name": "web", "containerPort": 80}]},
            {
                "readinessProbe": {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10, "timeoutSeconds": 1},
                "ports": [{"name": "http", "containerPort": 80, "protocol": "TCP"}],
            },
        ),
        ({"securityContext": {}}, {"securityContext": None}),
    ],
)
def test_spellings_of_one_meaning_do_not_differ(fields: dict[str, Any], other: dict[str, Any]) -> None:
    assert list(differing(_facts(_workload(fields)), _facts(_workload(other)))) == []


def test_a_security_context_of_the_pod_counts_for_its_containers() -> None:
    pod, container = _workload({}, {"securityContext": {"runAsUser": 1000}}), _workload({"securityContext": {"runAsUser": 1000}})

    assert list(differing(_facts(pod), _facts(container))) == []


@pytest.mark.parametrize(
    ("objects", "fact"),
    [
        ([_workload({"env": [{"name": "MODE", "value": "fast"}]})], Fact("gateway", "environment", "MODE")),
        ([_workload({"ports": [{"containerPort": 80}]})], Fact("gateway", "ports", "container 80/TCP")),
        ([_workload({"livenessProbe": {"tcpSocket": {"port": 80}}})], Fact("gateway", "probes", "liveness action")),
        ([_workload({"resources": {"limits": {"cpu": 1}}})], Fact("gateway", "resources", "limits.cpu")),
        ([_workload({"securityContext": {"privileged": True}})], Fact("gateway", "security", "privileged")),
        ([_workload({"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}})], Fact("gateway", "process", "lifecycle.preStop.sleep.seconds")),
        ([_workload({}, {"hostNetwork": True})], Fact("gateway", "pod", "hostNetwork")),
        ([_workload({}, {"nodeSelector": {"pool": "a"}})], Fact("gateway", "scheduling", "nodeSelector")),
        ([_workload({}, minReadySeconds=5)], Fact("gateway", "rollout", "minReadySeconds")),
        ([_workload({}, replicas=3)], Fact("gateway", "scaling", "replicas")),
        (
            [_workload({"volumeMounts": [{"name": "data", "mountPath": "/data"}]}, {"volumes": [{"name": "data", "emptyDir": {}}]})],
            Fact("gateway", "volumes", "/data"),
        ),
        (
            [_workload({}), _object("Service", spec={"type": "NodePort", "ports": [{"port": 80}]})],
            Fact("gateway", "exposure", "NodePort 80/TCP"),
        ),
        ([_workload({}), _object("ServiceAccount")], Fact("gateway", "serviceAccounts", "service account")),
        ([_workload({}), _object("PodDisruptionBudget", spec={"maxUnavailable": 1})], Fact("gateway", "scaling", "disruption budget maxUnavailable")),
        ([_workload({}), _secret(a="b")], Fact("shared", "secrets", "stores/a")),
        ([_workload({}), _object("PodMonitor", spec={"port": "metrics"})], Fact("gateway", "objects", "PodMonitor port")),
        ([_workload({}), _object("ConfigMap", data={"nginx.conf": "server {}"})], Fact("gateway", "volumes", "content of nginx.conf")),
    ],
    ids=lambda value: value.name if isinstance(value, Fact) else "",
)
def test_each_kind_of_difference_is_seen(objects: list[dict[str, Any]], fact: Fact) -> None:
    assert fact in {difference.fact for difference in differing(_facts(_workload({})), _facts(*objects))}


def test_a_component_of_one_side_is_one_difference() -> None:
    both, one = _facts(_workload({}), _workload({}, component="backend")), _facts(_workload({}))

    assert [(difference.fact.component, difference.change) for difference in differing(both, one)] == [("backend", "removed")]


def test_an_ingress_names_the_component_and_the_port_behind_it() -> None:
    service = _object("Service", "api", spec={"selector": {"app.kubernetes.io/component": "gateway"}, "ports": [{"name": "web", "port": 80}]})
    backend = {"service": {"name": "api", "port": {"name": "web"}}}
    rules = [{"host": "ai.example.org", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}]
    facts = _facts(_workload({}), service, _object("Ingress", spec={"ingressClassName": "nginx", "rules": rules}))

    assert _section(facts, "exposure")["Ingress ai.example.org/"].text == "to gateway port 80, pathType Prefix, class nginx"


def test_the_order_of_xml_elements_does_not_differ() -> None:
    first = _object("ConfigMap", data={"users.xml": "<a><b>1</b><c>2</c></a>"})
    second = _object("ConfigMap", data={"users.xml": "<a>\n  <c>2</c>\n  <b>1</b>\n</a>"})

    assert list(differing(_facts(first), _facts(second))) == []
