"""`explain` as people run it: in a pipe, on terminals, and for programs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from portkey_constructs.cli.explain_layout import MAX_LINES, layout
from portkey_constructs.config.introspection import kinds
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.lookup import find, synonyms
from portkey_constructs.explain.objects import COMPONENTS, objects, ports
from portkey_constructs.explain.pages import Block, Code, Row, blocks
from portkey_constructs.explain.secret_keys import keys
from portkey_constructs.explain.tree import maps, places, tree
from portkey_constructs.explain.variables import variable_names
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.rules.catalogue import CATALOGUE
from tests.cli.test_program import QUICK_START, WRONG, on_a_terminal, run

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _usual_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("portkey.yaml")
    path.write_text(QUICK_START)
    return path


def output(*arguments: str) -> str:
    done = run("explain", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return str(done.stdout)


def rows(text: str) -> dict[str, str]:
    """The text of each row of the first block by its label, as one line."""
    result: dict[str, str] = {}
    label = ""
    for line in text.splitlines():
        head = re.match(r"  (\S[^\n]*?) {2,}(\S.*)$", line)
        if head and not line.startswith("   "):
            label = head[1]
            result.setdefault(label, head[2])
        elif label and line.startswith("    "):
            result[label] += f" {line.strip()}"
    return result


def test_a_setting_has_its_meaning_type_effects_and_codes() -> None:
    text = output("logStore.encryption.keyArn")
    assert text.startswith("logStore.encryption.keyArn  (setting)\n  ARN of the key in AWS KMS that S3 encrypts the logs with.\n\n")
    result = rows(text)
    assert result["only with"] == "logStore.kind s3; logStore.encryption.kind kms, kmsDsse"
    assert result["accepts"] == "the ARN of a key in AWS KMS such as arn:aws:kms:us-west-2:111122223333:key/9c1f"
    assert result["required"] == "yes"
    assert "secret" not in result
    assert result["variables"] == "KMS_KEY_ID in gateway, backend, dataservice (kms or kmsDsse)"
    assert result["restarts"] == "the pods of gateway, backend, dataservice"
    assert "PK-LOGSTORE-007: " in result["codes"]


def test_autoscaling_names_the_autoscaler_and_the_replicas() -> None:
    result = rows(output("gateway.autoscaling"))
    assert result["renders"].startswith("HorizontalPodAutoscaler portkey-gateway (hpa) ScaledObject portkey-gateway (keda) PodDisruptionBudget")
    assert result["changes"] == "Deployment portkey-gateway: spec.replicas (left out, so that the autoscaler decides)"


def test_a_kind_limits_the_page_and_its_heading() -> None:
    text = output("redis.elasticache")
    assert text.startswith("redis with redis.kind elasticache  (setting)\n  Amazon ElastiCache")
    assert "instead of url" not in text
    assert output("redis.elasticache.host").startswith("redis.host with redis.kind elasticache  (setting)\n")


def test_the_page_of_a_map_says_which_kinds_have_a_setting_and_how_to_see_one_kind() -> None:
    result = rows(output("redis", "--long").partition("\nredis  (component)")[0])
    assert ".tls (external, memorystore, azure, custom, elasticache): " in result["settings"]
    assert ".iam (elasticache): " in result["settings"]
    assert result["one kind"] == "portkey-constructs explain redis.elasticache"
    short = rows(output("redis").partition("\nredis  (component)")[0])
    assert ".iam" in short["settings"]
    assert short["one kind"] == result["one kind"]


def test_a_secret_setting_names_its_secret() -> None:
    result = rows(output("mysql.password"))
    assert result["secret"].startswith("yes: ")
    assert "from key mysql_password of Secret portkey-mysql" in result["variables"]
    assert "of Secret portkey-secrets" in rows(output("jwtPrivateKey"))["variables"]


def test_the_python_spelling_names_the_one_of_yaml() -> None:
    text = output("log_store.encryption.key_arn")
    assert text.startswith("logStore.encryption.keyArn  (setting)\n")
    assert "log_store.encryption.key_arn is the Python spelling; in YAML it is logStore.encryption.keyArn." in text


def test_a_variable_a_key_a_port_and_a_component_have_pages() -> None:
    variable = rows(output("LOG_STORE_ACCESS_KEY"))
    assert variable["read by"] == "gateway, backend, migration, dataservice"
    assert variable["value"].startswith("key logStoreAccessKey of Secret portkey-gateway: access key ID of the log store")
    assert variable["source"] == "Portkey's Helm chart portkey-app 1.7.6"
    assert "logStore.accessKey" in variable["settings"]
    assert rows(output("LOKI_AUTH"))["source"].endswith("branch 2.0.0; not proven for the default images")
    key = rows(output("redis_connection_url"))
    assert key["Secret"].startswith("portkey-redis; ")
    assert "composes it" in key["manager"]
    assert key["variables"] == "REDIS_URL"
    assert rows(output("mysql/mysql_host"))["sensitive"].startswith("no: a plain value in the pods")
    assert output("portkey-mysql/mysql_host") == output("mysql/mysql_host")
    headings = [line for line in output("gateway").splitlines() if line.endswith(")") and not line.startswith(" ")]
    assert headings == ["gateway  (setting)", "gateway  (component)", "gateway  (port)"]
    port = rows(output("ch-https"))
    assert (port["container"], port["only with"]) == ("8443", "clickhouse.https")


def test_a_key_says_what_to_enter() -> None:
    result = rows(output("jwtPrivateKey", "--long").partition("\nportkey-secrets/jwtPrivateKey")[2])
    assert "`openssl rand -base64 48`" in result["value"]
    assert rows(output("portkey-secrets"))["one key"].startswith("portkey-constructs explain portkey-secrets/")


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        (["portkey-redis"], "redis  (component)"),
        (["Deployment/portkey-backend"], "Deployment/portkey-backend  (object)"),
        (["deployment portkey-backend"], "Deployment/portkey-backend  (object)"),
        (["deployment", "portkey-backend"], "Deployment/portkey-backend  (object)"),
        (["HorizontalPodAutoscaler"], "HorizontalPodAutoscaler  (kind of object)"),
        (["portkey-secrets"], "portkey-secrets  (Secret)"),
        (["8787"], "gateway  (port)"),
        (["s3"], "s3  (value)"),
        (["storageClass"], "storageClass  (settings)"),
    ],
)
def test_names_from_a_cluster_have_pages(words: list[str], heading: str) -> None:
    assert output(*words).startswith(heading + "\n")


def test_an_answer_fits_one_screen_unless_it_is_to_be_long() -> None:
    short, long = output("gateway"), output("gateway", "--long")
    assert len(short.splitlines()) <= MAX_LINES < len(long.splitlines())
    assert short.endswith("\n  --long prints everything.\n")
    assert "--long" not in long
    assert "ANALYTICS_STORE_ENDPOINT" in long
    assert "ANALYTICS_STORE_ENDPOINT" not in short
    assert output("gateway", "--long", "--format", "json") == output("gateway", "--format", "json")


def every_name() -> Iterator[str]:
    for path in tree():
        yield path
        yield from (f"{path}.{kind}" for place in tree()[path] for model in maps(place.annotation) for kind in kinds(model))
        yield path.rpartition(".")[2]
    yield from (*variable_names(), *COMPONENTS)
    yield from (name for page in keys() for name in (page.name, page.place))
    yield from (page.name for page in ports())
    yield from (name for page in objects() for name in (page.name, f"{page.kind}/{page.name}"))
    yield from (
        *(kind.kind for kind in PLATFORM_KINDS),
        *synonyms(),
        *CATALOGUE,
        *SecretGroup,
        "s3",
        "none",
        "existing",
        "external",
        "8787",
        "8080",
    )
    yield from (value for place in places() for value in (get_args(place.bare) if get_origin(place.bare) is Literal else ()))


def test_no_answer_is_longer_than_a_screen() -> None:
    """In one process, since starting the program for each name would take an hour."""
    for name in dict.fromkeys(every_name()):
        answer = find(name)
        assert answer.pages, name
        lines = layout(blocks(answer)).splitlines()
        assert len(lines) <= MAX_LINES, name
        assert max(map(len, lines)) <= 100 or "  (code)" in lines[0], name


def test_with_a_file_a_name_is_what_it_is_in_the_configuration(file: Path) -> None:
    result = rows(output("REDIS_URL", "-f", str(file)))
    assert result["in"] == "migration, gateway, backend, dataservice"
    assert result["has"] == "the value redis://portkey-redis.portkey.svc.cluster.local:6379"
    result = rows(output("clientAuth", "-f", str(file)))
    assert (result["is"], result["from"]) == ("a value that is not shown", f"{file}:3")
    answer = json.loads(output("JWT_PRIVATE_KEY", "-f", str(file), "--format", "json"))
    assert answer["inConfiguration"][0]["rows"]["has"][1] == "rendered from values of this configuration"
    assert answer["pages"][0]["type"] == "variable"
    assert "license-from-portkey" not in output("PORTKEY_CLIENT_AUTH", "-f", str(file)) + output("clientAuth", "-f", str(file), "--long")
    done = run("explain", "REDIS_URL", "-f", "-", text=file.read_text())
    assert rows(done.stdout)["has"] == "the value redis://portkey-redis.portkey.svc.cluster.local:6379"


def test_with_a_file_and_no_name_the_top_level_settings_have_their_values(file: Path) -> None:
    result = rows(output("-f", str(file)))
    assert list(result) == [path for path in tree() if "." not in path]
    assert result["profile"] == f"development ({file}:1)"
    assert result["imagePull"].startswith("{kind: registry, username: a value that")


def test_an_invalid_configuration_is_reported(file: Path) -> None:
    file.write_text(WRONG)
    done = run("explain", "REDIS_URL", "-f", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ingres" in done.stderr
    assert run("explain", "REDIS_URL", "-f", "missing.yaml").returncode == 2


def test_a_code_has_its_cause_its_fix_and_its_example() -> None:
    entry = CATALOGUE["PK-REDIS-003"]
    assert entry.example
    text = output("pk-redis-003")
    assert text.startswith("PK-REDIS-003  (code)\n")
    result = rows(text)
    assert (result["severity"], result["cause"], result["fix"]) == ("error", entry.cause, entry.fix)
    assert entry.example.wrong.strip() in text
    assert entry.example.fixed.strip() in text
    assert "(completed to a production configuration)" in text
    assert "reported by portkey-constructs aws policy" in output("PK-AWS-009")


def test_without_a_name_the_top_level_settings_are_listed() -> None:
    text = output()
    tops = [path for path in tree() if "." not in path]
    assert all(re.search(rf"^  {path}  +\S", text, re.MULTILINE) for path in tops)
    assert "portkey-constructs explain logStore.encryption.keyArn" in text
    assert [setting["path"] for setting in json.loads(output("--format", "json"))["settings"]] == tops


def test_json_has_everything_of_the_text() -> None:
    answer = json.loads(output("redis.tls", "--format", "json"))
    [page] = answer["pages"]
    assert (answer["name"], page["type"], page["path"], page["python"]) == ("redis.tls", "setting", "redis.tls", "redis.tls")
    assert list(page["effects"]["keys"]) == ["redis/redis_connection_url", "redis/redis_tls_enabled"]
    assert page["variants"][0]["accepted"] == "true or false"
    assert json.loads(output("PK-REDIS-003", "--format", "json"))["pages"][0]["fix"] == CATALOGUE["PK-REDIS-003"].fix
    assert [result["type"] for result in json.loads(output("gateway", "--format", "json"))["pages"]] == ["setting", "component", "port"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gatway", "did you mean gateway"),
        ("REDIS_URI", "did you mean REDIS_URL"),
        ("LOG_STOR", "did you mean LOG_STORE"),
        ("logStroe", "did you mean logStore?"),
        ("zzz", "lists the top-level settings"),
        ("portkey.yaml", "name a configuration with -f FILE"),
        ("\x1b[31m", "lists the top-level settings"),
    ],
)
def test_an_unknown_name_is_refused_with_similar_ones(name: str, text: str) -> None:
    done = run("explain", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such name" in done.stderr
    assert text in done.stderr
    assert "\x1b" not in done.stderr


def test_the_text_is_as_wide_as_the_terminal_and_at_most_100_columns() -> None:
    assert max(map(len, output("logStore").splitlines())) <= 100
    for columns in (60, 80, 140):
        status, text = on_a_terminal(["explain", "logStore"], COLUMNS=str(columns))
        assert status == 0
        bare = re.sub(r"\x1b\[[0-9;]*m", "", text[text.index("\x1b[1m") :])
        assert min(columns, 100) - 25 < max(map(len, bare.splitlines())) <= min(columns, 100)


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("20", 40), ("140", 100)])
def test_in_a_pipe_columns_sets_the_width(columns: str, width: int) -> None:
    """Otherwise it is 100 columns, so that the output is the same on every machine."""
    lines = run("explain", "redis.auth", COLUMNS=columns).stdout.splitlines()
    assert width - 25 < max(map(len, lines)) <= width
    assert max(map(len, output("redis.auth").splitlines())) > 90


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_there_are_no_colors_where_none_are_wanted(environment: dict[str, str]) -> None:
    status, text = on_a_terminal(["explain", "redis.tls"], **environment)
    assert status == 0
    assert "\x1b" not in text


def test_the_text_is_the_same_in_every_locale() -> None:
    texts = {
        run("explain", "redis.iam", LC_ALL=locale, PYTHONIOENCODING=encoding).stdout for locale, encoding in (("C", "ascii"), ("C.UTF-8", "utf-8"))
    }
    assert len(texts) == 1
    assert texts.pop().isascii()


def test_a_terminal_without_utf_8_gets_the_text() -> None:
    status, text = on_a_terminal(["explain", "smtp"], LC_ALL="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert status == 0
    assert "smtp" in text


def test_a_closed_pipe_ends_the_command_quietly() -> None:
    command = f"{sys.executable} -m portkey_constructs.cli explain logStore | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("logStore  (setting)\n", "")


def test_a_lookup_imports_nothing_slow_and_renders_nothing() -> None:
    code = "import sys; from portkey_constructs.explain import find; find('redis.tls'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert {"rich", "cdk8s", "aws_cdk", "lightkube", "click"}.isdisjoint(modules)
    assert not [module for module in modules if module.startswith("portkey_constructs.manifests.")]


@pytest.mark.parametrize("name", ["gateway.autoscaling.cpu", "REDIS_URL", "PK-MYSQL-001"])
def test_a_lookup_takes_less_than_a_second(name: str) -> None:
    """Of processor time, since other programs may use the processor, too."""
    code = (
        "import resource, sys; sys.argv = ['portkey-constructs', 'explain', *sys.argv[1:]]\n"
        "from portkey_constructs.cli import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_utime, file=sys.stderr)"
    )
    took = min(float(subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=True).stderr) for _ in range(2))
    assert took < 1


def test_long_words_are_broken_and_code_is_not() -> None:
    text = layout([Block("a", "value", ["x" * 120], [Row("label", ["y " * 80, Code("  kept:\n    as it is" + "z" * 100)])])])
    lines = text.splitlines()
    assert lines[0] == "a  (value)"
    assert [len(line) for line in lines[1:3]] == [100, 24]
    assert lines[-1].endswith("z" * 100)
    assert max(map(len, lines[:-1])) <= 100


def test_the_longest_rows_are_cut_first() -> None:
    cut = [Row("many", [f"text {index}" for index in range(40)], [f"n{index}" for index in range(40)]), Row("few", ["one", "two", "three"])]
    further = Block("b", "value", ["text"], [Row("kept", ["kept"]), Row("kept too", ["kept"]), Row("gone", ["gone"] * 10)])
    text = layout([Block("a", "value", ["text"], cut), further])
    assert len(text.splitlines()) <= MAX_LINES
    assert "three" in text
    assert "text 20" in text
    assert "and n" in text
    assert "n39" in text
    assert "gone" not in text
    assert text.endswith("  --long prints everything.\n")
    whole = layout([Block("a", "value", ["text"], cut), further], long=True)
    assert (whole.count("text "), whole.count("gone")) == (40, 11)
    assert "--long" not in whole
    assert "--long" not in layout([further])
