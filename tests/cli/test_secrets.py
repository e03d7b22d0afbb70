"""The output of `secrets`, which never contains a value."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from portkey_constructs.cli.secrets import secrets
from tests.cli.test_program import QUICK_START, run

APPS = Path(__file__).parents[2] / "apps"
TABLE = """\
namespace portkey

Secret portkey-secrets: filled by the External Secrets Operator from entry models-portkey/secrets
  PORTKEY_CLIENT_AUTH  license credential from Portkey  gateway, dataservice

Secret portkey-redis: filled by the External Secrets Operator from entry models-portkey/redis
  redis_password  password of Redis  gateway, dataservice, redis

Secret portkey-registry: filled by the External Secrets Operator from entry models-portkey/registry, type kubernetes.io/dockerconfigjson
  username  user of the image registry                the nodes
  password  password or token for the image registry  the nodes
"""


def test_table_is_the_default() -> None:
    done = run("secrets", "-f", APPS / "hybrid.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, TABLE, "")


def test_json_has_the_same_facts() -> None:
    answer = json.loads(run("secrets", "-f", APPS / "hybrid.yaml", "--format", "json").stdout)["secrets"]
    assert [(each["kind"], each["name"], each["source"], each["entry"]) for each in answer] == [
        ("Secret", "portkey-secrets", "externalSecrets", "models-portkey/secrets"),
        ("Secret", "portkey-redis", "externalSecrets", "models-portkey/redis"),
        ("Secret", "portkey-registry", "externalSecrets", "models-portkey/registry"),
    ]
    assert answer[0]["keys"] == [
        {
            "name": "PORTKEY_CLIENT_AUTH",
            "purpose": "license credential from Portkey",
            "readers": ["gateway", "dataservice"],
            "property": "PORTKEY_CLIENT_AUTH",
        }
    ]


def test_manifest_has_values_to_fill_in() -> None:
    objects = list(yaml.safe_load_all(run("secrets", "-f", APPS / "production_internal.yaml", "--format", "manifest").stdout))
    assert {each["metadata"]["name"]: each["kind"] for each in objects} == dict.fromkeys(
        ("portkey-secrets", "portkey-mysql", "portkey-redis", "portkey-clickhouse", "portkey-gateway", "portkey-registry", "portkey-tls"), "Secret"
    )
    for each in objects:
        assert all("<" in value for value in each["stringData"].values())


def test_entries_are_documents_for_a_secret_manager() -> None:
    done = run("secrets", "-f", APPS / "irsa_secrets_manager.yaml", "--format", "entries")
    assert json.loads(done.stdout)["portkey/redis"] == {"redis_password": "<password of Redis>"}
    assert json.loads(run("secrets", "-f", APPS / "irsa.yaml", "--format", "entries").stdout) == {}


def test_message_names_what_a_format_leaves_out() -> None:
    managed, by_hand = APPS / "irsa_secrets_manager.yaml", APPS / "production_internal.yaml"
    done = run("secrets", "-f", managed, "--format", "manifest")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("not printed, because a secret manager fills them: portkey-secrets, portkey-mysql, ")
    assert done.stderr.endswith("--format entries prints the content of its entries\n")
    assert run("secrets", "-f", managed, "--format", "entries").stderr == ""
    assert run("secrets", "-f", by_hand, "--format", "manifest").stderr == ""
    assert "--format manifest" in run("secrets", "-f", by_hand, "--format", "entries").stderr
    assert run("secrets", "-f", "-", "--format", "manifest", text=QUICK_START).stderr == "no Secrets to create or fill\n"


@pytest.mark.parametrize("form", ["table", "json", "manifest", "entries"])
def test_no_value_is_ever_printed(form: str) -> None:
    done = run("secrets", "-f", "-", "--format", form, text=QUICK_START)
    assert done.returncode == 0
    assert "license-from-portkey" not in done.stdout + done.stderr
    assert "registry-password" not in done.stdout + done.stderr


def test_no_secrets_are_reported() -> None:
    assert run("secrets", "-f", "-", text=QUICK_START).stdout == "namespace portkey: no Secrets to create or fill\n"


def test_invalid_configuration_lists_nothing() -> None:
    done = run("secrets", "-f", "-", text="profile: production\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "auth" in done.stderr


LISTED = "portkey-secrets: [PORTKEY_CLIENT_AUTH]\nportkey-registry: [.dockerconfigjson]\n"
EXISTING = (
    "profile: production\ndeployment: {kind: gateway}\nredis: {kind: inCluster, auth: none}\nlogStore: {kind: controlPlane}\n"
    "controlPlaneUrl: https://portkey.example.org\n"
)


def test_check_compares_files_and_prints_no_value(tmp_path: Path) -> None:
    (tmp_path / "portkey.yaml").write_text(EXISTING)
    (tmp_path / "secrets.yaml").write_text(
        "kind: Secret\nmetadata: {name: portkey-secrets}\nstringData: {OTHER: canary-value}\n---\nportkey-registry: [.dockerconfigjson]\n"
    )
    done = run("secrets", "-f", tmp_path / "portkey.yaml", "--check", tmp_path / "secrets.yaml")
    assert (done.returncode, done.stdout.splitlines()[2:]) == (
        1,
        ["Secret portkey-secrets has no PORTKEY_CLIENT_AUTH", "Secret portkey-registry has every key"],
    )
    assert "canary-value" not in done.stdout + done.stderr


def test_check_succeeds_if_every_key_exists(tmp_path: Path) -> None:
    (tmp_path / "portkey.yaml").write_text(EXISTING)
    done = run("secrets", "-f", tmp_path / "portkey.yaml", "--check", "-", "--format", "json", text=LISTED)
    assert done.returncode == 0
    assert [(each["name"], each["status"], each["missing"]) for each in json.loads(done.stdout)["secrets"]] == [
        ("portkey-secrets", "ok", []),
        ("portkey-registry", "ok", []),
    ]


@pytest.mark.parametrize(("text", "reason"), [("[canary", "is no YAML"), ("a: canary", "whose values are not lists of keys")])
def test_check_refuses_other_files(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "portkey.yaml").write_text(EXISTING)
    done = run("secrets", "-f", tmp_path / "portkey.yaml", "--check", "-", text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert "canary" not in done.stderr


def test_sources_of_variables_and_claims_are_listed(tmp_path: Path) -> None:
    more = "gateway: {envFrom: [{secretRef: {name: team}}]}\nredis: {kind: inCluster, persistence: {kind: existingClaim, name: redis-data}}\n"
    configuration = tmp_path / "portkey.yaml"
    configuration.write_text(f"{QUICK_START}{more}", encoding="utf-8")
    expected = (
        "namespace portkey\n\nSecret team: must exist\n  each key becomes a variable of gateway\n\n"
        "PersistentVolumeClaim redis-data: must exist\n  data of redis  redis\n"
    )
    assert CliRunner().invoke(secrets, ["-f", str(configuration)]).stdout == expected
    answer = json.loads(CliRunner().invoke(secrets, ["-f", str(configuration), "--format", "json"]).stdout)
    assert answer["secrets"][0]["allKeysReaders"] == ["gateway"]
    assert answer["claims"] == [{"name": "redis-data", "purpose": "data of redis", "readers": ["redis"]}]
