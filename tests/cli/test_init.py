"""`init` as people meet it: in a script, on a terminal, and where something is there already."""

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
from portkey_constructs.scaffold.template import SCHEMA, templates
from portkey_constructs.scaffold.values import VALUES
from tests.cli.test_program import PROGRAM, run
from tests.support.terminal import on_a_terminal

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("name", templates())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names() -> list[str]:
    return sorted(path.relative_to(".").as_posix() for path in Path().rglob("*") if path.is_file())


def talk(arguments: Sequence[str], answers: str) -> tuple[int, str]:
    """Runs the program on a terminal, on which somebody answers each question when it is asked."""
    return on_a_terminal([*PROGRAM, *arguments], {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}, answers)


@EACH
def test_every_template_is_sound_as_it_is(name: str) -> None:
    done = run("init", name)
    assert (done.returncode, done.stderr) == (0, "")
    files = list(templates()[name].texts)
    assert names() == sorted([*files, SCHEMA])
    for file in files:
        checked = run("validate", "-f", file)
        assert checked.returncode == 0
        assert checked.stdout.startswith(f"{file}: valid, ")
        assert checked.stdout.count("still asks: ") == Path(file).read_text().count("# change: ")
        assert run("validate", "--strict", "-f", file).returncode == 2, "nothing of it was changed"
        assert Path(file).read_text().splitlines()[0] == "# yaml-language-server: $schema=portkey.schema.json"
    assert Path(SCHEMA).read_text() == run("schema").stdout


def test_it_says_what_to_do_next() -> None:
    assert run("init", "irsa", "-o", "a b/c").stdout == (
        "a b/c: 2 files of the template irsa (2 new, 0 there already)\n"
        "  1. edit 'a b/c/portkey.yaml': each \"# change:\" says what, and goes when it is done\n"
        "  2. portkey-constructs validate --strict -f 'a b/c/portkey.yaml'\n"
        "  3. portkey-constructs secrets -f 'a b/c/portkey.yaml' lists what to make, "
        "render -f 'a b/c/portkey.yaml' -o 'a b/c/dist' writes the manifests\n"
    )
    told = run("init", "multi-gateway", "-o", "two/").stdout.splitlines()
    assert told[1] == '  1. edit two/application.yaml and two/gateway.yaml: each "# change:" says what, and goes when it is done'
    assert told[2] == (
        "  2. portkey-constructs validate --strict -f two/application.yaml && portkey-constructs validate --strict -f two/gateway.yaml"
    )
    assert told[3].endswith(" render -f two/application.yaml -o two/dist/application writes the manifests")
    assert told[4].endswith(" render -f two/gateway.yaml -o two/dist/gateway writes the manifests")
    told = run("init", "irsa", "--app", "-o", "project").stdout.splitlines()
    assert len(told) == 5
    assert told[2].startswith("  2. put the wheel of portkey-constructs into project/wheels, ")
    assert told[3] == "  3. cd project && python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt"


def test_what_waits_for_aws_is_told_in_its_turn() -> None:
    assert run("init", "aws", "-o", "a b").stdout == (
        "a b: 2 files of the template aws (2 new, 0 there already)\n"
        "  1. edit 'a b/portkey.yaml': each \"# change:\" says what, and goes when it is done\n"
        "  2. portkey-constructs validate -f 'a b/portkey.yaml' warns of what step 3 tells\n"
        "  3. npx cdk deploy --all --outputs-file outputs.json, in a CDK app with portkey_stacks (init --app writes one), "
        "then put outputs.json beside 'a b/portkey.yaml'\n"
        "  4. portkey-constructs secrets -f 'a b/portkey.yaml' lists what to fill, render -f 'a b/portkey.yaml' -o 'a b/dist' writes the manifests\n"
    )
    warned = run("validate", "-f", "a b/portkey.yaml", "--format", "json")
    assert warned.returncode == 0
    assert {one["code"] for one in json.loads(warned.stdout)["problems"]} == {"PK-AWS-005", "PK-FILE-025"}
    refused = run("render", "-f", "a b/portkey.yaml", "-o", "dist")
    assert (refused.returncode, Path("dist").exists()) == (2, False)
    assert "cdk deploy --all --outputs-file outputs.json" in refused.stderr

    shutil.copy(ROOT / "apps/aws/outputs.json", "a b")
    assert "PK-AWS-005" not in run("validate", "-f", "a b/portkey.yaml").stdout
    assert run("render", "-f", "a b/portkey.yaml", "-o", "dist").returncode == 0
    told = run("init", "aws", "--app", "-o", "project").stdout.splitlines()
    assert told[1] == '  1. edit project/portkey.yaml and project/app.py: each "# change:" says what, and goes when it is done'
    assert told[4].startswith("  4. npx cdk deploy --all --outputs-file outputs.json makes what it needs of AWS")
    assert len(told) == 6


