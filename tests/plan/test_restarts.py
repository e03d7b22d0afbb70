"""Which pods restart, and the reason that the plan gives."""

from typing import Any, Final

import pytest

from portkey_constructs.plan import Change, compare

Object = dict[str, Any]


def workload(kind: str = "Deployment", pod: Object | None = None, template: Object | None = None, **fields: Any) -> Object:
    container = {"name": "app", "image": "app:1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}
    content = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [container], **(pod or {})}, **(template or {})}
    head = {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "w", "namespace": "n"}}
    return {**head, "spec": {"replicas": 2, "template": content, **fields}}


def with_container(**fields: Any) -> Object:
    """A Deployment whose container has these fields."""
    manifest = workload()
    manifest["spec"]["template"]["spec"]["containers"][0].update(fields)
    return manifest


def planned(new: Object, old: Object | None = None) -> Change:
    return compare([old or workload()], [new]).changes[0]


def env(*entries: tuple[str, Any]) -> list[Object]:
    return [{"name": name, **({"value": value} if isinstance(value, str) else {"valueFrom": value})} for name, value in entries]


SECRET: Final = {"secretKeyRef": {"name": "s", "key": "k"}}
REASONS: Final = [
    (with_container(image="app:2"), "image of app changes from app:1 to app:2"),
    (with_container(env=env(("A", "1"), ("B", "3"))), "variable B of app changes from 2 to 3"),
    (with_container(env=env(("A", "1"), ("B", "2"), ("C", ""))), "variable C of app is added ()"),
    (with_container(env=env(("A", "1"))), "variable B of app is removed"),
    (with_container(env=env(("B", "2"), ("A", "1"))), "the variables of app have another order"),
    (with_container(env=env(("A", "1"), ("B", SECRET))), "variable B of app is read from a Secret or a ConfigMap now"),
    (with_container(env=env(("A", "1"), ("B", "2"), ("C", SECRET))), "variable C of app is added (key k of Secret s)"),
    (with_container(env=env(("A", "1"), ("B", "2"), ("API_TOKEN", "abc"))), "variable API_TOKEN of app is added ((hidden))"),
    (with_container(resources={"requests": {"cpu": "1"}}), "resources of app is added"),
    (with_container(args=["--verbose"]), "args of app is added"),
    (with_container(securityContext={}), "securityContext of app is added"),
    (workload(pod={"containers": [*workload()["spec"]["template"]["spec"]["containers"], {"name": "b", "image": "b"}]}), "container b is added"),
    (workload(pod={"terminationGracePeriodSeconds": 60}), "terminationGracePeriodSeconds is added (60)"),
    (workload(pod={"automountServiceAccountToken": False}), "automountServiceAccountToken is added"),
    (workload(pod={"volumes": [{"name": "v", "csi": {"driver": "d", "readOnly": False}}]}), "volumes is added"),
    (workload(pod={"shareProcessNamespace": False}), "shareProcessNamespace is added"),
    (workload(template={"metadata": {"labels": {"a": "b", "c": "d"}}}), "metadata.labels.c is added (d)"),
    (workload(template={"metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}}}), "metadata.annotations.c is added (d)"),
]


@pytest.mark.parametrize(("new", "reason"), REASONS, ids=[reason for _, reason in REASONS])
def test_a_change_of_the_template_restarts_the_pods_and_is_named(new: Object, reason: str) -> None:
    change = planned(new)
    assert len(change.restarts) == 1
    assert change.restarts[0].startswith(reason)


def test_a_variable_that_becomes_a_plain_value_is_named_once() -> None:
    change = planned(with_container(env=env(("A", "1"), ("B", "2"))), with_container(env=env(("A", "1"), ("B", SECRET))))
    assert change.restarts == ("variable B of app is a plain value now",)


DEFAULTS: Final = [
    with_container(imagePullPolicy="IfNotPresent", terminationMessagePath="/dev/termination-log", terminationMessagePolicy="File"),
    with_container(resources={}, args=[], tty=False, stdin=False),
    workload(pod={"restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler", "securityContext": {}}),
    workload(pod={"terminationGracePeriodSeconds": 30, "hostNetwork": False, "volumes": [], "nodeSelector": {}}),
    workload(strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}),
    workload(revisionHistoryLimit=10, progressDeadlineSeconds=600, minReadySeconds=0, paused=False),
    workload(template={"metadata": {"labels": {"a": "b"}, "annotations": {}, "creationTimestamp": None}}),
]


@pytest.mark.parametrize("new", DEFAULTS)
def test_an_explicit_default_is_no_change(new: Object) -> None:
    assert compare([workload()], [new]).empty
    assert compare([new], [workload()]).empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"httpGet": {"port": "a"}}, {"httpGet": {"port": "a", "path": "/", "scheme": "HTTP"}, "timeoutSeconds": 1, "periodSeconds": 10}),
        ({"tcpSocket": {"port": 1}}, {"tcpSocket": {"port": 1}, "failureThreshold": 3, "successThreshold": 1, "initialDelaySeconds": 0}),
        ({"tcpSocket": {"port": 1}, "failureThreshold": 0}, {"tcpSocket": {"port": 1}, "failureThreshold": 3}),
    ],
)
def test_the_defaults_of_probes_are_no_change(old: Object, new: Object) -> None:
    assert compare([with_container(readinessProbe=old)], [with_container(readinessProbe=new)]).empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"name": "v", "secret": {"secretName": "s"}}, {"name": "v", "secret": {"secretName": "s", "defaultMode": 420}}),
        ({"name": "v"}, {"name": "v", "emptyDir": {}}),
        ({"name": "v", "emptyDir": {"sizeLimit": "1Gi"}}, {"name": "v", "emptyDir": {"sizeLimit": "1024Mi"}}),
    ],
)
def test_the_defaults_of_volumes_are_no_change(old: Object, new: Object) -> None:
    assert compare([workload(pod={"volumes": [old]})], [workload(pod={"volumes": [new]})]).empty


