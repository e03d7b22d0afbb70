"""Objects as YAML text: every reader gets back what was written."""

import json
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import IdentityError
from portkey_constructs.loading import yaml_composer
from portkey_constructs.manifests import yaml_text
from portkey_constructs.manifests.stages import Stage, StagedObject
from portkey_constructs.output.yaml_text import SUFFIX, file_name, file_texts, to_yaml

AMBIGUOUS = [
    "", " ", "~", "null", "Null", "true", "True", "FALSE", "yes", "Yes", "NO", "on", "Off", "y", "Y", "n", "N", "=", "<<", "-", "?", ":", "|", ">",
    "0", "1", "-1", "+1", "012", "0o14", "0x1F", "0b11", "1_000", "1e3", "1E3", "1.e3", ".5", "1.", "+.5e-3", "1.5", ".inf", "-.INF", ".NaN", "nan",
    "12:30:00", "190:20:30", "2026-01-01", "2026-1-1", "2026-01-01T10:00:00Z", "2026-01-01 10:00:00.5 +01:00", "111122223333", "000123456789",
    "8.4", "1.19.0", "10Gi", "200m", "1Gi", "5e", "0x", "e3",
    "a: b", "a #b", "#a", "&a", "*a", "!a", "@a", "`a", "%a", "{a}", "[a]", "'a'", '"a"', "\\", "a'b",
    "- a", "? a", "---", "...", "--- a", " lead", "trail ", "a,b", "a:b", "\ta", "a\tb", "\n", "\n\n",
    "\n", "\n\n", " \n", "\na\n\n", "a\n", "a\nb", "a\nb\n", "a\nb\n\n", "\na", " a\nb", "a \nb", "a\n b\n",
    "# a\nb", "---\na\n", "a\r\nb", "a\rb", "a\x85b", "a\u2028b\n", "\ufeffa", "é", "日本語\nb", "😀", "😀\nb",
    "\x07", "\x00", "\x7f", "x" * 300, "word " * 60,
    "${VAR}", "$(VAR)", "{{ .Values.x }}", "https://example.org/?a=b&c=d#e", "arn:aws:iam::111122223333:role/x",
]  # fmt: skip


def test_ambiguous_strings_survive_a_yaml_1_1_reader() -> None:
    objects: list[dict[str, Any]] = [{"value": text, text: "key", "list": [text]} for text in AMBIGUOUS]
    assert list(yaml.safe_load_all(to_yaml(objects))) == objects


def read_as_yaml_1_2(text: str) -> Any:
    node, problems = yaml_composer.compose(text, "test")
    assert node is not None, problems
    return node.data()


def test_ambiguous_strings_survive_a_yaml_1_2_reader() -> None:
    for text in AMBIGUOUS:
        written = {"value": text, "key " + text: "key", "list": [text]}
        assert read_as_yaml_1_2(to_yaml([written])) == written


