"""The Secrets of a live cluster."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.verify.cluster_state import ClusterState, SecretState, secret_state
from portkey_constructs.verify.findings import Status
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.secret_checks import check_secrets
from tests.support.examples import external
from tests.support.objects import rendered

OWN = {"kind": "existing", "names": {"mysql": "own-db"}, "keys": {"mysql": {"mysql_password": "password"}}, "fromSecret": {"mysql": ["all"]}}
KEYS = ("mysql_user", "password", "mysql_db", "mysql_host", "mysql_port")


def live(name: str, data: Mapping[str, str]) -> SecretState:
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}
    return secret_state({"metadata": {"name": name}, "type": "Opaque", "data": encoded})


def result(secret: SecretState, **changed: Any) -> tuple[Status, str]:
    """Status and message of the check of one Secret."""
    state = ClusterState("1.34", None, secrets={secret.name: secret})
    findings = check_secrets(rendered(external(**changed)), state, KubectlCommands("portkey"))
    [finding] = [finding for finding in findings if finding.object == f"Secret {secret.name}"]
    return finding.status, finding.message


def test_a_secret_with_every_own_key_is_healthy() -> None:
    assert result(live("own-db", dict.fromkeys(KEYS, "x")), mysql={"kind": "external"}, secrets=OWN)[0] == Status.OK


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_own_key_is_reported(key: str) -> None:
    secret = live("own-db", {name: "x" for name in KEYS if name != key})
    assert result(secret, mysql={"kind": "external"}, secrets=OWN) == (Status.FAILED, f"has no {key}")


@pytest.mark.parametrize(("mode", "status"), [({"azureAuthMode": ""}, Status.OK), ({}, Status.FAILED)])
def test_an_empty_mode_of_azure_has_a_meaning(mode: Mapping[str, str], status: Status) -> None:
    keys = ("logStore", "azureStorageAccount", "azureStorageContainer", "azureStorageKey")
    store = {"kind": "azureBlob", "login": {"kind": "key"}}
    secrets = {"kind": "existing", "fromSecret": {"gateway": ["all"]}}
    assert result(live("portkey-gateway", {**dict.fromkeys(keys, "x"), **mode}), logStore=store, secrets=secrets)[0] == status
