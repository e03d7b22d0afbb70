"""What `apps/aws` synthesises, examined by cfn-lint and cdk-nag, and what importing the companion costs."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from aws_cdk import App

from tests.aws.companion import EXAMPLE
from tests.aws.templates import REGION, Findings, examined, linted

STACKS: Final = {"acme-portkey-roles": REGION, "acme-portkey-data": REGION, "acme-portkey-logs-replica": "us-east-1"}
DRAGGED: Final = {"aws_events", "aws_s3_assets"}
"""What `aws_ec2` and `aws_s3` import of aws-cdk-lib by themselves."""
# What of aws-cdk-lib the interpreter runs: names are there for all of it, the code of one once it is used.
IMPORTED: Final = """
import json, sys
from portkey_constructs.aws import {name}
print(json.dumps(sorted(one.removeprefix("aws_cdk.") for one in sys.modules if one.startswith("aws_cdk.aws_") and one.count(".") == 1)))
"""


@pytest.fixture(scope="module")
def app() -> App:
    """The app of `apps/aws`, synthesised by nobody yet: what is synthesised is not examined any more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "synth", lambda self: None)
        made = runpy.run_path(str(EXAMPLE / "app.py"))["app"]
    assert isinstance(made, App)
    return made


@pytest.fixture(scope="module")
def findings(app: App) -> Findings:
    return examined(app)


@pytest.fixture(scope="module")
def folder(app: App, findings: Findings) -> Path:
    """Where the templates are."""
    return Path(app.outdir)


def test_nothing_is_left_unexplained(findings: Findings) -> None:
    assert findings.open == []


def test_what_is_explained_is_known(findings: Findings) -> None:
    """So that nothing passes because nobody looked: cdk-nag has come to each of these."""
    rules = {(rule.partition("[")[0].removeprefix("AwsSolutions-"), place.split("/")[1]) for rule, place in findings.explained}
    assert rules == {("IAM4", "Database"), ("IAM5", "LogBucket"), ("RDS11", "Database"), ("SMG4", "Cache"), ("SMG4", "Secrets")}
    assert all(len(reason.split()) > 5 for reason in findings.explained.values())


@pytest.mark.parametrize("name", STACKS)
def test_a_template_is_clean(folder: Path, name: str) -> None:
    assert {path.name.partition(".")[0] for path in folder.glob("*.template.json")} == STACKS.keys()
    assert linted(folder / f"{name}.template.json", STACKS[name]) == ""


def test_a_mistake_is_found(folder: Path, tmp_path: Path) -> None:
    wrong = json.loads((folder / "acme-portkey-roles.template.json").read_text("utf-8"))
    next(iter(wrong["Resources"].values()))["Properties"]["MaxSessionDuration"] = 1
    (tmp_path / "template.json").write_text(json.dumps(wrong), encoding="utf-8")
    assert "E3034 1 is less than the minimum" in linted(tmp_path / "template.json")


def test_the_copy_is_deployed_before_what_is_copied(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))["artifacts"]
    assert "acme-portkey-logs-replica" in manifest["acme-portkey-data"]["dependencies"]
    assert all(manifest[name]["properties"]["terminationProtection"] for name in STACKS)


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("PortkeyRoles", {"aws_iam"}),
        ("LogBucket", {"aws_events", "aws_iam", "aws_kms", "aws_s3"}),
        ("portkey_stacks", {"aws_ec2", "aws_elasticache", "aws_iam", "aws_kms", "aws_rds", "aws_s3", "aws_secretsmanager", *DRAGGED}),
    ],
)
def test_only_what_is_used_is_imported(name: str, used: set[str]) -> None:
    command = [sys.executable, "-c", IMPORTED.format(name=name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=EXAMPLE.parents[1])
    assert set(json.loads(done.stdout)) == used
