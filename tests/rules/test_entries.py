"""The catalogue has an entry for every code that the package can produce, and its examples are true."""

import ast
import re
from pathlib import Path

import pytest

import portkey_constructs
from portkey_constructs.config import load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam import cluster_config, roles
from portkey_constructs.rules.catalogue import BASES, CATALOGUE, ENTRIES, Entry, Example
from tests.rules.test_rules import CASES

PACKAGE = Path(portkey_constructs.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name not in ("catalogue", "kubernetes"))
CODE = re.compile(r"\bPK-[A-Z]+-[0-9]+\b")
WITHOUT_EXAMPLE = {
    *("PK-FILE-001", "PK-FILE-002", "PK-FILE-003", "PK-FILE-004", "PK-FILE-005", "PK-FILE-017", "PK-FILE-021"),
    *("PK-FILE-022", "PK-FILE-023"),
    *("PK-SETTING-007", "PK-FLUX-001", "PK-CONSTRUCT-001", "PK-CDK-001"),
    *("PK-AWS-010", "PK-AWS-015", "PK-AWS-016", "PK-AWS-017", "PK-AWS-018", "PK-AWS-019", "PK-AWS-020", "PK-AWS-021"),
}
"""What no piece of YAML of a few lines shows: the file itself is wrong, or something beside it."""


def codes(path: Path) -> set[str]:
    """The codes in the texts of a module, docstrings and comments aside."""
    tree = ast.parse(path.read_text("utf-8"))
    described = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node))
    said = {ast.get_docstring(node, clean=False) for node in described}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {code for text in texts if text not in said for code in CODE.findall(text)}


IN_SEVERAL_MODULES = {"PK-AWS-008", "PK-AWS-010", "PK-AWS-011"}
"""Codes that several modules raise, and mean the same by."""
BESIDES = {"PK-EXPOSURE-007": {"PK-MCP-003"}}
"""Warnings that an example cannot keep out."""
PRODUCED = {path: found for path in SOURCES if (found := codes(path))}


def told(folder: Path, example: Example, text: str) -> tuple[Problem, ...]:
    """What the loader says of a piece, as a whole file with those beside it."""
    for name, content in example.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    file = folder / "portkey.yaml"
    file.write_text(example.document(text), encoding="utf-8")
    try:
        config, warnings = load_with_warnings([file])
        if example.by == "aws policy":
            roles(config)
        elif example.by == "aws eksctl":
            cluster_config(config)
    except ConfigurationError as error:
        return error.problems
    return warnings


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    produced = set[str]().union(*PRODUCED.values())
    assert len(produced) > 150
    assert sorted(produced - CATALOGUE.keys()) == [], "say in portkey_constructs/rules/catalogue/ what these are"
    assert sorted(CATALOGUE.keys() - produced) == [], "nothing raises these"


def test_every_code_means_one_thing() -> None:
    assert len(CATALOGUE) == len(ENTRIES)
    titles = [entry.title for entry in ENTRIES]
    assert len(set(titles)) == len(titles)
    raised_in: dict[str, list[str]] = {}
    for path, found in PRODUCED.items():
        if "Problem(" in path.read_text("utf-8"):
            for code in found:
                raised_in.setdefault(code, []).append(str(path.relative_to(PACKAGE)))
    several = {code: modules for code, modules in raised_in.items() if len(modules) > 1 and code not in IN_SEVERAL_MODULES}
    assert several == {}, "a code of one module means something else in another: take the next free one, or say here that it means the same"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_is_in_the_style_of_the_house(entry: Entry) -> None:
    assert re.fullmatch(r"\S.*[^.\s]", entry.title)
    for text in (entry.cause, entry.mend):
        assert re.fullmatch(r"\S.*[.]", text)
        assert "  " not in text
    assert 1 <= len(re.findall(r"[.](?: |$)", entry.cause)) <= 3
    assert all(text.isascii() for text in (entry.title, entry.cause, entry.mend, *entry.settings))
    if entry.example is None:
        assert entry.code in WITHOUT_EXAMPLE
    else:
        assert entry.code not in WITHOUT_EXAMPLE
        assert all(len(text.splitlines()) <= 8 and text.endswith("\n") for text in (entry.example.wrong, entry.example.mended))


EXAMPLES = [(entry, entry.example) for entry in ENTRIES if entry.example]


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=lambda one: getattr(one, "code", ""))
def test_an_example_raises_its_code_and_the_mended_one_nothing(entry: Entry, example: Example, tmp_path: Path) -> None:
    found = told(tmp_path, example, example.wrong)
    assert {one.code for one in found} - BESIDES.get(entry.code, set()) == {entry.code}
    severities = {one.severity for one in found if one.code == entry.code}
    assert severities == {entry.severity} if entry.severity != "either" else severities <= {"error", "warning"}
    rest = {one.code for one in told(tmp_path, example, example.mended)}
    assert rest == set() or (example.base == "nothing" and entry.code not in rest)


def test_what_may_be_either_is_seen_as_both(tmp_path: Path) -> None:
    """The others are of one severity wherever the tests of the rules see them."""
    seen: dict[str, set[str]] = {}
    for case in CASES:
        seen.setdefault(case.code, set()).add(case.severity)
    either = {entry.code for entry in ENTRIES if entry.severity == "either"}
    assert {code for code, severities in seen.items() if len(severities) > 1} <= either
    assert {code: severities for code, severities in seen.items() if code not in either and severities != {CATALOGUE[code].severity}} == {}


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_a_configuration(base: str, tmp_path: Path) -> None:
    example = Example("labels: {a: b}\n", "", base)  # type: ignore[arg-type]
    if base == "part":
        example = Example("deployment: {kind: dataPlane, organisations: [acme]}\n", "", "part")
    if base != "nothing":
        assert told(tmp_path, example, example.wrong) == ()
