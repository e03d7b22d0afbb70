"""Flux's post-build substitution leaves every object as it is rendered."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

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


_GO: Final = """\
package main

import (
	"encoding/json"
	"os"

	"github.com/fluxcd/pkg/envsubst"
)

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	changed := []bool{}
	for _, text := range texts {
		out, err := envsubst.Eval(text, func(string) (string, bool) { return "VALUE", true })
		changed = append(changed, err != nil || out != text)
	}
	json.NewEncoder(os.Stdout).Encode(changed)
}
"""


@pytest.mark.slow
def test_every_text_that_flux_changes_opts_out(tmp_path: Path) -> None:
    """Flux's own parser; Flux removes nothing from an object that opts out."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("not installed: go")
    (tmp_path / "main.go").write_text(_GO)
    (tmp_path / "go.mod").write_text("module texts\n\ngo 1.24\n\nrequire github.com/fluxcd/pkg/envsubst v1.7.1\n")
    environment = {**os.environ, "GOFLAGS": "-mod=mod"}
    random_ = random.Random(17)
    texts = ["".join(random_.choices("$$${}{}()AB_ :-=#%/^,@!\\n\u00e9", k=random_.randrange(9))) for _ in range(5000)]
    ran = subprocess.run([go, "run", "main.go"], cwd=tmp_path, input=json.dumps(texts), capture_output=True, text=True, env=environment)
    if "dial tcp" in ran.stderr or "missing go.sum" in ran.stderr:
        pytest.skip("the module of Flux cannot be downloaded")
    assert ran.returncode == 0, ran.stderr
    changed = json.loads(ran.stdout)
    assert 100 < sum(changed) < len(texts)
    for text, is_changed in zip(texts, changed, strict=True):
        manifest: Any = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": text}}
        assert opts_out(without_substitution(manifest)) or not is_changed, text


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