def test_what_follows_from_what_was_said_is_told() -> None:
    first = run("init", "irsa", "--host", "ai.acme.test").stdout.splitlines()[0]
    assert first == "this folder: 2 files of the template irsa (2 new, 0 there already), with --gateway-host gateway.acme.test"
    assert run("init", "irsa", "-o", "none").stdout.splitlines()[0].endswith("already)")
    assert run("init", "aws", "--region", "eu-west-1", "-o", "stays").stdout.splitlines()[0].endswith(", with no --replica-region")


def test_a_shell_completes_templates() -> None:
    words = {"_PORTKEY_CONSTRUCTS_COMPLETE": "complete_bash", "COMP_WORDS": "portkey-constructs init irs", "COMP_CWORD": "2"}
    assert run(**words).stdout.split() == ["irsa", "irsa-secrets-manager"]


def test_values_arrive() -> None:
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


def test_every_value_is_an_option() -> None:
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", run("init", "--help").stdout, re.MULTILINE)
    assert {value.option for value in VALUES.values()} == {*options} - {"--output", "--app", "--list", "--yes", "--help"}


def test_the_templates_are_listed() -> None:
    done = run("init", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("  ")[0] for line in done.stdout.splitlines()] == list(templates())
    assert all(template.about in done.stdout for template in templates().values())
    silent = run("init")
    assert (silent.returncode, silent.stdout) == (2, "")
    first, *lines = silent.stderr.splitlines()
    assert first == "no template is named, and nobody is asked: name one of"
    assert [line.removeprefix("  ") for line in lines] == done.stdout.splitlines()
    assert names() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["eks"], "'eks' is no template: did you mean irsa, irsa-secrets-manager or aws?"),
        (["irsaa"], "'irsaa' is no template: did you mean irsa?"),
        (["production"], "'production' is no template: did you mean production-external or production-internal?"),
        (["mutli-gateway"], "'mutli-gateway' is no template: did you mean multi-gateway?"),
        ([""], "'' is no template: name one of quickstart, "),
        (
            ["quickstart", "--region", "us-east-1", "--project", "acme-1"],
            "the template quickstart has no place for --region, --project: it takes",
        ),
        (["irsa", "--account-id", "42"], "--account-id '42' does not fit: expected an AWS account ID of twelve digits"),
        (["irsa", "--host", "a, class: b"], "--host 'a, class: b' does not fit: expected a domain name"),
        (["irsa", "--host", ""], "--host '' does not fit: expected a domain name"),
    ],
)
def test_what_is_refused_writes_nothing(arguments: list[str], said: str) -> None:
    done = run("init", *arguments, "-o", "new")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(Path().iterdir()) == []


def test_values_that_do_not_go_together_are_a_report() -> None:
    done = run("init", "irsa", "--host", "one.acme.test", "--gateway-host", "one.acme.test")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("portkey.yaml: 1 problem, nothing written\n\n  exposure.gateway.host  is one.acme.test, which ")
    assert names() == []


def test_nothing_is_overwritten_unless_nothing_would_be_lost() -> None:
    assert run("init", "irsa").returncode == 0
    before = {name: Path(name).stat() for name in names()}
    again = run("init", "irsa")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "this folder: 2 files of the template irsa (0 new, 2 there already)")
    other = run("init", "quickstart")
    assert (other.returncode, other.stdout) == (1, "")
    assert other.stderr == (
        "portkey.yaml in . is there already, with other content, and nothing was overwritten: "
        "move what is there away, or name another folder with -o\n"
    )
    assert {name: (Path(name).stat().st_ino, Path(name).stat().st_mtime_ns) for name in names()} == {
        name: (stat.st_ino, stat.st_mtime_ns) for name, stat in before.items()
    }
    project = run("init", "irsa", "--app")
    assert project.returncode == 0, "what is there is what the project has"


