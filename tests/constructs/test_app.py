"""Files of cdk8s apps, read as Kubernetes' tools read them: as YAML 1.1 with the octal numbers of YAML 1.2, and strict about line breaks."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdk8s import ApiObject, App, Chart, YamlOutputType
from hypothesis import given, settings
from hypothesis import strategies as st

from portkey_constructs import Portkey, PortkeyApp, PortkeyConfig
from portkey_constructs.constructs.api_objects import api_object
from portkey_constructs.kubernetes import ConfigMap
from portkey_constructs.manifests.yaml_text import to_yaml
from tests.output.test_yaml_text import AMBIGUOUS
from tests.support.examples import development

MISREAD = ["=", "<<", "0o17", "0o14", " \n", "\t\n\nx", "a\x85b", "a\u2028b\n", "\x7f"]
"""Texts that cdk8s.App writes so that other tools read something else."""
numbers = count()


class Reader(yaml.CSafeLoader):
    """Reads as Go's library does, which is a port of this one, and its numbers too."""


Reader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?0o[0-7_]+$"), list("-+0"))
Reader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"), list("-+.0123456789"))
Reader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: ("number", node.value))
Reader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: ("number", node.value))


def config_map(texts: list[str]) -> ConfigMap:
    data = {f"text-{index}": text for index, text in enumerate(texts)}
    return ConfigMap(apiVersion="v1", kind="ConfigMap", metadata={"name": "texts", "annotations": dict(data)}, data=data)


def written(app: App, folder: Path) -> Iterator[dict[str, Any]]:
    app.synth()
    for file in sorted(folder.rglob("*.yaml")):
        yield from yaml.load_all(file.read_bytes(), Reader)


def by_both_writers(texts: list[str], folder: Path) -> tuple[Any, Any]:
    app = PortkeyApp(outdir=str(folder))
    api_object(Chart(app, "chart"), "ConfigMap", config_map(texts))
    (by_cdk8s,) = written(app, folder)
    return by_cdk8s, yaml.load(to_yaml([config_map(texts)]), Reader)


@pytest.mark.parametrize("text", [*AMBIGUOUS, *MISREAD])
def test_both_writers_keep_an_ambiguous_text(text: str, tmp_path: Path) -> None:
    expected = config_map([text])
    assert by_both_writers([text], tmp_path) == (expected, expected)


texts = st.text(max_size=8) | st.text("abc \n\t:#-'\"0123.eE_=<>|&*!%@`{}[],?~yYnNoOxX+\r\x07\x7f\x85\xa0\u2028\ufeffé\\", max_size=8)


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=30))
def test_both_writers_keep_any_text(tmp_path_factory: pytest.TempPathFactory, several: list[str]) -> None:
    expected = config_map(several)
    assert by_both_writers(several, tmp_path_factory.mktemp(f"texts-{next(numbers)}")) == (expected, expected)


@pytest.mark.parametrize("text", MISREAD)
def test_cdk8s_alone_would_write_another_text(text: str, tmp_path: Path) -> None:
    """So that the other tests show something."""
    app = App(outdir=str(tmp_path))
    api_object(Chart(app, "chart"), "ConfigMap", config_map([text]))
    try:
        (read,) = written(app, tmp_path)
    except yaml.YAMLError:
        return
    assert read != config_map([text])


def test_app_of_cdk8s_refuses_an_annotation_that_it_would_spoil(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    Portkey(Chart(app, "chart"), "Portkey", config=development(gateway={"annotations": {"example.org/tag": "0o17", "example.org/fine": "0x17"}}))
    with pytest.raises(RuntimeError) as refusal:
        app.synth()
    assert "Deployment portkey/portkey-gateway metadata.annotations.example.org/tag has a text" in str(refusal.value)
    assert "portkey_constructs.PortkeyApp" in str(refusal.value)
    assert "0o17" not in str(refusal.value)
    assert "fine" not in str(refusal.value)


@pytest.mark.parametrize("layout", list(YamlOutputType), ids=lambda layout: layout.name)
def test_annotations_survive_in_every_layout(layout: YamlOutputType, tmp_path: Path) -> None:
    app = PortkeyApp(outdir=str(tmp_path), yaml_output_type=layout)
    chart = Chart(app, "chart")
    Portkey(chart, "Portkey", config=development(gateway={"annotations": {"example.org/tag": "="}}, labels={"build": "0o17"}))
    ApiObject(chart, "Own", api_version="v1", kind="ConfigMap", metadata={"name": "own", "annotations": {"example.org/tag": "0o17"}})
    objects = {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in written(app, tmp_path)}
    assert objects["Deployment", "portkey-gateway"]["metadata"]["annotations"]["example.org/tag"] == "="
    assert objects["Deployment", "portkey-gateway"]["spec"]["template"]["metadata"]["labels"]["build"] == "0o17"
    assert objects["ConfigMap", "own"]["metadata"]["annotations"]["example.org/tag"] == "0o17"


def test_other_files_stay_as_cdk8s_writes_them(tmp_path: Path) -> None:
    def files(app_class: type[App], folder: Path, config: PortkeyConfig) -> dict[str, bytes]:
        app = app_class(outdir=str(folder), yaml_output_type=YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE)
        Portkey(Chart(app, "chart"), "Portkey", config=config)
        app.synth()
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.yaml")}

    assert files(PortkeyApp, tmp_path / "own", development()) == files(App, tmp_path / "plain", development())
    changed = files(PortkeyApp, tmp_path / "tagged", development(gateway={"annotations": {"example.org/tag": "="}}))
    same = files(App, tmp_path / "plain", development())
    assert [name for name in same if changed[name] != same[name]] == ["chart/Deployment.portkey-gateway.k8s.yaml"]


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.k8s.yaml"
    other.write_text("kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: of-another-app\ndata:\n  a: 0o17\n")
    before = other.read_bytes()
    app = PortkeyApp(outdir=str(tmp_path))
    api_object(Chart(app, "chart"), "ConfigMap", config_map(["="]))
    app.synth()
    assert other.read_bytes() == before