def test_ambiguous_strings_survive_the_yaml_reader_of_kubernetes_tools(tmp_path: Path) -> None:
    helm = shutil.which("helm", path=str(Path(sys.executable).parent)) or shutil.which("helm")
    if helm is None:
        pytest.skip("helm is not installed; it reads YAML with the library of kubectl")
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: probe\nversion: 0.0.0\n")
    (tmp_path / "templates" / "probe.yaml").write_text("probe: {{ .Values.texts | toJson }}\n")
    texts = [text for text in AMBIGUOUS if not {"\x00", "\x07", "\x7f"} & set(text)]
    (tmp_path / "values.yaml").write_text(to_yaml([{"texts": texts}]), newline="")
    done = subprocess.run([helm, "template", "probe", str(tmp_path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.partition("probe: ")[2]) == texts


_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(AMBIGUOUS)
_texts = st.text(max_size=20) | st.text("abc \n\t:#-'\"0123.eE_", max_size=20)
_data = st.dictionaries(
    _texts, st.recursive(_scalars | _texts, lambda inner: st.lists(inner) | st.dictionaries(_texts, inner), max_leaves=10), max_size=4
)


@pytest.mark.slow
@settings(max_examples=500)
@given(st.lists(_data, max_size=3))
def test_the_text_is_what_pyyaml_writes(objects: list[dict[str, Any]]) -> None:
    assert to_yaml(objects) == yaml_text._dump(objects, explicit_start=True)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_an_ambiguous_string_is_written_as_by_pyyaml(text: str) -> None:
    objects: list[dict[str, Any]] = [{"value": text, "list": [text, [text], {text: text}], "map": {"a": text, text: [], "b": {}}}, {"after": (text,)}]
    assert to_yaml(objects) == yaml_text._dump(objects, explicit_start=True)


@settings(max_examples=200)
@given(st.lists(_data, max_size=3))
def test_any_object_survives(objects: list[dict[str, Any]]) -> None:
    assert list(yaml.safe_load_all(to_yaml(objects))) == objects


@settings(max_examples=200)
@given(st.dictionaries(st.text(min_size=1, max_size=8), _texts | st.booleans() | st.integers(-(10**9), 10**9), max_size=4))
def test_any_string_survives_a_yaml_1_2_reader(data: dict[str, Any]) -> None:
    assert read_as_yaml_1_2(to_yaml([{"data": data}])) == {"data": data}


class Colour(StrEnum):
    RED = "1"


def test_the_layout_is_readable() -> None:
    shared = {"a": "b"}
    written = to_yaml(
        [
            {
                "kind": "ConfigMap",
                "apiVersion": "v1",
                "data": {"nginx.conf": "server {\n    listen 8080;\n}\n", "é": "ü", "long": "word " * 40 + "end"},
            },
            {
                "one": shared,
                "two": shared,
                "list": [{"name": "x", "value": Colour.RED}, {}],
                "empty": [],
                "tags": ("yes",),
                "number": 3,
                "flag": True,
                "none": None,
            },
        ]
    )
    assert written == (
        "---\nkind: ConfigMap\napiVersion: v1\ndata:\n  nginx.conf: |\n    server {\n        listen 8080;\n    }\n  é: ü\n"
        f"  long: {'word ' * 40}end\n"
        "---\none:\n  a: b\ntwo:\n  a: b\nlist:\n- name: x\n  value: '1'\n- {}\nempty: []\ntags:\n- 'yes'\nnumber: 3\nflag: true\nnone: null\n"
    )


def in_services(kind: str, name: str, namespace: str = "portkey") -> StagedObject:
    manifest: Any = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}
    return StagedObject(Stage.SERVICES, manifest)


def test_each_object_has_a_file_of_its_own() -> None:
    objects = [in_services("Service", "a"), in_services("ServiceAccount", "a")]
    assert file_name(objects[0]) == f"{Stage.SERVICES}/Service.a{SUFFIX}"
    files = file_texts(objects)
    assert list(files) == [file_name(staged) for staged in objects]
    assert [yaml.safe_load(text) for text in files.values()] == [staged.manifest for staged in objects]
    with pytest.raises(IdentityError, match=r"Service\.a\.k8s\.yaml"):
        file_texts([*objects, in_services("Service", "a", "elsewhere")])


def test_a_rendered_platform_survives() -> None:
    data = {
        "profile": "development",
        "imagePull": {"username": "me", "password": "p"},
        "clientAuth": "c",
        "auth": {"kind": "none"},
        "exposure": {"frontend": {"kind": "ingress", "host": "portkey.example.org"}},
    }
    config = PortkeyConfig.model_validate(data, by_alias=True, by_name=False)
    objects = [staged.manifest for staged in config.resolve().objects()]
    text = to_yaml(objects)
    assert list(yaml.safe_load_all(text)) == objects
    assert "\t" not in text
    assert "&id" not in text


def test_file_names_are_valid_on_windows() -> None:
    staged = in_services("ClusterRole", "system:portkey")
    assert file_name(staged) == f"{Stage.SERVICES}/ClusterRole.system%3Aportkey{SUFFIX}"
    assert next(iter(file_texts([staged, in_services("ClusterRole", "system-portkey")]))) == file_name(staged)


def test_file_names_that_differ_only_in_case_are_refused() -> None:
    with pytest.raises(IdentityError, match=r"ClusterRole\.Reader\.k8s\.yaml and .*, which are one file on Windows and macOS"):
        file_texts([in_services("ClusterRole", "Reader"), in_services("ClusterRole", "reader")])
