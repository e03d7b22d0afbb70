"""Flux's post-build substitution leaves every object as it is rendered."""

from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.manifests.flux_substitution import SUBSTITUTE, without_substitution
from portkey_constructs.output.flux import FluxSource, flux
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import development
from tests.support.objects import of_kind, rendered

TEXT = "${TENANT}/x"


def config_with(kind: str) -> PortkeyConfig:
    """A configuration that renders a kind of object."""
    return next(config for config in ALL_SETTINGS.values() if of_kind(rendered(config), kind))


def opts_out(manifest: dict[str, Any]) -> bool:
    return bool(manifest["metadata"].get("annotations", {}).get(SUBSTITUTE) == "disabled")


# Measured with Flux's envsubst 1.7.1.
@pytest.mark.parametrize(
    ("text", "substituted"),
    [("${A}", True), ("a ${", True), ("pa$$word", True), ("$${A}", True), ("$A", False), ("$(A)", False), ("{}$", False), ("$ $", False)],
)
def test_only_objects_that_flux_would_change_opt_out(text: str, substituted: bool) -> None:
    objects: tuple[dict[str, Any], ...] = ({"data": {"a": text}}, {"data": {text: "a"}}, {"spec": {"template": {"rules": [{"a": [text]}]}}})
    for content in objects:
        manifest: Any = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, **content}
        assert opts_out(without_substitution(manifest)) is substituted


def test_the_length_of_a_text_is_not_taken_for_a_dollar_sign() -> None:
    """marshal writes the length 36 as a dollar sign before the text."""
    for length in range(30, 40):
        manifest: Any = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": "{".ljust(length, "x")}}
        assert not opts_out(without_substitution(manifest))


@pytest.mark.parametrize("kind", [kind.kind for kind in PLATFORM_KINDS])
def test_every_kind_of_object_opts_out(kind: str) -> None:
    config = config_with(kind)
    annotated = config.model_copy(update={"annotations": {"example.org/of-all": TEXT}, "extra_objects": ()})
    assert all(map(opts_out, of_kind(rendered(annotated), kind)))


@pytest.mark.parametrize("text", [TEXT, "pa$$word", "$$(A)"])
def test_a_variable_with_such_a_text_protects_its_workload(text: str) -> None:
    config = development(env={"TEMPLATE": text}, mysql={"kind": "inCluster", "env": {"TEMPLATE": text}})
    names = {
        manifest["metadata"]["name"] for manifest in rendered(config) if manifest["kind"] in ("Deployment", "StatefulSet") and opts_out(manifest)
    }
    assert names == {"portkey-gateway", "portkey-backend", "portkey-dataservice", "portkey-frontend", "portkey-mysql"}


def test_an_explicit_annotation_stays() -> None:
    config = development(gateway={"env": {"TEMPLATE": TEXT}, "annotations": {SUBSTITUTE: "enabled"}})
    [gateway] = [manifest for manifest in of_kind(rendered(config), "Deployment") if manifest["metadata"]["name"] == "portkey-gateway"]
    assert gateway["metadata"]["annotations"][SUBSTITUTE] == "enabled"


def test_flux_objects_opt_out() -> None:
    *_, kustomization = flux(development().resolve(), FluxSource("https://git.example.org/platform.git", path=f"dist/{TEXT}"))
    assert opts_out(dict(kustomization))
    assert not any(opts_out(dict(manifest)) for manifest in flux(development().resolve(), FluxSource("https://git.example.org/platform.git")))
