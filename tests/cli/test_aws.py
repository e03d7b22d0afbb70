"""The output of `aws policy`, `aws eksctl` and `aws terraform`."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from portkey_constructs.config import load
from portkey_constructs.iam import cluster_config, roles
from portkey_constructs.terraform import terraform_json
from tests.cli.test_program import PROGRAM, QUICK_START, run
from tests.test_conventions import HEAVY, imported_by

APPS = Path(__file__).parents[2] / "apps"
IRSA, HYBRID = APPS / "irsa.yaml", APPS / "hybrid.yaml"
MORE = "  For the cause and the fix, run: portkey-constructs explain CODE"
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
def role_without_permissions(tmp_path: Path) -> Path:
    """A configuration whose front end has a role without permissions."""
    file = tmp_path / "frontend.yaml"
    file.write_text(f"{IRSA.read_text('utf-8')}\nfrontend: {{identity: {{kind: irsa}}}}\n", encoding="utf-8")
    return file


def test_policy_prints_the_role_of_a_component() -> None:
    done = run("aws", "policy", "gateway", "-f", HYBRID)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == ["role", "arn", "components", "serviceAccounts", "trustPolicy", "permissionsPolicy"]
    assert (answer["role"], answer["arn"]) == ("models-portkey-gateway", "arn:aws:iam::111122223333:role/models-portkey-gateway")
    assert (answer["components"], answer["serviceAccounts"]) == (["gateway"], [{"namespace": "portkey", "name": "portkey-gateway"}])
    assert answer["trustPolicy"] == json.loads(TRUST)
    assert [statement["Sid"] for statement in answer["permissionsPolicy"]["Statement"]] == ["WriteLogs", "InvokeModels"]


def test_policy_without_component_prints_a_list() -> None:
    done = run("aws", "policy", "-f", APPS / "irsa_secrets_manager.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert [each["components"] for each in answer] == [["gateway"], ["backend"], ["dataservice"], ["external-secrets"]]
    expected = roles(load(APPS / "irsa_secrets_manager.yaml").resolve())
    assert [(each["arn"], each["trustPolicy"], each["permissionsPolicy"]) for each in answer] == [
        (each.arn, each.trust, each.permissions) for each in expected
    ]


def test_document_prints_only_the_policy() -> None:
    done = run("aws", "policy", "gateway", "-f", HYBRID, "--document", "trust")
    assert (done.returncode, done.stdout, done.stderr) == (0, TRUST, "")
    permissions = run("aws", "policy", "gateway", "-f", HYBRID, "--document", "permissions")
    assert json.loads(permissions.stdout) == json.loads(run("aws", "policy", "gateway", "-f", HYBRID).stdout)["permissionsPolicy"]


def test_role_without_permissions_has_no_permissions_document(role_without_permissions: Path) -> None:
    done = run("aws", "policy", "frontend", "-f", role_without_permissions, "--document", "permissions")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "the role portkey-frontend needs no permissions, so it has no permissions policy\n")
    assert json.loads(run("aws", "policy", "frontend", "-f", role_without_permissions).stdout)["permissionsPolicy"] is None
    assert run("aws", "policy", "frontend", "-f", role_without_permissions, "--document", "trust").returncode == 0


def test_unknown_component_gets_a_suggestion() -> None:
    done = run("aws", "policy", "gatway", "-f", IRSA)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{IRSA}: 1 problem\n\n  gatway  has no IAM role  [PK-AWS-010]\n  did you mean gateway?\n\n{MORE}\n"


def test_document_needs_a_component() -> None:
    done = run("aws", "policy", "-f", IRSA, "--document", "trust")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name a component" in done.stderr
    assert run("aws", "policy", "gateway", "-f", IRSA, "--document", "both").returncode == 2


def test_configuration_without_roles_is_refused() -> None:
    for command in ("policy", "eksctl"):
        done = run("aws", command, "-f", "-", text=QUICK_START)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("<stdin>: 1 problem\n\n  identity  gives no component an IAM role  [PK-AWS-009]\n")


def test_invalid_configuration_prints_no_roles() -> None:
    for command in ("policy", "eksctl", "terraform"):
        done = run("aws", command, "-f", "-", text="profile: production\n")
        assert (done.returncode, done.stdout) == (2, "")
        assert "auth" in done.stderr


def test_warnings_are_reported_on_standard_error() -> None:
    text = IRSA.read_text("utf-8").replace('bedrock: {models: ["anthropic.*"]}', "bedrock: {}")
    done = run("aws", "policy", "gateway", "-f", "-", text=text)
    assert done.returncode == 0
    assert done.stderr.startswith("<stdin>: 1 warning\n")
    assert [statement["Sid"] for statement in json.loads(done.stdout)["permissionsPolicy"]["Statement"]] == ["WriteLogs"]


def test_later_files_override_earlier_ones(tmp_path: Path) -> None:
    override = tmp_path / "override.yaml"
    override.write_text("aws: {cluster: other}\n", encoding="utf-8")
    assert json.loads(run("aws", "policy", "gateway", "-f", HYBRID, "-f", override).stdout)["role"] == "other-portkey-gateway"


def test_eksctl_prints_one_document() -> None:
    done = run("aws", "eksctl", "-f", HYBRID)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n")
    assert "---" not in done.stdout
    assert "&" not in done.stdout
    assert yaml.safe_load(done.stdout) == cluster_config(load(HYBRID).resolve())


def test_eksctl_needs_the_cluster() -> None:
    done = run("aws", "eksctl", "-f", IRSA)
    assert (done.returncode, done.stdout) == (2, "")
    problem = "aws.cluster  is missing  [PK-AWS-011]\n  name the cluster: eksctl's configuration is for one cluster"
    assert done.stderr == f"{IRSA}: 1 problem\n\n  {problem}\n\n{MORE}\n"


def test_output_is_deterministic() -> None:
    for command in (("policy",), ("eksctl",), ("terraform",)):
        assert run("aws", *command, "-f", HYBRID).stdout == run("aws", *command, "-f", HYBRID, PYTHONHASHSEED="1").stdout


@pytest.mark.parametrize("command", [["aws"], ["aws", "policy"], ["aws", "eksctl"], ["aws", "terraform"]])
def test_help_has_examples_and_exit_statuses(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Examples:\n" in done.stdout
    assert run(*command, "-h").stdout == done.stdout
    assert len(command) == 1 or "Exit status:\n  0  " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 105


def test_group_is_listed_and_needs_a_command() -> None:
    assert "\n  aws " in run("--help").stdout
    assert run("aws").returncode == 2
    assert run("aws", "polcy").returncode == 2


@pytest.mark.parametrize("command", ["policy", "eksctl", "terraform"])
def test_neither_node_nor_an_aws_client_is_imported(command: str) -> None:
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', 'aws', *sys.argv[1:]]; main()"
    modules = imported_by(code, command, "-f", str(HYBRID))
    assert "portkey_constructs.iam.roles" in modules
    assert sorted(name for name in (*HEAVY, "aws_cdk", "boto3", "botocore") if name in modules) == []
    assert not any(name == "portkey_constructs.aws" or name.startswith("portkey_constructs.aws.") for name in modules)


AWS = APPS / "aws" / "portkey.yaml"


def test_terraform_prints_a_module() -> None:
    done = run("aws", "terraform", "-f", AWS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == terraform_json(load(AWS).resolve())


def test_terraform_writes_a_file_that_terraform_reads(tmp_path: Path) -> None:
    file = tmp_path / "portkey.tf.json"
    done = run("aws", "terraform", "-f", AWS, "-o", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert file.read_text(encoding="utf-8") == terraform_json(load(AWS).resolve())


def test_terraform_refuses_a_name_that_terraform_ignores(tmp_path: Path) -> None:
    done = run("aws", "terraform", "-f", AWS, "-o", tmp_path / "portkey.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "use a name that ends with .tf.json" in done.stderr
    assert not any(tmp_path.iterdir())


def test_terraform_does_not_overwrite_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "portkey.tf.json"
    file.write_text(json.dumps(yaml.safe_load(HYBRID.read_text("utf-8"))), encoding="utf-8")
    before = file.read_bytes()
    done = run("aws", "terraform", "-f", file, "-o", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "PK-OUTPUT-001" in done.stderr
    assert file.read_bytes() == before


def test_terraform_says_that_a_password_is_not_rotated() -> None:
    text = AWS.read_text("utf-8").replace("  restartOnRotation: true", "").replace("  outputs: outputs.json", "")
    done = run("aws", "terraform", "-f", "-", text=text)
    assert done.returncode == 0
    assert "mysql: the password is not rotated" in done.stderr


def test_terraform_reports_every_problem_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "portkey.tf.json"
    done = run("aws", "terraform", "-f", "-", "-o", file, text=QUICK_START)
    assert (done.returncode, done.stdout) == (2, "")
    assert "has nothing for the AWS companion to create  [PK-AWS-018]" in done.stderr
    assert not file.exists()


def test_full_disk_is_reported() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with full.open("w") as device:
        done = subprocess.run([*PROGRAM, "aws", "policy", "-f", str(HYBRID)], stdout=device, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, "standard output is incomplete" in done.stderr) == (1, True)


def test_trust_policy_needs_the_issuer_and_permissions_do_not(tmp_path: Path) -> None:
    config = tmp_path / "portkey.yaml"
    text = IRSA.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(keepends=True) if "oidcIssuer" not in line]
    config.write_text("".join(lines).replace("{kind: irsa}", "{kind: irsa, roleArn: 'arn:aws:iam::111122223333:role/own'}"), encoding="utf-8")
    for arguments in ([], ["gateway"], ["gateway", "--document", "trust"]):
        done = run("aws", "policy", *arguments, "-f", config)
        assert done.returncode == 2
        assert "aws.oidcIssuer  is missing, but the trust policy of the role own names it" in done.stderr
    assert json.loads(run("aws", "policy", "gateway", "-f", config, "--document", "permissions").stdout)["Statement"]
    assert run("render", "-f", config).returncode == 0
