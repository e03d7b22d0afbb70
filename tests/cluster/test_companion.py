"""The whole chain: stacks in AWS, their outputs, the manifests, and Secrets that the real controller fills as the role that the stack made.

AWS is LocalStack: it makes roles and entries, hands out credentials of a role, and asks nobody what a policy allows.
"""

import base64
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

from portkey_constructs.config import load
from tests.aws import emulators
from tests.aws.preconditions import localstack_installed, without_account
from tests.cluster.aws_calls import Call, overheard
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, needed
from tests.cluster.external_secrets import external_secrets
from tests.cluster.readiness import settled

if TYPE_CHECKING:
    from tests.aws.companion import Companion

pytestmark = pytest.mark.cluster

APPS: Final = Path(__file__).resolve().parents[2] / "apps"
ACCOUNT: Final = "111122223333"
# What URLs, JSON and templates take for something else.
AWKWARD: Final = "p@ss/w rd+%?#{\"'$&é"
FILES: Final = {"aws": APPS / "aws" / "portkey.yaml", "irsa-secrets-manager": APPS / "irsa_secrets_manager.yaml"}
MADE: Final = {"aws": {"acme-portkey/mysql", "acme-portkey/redis"}, "irsa-secrets-manager": set()}
"""The entries that the stack of data fills itself."""


@dataclass
class Chain:
    """A platform in the cluster, whose Secrets come of the stacks in AWS."""

    stacks: "Companion"
    objects: list[Object]
    secrets: dict[str, Object]
    values: dict[str, dict[str, str]]
    by_stack: set[str]
    calls: list[Call]
    unsynced: list[str]
    before: list[str]
    unsettled: list[str]

    def externals(self) -> list[Object]:
        return [manifest for manifest in self.objects if manifest["kind"] == "ExternalSecret"]


@pytest.fixture(scope="session")
def installed(pytestconfig: pytest.Config) -> None:
    """LocalStack, installed before the cluster takes this process off the network."""
    localstack_installed(pytestconfig)


@pytest.fixture(scope="module")
def no_account() -> Iterator[None]:
    with without_account():
        yield


@pytest.fixture(scope="module", params=FILES)
def chain(
    request: pytest.FixtureRequest, installed: None, cluster: Cluster, no_account: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chain]:
    # Here, because it starts a Node.
    from tests.aws.accounts import account_of
    from tests.aws.companion import companion, create_network

    with emulators.localstack() as aws:
        account, source = account_of(aws, ACCOUNT), FILES[request.param]
        stacks = companion(load([source]), account, network=create_network(account, "us-west-2"), parts=("roles", "data"))
        for part in ("data", "roles"):
            stacks.create(part)
        # LocalStack makes neither database nor cache: their endpoints are those of the repository's example.
        file = stacks.write_config(source, tmp_path_factory.mktemp(request.param), json.loads((APPS / "aws" / "outputs.json").read_text()))
        objects: list[Any] = [staged.manifest for staged in load([file]).resolve().objects()]
        (namespace,) = {manifest["metadata"]["namespace"] for manifest in objects if "namespace" in manifest["metadata"]}
        with overheard(aws.endpoint) as noted, external_secrets(cluster, noted.address) as controller, cluster.removed(namespace):
            cluster.kubectl("create", "namespace", namespace)
            targets = {manifest["metadata"]["name"] for manifest in objects if manifest["kind"] == "ExternalSecret"}
            others = [manifest for manifest in needed(objects) if manifest["metadata"]["name"] not in targets]
            cluster.apply([*others, *objects])
            before = controller.unsynced(namespace, 5)
            values = _fill(stacks, file, MADE[request.param])
            # The controller waits longer after each failure.
            cluster.kubectl("annotate", "externalsecrets", "--all", f"--namespace={namespace}", "force-sync=filled")
            unsynced, unsettled = controller.unsynced(namespace, 60), settled(cluster, namespace)
            secrets = {secret["metadata"]["name"]: secret for secret in cluster.get("secrets", f"--namespace={namespace}")}
            yield Chain(stacks, objects, secrets, values, MADE[request.param], list(noted.calls), unsynced, before, unsettled)


def _fill(stacks: "Companion", file: Path, by_stack: set[str]) -> dict[str, dict[str, str]]:
    """Fills every entry that the stack did not, in the form that the command prints; returns what all of them hold."""
    command = [str(Path(sys.executable).with_name("portkey-constructs")), "secrets", "--format", "entries", "--file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    manager, values = stacks.client("secretsmanager"), {}
    for entry, properties in printed.items():
        if entry in by_stack:
            values[entry] = json.loads(manager.get_secret_value(SecretId=entry)["SecretString"])
        else:
            values[entry] = {name: f"{secrets.token_hex(6)}{AWKWARD}" for name in properties}
            manager.put_secret_value(SecretId=entry, SecretString=json.dumps(values[entry]))
    return values


def test_only_entries_with_a_value_are_synced(chain: Chain) -> None:
    report = "\n".join(chain.before)
    waiting = {
        external["metadata"]["name"]
        for external in chain.externals()
        if f"ExternalSecret {external['metadata']['name']}: SecretSyncedError" in report
    }
    entries = {external["metadata"]["name"]: external["spec"]["data"][0]["remoteRef"]["key"] for external in chain.externals()}
    assert {name for name, entry in entries.items() if entry not in chain.by_stack} == waiting


def test_every_external_secret_is_synced(chain: Chain) -> None:
    assert chain.unsynced == []
    assert len(chain.externals()) == 5


def test_platform_becomes_ready(chain: Chain) -> None:
    assert chain.unsettled == []


def test_secrets_contain_the_values_of_the_entries(chain: Chain) -> None:
    for external in chain.externals():
        name, template = external["spec"]["target"]["name"], external["spec"]["target"]["template"]
        had = {key: base64.b64decode(text).decode() for key, text in chain.secrets[name]["data"].items()}
        assert had.keys() == template["data"].keys()
        assert chain.secrets[name]["type"] == template["type"]
        for data in external["spec"]["data"]:
            value = chain.values[data["remoteRef"]["key"]][data["remoteRef"]["property"]]
            leaking = [key for key, text in had.items() if value in text or quote(value, safe="") in text or value in _login(key, text)]
            assert leaking, f"{name} has nowhere what fills {data['secretKey']}"


def _login(key: str, text: str) -> list[str]:
    """User and password in the credentials of a registry."""
    if key != ".dockerconfigjson":
        return []
    return [value for login in json.loads(text)["auths"].values() for value in login.values()]


def test_entries_are_read_with_the_role_of_the_stack(chain: Chain) -> None:
    expected = chain.stacks.stacks["roles"].outputs["PortkeyExternalSecretsRoleArn"]
    (account,) = [
        manifest for manifest in chain.objects if manifest["kind"] == "ServiceAccount" and manifest["metadata"]["name"].endswith("external-secrets")
    ]
    assert account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] == expected
    assert chain.stacks.client("iam", "roles").get_role(RoleName=expected.rpartition("/")[2])["Role"]["Arn"] == expected

    taken = {(call.operation, call.asked_for) for call in chain.calls if call.asked_for}
    assert taken == {("AssumeRoleWithWebIdentity", expected)}
    reads = [call for call in chain.calls if call.operation == "GetSecretValue" and call.status == 200]
    assert len(reads) >= len(chain.externals())
    assert {call.role for call in chain.calls if call.operation != "AssumeRoleWithWebIdentity"} == {expected}
    assert {call.operation for call in chain.calls} <= {"AssumeRoleWithWebIdentity", "GetSecretValue", "DescribeSecret"}