def test_equal_quantities_and_another_order_of_keys_are_no_change() -> None:
    old = with_container(resources={"requests": {"cpu": "1", "memory": "1Gi"}})
    new = with_container(resources={"requests": {"memory": "1024Mi", "cpu": "1000m"}})
    assert compare([old], [new]).empty


@pytest.mark.parametrize("field", ["replicas", "strategy", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"])
def test_fields_outside_the_template_restart_nothing(field: str) -> None:
    value: Any = {"type": "Recreate"} if field == "strategy" else 7
    change = planned(workload(**{field: value}))
    assert change.restarts == ()


CHANGED: Final = {"terminationGracePeriodSeconds": 60}
NO_RESTART: Final = [
    ("Deployment", {"paused": True}, "is paused"),
    ("Deployment", {"replicas": 0}, "no pod runs"),
    ("StatefulSet", {"updateStrategy": {"type": "OnDelete"}}, "OnDelete"),
    ("DaemonSet", {"updateStrategy": {"type": "OnDelete"}}, "OnDelete"),
    ("StatefulSet", {"updateStrategy": {"rollingUpdate": {"partition": 2}}}, "partition 2"),
]


@pytest.mark.parametrize(("kind", "fields", "effect"), NO_RESTART)
def test_pods_keep_running_where_the_controller_does_not_replace_them(kind: str, fields: Object, effect: str) -> None:
    change = planned(workload(kind, CHANGED, **fields), workload(kind, **fields))
    assert change.restarts == ()
    assert effect in change.effects[0]


def test_a_partition_below_the_number_of_pods_restarts_some() -> None:
    fields: Object = {"updateStrategy": {"rollingUpdate": {"partition": 1}}}
    change = planned(workload("StatefulSet", CHANGED, **fields), workload("StatefulSet", **fields))
    assert change.restarts
    assert "lower number keep the old template" in change.effects[0]


def test_the_only_pod_of_a_store_and_the_strategy_recreate_mean_an_outage() -> None:
    store = planned(workload("StatefulSet", CHANGED, replicas=1), workload("StatefulSet", replicas=1))
    assert store.effects == ("the only pod restarts: it does not answer until it is ready again",)
    fields: Object = {"strategy": {"type": "Recreate"}}
    assert planned(workload(pod=CHANGED, **fields), workload(**fields)).effects == ("strategy is Recreate: all pods stop before the new ones start",)


def test_a_checksum_names_the_object_whose_content_changed() -> None:
    def objects(text: str) -> list[Object]:
        volumes = [{"name": "c", "configMap": {"name": "mine"}}]
        template = {"metadata": {"labels": {"a": "b"}, "annotations": {"checksum/config": text}}}
        head = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"f": text}}
        maps = [{**head, "metadata": {"name": name, "namespace": "n"}} for name in ("mine", "other")]
        return [workload(pod={"volumes": volumes}, template=template), *maps]

    changes = {change.identity.name: change for change in compare(objects("a"), objects("b")).changes}
    assert set(changes) == {"w", "mine", "other"}
    assert changes["w"].restarts == ("ConfigMap mine changes",)


def test_a_checksum_of_values_outside_the_manifests_names_no_object() -> None:
    old, new = (workload(template={"metadata": {"annotations": {"checksum/secret": text}}}) for text in ("a", "b"))
    assert planned(new, old).restarts == ("the values in a Secret change",)


def test_autoscaled_pods_restart_although_replicas_is_absent() -> None:
    old, new = workload(), workload(pod=CHANGED)
    for manifest in (old, new):
        del manifest["spec"]["replicas"]
    assert planned(new, old).restarts
