"""`init` in a script, on a terminal, and in a folder with existing files."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.exposure import IngressExposure
from portkey_constructs.scaffold.placeholders import PLACEHOLDERS
from portkey_constructs.scaffold.project import install_command
from portkey_constructs.scaffold.template import SCHEMA, templates
from tests.cli.test_program import PROGRAM, run
from tests.support.terminal import run_on_terminal

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("name", templates())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names() -> list[str]:
    return sorted(path.relative_to(".").as_posix() for path in Path().rglob("*") if path.is_file())


def run_interactively(arguments: Sequence[str], answers: str) -> tuple[int, str]:
    """Runs the program on a terminal and types an answer to each question."""
    return run_on_terminal([*PROGRAM, *arguments], {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}, answers)


@EACH
def test_every_template_is_valid_without_changes(name: str) -> None:
    done = run("init", name)
    assert (done.returncode, done.stderr) == (0, "")
    files = list(templates()[name].texts)
    assert names() == sorted([*files, SCHEMA])
    for file in files:
        checked = run("validate", "-f", file)
        assert checked.returncode == 0
        assert checked.stdout.startswith(f"{file}: valid, ")
        assert checked.stdout.count("not done yet: ") == Path(file).read_text().count("# change: ")
        assert run("validate", "--strict", "-f", file).returncode == 2, "its comments still ask for changes"
        assert Path(file).read_text().splitlines()[0] == "# yaml-language-server: $schema=portkey.schema.json"
    assert Path(SCHEMA).read_text() == run("schema").stdout


def test_next_steps_are_printed() -> None:
    assert run("init", "irsa", "-o", "a b/c").stdout == (
        "a b/c: 2 files from the template irsa (2 new, 0 unchanged)\n"
        "  1. edit 'a b/c/portkey.yaml': follow each \"# change:\" comment, then remove it\n"
        "  2. portkey-constructs validate --strict -f 'a b/c/portkey.yaml'\n"
        "  3. portkey-constructs secrets -f 'a b/c/portkey.yaml' lists the Secrets to create, "
        "portkey-constructs render -f 'a b/c/portkey.yaml' -o 'a b/c/dist' writes the manifests\n"
    )
    lines = run("init", "multi-gateway", "-o", "two/").stdout.splitlines()
    assert lines[1] == '  1. edit two/application.yaml and two/gateway.yaml: follow each "# change:" comment, then remove it'
    assert lines[2] == (
        "  2. portkey-constructs validate --strict -f two/application.yaml && portkey-constructs validate --strict -f two/gateway.yaml"
    )
    assert lines[3].endswith(" portkey-constructs render -f two/application.yaml -o two/dist/application writes the manifests")
    assert lines[4].endswith(" portkey-constructs render -f two/gateway.yaml -o two/dist/gateway writes the manifests")
    lines = run("init", "irsa", "--app", "-o", "project").stdout.splitlines()
    assert len(lines) == 5
    assert lines[2].startswith("  2. copy the wheel of portkey-constructs to project/wheels, ")
    assert lines[3] == f"  3. cd project && python3 -m venv .venv && . .venv/bin/activate && {install_command()}"


def test_next_steps_with_aws_stacks_deploy_first() -> None:
    assert run("init", "aws", "-o", "a b").stdout == (
        "a b: 2 files from the template aws (2 new, 0 unchanged)\n"
        "  1. edit 'a b/portkey.yaml': follow each \"# change:\" comment, then remove it\n"
        "  2. portkey-constructs validate -f 'a b/portkey.yaml' warns of what step 3 resolves\n"
        "  3. npx cdk deploy --all --outputs-file outputs.json, in a CDK app with portkey_stacks (init --app creates one), "
        "then copy outputs.json next to 'a b/portkey.yaml'\n"
        "  4. portkey-constructs secrets -f 'a b/portkey.yaml' lists the Secrets to fill, "
        "portkey-constructs render -f 'a b/portkey.yaml' -o 'a b/dist' writes the manifests\n"
    )
    warned = run("validate", "-f", "a b/portkey.yaml", "--format", "json")
    assert warned.returncode == 0
    assert {problem["code"] for problem in json.loads(warned.stdout)["problems"]} == {"PK-AWS-005", "PK-FILE-025"}
    refused = run("render", "-f", "a b/portkey.yaml", "-o", "dist")
    assert (refused.returncode, Path("dist").exists()) == (2, False)
    assert "cdk deploy --all --outputs-file outputs.json" in refused.stderr

    shutil.copy(ROOT / "apps/aws/outputs.json", "a b")
    assert "PK-AWS-005" not in run("validate", "-f", "a b/portkey.yaml").stdout
    assert run("render", "-f", "a b/portkey.yaml", "-o", "dist").returncode == 0
    lines = run("init", "aws", "--app", "-o", "project").stdout.splitlines()
    assert lines[1] == '  1. edit project/portkey.yaml and project/app.py: follow each "# change:" comment, then remove it'
    assert lines[4].startswith("  4. npx cdk deploy --all --outputs-file outputs.json creates the AWS resources")
    assert len(lines) == 6


def test_derived_values_are_reported() -> None:
    first = run("init", "irsa", "--host", "ai.acme.test").stdout.splitlines()[0]
    assert first == "this folder: 2 files from the template irsa (2 new, 0 unchanged), with --gateway-host gateway.acme.test"
    assert run("init", "irsa", "-o", "none").stdout.splitlines()[0].endswith("unchanged)")
    assert run("init", "aws", "--region", "eu-west-1", "-o", "stays").stdout.splitlines()[0].endswith(", with no --replica-region")


def test_template_names_are_completed() -> None:
    words = {"_PORTKEY_CONSTRUCTS_COMPLETE": "bash_complete", "COMP_WORDS": "portkey-constructs init irs", "COMP_CWORD": "2"}
    assert run(**words).stdout.split() == ["plain,irsa", "plain,irsa-secrets-manager"]


def test_options_set_values() -> None:
    done = run(
        *("init", "irsa", "--host", "Portkey.ACME.test", "--namespace", "models", "--name", "acme", "--account-id", "000000000042"),
        *("--region", "eu-west-3", "--issuer", "https://id.acme.test", "--client-id", "0012", "--bucket", "acme-logs"),
    )
    assert done.returncode == 0, done.stderr
    config = PortkeyConfig.from_file("portkey.yaml")
    assert (config.namespace, config.name, config.aws.account_id, config.aws.region) == ("models", "acme", "000000000042", "eu-west-3")
    assert isinstance(config.exposure.frontend, IngressExposure)
    assert isinstance(config.exposure.gateway, IngressExposure)
    assert (config.exposure.frontend.host, config.exposure.gateway.host) == ("portkey.acme.test", "gateway.acme.test")
    assert config.exposure.gateway.certificate_arn == "arn:aws:acm:eu-west-3:000000000042:certificate/0f4d"


def test_every_placeholder_has_an_option() -> None:
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", run("init", "--help").stdout, re.MULTILINE)
    assert {placeholder.option for placeholder in PLACEHOLDERS.values()} == {*options} - {
        "--output",
        "--app",
        "--environments",
        "--list",
        "--yes",
        "--help",
    }


def test_templates_are_listed() -> None:
    done = run("init", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("  ")[0] for line in done.stdout.splitlines()] == list(templates())
    assert all(template.about in done.stdout for template in templates().values())
    unnamed = run("init")
    assert (unnamed.returncode, unnamed.stdout) == (2, "")
    first, *lines = unnamed.stderr.splitlines()
    assert first == "no template is named, and there is no terminal to ask: name one of"
    assert [line.removeprefix("  ") for line in lines] == done.stdout.splitlines()
    assert names() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["eks"], "there is no template 'eks': did you mean irsa, irsa-secrets-manager or aws?"),
        (["irsaa"], "there is no template 'irsaa': did you mean irsa?"),
        (["production"], "there is no template 'production': did you mean production-external or production-internal?"),
        (["mutli-gateway"], "there is no template 'mutli-gateway': did you mean multi-gateway?"),
        ([""], "there is no template '': name one of quickstart, "),
        (
            ["quickstart", "--region", "us-east-1", "--project", "acme-1"],
            "the template quickstart does not use --region, --project: it uses",
        ),
        (["irsa", "--account-id", "42"], "--account-id '42' is invalid: expected an AWS account ID of twelve digits"),
        (["irsa", "--host", "a, class: b"], "--host 'a, class: b' is invalid: expected a domain name"),
        (["irsa", "--host", ""], "--host '' is invalid: expected a domain name"),
    ],
)
def test_invalid_arguments_write_nothing(arguments: list[str], message: str) -> None:
    done = run("init", *arguments, "-o", "new")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(Path().iterdir()) == []


def test_conflicting_values_are_reported() -> None:
    done = run("init", "irsa", "--host", "one.acme.test", "--gateway-host", "one.acme.test")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "portkey.yaml: 1 problem, nothing written\n\n  exposure.gateway.host  is one.acme.test, but so is exposure.frontend.host"
    )
    assert names() == []


def test_existing_files_are_kept() -> None:
    assert run("init", "irsa").returncode == 0
    before = {name: Path(name).stat() for name in names()}
    again = run("init", "irsa")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "this folder: 2 files from the template irsa (0 new, 2 unchanged)")
    other = run("init", "quickstart")
    assert (other.returncode, other.stdout) == (1, "")
    assert other.stderr == (
        "portkey.yaml in . exists with other content, and nothing was overwritten: move the existing files, or name another folder with -o\n"
    )
    assert {name: (Path(name).stat().st_ino, Path(name).stat().st_mtime_ns) for name in names()} == {
        name: (stat.st_ino, stat.st_mtime_ns) for name, stat in before.items()
    }
    project = run("init", "irsa", "--app")
    assert project.returncode == 0, "the existing files are those of the project"


def test_project_needs_a_folder_of_its_own() -> None:
    Path("notes.txt").write_text("mine")
    done = run("init", "irsa", "--app")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ". is in use (it contains notes.txt), and a project needs a separate folder: name a new one with -o\n"
    assert run("init", "irsa", "--app", "-o", "notes.txt").returncode == 1
    assert names() == ["notes.txt"]


def test_missing_permission_is_reported() -> None:
    if os.geteuid() == 0:
        folder = Path.cwd()
        for above in [parent for parent in folder.parents if len(parent.parts) > 2] + [folder]:
            above.chmod(above.stat().st_mode | 0o055)
    Path("locked").mkdir(mode=0o555)
    unprivileged = (
        "import os, sys\n"
        "from portkey_constructs.cli import main\n"
        "import portkey_constructs.cli.init, rich\n"
        "from portkey_constructs.scaffold.template import templates\n"
        "templates()\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "sys.argv = ['portkey-constructs', 'init', 'quickstart', '-o', sys.argv[1]]\n"
        "main()\n"
    )
    for place in ("locked", "locked/new"):
        done = subprocess.run([PROGRAM[0], "-c", unprivileged, place], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        assert done.stderr == (
            f"{place} was not written (permission denied), the previous files are unchanged: "
            "check the permissions of the folder and of those above it\n"
        )
    assert names() == []


def test_questions_are_asked_on_a_terminal() -> None:
    status, output = run_interactively(["init"], "production\nirsa\nnot a host\nportkey.acme.test\nmodels\n")
    assert status == 0, output
    assert "  irsa                  AWS with IAM roles for service accounts" in output
    assert "Template [quickstart]: " in output
    assert "Error: there is no template 'production': did you mean production-external or production-internal?\n" in output
    assert "Host name of the front end [portkey.example.org]: " in output
    assert "Error: 'not a host' is invalid: expected a domain name" in output
    assert "Namespace [portkey]: " in output
    assert "\x1b" not in output
    config = PortkeyConfig.from_file("portkey.yaml")
    assert (config.namespace, config.identity.kind) == ("models", "irsa")
    assert "host: portkey.acme.test\n" in Path("portkey.yaml").read_text()


def test_empty_answers_select_the_defaults() -> None:
    status, output = run_interactively(["init"], "\n\n\n")
    assert (status, output.count("]: ")) == (0, 3), output
    assert Path("portkey.yaml").read_text() == templates()["quickstart"].fill({})["portkey.yaml"]


def test_options_replace_questions() -> None:
    status, output = run_interactively(["init", "hybrid", "-n", "models"], "gateway.acme.test\n")
    assert (status, output.count("]: ")) == (0, 1), output
    assert "Host name of the gateway [gateway.example.org]: " in output
    assert "host: mcp.acme.test\n" in Path("portkey.yaml").read_text()
    status, output = run_interactively(["init", "irsa", "--yes", "-o", "quiet"], "")
    assert (status, output.count("]: ")) == (0, 0), output
    status, output = run_interactively(["init", "quickstart", "--host", "a.acme.test", "-n", "models", "-o", "named"], "")
    assert (status, output.count("]: ")) == (0, 0), output


@pytest.mark.parametrize(("answers", "expected"), [("\x03", 130), ("\n\x03", 130), ("\n\n\x04", 1)], ids=["Ctrl-C", "later Ctrl-C", "Ctrl-D"])
def test_aborting_a_question_writes_nothing(answers: str, expected: int) -> None:
    status, output = run_interactively(["init"], answers)
    assert (status, names()) == (expected, []), output
    assert output.endswith("\nAborted.\n")


def test_standard_input_is_not_read_without_a_terminal() -> None:
    done = run("init", "quickstart", text="irsa\nhost.acme.test\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "portkey-dev.example.org" in Path("portkey.yaml").read_text()
    assert json.loads(Path(SCHEMA).read_text())["title"] == "portkey.yaml"
