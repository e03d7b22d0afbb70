"""The error catalogue has every code that the package reports, once, and its examples are true."""

import ast
import re
from pathlib import Path

import pytest

import portkey_constructs
from portkey_constructs.config import load_with_warnings
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import is_secret, models, type_at
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam import cluster_config, require_trust, roles
from portkey_constructs.rules.catalogue import BASES, CATALOGUE, ENTRIES, Entry, Example
from portkey_constructs.rules.registry import REGISTRY, RULES, declare
from portkey_constructs.rules.secrets import SECRET_VALUES
from portkey_constructs.rules.setting_patterns import EVERY_SETTING, matches, related_settings
from tests.rules.case import UNENCRYPTED, Case
from tests.rules.cases import CASES

PACKAGE = Path(portkey_constructs.__file__).parent
CODE = re.compile(r"\bPK-[A-Z]+-[0-9]+\b")
WITHOUT_EXAMPLE = {
    *("PK-FILE-001", "PK-FILE-002", "PK-FILE-003", "PK-FILE-004", "PK-FILE-005", "PK-FILE-017", "PK-FILE-021"),
    *("PK-FILE-022", "PK-FILE-023", "PK-FILE-026", "PK-FILE-027"),
    *(f"PK-PLAN-00{number}" for number in range(1, 8)),
    *(f"PK-FLEET-{number:03}" for number in range(1, 16)),
    *(f"PK-RELEASE-00{number}" for number in range(1, 5)),
    *(
        "PK-SETTING-007",
        "PK-FLUX-001",
        "PK-OUTPUT-001",
        "PK-OUTPUT-002",
        "PK-ARGOCD-001",
        "PK-ARGOCD-002",
        "PK-CONSTRUCT-001",
        "PK-CONSTRUCT-002",
        "PK-CDK-001",
    ),
    *("PK-HELM-001", "PK-HELM-002", "PK-HELM-003", "PK-HELM-004", "PK-HELM-005", "PK-HELM-006"),
    *("PK-AWS-010", "PK-AWS-015", "PK-AWS-016", "PK-AWS-017", "PK-AWS-018", "PK-AWS-019", "PK-AWS-020", "PK-AWS-021"),
}
"""Codes that no few lines of YAML raise: the file itself is wrong, or an argument is."""
RETIRED = {"PK-PROXY-001", "PK-SHUTDOWN-002", "PK-TRUST-003"}
"""Codes of rules that another one replaces: PK-ENV-005."""
IN_SEVERAL_MODULES = {"PK-AWS-008", "PK-AWS-010", "PK-AWS-011", "PK-RELEASE-004"}
"""Codes that several modules raise with the same meaning."""
OTHERS = {"PK-EXPOSURE-007": {"PK-MCP-003"}}
"""Warnings that an example raises as well."""
EXAMPLES = [(entry, entry.example) for entry in ENTRIES if entry.example]


