"""What a change does besides restarts: addresses, exposures, scaling, identities."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.plan import Change, compare
from tests.support.examples import EXTERNAL, PRODUCTION, config_from

Object = dict[str, Any]


def manifest(kind: str, spec: Object | None = None, annotations: Mapping[str, str] | None = None, **fields: Any) -> Object:
    head = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "a", "namespace": "n", **({"annotations": annotations} if annotations else {})}}
    return {**head, "spec": spec or {}, **fields}


def effects(old: Object | None, new: Object | None) -> tuple[str, ...]:
    return compare([old] if old else [], [new] if new else []).changes[0].effects


def service(annotations: Mapping[str, str] | None = None, **spec: Any) -> Object:
    return manifest("Service", {"ports": [{"name": "http", "port": 80}], **spec}, annotations)


ADDRESS = "a.n.svc"
AWS = {"accountId": "123456789012", "region": "us-west-2", "cluster": "c", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/ABC"}
SERVICES = [
    (None, service(), f"clients in the cluster reach it at {ADDRESS}"),
    (service(), None, f"the address {ADDRESS} no longer exists"),
    (service(type="LoadBalancer"), None, "its load balancer and the external address are deleted"),
    (service(type="LoadBalancer"), service(), "its load balancer and the external address are deleted"),
    (service(), service(type="LoadBalancer"), "the cloud creates a load balancer with a new external address"),
    (service(), service(type="ExternalName", externalName="b"), "its address in the cluster changes"),
    (service(clusterIP="None"), service(), "the Service stays headless"),
    (service(clusterIP="10.0.0.7"), service(), "the API server keeps clusterIP, which the new manifest leaves out"),
    (service(ipFamilyPolicy="PreferDualStack"), service(), "the API server keeps ipFamilyPolicy"),
    (
        service(type="NodePort", ports=[{"name": "http", "port": 80, "nodePort": 30080}]),
        service(type="NodePort"),
        "the API server keeps nodePort 30080",
    ),
    (service(), service(ports=[{"name": "http", "port": 81}]), "port http is 81 instead of 80"),
    (service(), service(ports=[{"name": "https", "port": 443}]), "port http (80) is closed"),
    (service(), service(selector={"a": "b"}), "requests go to the pods that the new selector finds"),
    (service(type="LoadBalancer"), service(type="LoadBalancer", loadBalancerIP="192.0.2.1"), "the external address changes to 192.0.2.1"),
    (
        service(type="LoadBalancer"),
        service({"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"}, type="LoadBalancer"),
        "the cloud replaces the load balancer",
    ),
]


@pytest.mark.parametrize(("old", "new", "effect"), SERVICES)
def test_a_service_says_what_becomes_of_its_address(old: Object | None, new: Object | None, effect: str) -> None:
    assert any(text.startswith(effect) for text in effects(old, new)), effects(old, new)


def ingress(host: str = "a.example.org", annotations: Mapping[str, str] | None = None, **spec: Any) -> Object:
    backend = {"service": {"name": "web", "port": {"name": "http"}}}
    return manifest("Ingress", {"rules": [{"host": host, "http": {"paths": [{"path": "/", "backend": backend}]}}], **spec}, annotations)


def route(*hosts: str, refused: bool = False) -> Object:
    rule = {"matches": [{"path": {"value": "/metrics"}}], **({} if refused else {"backendRefs": [{"name": "web"}]})}
    return manifest("HTTPRoute", {"hostnames": list(hosts), "rules": [rule]})


ENFORCED = {"pod-security.kubernetes.io/enforce": "restricted"}
SCHEME = "alb.ingress.kubernetes.io/scheme"
CIDRS = "alb.ingress.kubernetes.io/inbound-cidrs"
EXPOSURES = [
    (None, ingress(), ("opens a.example.org/ to clients outside the cluster (Service web)",)),
    (ingress(), None, ("closes a.example.org/ to clients outside the cluster (Service web)",)),
    (None, route("b.example.org"), ("opens b.example.org/metrics to clients outside the cluster (Service web)",)),
    (None, route("b.example.org", refused=True), ()),
    (ingress(annotations={SCHEME: "internal"}), ingress(annotations={SCHEME: "internet-facing"}), ("the internet reaches it now",)),
    (ingress(annotations={SCHEME: "internet-facing"}), ingress(annotations={SCHEME: "internal"}), ("only the private network reaches it now",)),
    (ingress(annotations={CIDRS: "10.0.0.0/8"}), ingress(annotations={CIDRS: "0.0.0.0/0"}), ("allows clients from 0.0.0.0/0",)),
    (ingress(), ingress(annotations={CIDRS: "10.0.0.0/8"}), ("refuses clients outside 10.0.0.0/8",)),
    (
        service(type="LoadBalancer", loadBalancerSourceRanges=["10.0.0.0/8"]),
        service(type="LoadBalancer", loadBalancerSourceRanges=["10.0.0.0/8", "192.0.2.0/24"]),
        ("allows clients from 192.0.2.0/24",),
    ),
    (service(), service(type="NodePort"), ("opens port 80 of every node to clients outside the cluster (Service a)",)),
]


@pytest.mark.parametrize(("old", "new", "expected"), EXPOSURES)
def test_an_exposure_is_opened_and_closed(old: Object | None, new: Object | None, expected: tuple[str, ...]) -> None:
    assert effects(old, new)[-1:] == expected


def test_another_host_opens_one_and_closes_one() -> None:
    assert effects(ingress(), ingress("b.example.org"))[-2:] == (
        "opens b.example.org/ to clients outside the cluster (Service web)",
        "closes a.example.org/ to clients outside the cluster (Service web)",
    )


def planned(base: Mapping[str, Any], **settings: Any) -> dict[str, Change]:
    old, new = (
        [json.loads(json.dumps(staged.manifest)) for staged in config_from(data).resolve().objects()] for data in (base, {**base, **settings})
    )
    return {f"{change.identity.kind} {change.identity.name}": change for change in compare(old, new).changes}


def test_scaling_by_load_instead_of_replicas_falls_to_one_pod() -> None:
    changes = planned(PRODUCTION, dataservice={"autoscaling": {"min": 2, "max": 5, "cpu": 70}})
    assert changes["Deployment portkey-dataservice"].effects == ("the number of pods falls from 2 to 1, until the autoscaler raises it to 2",)
    assert changes["HorizontalPodAutoscaler portkey-dataservice"].action == "added"


def test_a_removed_autoscaler_leaves_the_pods_to_replicas() -> None:
    changes = planned({**PRODUCTION, "gateway": {"autoscaling": {"min": 2, "max": 5, "cpu": 70}}}, gateway={"replicas": 3})
    assert changes["Deployment portkey-gateway"].effects == ("3 pods run instead of the number that the autoscaler chose",)
    assert changes["HorizontalPodAutoscaler portkey-gateway"].effects == (
        "load changes the number of pods no more: it stays as it is, or follows replicas",
    )
    assert not any(change.restarts for change in changes.values())


def test_another_role_reaches_only_pods_that_start() -> None:
    identity = {"kind": "irsa", "roleArn": "arn:aws:iam::123456789012:role/other"}
    changes = planned(
        {**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}},
        gateway={"identity": identity},
    )
    assert changes["ServiceAccount portkey-gateway"].effects == ("running pods keep their cloud identity; pods that start get the new one",)


def test_a_removed_external_secret_deletes_the_secret_unless_it_only_merges() -> None:
    owner = manifest("ExternalSecret", {"target": {"name": "s"}})
    assert effects(owner, None) == ("Secret s is deleted with it: pods that read it do not start any more",)
    assert effects(manifest("ExternalSecret", {"target": {"name": "s", "creationPolicy": "Orphan"}}), None) == ()


def test_a_stricter_pod_security_standard_is_named() -> None:
    old, new = ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "labels": labels}} for labels in ({}, ENFORCED))
    assert effects(old, new) == ("new pods must meet another Pod Security Standard; running pods stay",)


@pytest.mark.parametrize("kind", sorted({kind.kind for kind in PLATFORM_KINDS}))
def test_an_unknown_field_of_every_kind_is_a_change_that_is_not_refused(kind: str) -> None:
    change = compare([manifest(kind)], [manifest(kind, {"newField": 1})]).changes[0]
    assert (change.action, change.refused, change.restarts) == ("changed", (), ())
    assert [field.path.partition(".")[0] for field in change.fields] == ["spec"]


def test_an_autoscaled_deployment_starts_with_the_least_number_of_pods() -> None:
    deployment = manifest("Deployment", {"template": {"spec": {"containers": []}}})
    autoscaler = manifest("HorizontalPodAutoscaler", {"minReplicas": 3, "scaleTargetRef": {"name": "a"}})
    changes = compare([], [deployment, autoscaler]).changes
    assert {change.identity.kind: change.effects for change in changes}["Deployment"] == ("3 pods start",)


def test_an_administrator_of_mysql_adds_the_job_that_creates_the_user() -> None:
    mysql = {**EXTERNAL["mysql"], "user": "portkey_app"}
    changes = planned({**EXTERNAL, "mysql": mysql}, mysql={**mysql, "administrator": {"user": "admin"}})
    (job,) = [change for title, change in changes.items() if title.startswith("Job portkey-mysql-user-")]
    assert (job.action, job.effects) == (
        "added",
        ("the Job creates MySQL's user, or sets its password and privileges, as the administrator of the server",),
    )
    assert {change.action for change in changes.values()} == {"added"}, "no pod restarts, and the migration does not run again"
