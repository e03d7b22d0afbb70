"""What must exist before the new pods start."""

from typing import Any

from portkey_constructs.plan import compare

Object = dict[str, Any]


def workload(*sources: Object, **pod: Any) -> Object:
    env = [{"name": f"V{number}", "valueFrom": source} for number, source in enumerate(sources)]
    spec = {"containers": [{"name": "a", "env": env}], **pod}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}, "spec": {"template": {"spec": spec}}}


def key(name: str, of: str = "s", **fields: Any) -> Object:
    return {"secretKeyRef": {"name": of, "key": name, **fields}}


def made(kind: str, name: str, **spec: Any) -> Object:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def test_a_new_secret_and_its_keys_are_named_with_the_readers() -> None:
    plan = compare([workload()], [workload(key("b"), key("a"))])
    assert plan.prerequisites == ("Secret s must exist with keys a, b, for w",)


def test_a_new_key_of_a_known_secret_is_named() -> None:
    assert compare([workload(key("a"))], [workload(key("a"), key("b"))]).prerequisites == ("Secret s must have key b, for w",)


def test_configmaps_volumes_and_pull_secrets_count() -> None:
    volumes = [{"name": "v", "configMap": {"name": "c"}}, {"name": "p", "projected": {"sources": [{"secret": {"name": "p"}}]}}]
    plan = compare([workload()], [workload(volumes=volumes, imagePullSecrets=[{"name": "registry"}])])
    assert plan.prerequisites == ("ConfigMap c must exist, for w", "Secret p must exist, for w", "Secret registry must exist, for w")


def test_what_the_manifests_contain_or_a_controller_creates_is_no_prerequisite() -> None:
    creators = [
        made("Secret", "s"),
        made("ExternalSecret", "e", target={"name": "t"}),
        made("Certificate", "c", secretName="tls"),
        made("SecretProviderClass", "p", secretObjects=[{"secretName": "csi"}]),
    ]
    assert compare([], [workload(*(key("k", of) for of in ("s", "t", "tls", "csi"))), *creators]).prerequisites == ()


def test_optional_keys_are_no_prerequisite() -> None:
    assert compare([workload()], [workload(key("a", optional=True))]).prerequisites == ()


def test_a_secret_that_the_manifests_contain_no_more_must_exist() -> None:
    plan = compare([workload(key("a")), made("Secret", "s")], [workload(key("a"))])
    assert plan.prerequisites == ("Secret s must exist with key a, for w",)


def test_new_properties_of_an_entry_are_named() -> None:
    def external(*properties: str) -> Object:
        return made("ExternalSecret", "e", data=[{"remoteRef": {"key": "portkey/app", "property": name}} for name in properties])

    assert compare([external("a")], [external("a", "c", "b")]).prerequisites == ("entry portkey/app of the secret manager must have b, c",)
    assert compare([external("a", "b")], [external("a")]).prerequisites == ()