def codes(path: Path) -> set[str]:
    """The codes in the texts of a module, apart from docstrings and comments."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node))
    docstrings = {ast.get_docstring(node, clean=False) for node in documented}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {code for text in texts if text not in docstrings for code in CODE.findall(text)}


RAISED = {
    path.relative_to(PACKAGE): codes_of_file
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent.name not in ("rules", "kubernetes") and (codes_of_file := codes(path))
}
"""The codes that modules other than the rules contain."""


def test_a_retired_code_is_not_used_again() -> None:
    assert RETIRED & {entry.code for entry in ENTRIES} == set()


def problems(folder: Path, example: Example, text: str) -> tuple[Problem, ...]:
    """The problems of one of the two pieces of an example, as a complete file with those next to it."""
    for name, content in example.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    file = folder / "portkey.yaml"
    file.write_text(example.document(text), encoding="utf-8")
    try:
        config, warnings = load_with_warnings([file])
        if example.by == "aws eksctl":
            cluster_config(config.resolve())
        elif example.by == "aws policy":
            require_trust(config.resolve().aws, roles(config.resolve()))
    except ConfigurationError as error:
        return error.problems
    return warnings


def test_every_code_that_is_raised_has_an_entry_and_every_entry_is_raised() -> None:
    raised = set[str]().union(*RAISED.values(), {rule.entry.code for rule in RULES})
    assert len(raised) > 150
    assert sorted(raised - CATALOGUE.keys()) == [], "declare these in portkey_constructs/rules/"
    assert sorted(CATALOGUE.keys() - raised) == [], "nothing raises these"


def test_every_code_means_one_thing() -> None:
    titles = [entry.title for entry in ENTRIES]
    assert len(set(titles)) == len(titles)
    modules: dict[str, list[str]] = {}
    for path, codes_of_file in RAISED.items():
        if "Problem(" in (PACKAGE / path).read_text("utf-8"):
            for code in codes_of_file:
                modules.setdefault(code, []).append(str(path))
    shared = {code: paths for code, paths in modules.items() if len(paths) > 1 and code not in IN_SEVERAL_MODULES}
    assert shared == {}, "two modules raise this code: take the next free one, or list it here if it means the same"


def test_a_code_is_declared_once() -> None:
    with pytest.raises(ValueError, match="PK-FILE-001 is registered already"):
        declare("PK-FILE-001", title="another", cause="Another.", fix="Another.")
    assert REGISTRY.keys() == CATALOGUE.keys()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_is_written_in_sentences(entry: Entry) -> None:
    assert re.fullmatch(r"\S.*[^.\s]", entry.title)
    for text in (entry.cause, entry.fix):
        assert re.fullmatch(r"[A-Za-z0-9/<].*[.]", text)
        assert "  " not in text
    assert 1 <= len(re.findall(r"[.](?: |$)", entry.cause)) <= 3
    assert all(text.isascii() for text in (entry.title, entry.cause, entry.fix, *entry.settings))
    if entry.example is None:
        assert entry.code in WITHOUT_EXAMPLE
    else:
        assert entry.code not in WITHOUT_EXAMPLE
        assert all(len(text.splitlines()) <= 8 and text.endswith("\n") for text in (entry.example.wrong, entry.example.fixed))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_a_fix_is_one_sentence_that_a_problem_can_use_as_a_clause(entry: Entry) -> None:
    assert re.fullmatch(r"[A-Z][a-z]+ .*[.]", entry.fix)
    assert len(re.findall(r"[^.][.](?: |$)", entry.fix)) == 1


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=lambda value: getattr(value, "code", ""))
def test_an_example_raises_its_code_and_the_fixed_one_nothing(entry: Entry, example: Example, tmp_path: Path) -> None:
    reported = problems(tmp_path, example, example.wrong)
    unencrypted = UNENCRYPTED - {entry.code}
    assert {problem.code for problem in reported} - unencrypted - OTHERS.get(entry.code, set()) == {entry.code}
    severities = {problem.severity for problem in reported if problem.code == entry.code}
    assert severities == {entry.severity} if entry.severity != "either" else severities <= {"error", "warning"}
    rest = {problem.code for problem in problems(tmp_path, example, example.fixed)} - unencrypted
    assert rest == set() or (example.base == "nothing" and entry.code not in rest)


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_a_complete_configuration(base: str, tmp_path: Path) -> None:
    example = Example("labels: {a: b}\n", "", base)  # type: ignore[arg-type]
    if base == "part":
        example = Example("deployment: {kind: dataPlane, organisations: [acme]}\n", "", "part")
    if base != "nothing":
        assert problems(tmp_path, example, example.wrong) == ()


class TestSettings:
    """The settings of an entry exist, and include those at which its rule reports problems."""

    SETTINGS = frozenset[str]().union(*(related_settings(yaml_name(PortkeyConfig, field)) for field in PortkeyConfig.model_fields))

    @pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
    def test_every_setting_exists(self, entry: Entry) -> None:
        unknown = [pattern for pattern in entry.settings if not any(matches(pattern, setting) for setting in self.SETTINGS)]
        assert unknown == []

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
    def test_a_rule_reports_problems_at_its_settings(self, case: Case) -> None:
        entry = CATALOGUE[case.code]
        parts = case.path.split(".")
        around = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
        settings = [setting for setting in self.SETTINGS if not setting.endswith(".*")]
        setting = [path for path in around if any(matches(path, setting) for setting in settings)][-1]
        assert entry.settings == (EVERY_SETTING,) or entry.concerns(setting)

    def test_the_secret_values_are_those_of_the_types(self) -> None:
        """And the users of the registries, which only a Secret contains."""
        types = {setting: type_at(PortkeyConfig, setting.split(".")) for setting in self.SETTINGS}
        secret = {setting for setting, annotation in types.items() if is_secret(annotation) and not any(models(annotation))}
        values = {setting for setting in self.SETTINGS if any(matches(pattern, setting) for pattern in SECRET_VALUES)}
        assert values == secret | {"imagePull.username", "imagePull.additionalRegistries.*.username"}
