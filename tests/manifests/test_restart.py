"""How pods follow a Secret that changes in a secret manager."""

from typing import Any

from portkey_constructs.manifests.restart import restart_annotation
from tests.support.examples import production
from tests.support.objects import named, of_kind, rendered

KEY = "secret.reloader.stakater.com/reload"
VAULT = {"kind": "externalSecrets", "store": {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}}


def read(**settings: Any) -> dict[str, list[str]]:
    """The Secrets that each component restarts with."""
    config = production(logStore={"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}, **settings)
    annotations = {
        component: restart_annotation(config.resolve(), component)
        for component in ("gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse")
    }
    return {component: annotation[KEY].split(",") for component, annotation in annotations.items() if annotation}


def test_default_has_no_restart_annotations() -> None:
    assert read(secrets=VAULT) == {}
    assert read() == {}


def test_readers_of_a_secret_restart_with_it() -> None:
    services = ["portkey-clickhouse", "portkey-gateway", "portkey-mysql", "portkey-redis", "portkey-secrets"]
    assert read(secrets={**VAULT, "restartOnRotation": True}) == {
        "gateway": ["portkey-clickhouse", "portkey-gateway", "portkey-redis", "portkey-secrets"],
        "backend": services,
        "dataservice": services,
        "mysql": ["portkey-mysql"],
        "redis": ["portkey-redis"],
        "clickhouse": ["portkey-clickhouse"],
    }


def test_secrets_of_other_sources_are_left_out() -> None:
    rotating = {**VAULT, "restartOnRotation": True, "names": {"mysql": "rotated"}}
    assert read(secretOverrides={"mysql": rotating}) == {"backend": ["rotated"], "dataservice": ["rotated"], "mysql": ["rotated"]}


def test_annotation_is_on_the_workload_and_can_be_overridden() -> None:
    secrets = {**VAULT, "restartOnRotation": True}
    objects = rendered(production(secrets=secrets, gateway={"annotations": {KEY: "own"}}))
    assert named(objects, "Deployment", "portkey-gateway")["metadata"]["annotations"][KEY] == "own"
    assert named(objects, "StatefulSet", "portkey-mysql")["metadata"]["annotations"][KEY] == "portkey-mysql"
    for workload in (*of_kind(objects, "Deployment"), *of_kind(objects, "StatefulSet")):
        assert KEY not in workload["spec"]["template"]["metadata"].get("annotations", {})
    (job,) = of_kind(objects, "Job")
    assert KEY not in job["metadata"].get("annotations", {})
