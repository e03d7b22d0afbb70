"""Secrets, ConfigMaps and claims that settings of pods refer to."""

from portkey_constructs.manifests.secret_templates import secret_templates
from portkey_constructs.verify.secret_files import compare_secrets
from tests.support.examples import development

SOURCES = [{"secretRef": {"name": "own"}}, {"configMapRef": {"name": "defaults"}}, {"secretRef": {"name": "may-be", "optional": True}}]


def test_sources_of_variables_must_exist_and_have_no_known_keys() -> None:
    platform = development(backend={"envFrom": SOURCES}, gateway={"envFrom": SOURCES[:1]}).resolve()
    required = {(item.kind, item.name): item for item in platform.required_secrets if item.all_keys_readers}
    assert {key: item.readers for key, item in required.items()} == {
        ("Secret", "own"): ("gateway", "backend", "migration"),
        ("ConfigMap", "defaults"): ("backend", "migration"),
    }
    assert {item.keys for item in required.values()} == {()}
    assert [(item["kind"], item["metadata"]["name"]) for item in secret_templates(platform)] == [*required]
    assert [(item.name, item.status) for item in compare_secrets(platform, {})] == [("own", "missing"), ("defaults", "missing")]


def test_sources_that_the_manifests_contain_are_not_required() -> None:
    own = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "defaults"}, "data": {"A": "b"}}
    platform = development(gateway={"envFrom": [SOURCES[1], {"secretRef": {"name": "portkey-secrets"}}]}, extraObjects=[own]).resolve()
    assert [secret.name for secret in platform.needed_secrets if secret.name == "portkey-secrets"]
    assert platform.required_secrets == ()


def test_claims_that_pods_mount_by_name_are_required_once() -> None:
    volume = {"name": "models", "persistentVolumeClaim": {"claimName": "shared"}}
    store = {"kind": "inCluster", "persistence": {"kind": "existingClaim", "name": "own"}}
    platform = development(gateway={"volumes": [volume]}, backend={"volumes": [volume]}, redis=store).resolve()
    assert [tuple(claim) for claim in platform.required_claims] == [
        ("shared", "volume models of gateway.volumes", ("gateway", "backend")),
        ("own", "data of redis", ("redis",)),
    ]
    assert platform.stores["redis"].volume_size is None
    assert development().resolve().required_claims == ()
