"""`aws policy` and `aws eksctl` as people and programs read them."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from portkey_constructs.config import load
from portkey_constructs.iam import cluster_config, roles
from tests.cli.test_program import PROGRAM, QUICK_START, run
from tests.test_house import HEAVY, imported_by

APPS = Path(__file__).parents[2] / "apps"
IRSA, HYBRID = APPS / "irsa.yaml", APPS / "hybrid.yaml"
MORE = "  portkey-constructs explain CODE tells more"
TRUST = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "TrustPods",
      "Effect": "Allow",
      "Principal": {
        "Service": "pods.eks.amazonaws.com"
      },
      "Action": [
        "sts:AssumeRole",
        "sts:TagSession"
      ],
      "Condition": {
        "StringEquals": {
          "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:eu-central-1:111122223333:cluster/models",
          "aws:RequestTag/kubernetes-namespace": "portkey",
          "aws:RequestTag/kubernetes-service-account": "portkey-gateway"
        }
      }
    }
  ]
}
"""


@pytest.fixture
def idle(tmp_path: Path) -> Path:
    """A configuration whose front end has a role, which may do nothing."""
    file = tmp_path / "idle.yaml"
    file.write_text(f"{IRSA.read_text('utf-8')}\nfrontend: {{identity: {{kind: irsa}}}}\n", encoding="utf-8")
    return file


def test_the_role_of_a_component() -> None:
    done = run("aws", "policy", "gateway", "-f", HYBRID)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == ["role", "arn", "components", "serviceAccounts", "trustPolicy", "permissionsPolicy"]
    assert (found["role"], found["arn"]) == ("models-portkey-gateway", "arn:aws:iam::111122223333:role/models-portkey-gateway")
    assert (found["components"], found["serviceAccounts"]) == (["gateway"], [{"namespace": "portkey", "name": "portkey-gateway"}])
    assert found["trustPolicy"] == json.loads(TRUST)
    assert [one["Sid"] for one in found["permissionsPolicy"]["Statement"]] == ["WriteLogs", "InvokeModels"]


def test_all_roles_are_a_list() -> None:
    done = run("aws", "policy", "-f", APPS / "irsa_secrets_manager.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [one["components"] for one in found] == [["gateway"], ["backend"], ["dataservice"], ["external-secrets"]]
    known = roles(load([APPS / "irsa_secrets_manager.yaml"]))
    assert [(one["arn"], one["trustPolicy"], one["permissionsPolicy"]) for one in found] == [(one.arn, one.trust, one.permissions) for one in known]


def test_one_document_alone_is_what_iam_takes() -> None:
    done = run("aws", "policy", "gateway", "-f", HYBRID, "--document", "trust")
    assert (done.returncode, done.stdout, done.stderr) == (0, TRUST, "")
    permissions = run("aws", "policy", "gateway", "-f", HYBRID, "--document", "permissions")
    assert json.loads(permissions.stdout) == json.loads(run("aws", "policy", "gateway", "-f", HYBRID).stdout)["permissionsPolicy"]


def test_a_role_that_may_do_nothing_has_no_permissions_to_print(idle: Path) -> None:
    done = run("aws", "policy", "frontend", "-f", idle, "--document", "permissions")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "the role portkey-frontend may do nothing, and has no permissions policy\n")
    assert json.loads(run("aws", "policy", "frontend", "-f", idle).stdout)["permissionsPolicy"] is None
    assert run("aws", "policy", "frontend", "-f", idle, "--document", "trust").returncode == 0


def test_an_unknown_component_is_told_the_nearest() -> None:
    done = run("aws", "policy", "gatway", "-f", IRSA)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{IRSA}: 1 problem\n\n  gatway  has no role of AWS'  [PK-AWS-010]\n  did you mean gateway?\n\n{MORE}\n"


def test_one_document_is_of_one_role() -> None:
    done = run("aws", "policy", "-f", IRSA, "--document", "trust")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a component" in done.stderr
    assert run("aws", "policy", "gateway", "-f", IRSA, "--document", "both").returncode == 2


def test_a_configuration_without_roles_is_told_how_to_have_some() -> None:
    for command in ("policy", "eksctl"):
        done = run("aws", command, "-f", "-", text=QUICK_START)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("<stdin>: 1 problem\n\n  identity  gives no component a role of AWS'  [PK-AWS-009]\n")


def test_a_refused_configuration_has_no_roles() -> None:
    for command in ("policy", "eksctl"):
        done = run("aws", command, "-f", "-", text="profile: production\n")
        assert (done.returncode, done.stdout) == (2, "")
        assert "auth" in done.stderr


def test_warnings_are_told_beside_the_answer() -> None:
    text = IRSA.read_text("utf-8").replace('bedrock: {models: ["anthropic.*"]}', "bedrock: {}")
    done = run("aws", "policy", "gateway", "-f", "-", text=text)
    assert done.returncode == 0
    assert done.stderr.startswith("<stdin>: 1 warning\n")
    assert [one["Sid"] for one in json.loads(done.stdout)["permissionsPolicy"]["Statement"]] == ["WriteLogs"]


def test_later_files_go_over_earlier_ones(tmp_path: Path) -> None:
    over = tmp_path / "over.yaml"
    over.write_text("aws: {cluster: other}\n", encoding="utf-8")
    assert json.loads(run("aws", "policy", "gateway", "-f", HYBRID, "-f", over).stdout)["role"] == "other-portkey-gateway"


def test_eksctl_reads_one_document() -> None:
    done = run("aws", "eksctl", "-f", HYBRID)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n")
    assert "---" not in done.stdout
    assert "&" not in done.stdout
    assert yaml.safe_load(done.stdout) == cluster_config(load([HYBRID]))


def test_eksctl_wants_the_cluster() -> None:
    done = run("aws", "eksctl", "-f", IRSA)
    assert (done.returncode, done.stdout) == (2, "")
    problem = "aws.cluster  is missing  [PK-AWS-011]\n  name the cluster: eksctl's configuration is of one"
    assert done.stderr == f"{IRSA}: 1 problem\n\n  {problem}\n\n{MORE}\n"


def test_the_same_input_is_the_same_output() -> None:
    for command in (("policy",), ("eksctl",)):
        assert run("aws", *command, "-f", HYBRID).stdout == run("aws", *command, "-f", HYBRID, PYTHONHASHSEED="1").stdout


@pytest.mark.parametrize("command", [["aws"], ["aws", "policy"], ["aws", "eksctl"]])
def test_help_has_examples_and_statuses(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Examples:\n" in done.stdout
    assert run(*command, "-h").stdout == done.stdout
    assert len(command) == 1 or "Exit status: 0 printed" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 105


def test_the_group_is_listed_and_asks_for_a_command() -> None:
    assert "\n  aws " in run("--help").stdout
    assert run("aws").returncode == 2
    assert run("aws", "polcy").returncode == 2


@pytest.mark.parametrize("command", ["policy", "eksctl"])
def test_neither_node_nor_a_client_of_aws_is_needed(command: str) -> None:
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', 'aws', *sys.argv[1:]]; main()"
    seen = imported_by(code, command, "-f", str(HYBRID))
    assert "portkey_constructs.iam.roles" in seen
    assert sorted(one for one in (*HEAVY, "aws_cdk", "boto3", "botocore") if one in seen) == []
    assert not any(one.startswith("portkey_constructs.aws") for one in seen)


def test_a_disk_that_is_full_is_told() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with full.open("w") as nowhere:
        done = subprocess.run([*PROGRAM, "aws", "policy", "-f", str(HYBRID)], stdout=nowhere, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, "standard output was not written" in done.stderr) == (1, True)
