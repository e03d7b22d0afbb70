"""Every finding of a scanner in `dist/` has its reason in one table, and every reason has a finding."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from apps import configuration
from docs_site.scanners import Explanation, annotations, checkov_file, explanations
from portkey_constructs.config import PortkeyConfig
from portkey_constructs.output.yaml_text import to_yaml
from tests.cluster.environments import DIST, environments
from tests.scanners.programs import Finding, run_checkov, run_kube_score

pytestmark = pytest.mark.scanners

_POD_SECURITY = "Pod Security"
"""The API server is the scanner then: tests/cluster compares its refusals with the table."""
_PRIVILEGED = Finding("checkov", "CKV_K8S_16", "gateway")


def _explained(explanation: Explanation) -> Iterator[Finding]:
    for (scanner, check), components in explanation.findings.items():
        if scanner != _POD_SECURITY:
            yield from (Finding(scanner, check, component) for component in components)


def test_every_environment_is_scanned(scanned: Mapping[str, set[Finding]]) -> None:
    assert set(scanned) == {each.name for each in (*environments(), *environments(DIST / "fleet"))}
    assert all({finding.scanner for finding in findings} == {"checkov", "kube-score"} for findings in scanned.values())


def test_every_finding_has_one_reason(scanned: Mapping[str, set[Finding]]) -> None:
    unexplained = {
        (environment, finding): count
        for environment, findings in scanned.items()
        for finding in findings
        if (count := sum(finding in _explained(row) for row in explanations() if not row.environments or environment in row.environments)) != 1
    }
    assert unexplained == {}, "findings that do not have one row in docs_site/scanners.yaml, with their numbers of rows"


@pytest.mark.parametrize("explanation", explanations(), ids=lambda explanation: explanation.title)
def test_every_reason_has_findings(scanned: Mapping[str, set[Finding]], explanation: Explanation) -> None:
    found = {finding for environment in explanation.environments or scanned for finding in scanned[environment]}
    assert set(_explained(explanation)) - found == set(), "rows of docs_site/scanners.yaml that no environment of dist/ needs"


def _written(config: PortkeyConfig, folder: Path) -> Path:
    folder.mkdir()
    for index, staged in enumerate(config.resolve().objects()):
        (folder / f"{index:02}.yaml").write_text(to_yaml([staged.manifest]))
    return folder


def _variant(settings: Mapping[str, object], tmp_path: Path) -> PortkeyConfig:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(yaml.safe_dump(dict(settings)))
    return PortkeyConfig.from_file(Path("apps/production_internal.yaml"), overlay)


def test_the_file_of_the_page_leaves_no_finding_of_checkov(scanners: None, tmp_path: Path) -> None:
    folder = _written(configuration("production-internal"), tmp_path / "manifests")
    (tmp_path / ".checkov.yaml").write_text(checkov_file())
    assert run_checkov(folder) != set()
    assert run_checkov(folder, f"--config-file={tmp_path / '.checkov.yaml'}") == set()


def test_the_annotations_of_the_page_leave_no_finding(scanners: None, tmp_path: Path) -> None:
    folder = _written(_variant(annotations(), tmp_path), tmp_path / "manifests")
    assert run_checkov(folder) | run_kube_score(folder) == set()


def test_the_annotations_do_not_hide_a_privileged_container(scanners: None, tmp_path: Path) -> None:
    settings = annotations()
    gateway = {**settings["gateway"], "sidecars": [{"name": "root", "image": "docker.io/busybox:1.37", "securityContext": {"privileged": True}}]}
    assert _PRIVILEGED in run_checkov(_written(_variant({**settings, "gateway": gateway}, tmp_path), tmp_path / "manifests"))
