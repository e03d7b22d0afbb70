"""`explain` as people run it: in a pipe, on terminals, and for programs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from portkey_constructs.cli.layout import LONGEST, Block, Code, Row, Shorter, laid_out
from portkey_constructs.cli.pages import text as page_text
from portkey_constructs.config.introspection import kinds
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain import components, find, keys, objects, ports, variables
from portkey_constructs.explain.tree import maps, places, tree
from portkey_constructs.explain.words import ELSEWHERE
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.rules.catalogue import CATALOGUE
from tests.cli.test_program import QUICK_START, WRONG, on_a_terminal, run

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _of_the_usual_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("portkey.yaml")
    path.write_text(QUICK_START)
    return path


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
    assert text.startswith("logStore.encryption.keyArn  (setting)\n  ARN of the key in AWS KMS that S3 encrypts the logs with.\n\n")
    found = rows(text)
    assert found["only with"] == "logStore.kind s3; logStore.encryption.kind kms, kmsDsse"
    assert found["accepted"] == "the ARN of a key in AWS KMS such as arn:aws:kms:us-west-2:111122223333:key/9c1f"
    assert found["required"] == "yes: it has no default"
    assert "secret" not in found
    assert "variable KMS_KEY_ID, in gateway, backend, dataservice" in found["becomes"]
    assert "a change of it restarts the pods of gateway, backend, dataservice" in found["becomes"]
    assert "PK-LOGSTORE-007: an encryption key in another region than the bucket" in found["codes"]


def test_a_default_is_the_type_s_or_the_profile_s() -> None:
    assert rows(told("redis.tls"))["default"] == "false"
    assert rows(told("gateway.autoscaling"))["default"] == (
        "{min: 2, max: 20, cpu: 60, memory: 80} in the production profile; (not set) in the development profile"
    )
    assert rows(told("mysql.persistence.size"))["default"] == "50Gi in the production profile; 5Gi in the development profile"
    assert rows(told("gateway.image.repository"))["default"] == "docker.io/portkeyai/gateway_enterprise"
    assert rows(told("gateway.priorityClass"))["default"] == "(not set)"
    assert rows(told("gateway.tolerations"))["default"] == "[]"
    assert rows(told("identity"))["default"] == "{kind: none}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("redis.auth", "password in the production profile; (not set) in the development profile"),
        ("secrets.path", "portkey/{name}, or portkey-{name} where no slash may be"),
        ("gateway.autoscaling.cpu", "(not set); where all of gateway.autoscaling is left out, 60 in the production profile"),
        ("secrets.refreshInterval", "1h"),
        ("redis", "must be said (PK-STORE-001) in the production profile; {kind: inCluster} in the development profile"),
        ("mysql.tls", "(not set)"),
        ("logStore.credentials", "identity where the pods have one, else keys"),
    ],
)
def test_a_default_is_what_it_comes_to_as_one_writes_it(name: str, said: str) -> None:
    assert rows(told(name))["default"] == said


def test_no_setting_has_the_default_none() -> None:
    """It reads as the word none, which some settings take."""
    assert not any("(none)" in told(name) for name in ("redis.auth", "mysql.tls", "gateway.priorityClass", "labels", "bedrock"))


def test_what_differs_between_variants_is_said_with_their_kinds() -> None:
    found = rows(told("exposure.gateway.host"))
    assert found["only with"] == "exposure.gateway.kind loadBalancer, ingress, httpRoute"
    assert found["accepted"] == "a domain name without scheme, port or path, such as portkey.example.org"
    assert found["required"] == "yes: it has no default (exposure.gateway.kind ingress, httpRoute)"
    assert found["default"] == "(not set) (exposure.gateway.kind loadBalancer)"
    word = rows(told("migration.kind"))
    assert word["accepted"] == "one of job, inPod"
    assert word["kinds"].startswith("job: A Job migrates the databases, whose name follows from its content")
    assert told("redis.kind").startswith("redis.kind  (setting)\n  The cache; in the cluster in the development profile when left out.\n")


def test_each_word_of_a_choice_says_what_it_means() -> None:
    values = rows(told("mysql.tls"))["values"]
    assert [word for word in ("rds: ", "required: ", "verifyCa: ", "verifyIdentity: ") if word not in values] == []
    assert rows(told("profile"))["values"].startswith("development: For trying it out")
    kinds = rows(told("redis"))["kinds"]
    assert "memorystore: Google Cloud's Memorystore." in kinds
    assert "custom: A server that is no Redis and only speaks its protocol." in kinds


def test_a_page_of_one_kind_has_it_in_its_heading_and_nothing_of_others() -> None:
    text = told("redis.elasticache")
    assert text.startswith("redis with redis.kind elasticache  (setting)\n  Amazon ElastiCache")
    assert "or else a URL" not in text
    assert "AZURE" not in text
    external = told("mysql.external")
    assert "made at the first start" not in external
    assert "MYSQL_ROOT_PASSWORD" not in external
    assert told("redis.elasticache.host").startswith("redis.host with redis.kind elasticache  (setting)\n")


def test_the_page_of_a_map_says_which_kinds_take_a_setting_and_how_to_see_one_kind() -> None:
    found = rows(told("redis", "--long").partition("\nredis  (component)")[0])
    assert ".tls (external, memorystore, azure, custom, elasticache): " in found["settings"]
    assert ".iam (elasticache): " in found["settings"]
    assert found["one kind"].startswith("portkey-constructs explain redis.elasticache ")
    short = rows(told("redis").partition("\nredis  (component)")[0])
    assert "elasticache: .host, .iam" in short["settings"]
    assert short["one kind"] == found["one kind"]


def test_a_secret_says_where_it_stands() -> None:
    found = rows(told("mysql.password"))
    assert found["secret"].startswith(
        "yes: it may be said in the development profile alone; else it stands in a Secret, key mysql_password of portkey-mysql, and"
    )
    assert "key jwtPrivateKey of portkey-secrets (app)" in rows(told("jwtPrivateKey"))["secret"]
    assert "Secret app" not in told("jwtPrivateKey")


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
    assert variable["stands for"] == "key logStoreAccessKey of Secret portkey-gateway: access key id of the log store"
    assert variable["there"].startswith("with logStore.kind s3, s3Compatible, netapp, wasabi, gcs; with logStore.credentials keys")
    key = rows(told("redis_connection_url"))
    assert key["Secret"] == "portkey-redis, or what secrets.names calls redis"
    assert key["stands"].startswith("in the Secret always; in an entry redis_password stands instead")
    assert key["variables"] == "REDIS_URL"
    assert rows(told("mysql/mysql_host"))["stands"].startswith("a plain value in the pods")
    assert told("portkey-mysql/mysql_host") == told("mysql/mysql_host")
    assert [line for line in told("gateway").splitlines() if line.endswith(")") and not line.startswith(" ")] == [
        *("gateway  (setting)", "gateway  (component)", "gateway  (port)"),
    ]
    port = rows(told("ch-https"))
    assert (port["container"], port["there"]) == ("8443", "with clickhouse.https; with clickhouse.former.https")


def test_a_variable_says_which_values_it_has_and_by_which_settings() -> None:
    values = rows(told("LOG_STORE"))["values"]
    assert "gcs_assume: identity.kind gkeWorkloadIdentity with logStore.kind gcs" in values
    assert "s3_assume: identity.kind irsa, podIdentity with logStore.kind s3; or " in values
    assert "(empty): logStore.kind none" in values
    assert rows(told("LOG_STORE"))["stands for"].startswith("a plain value; ")
    assert "aws-elastic-cache: redis.kind elasticache" in rows(told("CACHE_STORE"))["values"]


def test_who_sets_a_secret_variable_takes_one_command() -> None:
    found = rows(told("REDIS_URL"))
    assert found["stands for"].startswith("key redis_connection_url of Secret portkey-redis: address of Redis with user and password")
    assert "you make the Secret and put in redis://USER:PASSWORD@HOST:PORT" in found["from"]
    assert "puts the value together from property redis_password of entry portkey/redis" in found["from"]
    assert "portkey-redis/redis_connection_url" in rows(told("redis/redis_password"))["stands"]


def test_a_key_says_what_goes_into_it() -> None:
    found = rows(told("jwtPrivateKey", "--long"))
    assert "`openssl rand -base64 48`" in found["put in"]
    assert "no PEM" in found["put in"]
    assert rows(told("portkey-secrets"))["one key"].startswith("portkey-constructs explain portkey-secrets/")


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        (["portkey-redis"], "redis  (component)"),
        (["Deployment/portkey-backend"], "Deployment/portkey-backend  (object)"),
        (["deployment portkey-backend"], "Deployment/portkey-backend  (object)"),
        (["deployment", "portkey-backend"], "Deployment/portkey-backend  (object)"),
        (["HorizontalPodAutoscaler"], "HorizontalPodAutoscaler  (kind of object)"),
        (["portkey-secrets"], "portkey-secrets  (Secret)"),
        (["8787"], "gateway  (port)"),
        (["s3"], "s3  (word)"),
        (["storageClass"], "storageClass  (settings)"),
    ],
)
def test_what_one_sees_in_a_cluster_is_known(asked: list[str], heading: str) -> None:
    assert told(*asked).startswith(heading + "\n")


def test_further_pages_are_in_few_lines_unless_all_is_wanted() -> None:
    short, long = told("gateway"), told("gateway", "--long")
    assert len(short.splitlines()) <= LONGEST < len(long.splitlines())
    assert short.endswith("\n  --long tells all of it.\n")
    assert "--long" not in long
    assert "ANALYTICS_STORE_ENDPOINT" in long
    assert "ANALYTICS_STORE_ENDPOINT" not in short
    assert told("gateway", "--long", "--format", "json") == told("gateway", "--format", "json")


def every_name() -> Iterator[str]:
    for path in tree():
        yield path
        yield from (f"{path}.{kind}" for place in tree()[path] for model in maps(place.annotation) for kind in kinds(model))
        yield path.rpartition(".")[2]
    named: list[Any] = [*variables(), *keys(), *components(), *ports()]
    yield from (one.name for one in named)
    yield from (one.place for one in keys())
    yield from (f"{one.kind}/{one.name}" for one in objects())
    yield from (one.name for one in objects())
    yield from (*(kind.kind for kind in PLATFORM_KINDS), *ELSEWHERE, *CATALOGUE, *SecretGroup, "s3", "none", "existing", "external", "8787", "8080")
    yield from (word for place in places() for word in (get_args(place.bare) if get_origin(place.bare) is Literal else ()))


def test_no_answer_is_longer_than_a_screen() -> None:
    """All names, each laid out here, since starting the program for each would take an hour."""
    for name in dict.fromkeys(every_name()):
        answer = find(name)
        assert answer.pages, name
        text = page_text(answer)
        assert len(text.splitlines()) <= LONGEST, name
        assert max(map(len, text.splitlines())) <= 100 or "  (code)" in text, name


def test_what_it_is_in_a_configuration(file: Path) -> None:
    found = rows(told("REDIS_URL", "-f", str(file)))
    assert found["in"] == "migration, gateway, backend, dataservice"
    assert found["has"] == "the value redis://portkey-redis.portkey.svc.cluster.local:6379"
    found = rows(told("clientAuth", "-f", str(file)))
    assert (found["is"], found["from"]) == ("a value that is not shown", f"{file}:3")
    answer = json.loads(told("JWT_PRIVATE_KEY", "-f", str(file), "--format", "json"))
    assert answer["here"][0]["rows"][1]["said"][1] == "which is among the objects, made from values of this configuration"
    assert answer["pages"][0]["is"] == "variable"
    assert "licence-from-portkey" not in told("PORTKEY_CLIENT_AUTH", "-f", str(file)) + told("clientAuth", "-f", str(file), "--long")
    done = run("explain", "REDIS_URL", "-f", "-", text=file.read_text())
    assert rows(done.stdout)["has"] == "the value redis://portkey-redis.portkey.svc.cluster.local:6379"


def test_without_a_name_the_settings_at_the_top_of_a_configuration(file: Path) -> None:
    found = rows(told("-f", str(file)))
    assert list(found) == [path for path in tree() if "." not in path]
    assert found["profile"] == f"development ({file}:1)"
    assert found["imagePull"].startswith("{kind: registry, username: a value that")


def test_a_configuration_that_is_refused_is_reported(file: Path) -> None:
    file.write_text(WRONG)
    done = run("explain", "REDIS_URL", "-f", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ingres" in done.stderr
    assert run("explain", "REDIS_URL", "-f", "missing.yaml").returncode == 2


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
        ("LOG_STOR", "did you mean LOG_STORE"),
        ("logStroe", "did you mean logStore?"),
        ("zzz", "lists the settings at the top"),
        ("portkey.yaml", "a configuration is named by -f FILE"),
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
        bare = re.sub(r"\x1b\[[0-9;]*m", "", text[text.index("\x1b[1m") :])
        assert min(columns, 100) - 25 < max(map(len, bare.splitlines())) <= min(columns, 100)


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("20", 40), ("140", 100)])
def test_in_a_pipe_it_is_as_wide_as_columns_says(columns: str, width: int) -> None:
    """And otherwise a hundred columns, so that what it writes is the same on every machine."""
    lines = run("explain", "redis.auth", COLUMNS=columns).stdout.splitlines()
    assert width - 25 < max(map(len, lines)) <= width
    assert max(map(len, told("redis.auth").splitlines())) > 90


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
    code = "import sys; from portkey_constructs.explain import find; find('redis.tls'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"rich", "cdk8s", "aws_cdk", "lightkube", "click"}.isdisjoint(done.stdout.split())


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
    text = laid_out([Block("a", "word", ["x" * 120], [Row("label", ["y " * 80, Code("  kept:\n    as it is" + "z" * 100)])])])
    lines = text.splitlines()
    assert lines[0] == "a  (word)"
    assert [len(line) for line in lines[1:3]] == [100, 24]
    assert lines[-1].endswith("z" * 100)
    assert max(map(len, lines[:-1])) <= 100


def test_what_is_too_long_is_shortened_in_its_order() -> None:
    rows = [
        Row("much", ["line"] * 40, [Shorter(2, ["a few", "lines"])]),
        Row("more", ["line"] * 40, [Shorter(1, ["ten"] * 10), Shorter(3, ["one"])]),
    ]
    further = Block("b", "word", ["said"], [Row("all", ["line"] * 10)], [Row("brief", ["line"])])
    text = laid_out([Block("a", "word", ["said"], rows), further])
    assert text.count("ten") == 10
    assert "a few" in text
    assert "brief" in text
    assert text.endswith("  --long tells all of it.\n")
    whole = laid_out([Block("a", "word", ["said"], rows), further], long=True)
    assert whole.count("line") == 90
    assert "--long" not in whole
    assert "--long" not in laid_out([further])
