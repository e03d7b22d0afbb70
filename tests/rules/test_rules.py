"""Every rule: its cases, the wording of its problems, and the rules that do not run while a setting is invalid."""

from pathlib import Path

import pytest
import yaml

from portkey_constructs.config import PortkeyConfig, load_with_warnings
from portkey_constructs.config.root import Rules
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules import check
from portkey_constructs.rules.catalogue import CATALOGUE
from portkey_constructs.rules.registry import RULES
from tests.rules.case import Case, document
from tests.rules.cases import CASES


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    """The errors or warnings of a configuration file."""
    file = folder / "portkey.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        return load_with_warnings([file])[1]
    except ConfigurationError as error:
        return error.problems


def platform(text: str) -> Platform:
    """The platform of a configuration whose rules are not checked yet."""
    data = yaml.safe_load(text)
    return PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER).resolve()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_a_rule_reports_the_wrong_file_and_accepts_the_fixed_one(tmp_path: Path, case: Case) -> None:
    [problem] = [problem for problem in problems(tmp_path, document(case.wrong, case.base)) if problem.code not in case.others]
    assert (problem.code, problem.path, problem.severity) == (case.code, case.path, case.severity)
    assert case.message in problem.message
    assert case.fix in problem.fix
    assert problem.position is not None
    assert f"{problem.position.line}:{problem.position.column}" == case.line_column
    assert problems(tmp_path, document(case.fixed, case.base)) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_a_problem_continues_its_path_and_its_fix_is_a_clause(tmp_path: Path, case: Case) -> None:
    [problem, *_] = problems(tmp_path, document(case.wrong, case.base))
    for text in (problem.message, problem.fix):
        assert text[0].islower()
        assert not text.endswith(".") or text.endswith("...")
        assert "\n" not in text


def test_every_rule_has_a_case() -> None:
    codes = {rule.entry.code for rule in RULES}
    assert len(codes) > 100
    assert codes == {case.code for case in CASES}


def test_severities_are_those_of_the_catalogue() -> None:
    seen: dict[str, set[str]] = {}
    for case in CASES:
        seen.setdefault(case.code, set()).add(case.severity)
    either = {code for code, entry in CATALOGUE.items() if entry.severity == "either"}
    assert {code for code, severities in seen.items() if len(severities) > 1} <= either
    assert {code: severities for code, severities in seen.items() if code not in either and severities != {CATALOGUE[code].severity}} == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_a_rule_does_not_report_a_setting_that_is_invalid(case: Case) -> None:
    resolved = platform(document(case.wrong, case.base))
    assert case.code in {problem.code for problem in check(resolved)}
    assert case.code not in {problem.code for problem in check(resolved, {case.path})}


class TestInvalidSettings:
    WRONG = "auth: ~\ngateway: {replicas: 2, autoscaling: {min: 5, max: 4, cpu: 60}, image: {tag: latest}}\nlabels: {owner: YOUR_TEAM}\n"

    def codes(self, *invalid: str) -> set[str]:
        return {problem.code for problem in check(platform(document(self.WRONG, "production")), frozenset(invalid))}

    def test_every_rule_runs_while_all_settings_are_valid(self) -> None:
        assert self.codes() == {"PK-AUTH-001", "PK-SCALE-002", "PK-SCALE-003", "PK-IMAGE-002", "PK-NAME-001"}

    def test_a_setting_that_no_rule_compares_changes_nothing(self) -> None:
        assert self.codes("clusterDomain", "gateway.gracePeriod") == self.codes()

    def test_rules_that_compare_the_setting_do_not_run(self) -> None:
        assert self.codes("gateway.autoscaling.max") == self.codes() - {"PK-SCALE-002", "PK-SCALE-003"}
        assert self.codes("gateway.replicas") == self.codes() - {"PK-SCALE-002"}

    def test_rules_that_compare_a_part_of_the_setting_do_not_run(self) -> None:
        assert self.codes("gateway") == {"PK-AUTH-001", "PK-NAME-001"}

    def test_a_placeholder_is_reported_unless_its_own_setting_is_invalid(self) -> None:
        assert self.codes("labels.owner") == self.codes() - {"PK-NAME-001"}

    @pytest.mark.parametrize("setting", ["profile", "deployment", "deployment.kind"])
    def test_no_rule_runs_while_every_default_is_uncertain(self, setting: str) -> None:
        assert self.codes(setting) == set()

    def test_rules_run_while_another_setting_of_the_deployment_is_invalid(self) -> None:
        assert self.codes("deployment.organisations") == self.codes()
