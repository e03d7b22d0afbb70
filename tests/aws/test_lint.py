"""The templates of apps/aws have no findings of cfn-lint and cdk-nag, and the companion imports only what it uses."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from aws_cdk import App

from tests.aws.companion import EXAMPLE
from tests.aws.templates import REGION, Findings, audit, lint, short_name

pytestmark = pytest.mark.aws

STACKS: Final = {"acme-portkey-roles": REGION, "acme-portkey-data": REGION, "acme-portkey-logs-replica": "us-east-1"}
INDIRECT: Final = {"aws_events", "aws_s3_assets"}
"""Modules of aws-cdk-lib that `aws_ec2` and `aws_s3` import."""
# Prints the modules of aws-cdk-lib that have been imported.
IMPORTED: Final = """
import json, sys
from portkey_constructs.aws import {name}
print(json.dumps(sorted(name.removeprefix("aws_cdk.") for name in sys.modules if name.startswith("aws_cdk.aws_") and name.count(".") == 1)))
"""


@pytest.fixture(scope="module")
def app() -> App:
    """The app of apps/aws before its synthesis, which can happen only once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "synth", lambda self: None)
        app = runpy.run_path(str(EXAMPLE / "app.py"))["app"]
    assert isinstance(app, App)
    return app


@pytest.fixture(scope="module")
def findings(app: App) -> Findings:
    return audit(app)


@pytest.fixture(scope="module")
def folder(app: App, findings: Findings) -> Path:
    """The folder of the templates."""
    return Path(app.outdir)


def test_example_has_no_open_findings(findings: Findings) -> None:
    assert findings.open == []


def test_acknowledged_findings_are_the_expected_ones(findings: Findings) -> None:
    """An empty report would pass the test above."""
    rules = {(short_name(rule), place.split("/")[1]) for rule, place in findings.acknowledged}
    access_logs = ("S3BucketReplicationEnabled", "S3BucketVersioningEnabled", "S3DefaultEncryptionKMS")
    assert rules == {
        ("IAM4", "Database"),
        ("IAM5", "LogBucket"),
        ("IAMNoInlinePolicy", "LogBucket"),
        ("RDS11", "Database"),
        ("RDSInBackupPlan", "Database"),
        ("RDSLoggingEnabled", "Database"),
        *((rule, bucket) for rule in access_logs for bucket in ("LogBucket", "ReplicaBucket")),
        *((rule, place) for rule in ("SMG4", "SecretsManagerRotationEnabled") for place in ("Cache", "Secrets")),
    }
    assert all(len(reason.split()) > 5 for reason in findings.acknowledged.values())


@pytest.mark.parametrize("name", STACKS)
def test_cfn_lint_finds_nothing_in_a_template(folder: Path, name: str) -> None:
    assert {path.name.partition(".")[0] for path in folder.glob("*.template.json")} == STACKS.keys()
    assert lint(folder / f"{name}.template.json", STACKS[name]) == ""


def test_cfn_lint_finds_a_mistake(folder: Path, tmp_path: Path) -> None:
    template = json.loads((folder / "acme-portkey-roles.template.json").read_text("utf-8"))
    next(iter(template["Resources"].values()))["Properties"]["MaxSessionDuration"] = 1
    (tmp_path / "template.json").write_text(json.dumps(template), encoding="utf-8")
    assert "E3034 1 is less than the minimum" in lint(tmp_path / "template.json")


def test_replica_is_deployed_before_the_log_bucket(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))["artifacts"]
    assert "acme-portkey-logs-replica" in manifest["acme-portkey-data"]["dependencies"]
    assert all(manifest[name]["properties"]["terminationProtection"] for name in STACKS)


@pytest.mark.parametrize(
    ("name", "services"),
    [
        ("PortkeyRoles", {"aws_iam"}),
        ("LogBucket", {"aws_events", "aws_iam", "aws_kms", "aws_s3"}),
        ("portkey_stacks", {"aws_ec2", "aws_elasticache", "aws_iam", "aws_kms", "aws_logs", "aws_rds", "aws_s3", "aws_secretsmanager", *INDIRECT}),
    ],
)
def test_construct_imports_only_the_services_that_it_uses(name: str, services: set[str]) -> None:
    command = [sys.executable, "-c", IMPORTED.format(name=name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=EXAMPLE.parents[1])
    assert set(json.loads(done.stdout)) == services
