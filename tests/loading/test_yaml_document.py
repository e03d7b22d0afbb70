"""Reading YAML files: values, positions, merging, and everything that can be wrong with a file."""

import codecs
import io
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.errors import ConfigurationError, Position, Problem
from portkey_constructs.loading import yaml_composer
from portkey_constructs.loading.file_problems import FileProblem
from portkey_constructs.loading.yaml_document import Document, read

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "portkey.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs the test with the parser in C and with its replacement in Python."""
    monkeypatch.setattr(yaml_composer, "_Parser", getattr(yaml, request.param))
    return str(request.param)


def problems(*files: Path | str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigurationError) as caught:
        read(files)
    return caught.value.problems


def places(document: Document, *path: str | int, key: bool = False) -> tuple[int, int]:
    position = document.position(path, key=key)
    assert position is not None
    return position.line, position.column


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("True", True), ("FALSE", False), ("yes", "yes"), ("No", "No"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("null", None), ("~", None), ("", None), ("NULL", None), ("nil", "nil"),
        ("0", 0), ("-7", -7), ("+5", 5), ("0x1F", 31), ("0o17", 15), ("111122223333", 111122223333),
        ("000123456789", "000123456789"), ("0755", "0755"), ("-012", "-012"), ("012.5", "012.5"), ("01e3", "01e3"),
        ("1_000", "1_000"), ("0b11", "0b11"), ("1:30", "1:30"), ("12:30:00", "12:30:00"), ("2026-01-01", "2026-01-01"),
        ("1.5", 1.5), ("-.5", -0.5), ("1.", 1.0), ("1e3", 1000.0), ("1.5E-2", 0.015), ("1.2.3", "1.2.3"), ("-", ["-"]), ("=", "="),
        ("'1'", "1"), ('"true"', "true"), ("''", ""), ("!!str 1", "1"), ("! 1", "1"), ("!!int 7", 7), ("!!float 7", 7.0), ("!!null ~", None),
        ("!!bool true", True), ("!!seq [1]", [1]), ("!!map {b: 1}", {"b": 1}), ("<<", "<<"),
    ],
)  # fmt: skip
def test_plain_values_follow_yaml_1_2(write: Write, text: str, value: Any) -> None:
    if value == ["-"]:
        text = "['-']"
    actual = read([write(f"a: {text}\n")]).data["a"]
    assert (actual, type(actual)) == (value, type(value))


@pytest.mark.usefixtures("either_parser")
def test_every_value_and_key_has_its_position(write: Write) -> None:
    path = write("# one\na:\n  b: 1\n  list:\n    - x\n    - {k: v}\nlast: &l\n  c: 2\nagain: *l\n")
    document = read([str(path)])
    assert document.source == str(path)
    assert document.position(("a", "b")) == Position(str(path), 3, 6)
    assert places(document, "a", "b", key=True) == (3, 3)
    assert places(document, "a", "list", 1, "k") == (6, 11)
    assert places(document, "a", "list", 1, key=True) == (6, 7)
    assert places(document, "again") == (9, 8)
    assert places(document, "again", key=True) == (9, 1)
    assert places(document, "again", "c") == (8, 6)
    assert places(document) == (2, 1)


def test_position_of_a_missing_path_is_that_of_its_nearest_ancestor(write: Write) -> None:
    document = read([write("a:\n  b: 1\n  c: [1]\n")])
    assert places(document, "a", "missing", "deeper", key=True) == (1, 1)
    assert places(document, "a", "c", 5) == (3, 6)
    assert places(document, "a", "c", -1) == (3, 6)
    assert places(document, "a", "b", "x", key=True) == (2, 3)
    assert places(document, "nothing") == (1, 1)
    assert places(document, 0) == (1, 1)


@pytest.mark.usefixtures("either_parser")
def test_anchors_and_merge_keys(write: Write) -> None:
    document = read([write("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: own\nd: {<<: *a}\ne: {'<<': 1}\nf: [*a, *a]\n")])
    assert document.data["c"] == {"x": "own", "y": 2, "z": 4}
    assert document.data["d"] == {"x": 1, "y": 2}
    assert document.data["e"] == {"<<": 1}
    assert document.data["f"][0] is not document.data["f"][1]
    assert places(document, "c", "z") == (2, 17)
    assert places(document, "c", "x") == (5, 6)


