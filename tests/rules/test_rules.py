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
from tests.rules.case import UNENCRYPTED, Case, document
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
    others = {*case.others, *UNENCRYPTED} - {case.code}
    [problem] = [problem for problem in problems(tmp_path, document(case.wrong, case.base)) if problem.code not in others]
    assert (problem.code, problem.path, problem.severity) == (case.code, case.path, case.severity)
    assert case.message in problem.message
    assert case.fix in problem.fix
    assert problem.position is not None
    assert f"{problem.position.line}:{problem.position.column}" == case.line_column
    assert [problem for problem in problems(tmp_path, document(case.fixed, case.base)) if problem.code not in UNENCRYPTED - {case.code}] == []


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
    WRONG = (
        "auth: ~\nredis: ~\nlabels: {owner: YOUR_TEAM, app.kubernetes.io/name: a}\nbackend: {image: {tag: latest}}\n"
        "gateway: {replicas: 2, autoscaling: {min: 5, max: 4, cpu: 60}, image: {tag: latest}}\n"
    )

    def problems(self, *invalid: str) -> set[tuple[str, str]]:
        return {(problem.code, problem.path) for problem in check(platform(document(self.WRONG, "production")), frozenset(invalid))}

    def hidden_by(self, *invalid: str) -> set[str]:
        return {f"{code} {path}" for code, path in self.problems() - self.problems(*invalid)}

    def test_everything_is_reported_while_all_settings_are_valid(self) -> None:
        assert self.problems() == {
            ("PK-AUTH-001", "auth"),
            ("PK-STORE-001", "redis"),
            ("PK-NAME-001", "labels.owner"),
            ("PK-WORKLOAD-001", "labels.app.kubernetes.io/name"),
            ("PK-IMAGE-002", "gateway.image.tag"),
            ("PK-IMAGE-002", "backend.image.tag"),
            ("PK-SCALE-002", "gateway.replicas"),
            ("PK-SCALE-003", "gateway.autoscaling.min"),
        }

    def test_a_setting_that_no_rule_compares_hides_nothing(self) -> None:
        assert self.hidden_by("clusterDomain", "gateway.gracePeriod", "gateway.imge", "deployment.organisations") == set()

    def test_a_setting_hides_the_problems_that_compare_it(self) -> None:
        assert self.hidden_by("gateway.autoscaling.max") == {"PK-SCALE-002 gateway.replicas", "PK-SCALE-003 gateway.autoscaling.min"}
        assert self.hidden_by("gateway.autoscaling.cpu") == {"PK-SCALE-002 gateway.replicas"}

    def test_a_map_hides_the_problems_that_compare_a_part_of_it(self) -> None:
        assert {problem.split()[1].partition(".")[0] for problem in self.hidden_by("gateway")} == {"gateway"}
        assert len(self.hidden_by("gateway")) == 3

    def test_a_component_hides_no_problem_of_another_one(self) -> None:
        assert self.hidden_by("backend") == {"PK-IMAGE-002 backend.image.tag"}
        assert self.hidden_by("redis.kind") == {"PK-STORE-001 redis"}

    def test_a_setting_that_is_judged_alone_is_hidden_only_by_itself(self) -> None:
        assert self.hidden_by("mysql", "clickhouse", "labels.team") == set()
        assert self.hidden_by("labels.owner") == {"PK-NAME-001 labels.owner"}

    @pytest.mark.parametrize("setting", ["profile", "deployment", "deployment.kind"])
    def test_a_setting_on_which_every_default_depends_hides_everything(self, setting: str) -> None:
        assert self.problems(setting) == set()

    def test_a_rule_over_components_is_hidden_by_any_of_them(self) -> None:
        text = document("redis: {kind: elasticache, host: a.b.c, tls: true, iam: {clusterName: acme, user: portkey}}\n", "production")
        assert [problem.code for problem in check(platform(text))] == ["PK-REDIS-012"]
        assert list(check(platform(text), {"backend.identity"})) == []
        assert list(check(platform(text), {"backend"})) == []
        assert [problem.code for problem in check(platform(text), {"backend.replicas"})] == ["PK-REDIS-012"]
