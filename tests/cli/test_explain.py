"""`explain` as people run it: in a pipe, on terminals, and for programs."""

import json
import re
import subprocess
import sys

import pytest

from portkey_constructs.catalogue import CATALOGUE
from portkey_constructs.cli.layout import Block, Code, laid_out
from portkey_constructs.reference.tree import tree
from tests.cli.test_program import on_a_terminal, run


def told(*arguments: str) -> str:
    done = run("explain", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return str(done.stdout)


def rows(text: str) -> dict[str, str]:
    """Label by label, what is said, as one line."""
    found: dict[str, str] = {}
    label = ""
    for line in text.splitlines():
        head = re.match(r"  (\S[^\n]*?) {2,}(\S.*)$", line)
        if head and not line.startswith("   "):
            label = head[1]
            found[label] = head[2]
        elif label and line.startswith("    "):
            found[label] += f" {line.strip()}"
    return found


def test_a_setting_is_told_of_in_full() -> None:
    text = told("logStore.encryption.keyArn")
    assert text.startswith("logStore.encryption.keyArn  (setting)\n  The key.\n\n")
    found = rows(text)
    assert found["only with"] == "logStore.kind s3; logStore.encryption.kind kms, kmsDsse"
    assert found["accepted"] == "the ARN of a key in AWS KMS such as arn:aws:kms:us-west-2:111122223333:key/9c1f"
    assert found["required"] == "yes: it has no default"
    assert found["secret"] == "no"
    assert "variable KMS_KEY_ID, in gateway, backend, dataservice" in found["becomes"]
    assert "a change of it restarts the pods of gateway, backend, dataservice" in found["becomes"]
    assert "PK-LOGSTORE-007: an encryption key in another region than the bucket" in found["codes"]


def test_a_default_is_the_type_s_or_the_profile_s() -> None:
    assert rows(told("redis.tls"))["default"] == "false"
    assert rows(told("gateway.autoscaling"))["default"] == "{min: 2, max: 20, cpu: 60, memory: 80} in the production profile"
    assert rows(told("mysql.persistence.size"))["default"] == "5Gi in the development profile 50Gi in the production profile"
    assert rows(told("gateway.image.repository"))["default"] == "docker.io/portkeyai/gateway_enterprise"
    assert rows(told("gateway.priorityClass"))["default"] == "(none)"


def test_what_differs_between_variants_is_said_with_their_kinds() -> None:
    found = rows(told("exposure.gateway.host"))
    assert found["only with"] == "exposure.gateway.kind loadBalancer, ingress, httpRoute"
    assert found["accepted"] == "a domain name without scheme, port or path, such as portkey.example.org"
    assert found["required"] == "yes: it has no default (exposure.gateway.kind ingress, httpRoute)"
    assert found["default"] == "(none) (exposure.gateway.kind loadBalancer)"
    word = rows(told("migration.kind"))
    assert word["accepted"] == "one of job, inPod"
    assert word["kinds"].startswith("job: A Job migrates, the backend's pods only serve. inPod: ")


def test_a_secret_says_where_it_stands() -> None:
    found = rows(told("mysql.password"))
    assert found["secret"].startswith(
        "yes: it may be said in the development profile alone; else it stands in a Secret (key mysql_password of mysql)"
    )


def test_what_becomes_nothing_says_so() -> None:
    assert rows(told("auth.allowPublic"))["becomes"] == "nothing by itself, in the cluster or in IAM"
    assert rows(told("gateway.image"))["becomes"] == "nothing by itself: its settings do"
    assert "refused here (PK-EXPOSURE-006)" in rows(told("exposure.gateway.path"))["becomes"]


def test_pythons_spelling_is_understood_and_the_right_one_named() -> None:
    text = told("log_store.encryption.key_arn")
    assert text.startswith("logStore.encryption.keyArn  (setting)\n")
    assert "log_store.encryption.key_arn is Python's spelling; in YAML it is logStore.encryption.keyArn." in text


def test_a_variable_a_key_a_component_and_a_port() -> None:
    variable = rows(told("LOG_STORE_ACCESS_KEY"))
    assert variable["read by"] == "gateway, backend, dataservice, migration"
    assert variable["stands for"] == "key gateway/logStoreAccessKey"
    assert variable["there"].startswith("with logStore.kind s3, s3Compatible, netapp, wasabi, gcs; with logStore.credentials keys")
    key = rows(told("redis_connection_url"))
    assert key["Secret"] == "portkey-redis, or what secrets.names calls redis"
    assert key["stands"] == "in the Secret always"
    assert key["variables"] == "REDIS_URL"
    assert rows(told("mysql/mysql_host"))["stands"].startswith("a plain value in the pods")
    assert [line for line in told("gateway").splitlines() if line.endswith(")") and not line.startswith(" ")] == [
        *("gateway  (setting)", "gateway  (component)", "gateway  (port)"),
    ]
    port = rows(told("ch-https"))
    assert (port["container"], port["there"]) == ("8443", "with clickhouse.https; with clickhouse.former.https")


def test_a_code_is_its_entry_with_its_example() -> None:
    entry = CATALOGUE["PK-REDIS-003"]
    assert entry.example
    text = told("pk-redis-003")
    assert text.startswith("PK-REDIS-003  (code)\n")
    assert rows(text)["severity"] == "error"
    assert rows(text)["cause"] == entry.cause
    assert rows(text)["mend"] == entry.mend
    assert entry.example.wrong.strip() in text
    assert entry.example.mended.strip() in text
    assert "(beside a production configuration)" in text
    assert "by portkey-constructs aws policy" in told("PK-AWS-009")


def test_without_a_name_the_settings_at_the_top() -> None:
    text = told()
    tops = [path for path in tree() if "." not in path]
    assert all(re.search(rf"^  {path}  +\S", text, re.MULTILINE) for path in tops)
    assert "portkey-constructs explain logStore.encryption.keyArn" in text
    assert [one["path"] for one in json.loads(told("--format", "json"))["settings"]] == tops


def test_programs_get_the_same_as_json() -> None:
    answer = json.loads(told("redis.tls", "--format", "json"))
    [page] = answer["pages"]
    assert (answer["asked"], page["is"], page["path"], page["python"]) == ("redis.tls", "setting", "redis.tls", "redis.tls")
    assert page["becomes"]["keys"] == ["redis/redis_connection_url", "redis/redis_tls_enabled"]
    assert page["variants"][0]["accepted"] == "true or false"
    assert json.loads(told("PK-REDIS-003", "--format", "json"))["pages"][0]["cause"] == CATALOGUE["PK-REDIS-003"].cause
    kinds = [one["is"] for one in json.loads(told("gateway", "--format", "json"))["pages"]]
    assert kinds == ["setting", "component", "port"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("gatway", "did you mean gateway"),
        ("REDIS_URI", "did you mean REDIS_URL"),
        ("ingress", "did you mean exposure? (the Helm chart calls it ingress)"),
        ("zzz", "lists the settings at the top"),
        ("\x1b[31m", "lists the settings at the top"),
    ],
)
def test_what_nothing_is_called_is_refused_with_the_nearest(asked: str, said: str) -> None:
    done = run("explain", asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing is called so" in done.stderr
    assert said in done.stderr
    assert "\x1b" not in done.stderr


def test_it_is_as_wide_as_the_terminal_and_a_hundred_columns_elsewhere() -> None:
    assert max(map(len, told("logStore").splitlines())) <= 100
    for columns in (60, 80, 140):
        status, text = on_a_terminal(["explain", "logStore"], COLUMNS=str(columns))
        assert status == 0
        bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert columns - 25 < max(map(len, bare.splitlines())) <= columns
        assert "\x1b[1m" in text


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colours_where_none_are_wanted(environment: dict[str, str]) -> None:
    status, text = on_a_terminal(["explain", "redis.tls"], **environment)
    assert status == 0
    assert "\x1b" not in text


def test_the_text_is_the_same_whatever_the_locale() -> None:
    texts = {
        run("explain", "redis.iam", LC_ALL=locale, PYTHONIOENCODING=encoding).stdout for locale, encoding in (("C", "ascii"), ("C.UTF-8", "utf-8"))
    }
    assert len(texts) == 1
    assert texts.pop().isascii()


def test_a_terminal_that_is_not_utf_8_is_no_obstacle() -> None:
    status, text = on_a_terminal(["explain", "smtp"], LC_ALL="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert status == 0
    assert "smtp" in text


def test_a_pipe_that_is_closed_ends_it_quietly() -> None:
    command = f"{sys.executable} -m portkey_constructs.cli explain logStore | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("logStore  (setting)\n", "")


def test_it_does_without_what_is_slow_to_import() -> None:
    code = "import sys; from portkey_constructs.reference import find; find('redis.tls'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"rich", "cdk8s", "aws_cdk", "lightkube", "typer"}.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("name", ["gateway.autoscaling.cpu", "REDIS_URL", "PK-MYSQL-001"])
def test_it_answers_while_one_waits(name: str) -> None:
    """By the processor's own time, since others may want the processor too."""
    code = (
        "import resource, sys; sys.argv = ['portkey-constructs', 'explain', *sys.argv[1:]]\n"
        "from portkey_constructs.cli import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_utime, file=sys.stderr)"
    )
    took = min(float(subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=True).stderr) for _ in range(2))
    assert took < 3, "half of it is what it should take"


def test_long_words_are_broken_and_code_is_not() -> None:
    text = laid_out([Block("a", "word", ["x" * 120], [("label", ["y " * 80, Code("  kept:\n    as it is" + "z" * 100)])])])
    lines = text.splitlines()
    assert lines[0] == "a  (word)"
    assert [len(line) for line in lines[1:3]] == [100, 24]
    assert lines[-1].endswith("z" * 100)
    assert max(map(len, lines[:-1])) <= 100