def test_files_are_merged_deeply(write: Write) -> None:
    base = write("profile: production\nm: {a: 1, deep: {x: 1, y: 2}, l: [1, 2]}\ngone: {a: 1}\nkept: 1\n", "base.yaml")
    over = write("m:\n  deep:\n    y: 3\n  l: [9]\n  new: ~\ngone:\nadded: {n: ~}\n", "over.yaml")
    document = read([base, over])
    assert document.data == {
        "profile": "production",
        "m": {"a": 1, "deep": {"x": 1, "y": 3}, "l": [9], "new": None},
        "kept": 1,
        "added": {"n": None},
    }
    assert document.source == f"{base}, {over}"
    assert document.position(("m", "deep", "y")) == Position(str(over), 3, 8)
    assert document.position(("m", "deep", "x")) == Position(str(base), 2, 21)
    assert document.position(("m", "deep"), key=True) == Position(str(over), 2, 3)


@pytest.mark.parametrize(
    ("lower", "upper", "merged"),
    [
        ("{kind: inCluster, size: 1}", "{kind: external, host: h}", {"kind": "external", "host": "h"}),
        ("{kind: external, host: a, port: 1}", "{kind: external, host: b}", {"kind": "external", "host": "b", "port": 1}),
        ("{kind: external, host: a}", "{port: 1}", {"kind": "external", "host": "a", "port": 1}),
        ("{host: a}", "{kind: external}", {"kind": "external", "host": "a"}),
        ("{kind: a, x: 1}", "{kind: ~}", {"x": 1}),
        ("{kind: a}", "text", "text"),
        ("[1]", "{kind: a}", {"kind": "a"}),
    ],
)
def test_a_map_of_another_kind_replaces_the_map(write: Write, lower: str, upper: str, merged: Any) -> None:
    assert read([write(f"u: {lower}", "a.yaml"), write(f"u: {upper}", "b.yaml")]).data == {"u": merged}


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("", FileProblem.EMPTY, None),
        ("# only a comment\n", FileProblem.EMPTY, None),
        ("---\n...\n", FileProblem.EMPTY, None),
        ("~\n", FileProblem.EMPTY, None),
        ("- a\n- b\n", FileProblem.NOT_A_MAP, (1, 1)),
        ("\njust text\n", FileProblem.NOT_A_MAP, (2, 1)),
        ("a: 1\n---\nb: 2\n", FileProblem.SEVERAL_DOCUMENTS, (2, 1)),
        ("a: b: c\n", FileProblem.SYNTAX, (1, 5)),
        ("a:\n\tb: 1\n", FileProblem.SYNTAX, (2, 1)),
        ("a: [1,\n", FileProblem.SYNTAX, (2, 1)),
        ('a: "open\n', FileProblem.SYNTAX, None),
        ("a: @x\n", FileProblem.SYNTAX, (1, 4)),
        ("%YAML 3.0\n---\na: 1\n", FileProblem.SYNTAX, None),
        ("a: !t!x 1\n", FileProblem.SYNTAX, None),
        ("a: 1\na: 2\n", FileProblem.DUPLICATE_KEY, (2, 1)),
        ("x:\n  a: {b: 1, b: 2}\n", FileProblem.DUPLICATE_KEY, (2, 13)),
        ("a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", FileProblem.DUPLICATE_KEY, (4, 3)),
        ("1: a\n", FileProblem.KEY_NOT_TEXT, (1, 1)),
        ("true: a\n", FileProblem.KEY_NOT_TEXT, (1, 1)),
        ("~: a\n", FileProblem.KEY_NOT_TEXT, (1, 1)),
        ("? [a]\n: b\n", FileProblem.KEY_NOT_TEXT, (1, 3)),
        ("? {a: 1}\n: b\n", FileProblem.KEY_NOT_TEXT, (1, 3)),
        ("a: !!python/object:os.system {}\n", FileProblem.TAG, (1, 4)),
        ("a: !!python/object/apply:os.system ['true']\n", FileProblem.TAG, (1, 4)),
        ("a: !own x\n", FileProblem.TAG, (1, 4)),
        ("a: !own {b: 1}\n", FileProblem.TAG, (1, 4)),
        ("a: !!binary aGk=\n", FileProblem.TAG, (1, 4)),
        ("a: !!timestamp 2026-01-01\n", FileProblem.TAG, (1, 4)),
        ("a: !!set {x: ~}\n", FileProblem.TAG, (1, 4)),
        ("a: !!int x\n", FileProblem.TAGGED_VALUE, (1, 4)),
        ("a: !!int true\n", FileProblem.TAGGED_VALUE, (1, 4)),
        ("a: *nowhere\n", FileProblem.UNDEFINED_ALIAS, (1, 4)),
        ("a: &a [*a]\n", FileProblem.RECURSIVE_ALIAS, (1, 8)),
        ("a: &a {b: {c: *a}}\n", FileProblem.RECURSIVE_ALIAS, (1, 15)),
        ("a: .inf\n", FileProblem.NUMBER, (1, 4)),
        ("a: -.INF\n", FileProblem.NUMBER, (1, 4)),
        ("a: .NaN\n", FileProblem.NUMBER, (1, 4)),
        ("a: 1e999\n", FileProblem.NUMBER, (1, 4)),
        (f"a: {'9' * 5000}\n", FileProblem.NUMBER, (1, 4)),
        ("a: {<<: 1}\n", FileProblem.MERGE_KEY, (1, 9)),
        ("a: {<<: [x]}\n", FileProblem.MERGE_KEY, (1, 9)),
        (b"a: 1\nb: x\x07y\n", FileProblem.CONTROL_CHARACTER, (2, 5)),
        (b"a: \x00\n", FileProblem.CONTROL_CHARACTER, (1, 4)),
        ("a: \x9b31m\n", FileProblem.CONTROL_CHARACTER, (1, 4)),
        ("a: x\ufeffy\x07\n", FileProblem.CONTROL_CHARACTER, (1, 5)),
        ("a: \uffff\n", FileProblem.CONTROL_CHARACTER, (1, 4)),
        ("a: 1\n\nb: é\n".encode("latin-1"), FileProblem.ENCODING, (3, 4)),
        (codecs.BOM_UTF16_LE + b"a\x00:\x00 \x00\x00", FileProblem.ENCODING, (1, 4)),
        ("a: " + "[" * 100_000, FileProblem.TOO_DEEP, None),
        ("- " * 100_000, FileProblem.TOO_DEEP, None),
        ("".join(" " * depth + "k:\n" for depth in range(65)), FileProblem.TOO_DEEP, None),
        ("a:\n" + "- 1\n" * 60_000, FileProblem.TOO_MANY_NODES, None),
        ("a: " + "x" * (1 << 20), FileProblem.TOO_LARGE, None),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, str | bytes) else None,
)  # fmt: skip
@pytest.mark.usefixtures("either_parser")
def test_each_problem_has_its_code_and_position(write: Write, content: str | bytes, code: FileProblem, place: tuple[int, int] | None) -> None:
    path = write(content)
    (problem,) = problems(path)
    assert problem.code == code.code
    assert problem.severity == "error"
    assert problem.message
    assert problem.fix
    assert "{" not in problem.message
    assert not problem.fix.endswith(".")
    if place:
        assert problem.position == Position(str(path), *place)


