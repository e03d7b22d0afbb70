"""Every rendering passes strict validation against the schemas of the oldest and the newest Kubernetes that we claim.

Custom resources pass that of the definitions that are pinned.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
import kubernetes_validate
import pytest
from hypothesis import HealthCheck, example, given, settings

from apps import ENVIRONMENTS
from portkey_constructs.platform.versions import KUBERNETES_NEWEST, KUBERNETES_OLDEST
from tests.support import custom_resources
from tests.support.examples import DEVELOPMENT, EXTERNAL, PRODUCTION, config_from, development, production
from tests.support.objects import Manifest, of_kind, rendered
from tests.support.strategies import configurations
from tests.test_invariants import written

VERSIONS = (KUBERNETES_OLDEST, KUBERNETES_NEWEST)
SCHEMAS = files("kubernetes_validate") / "kubernetes-json-schema"


@cache
def definitions(version: str) -> dict[str, Any]:
    """Kubernetes' strict schemas, which refuse unknown fields."""
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"v{version}.0-local-strict" / "_definitions.json").read_text("utf-8"))
    return loaded["$defs"]  # type: ignore[no-any-return]


@cache
def keys(version: str) -> dict[tuple[str, str], str]:
    """Where the schema of each kind is, by its API version and its name."""
    return {
        (f"{kind['group']}/{kind['version']}".lstrip("/"), kind["kind"]): key
        for key, schema in definitions(version).items()
        for kind in schema.get("x-kubernetes-group-version-kind", [])
    }


@cache
def validator(version: str, api_version: str, kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{keys(version)[api_version, kind]}", "$defs": definitions(version)})


def built_in(manifest: Manifest) -> bool:
    """Whether a Kubernetes of any version knows the kind; a custom resource it learns from its definition."""
    return any((manifest["apiVersion"], manifest["kind"]) in keys(version) for version in VERSIONS)


def refused(objects: list[Manifest]) -> list[str]:
    """What an API server would refuse: of Kubernetes' own kinds in each version, of custom resources by their definitions."""
    own = [manifest for manifest in objects if built_in(manifest)]
    return [
        *(
            f"Kubernetes {version}: {manifest['kind']} {manifest['metadata']['name']} at {'.'.join(map(str, error.instance_path))}: {error.message}"
            for version in VERSIONS
            for manifest in own
            for error in validator(version, manifest["apiVersion"], manifest["kind"]).iter_errors(manifest)
        ),
        *(complaint for manifest in objects if not built_in(manifest) for complaint in custom_resources.refused(manifest)),
    ]


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@example(dict(DEVELOPMENT))
@example(dict(PRODUCTION))
@example(dict(EXTERNAL))
@given(configurations())
def test_any_configuration_is_valid(data: dict[str, Any]) -> None:
    assert refused(rendered(config_from(data))) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_are_valid(name: str) -> None:
    assert refused(written(name)) == []


def test_kubernetes_validate_accepts_every_kind() -> None:
    one_of_each = {manifest["kind"]: manifest for manifest in (*rendered(development()), *rendered(production())) if built_in(manifest)}
    for version in VERSIONS:
        for manifest in one_of_each.values():
            kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_unknown_and_mistyped_fields_are_refused(version: str) -> None:
    for changed in ({"replica": 1}, {"replicas": "1"}):
        deployment = of_kind(rendered(development()), "Deployment")[0]
        deployment["spec"].update(changed)
        assert not validator(version, deployment["apiVersion"], deployment["kind"]).is_valid(deployment)


def test_custom_resource_is_validated_with_its_definition() -> None:
    store = {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": {"name": "portkey"}}
    aws = {"service": "SecretsManager", "region": "eu-west-1"}
    assert refused([{**store, "spec": {"provider": {"aws": aws}}}]) == []
    assert len(refused([{**store, "spec": {"provider": {"aws": aws | {"regions": "eu-west-1"}}}}])) == 1
    with pytest.raises(custom_resources.UnknownKindError):
        refused([{**store, "kind": "Secret"}])


def test_newest_validated_version_is_the_latest() -> None:
    assert kubernetes_validate.latest_version().startswith(f"{KUBERNETES_NEWEST}.")