def test_a_project_is_not_put_among_other_files() -> None:
    Path("notes.txt").write_text("mine")
    done = run("init", "irsa", "--app")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ". is in use, and a project wants a folder of its own (it holds notes.txt): name a new one with -o\n"
    assert run("init", "irsa", "--app", "-o", "notes.txt").returncode == 1
    assert names() == ["notes.txt"]


def test_without_permission_it_says_so() -> None:
    if os.geteuid() == 0:
        folder = Path.cwd()
        for above in [parent for parent in folder.parents if len(parent.parts) > 2] + [folder]:
            above.chmod(above.stat().st_mode | 0o055)
    Path("locked").mkdir(mode=0o555)
    as_nobody = (
        "import os, sys\n"
        "from portkey_constructs.cli import main\n"
        "import portkey_constructs.loading.json_schema, portkey_constructs.scaffold.project, portkey_constructs.scaffold.writing, rich, difflib\n"
        "from portkey_constructs.scaffold.template import templates\n"
        "templates()\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "sys.argv = ['portkey-constructs', 'init', 'quickstart', '-o', sys.argv[1]]\n"
        "main()\n"
    )
    for place in ("locked", "locked/new"):
        done = subprocess.run([PROGRAM[0], "-c", as_nobody, place], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        assert done.stderr == (
            f"{place} was not written (permission denied), the previous files are unchanged: "
            "check the permissions of the folder and of those above it\n"
        )
    assert names() == []


def test_on_a_terminal_it_asks() -> None:
    status, output = talk(["init"], "production\nirsa\nnot a host\nportkey.acme.test\nmodels\n")
    assert status == 0, output
    assert "  irsa                  AWS with IAM roles for service accounts" in output
    assert "Template [quickstart]: " in output
    assert "Error: 'production' is no template: did you mean production-external or production-internal?\n" in output
    assert "Host name of the front end [portkey.example.org]: " in output
    assert "Error: 'not a host' does not fit: expected a domain name" in output
    assert "Namespace [portkey]: " in output
    assert "\x1b" not in output
    config = PortkeyConfig.from_file("portkey.yaml")
    assert (config.namespace, config.identity.kind) == ("models", "irsa")
    assert "host: portkey.acme.test\n" in Path("portkey.yaml").read_text()


def test_defaults_serve() -> None:
    status, output = talk(["init"], "\n\n\n")
    assert (status, output.count("]: ")) == (0, 3), output
    assert Path("portkey.yaml").read_text() == templates()["quickstart"].filled({})["portkey.yaml"]


def test_what_was_said_is_not_asked() -> None:
    status, output = talk(["init", "hybrid", "-n", "models"], "gateway.acme.test\n")
    assert (status, output.count("]: ")) == (0, 1), output
    assert "Host name of the gateway [gateway.example.org]: " in output
    assert "host: mcp.acme.test\n" in Path("portkey.yaml").read_text()
    status, output = talk(["init", "irsa", "--yes", "-o", "quiet"], "")
    assert (status, output.count("]: ")) == (0, 0), output
    status, output = talk(["init", "quickstart", "--host", "a.acme.test", "-n", "models", "-o", "said"], "")
    assert (status, output.count("]: ")) == (0, 0), output


def test_who_breaks_off_has_nothing_written() -> None:
    for answers in ("\x03", "\n\x03", "\n\n\x04"):
        status, output = talk(["init"], answers)
        assert (status, names()) == (1, []), output
        assert "Traceback" not in output


def test_without_a_terminal_it_never_asks() -> None:
    """Whatever is in the pipe: it is not read."""
    done = run("init", "quickstart", text="irsa\nhost.acme.test\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "portkey-dev.example.org" in Path("portkey.yaml").read_text()
    assert json.loads(Path(SCHEMA).read_text())["title"] == "portkey.yaml"