def test_nesting_up_to_the_limit_is_read(write: Write) -> None:
    data = read([write("".join(" " * depth + "k:\n" for depth in range(63)))]).data
    for _ in range(63):
        data = data["k"]
    assert data is None


def test_exploding_aliases_are_refused_quickly(write: Write) -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"] + [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    began = time.process_time()
    assert [problem.code for problem in problems(write("\n".join(lines)))] == [FileProblem.TOO_MANY_NODES.code]
    merged = ["a0: &a0 {" + ",".join(f"k{i}: 1" for i in range(200)) + "}"] + [f"m{i}: {{<<: *a0}}" for i in range(300)]
    assert [problem.code for problem in problems(write("\n".join(merged)))] == [FileProblem.TOO_MANY_NODES.code]
    deep = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 70)]
    assert [problem.code for problem in problems(write("\n".join(deep)))] == [FileProblem.TOO_DEEP.code]
    assert time.process_time() - began < 2


def test_all_problems_of_a_file_are_reported(write: Write) -> None:
    text = "a: 1\nb: !x y\na: 2\n1: z\nc: *no\nd: .inf\ne: {<<: 3}\n"
    assert [problem.code for problem in problems(write(text))] == [
        file_problem.code
        for file_problem in (
            FileProblem.TAG, FileProblem.DUPLICATE_KEY, FileProblem.KEY_NOT_TEXT, FileProblem.UNDEFINED_ALIAS, FileProblem.NUMBER,
            FileProblem.MERGE_KEY,
        )
    ]  # fmt: skip
    (duplicate,) = problems(write("a:\n  b: 1\n  c: 2\n  b: 3\n"))
    assert (duplicate.path, duplicate.message) == ("a.b", "is set twice, first in line 2")


def test_problems_of_all_files_are_reported(write: Write, tmp_path: Path) -> None:
    first, second = write("a: 1\na: 2\n", "one.yaml"), write("b: [", "two.yaml")
    with pytest.raises(ConfigurationError) as caught:
        read([first, tmp_path / "none.yaml", second])
    assert [problem.code for problem in caught.value.problems] == [FileProblem.DUPLICATE_KEY.code, FileProblem.MISSING.code, FileProblem.SYNTAX.code]
    assert caught.value.source == f"{first}, {tmp_path / 'none.yaml'}, {second}"


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    "line",
    ["password: !hunter2", "password: *hunter2", "password: &hunter2 !hunter2", "password: 'hunter2", 'password: "hunter2\\q"', "password: [hunter2",
     "password: @hunter2", "password: hunter2: hunter2", "password: !hunter2!hunter2 x", "password: !!hunter2", "password: !!int hunter2",
     "password: {hunter2", "password: 'x' hunter2", "password: |hunter2", "- hunter2", "hunter2", "password: &hunter2 [*hunter2]"],
)  # fmt: skip
def test_no_message_quotes_a_value(write: Write, line: str) -> None:
    assert "hunter2" not in repr(problems(write(f"{line}\n")))


def test_an_empty_file_name_is_reported(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [problem] = problems("", write("a: 1\n"))
    assert (problem.code, problem.message) == ("PK-FILE-022", "the name of a file is empty")
    assert "such as -f portkey.yaml" in problem.fix


def test_a_file_passed_twice_is_reported_under_any_of_its_names(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, other = write("a: 1\n"), write("b: 1\n", "other.yaml")
    Path("link.yaml").symlink_to("portkey.yaml")
    for again in (first, "portkey.yaml", "./portkey.yaml", "link.yaml"):
        [problem] = problems(first, other, again)
        assert (problem.code, problem.message) == ("PK-FILE-023", f"{again} is passed twice")
    assert read([first, other]).data == {"a": 1, "b": 1}


@pytest.mark.parametrize("more", ["", "metadata: {name: a}\n", "metadata: {name: a}\n---\napiVersion: v1\nkind: Secret\n", "spec: 1\nspec: 2\n"])
def test_a_kubernetes_manifest_is_recognized(write: Write, more: str) -> None:
    [problem] = problems(write(f"apiVersion: apps/v1\nkind: Deployment\n{more}"))
    assert (problem.code, problem.position and problem.position.line) == ("PK-FILE-024", 1)
    assert problem.message == "this is a Kubernetes manifest (it has apiVersion and kind at the top), expected a configuration"
    assert read([write("kind: a\n")]).data == {"kind": "a"}
    assert read([write("apiVersion: a\nkind: {}\n")]).data == {"apiVersion": "a", "kind": {}}


def test_encodings(write: Write) -> None:
    for content in ("a: é\n".encode(), codecs.BOM_UTF8 + "a: é\n".encode(), "a: é\n".encode("utf-16")):
        assert read([write(content)]).data == {"a": "é"}
    big = codecs.BOM_UTF16_BE + "a: é\n".encode("utf-16-be")
    assert read([write(big)]).data == {"a": "é"}
    assert read([write("a: 1\r\nb: 😀\r\n")]).data == {"a": 1, "b": "😀"}


def test_sources_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    assert problems(tmp_path)[0].code == FileProblem.DIRECTORY.code
    assert problems(tmp_path / "none")[0].code == FileProblem.MISSING.code
    assert problems("\0")[0].code == FileProblem.UNREADABLE.code
    (tmp_path / "file").touch()
    assert problems(tmp_path / "file" / "below")[0].code == FileProblem.UNREADABLE.code
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert problems(tmp_path / "loop")[0].code == FileProblem.UNREADABLE.code
    assert problems("/dev/zero")[0].code == FileProblem.TOO_LARGE.code
    assert problems("/dev/null")[0].code == FileProblem.EMPTY.code


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 << 30)
    assert problems(path)[0].code == FileProblem.TOO_LARGE.code


def test_a_file_without_read_permission_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    code = (
        "import os, sys\n"
        "from portkey_constructs.loading.yaml_document import read\n"
        "from portkey_constructs.errors import ConfigurationError\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)\n"
        "try: read([sys.argv[1]])\n"
        "except ConfigurationError as error: print(error.problems[0].code, error.problems[0].message)\n"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == path.owner() and len(folder.parts) > 2:
            folder.chmod(folder.stat().st_mode | 0o055)
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(FileProblem.UNREADABLE.code)
    assert "permission denied" in done.stdout


def test_standard_input(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    def standard_input(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    standard_input(b"a: 1\nb: 2\n")
    document = read([write("a: 0\n"), "-"])
    assert document.data == {"a": 1, "b": 2}
    assert document.source.endswith(", <stdin>")
    assert document.position(("b",)) == Position("<stdin>", 2, 4)
    standard_input(b"a: " + b"x" * (2 << 20))
    assert problems("-")[0].code == FileProblem.TOO_LARGE.code
    assert problems("-", "-")[0].code == FileProblem.STANDARD_INPUT.code
    monkeypatch.setattr(sys, "stdin", None)
    assert problems("-")[0].code == FileProblem.STANDARD_INPUT.code


def test_a_pipe_is_read_like_a_file(write: Write) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"a: 1\n")
    os.close(writer)
    try:
        assert read([f"/dev/fd/{reader}"]).data == {"a": 1}
    finally:
        os.close(reader)


def test_no_files_are_a_problem() -> None:
    assert [problem.code for problem in problems()] == [FileProblem.NO_FILES.code]


def test_an_ordinary_file_takes_milliseconds(write: Write) -> None:
    path = write("".join(f"key{i}: {{a: 1, b: [x, y], c: 'text'}}\n" for i in range(50)))
    read([path])
    began = time.process_time()
    for _ in range(10):
        read([path])
    assert (time.process_time() - began) / 10 < 0.05


_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"), max_size=12)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | _words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=4),
    max_leaves=12,
)
_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@_files
@given(data=st.dictionaries(_words, _values, min_size=1, max_size=4))
def test_json_round_trips(tmp_path: Path, data: dict[str, Any]) -> None:
    path = tmp_path / "data.yaml"
    path.write_text(_as_json(data))
    actual = read([path]).data
    assert actual.keys() == data.keys()
    assert _as_json(actual) == _as_json(data)


@_files
@given(content=st.binary(max_size=200) | st.text("ab:-[]{}&*!|>'\"#%@`,?\n \t<~.1", max_size=80))
def test_no_content_breaks_the_reader(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    refused: tuple[Problem, ...] | None
    try:
        document = read([path])
    except ConfigurationError as error:
        refused = error.problems
    else:
        refused = None
    if refused is not None:
        assert refused
        assert all(problem.code in {file_problem.code for file_problem in FileProblem} for problem in refused)
    else:
        assert all(isinstance(key, str) for key in document.data)
        assert all(not isinstance(value, float) or math.isfinite(value) for value in document.data.values())


@_files
@given(lower=st.dictionaries(st.sampled_from("abc"), _values, min_size=1), upper=st.dictionaries(st.sampled_from("abc"), _values, min_size=1))
def test_later_files_override_earlier_ones(tmp_path: Path, lower: dict[str, Any], upper: dict[str, Any]) -> None:
    below, above = tmp_path / "below.yaml", tmp_path / "above.yaml"
    below.write_text(_as_json(lower))
    above.write_text(_as_json(upper))
    merged = read([below, above]).data
    for key, value in upper.items():
        if value is None and key in lower:
            assert key not in merged
        elif not isinstance(value, dict):
            assert _as_json(merged[key]) == _as_json(value)
    for key in lower.keys() - upper.keys():
        assert _as_json(merged[key]) == _as_json(lower[key])
