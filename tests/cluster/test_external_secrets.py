"""Secrets that the real External Secrets controller makes: those of every environment of `dist/` that reads AWS, and of a fixed one."""

import base64
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Environment, Object, claimed, clusterwide, environments, identity, keys, needed, pods
from tests.cluster.external_secrets import GROUP, OWN_ACCOUNT, ExternalSecrets, external_secrets
from tests.cluster.processes import until
from tests.cluster.readiness import settled

pytestmark = pytest.mark.cluster

# What URLs, JSON, shells and templates take for something else.
AWKWARD: Final = "p@ss/w:rd+ %?#{{\"\\'$&=<é"
ROLE_OF: Final = "eks.amazonaws.com/role-arn"
DOCKER: Final = ("kubernetes.io/dockerconfigjson", ".dockerconfigjson")
_PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}")
_VARIABLE: Final = re.compile(r"\.(\w+)")
# How a template says what would open a placeholder.
_BRACES: Final = '{{ "{{" }}'
_ALONE: Final = re.compile(r"\{\{-?\s*\.(\w+)\s*-?\}\}")


class Entry(NamedTuple):
    """An entry of a secret manager."""

    account: str
    region: str
    name: str


def _stores(objects: tuple[Object, ...]) -> dict[tuple[str, str], Object]:
    """The stores that are in AWS, by kind and name."""
    providers = {
        identity(manifest): manifest for manifest in objects if manifest["apiVersion"].startswith(GROUP) and "provider" in manifest.get("spec", {})
    }
    return {key: store["spec"]["provider"]["aws"] for key, store in providers.items() if "aws" in store["spec"]["provider"]}


def _store_of(external: Object) -> tuple[str, str]:
    reference = external["spec"]["secretStoreRef"]
    return reference.get("kind", "SecretStore"), reference["name"]


def _target(external: Object) -> str:
    return str(external["spec"].get("target", {}).get("name") or external["metadata"]["name"])


def _role(store: Object, objects: tuple[Object, ...]) -> str | None:
    """The role that a store's service account has; nothing where the controller reads as itself."""
    if "jwt" not in store.get("auth", {}):
        return None
    name = store["auth"]["jwt"]["serviceAccountRef"]["name"]
    (account,) = (manifest for manifest in objects if identity(manifest) == ("ServiceAccount", name))
    return str(account["metadata"]["annotations"][ROLE_OF])


def _value(name: str) -> str:
    """A random value; user names contain no colon, because it separates them from their password."""
    awkward = AWKWARD.replace(":", "") if "user" in name.lower() else AWKWARD
    return f"{secrets.token_hex(4)}{awkward}{secrets.token_hex(4)}"


class Remote:
    """The entries in AWS for the ExternalSecrets among the objects: exactly the properties that they name."""

    def __init__(self, objects: tuple[Object, ...]) -> None:
        stores = _stores(objects)
        self.externals = [manifest for manifest in objects if manifest["kind"] == "ExternalSecret" and _store_of(manifest) in stores]
        self.roles = {role for external in self.externals if (role := _role(stores[_store_of(external)], objects))}
        self._entry_of = {}
        for store in {_store_of(external) for external in self.externals}:
            role = _role(stores[store], objects)
            self._entry_of[store] = (role.split(":")[4] if role else OWN_ACCOUNT, stores[store]["region"])
        self._values: dict[Entry, dict[str, str]] = {}
        for external in self.externals:
            for entry in external["spec"]["data"]:
                named = entry["remoteRef"].get("property", "")
                self._values.setdefault(self._entry(external, entry), {}).setdefault(named, _value(named))

    def _entry(self, external: Object, entry: Mapping[str, Any]) -> Entry:
        return Entry(*self._entry_of[_store_of(external)], entry["remoteRef"]["key"])

    def put(self, into: ExternalSecrets) -> None:
        """Makes the entries; one that is read as a whole has no properties."""
        for entry, values in self._values.items():
            assert len(values) == 1 or "" not in values, f"{entry.name} is read as a whole, and by properties"
            into.put(*entry, values.get("") or json.dumps(values))

    def fetched(self, external: Object) -> dict[str, str]:
        """The values that an ExternalSecret's template is given, by their names there."""
        fields = external["spec"]["data"]
        return {field["secretKey"]: self._values[self._entry(external, field)][field["remoteRef"].get("property", "")] for field in fields}


def _url_fault(template: str, text: str, fetched: Mapping[str, str]) -> str:
    """What is wrong with a URL rendered by a template."""
    holes = _PLACEHOLDER.findall(template)
    numbers = iter(range(len(holes)))
    expected, actual = urlsplit(_PLACEHOLDER.sub(lambda _: f"hole{next(numbers)}", template)), urlsplit(text)
    filled = {f"hole{number}": fetched[variable[1]] for number, hole in enumerate(holes) if (variable := _VARIABLE.search(hole))}
    if expected.password not in filled:
        return "has no password of its own"
    for part in ("scheme", "username", "password", "hostname", "port", "path", "query", "fragment"):
        hoped, had = getattr(expected, part), getattr(actual, part)
        if had != hoped and (hoped not in filled or unquote(had or "") != filled[hoped]):
            return f"has another {part}"
    return ""


def _registry_fault(template: str, document: str, fetched: Mapping[str, str]) -> str:
    """What is wrong with registry credentials rendered by a template."""
    try:
        config = json.loads(document)
    except ValueError:
        return "is no JSON"
    if set(config) != {"auths"} or not config["auths"]:
        return "has other things than credentials"
    for server, credentials in config["auths"].items():
        user, _, password = base64.b64decode(credentials["auth"]).decode().partition(":")
        if not (
            set(credentials) <= {"auth", "username", "password"}
            and credentials.get("username", user) == user
            and credentials.get("password", password) == password
        ):
            return "has credentials that do not agree with themselves"
        if password not in fetched.values():
            return "has another password"
        for what, text in (("user", user), ("server", server)):
            if text not in fetched.values() and f'"{text}"' not in template:
                return f"has another {what}"
    return ""


def _fault(key: str, template: str, text: str, fetched: Mapping[str, str]) -> str:
    """What is wrong with a rendered text, without showing any value; empty if it is correct."""
    if alone := _ALONE.fullmatch(template.strip()):
        return "" if text == fetched[alone[1]] else "has another value"
    if "{{" not in template.replace(_BRACES, ""):
        return "" if text == template.replace(_BRACES, "{{") else "has another text"
    if key == DOCKER[1]:
        return _registry_fault(template, text, fetched)
    if "://" in template:
        return _url_fault(template, text, fetched)
    return "is made by a template that is not understood here"


def _faults(external: Object, secret: Object, fetched: Mapping[str, str]) -> list[str]:
    """How a Secret differs from its ExternalSecret, without showing any value."""
    name, template = secret["metadata"]["name"], external["spec"].get("target", {}).get("template", {})
    texts = dict(template.get("data", {}))
    if not texts or template.get("mergePolicy") == "Merge":
        texts = {key: f"{{{{ .{key} }}}}" for key in fetched} | texts
    had = {key: base64.b64decode(text).decode() for key, text in secret.get("data", {}).items()}
    faults = [f"{name}: {sorted(had)}, and not {sorted(texts)}"] if set(had) != set(texts) else []
    if secret["type"] != template.get("type", "Opaque"):
        faults.append(f"{name}: is of type {secret['type']}")
    faults += [f"{name}: {key} {fault}" for key in sorted(set(had) & set(texts)) if (fault := _fault(key, texts[key], had[key], fetched))]
    return faults


@pytest.fixture(scope="module")
def controller(cluster: Cluster) -> Iterator[ExternalSecrets]:
    with external_secrets(cluster) as running:
        yield running


NAMESPACE: Final = "external"
ROLE: Final = "arn:aws:iam::111122223333:role/portkey-secrets"
REGION: Final = "us-west-2"
URL: Final = 'rediss://default:{{ .redis_password | urlquery | replace "+" "%20" }}@redis.example.org:6379/0'
REGISTRY: Final = (
    '{"auths": {"registry.example.org": {"username": {{ .username | toJson }}, "password": {{ .password | toJson }},'
    ' "auth": {{ printf "%s:%s" .username .password | b64enc | toJson }}}}}'
)


def _one(api: str, kind: str, name: str, **rest: Any) -> Object:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": NAMESPACE, **rest.pop("metadata", {})}, **rest}


def _external(name: str, entry: str, properties: Mapping[str, str], template: Mapping[str, Any] | None = None) -> Object:
    spec = {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "SecretStore", "name": "aws"},
        "target": {"name": name, **({"template": {"engineVersion": "v2", **template}} if template else {})},
        "data": [{"secretKey": key, "remoteRef": {"key": entry, "property": named}} for key, named in properties.items()],
    }
    return _one(f"{GROUP}/v1", "ExternalSecret", name, spec=spec)


def _read_as(name: str, role: str) -> tuple[Object, Object]:
    """A store, and the service account of the same name as which it is read."""
    aws = {"service": "SecretsManager", "region": REGION, "auth": {"jwt": {"serviceAccountRef": {"name": name}}}}
    account = _one("v1", "ServiceAccount", name, metadata={"annotations": {ROLE_OF: role}})
    return account, _one(f"{GROUP}/v1", "SecretStore", name, spec={"provider": {"aws": aws}})


PLAIN: Final = _external("plain", "portkey/mysql", {"mysql_password": "password", "mysql_user": "user"})
REDIS: Final = _external(
    "redis", "portkey/redis", {"redis_password": "redis_password"}, {"data": {"redis_connection_url": URL, "braces": f"{_BRACES} }}}}"}}
)
PULL: Final = _external(
    "registry", "portkey/registry", {"username": "username", "password": "password"}, {"type": DOCKER[0], "data": {DOCKER[1]: REGISTRY}}
)
FIXED: Final = (*_read_as("aws", ROLE), PLAIN, REDIS, PULL)


@dataclass
class Fixed:
    """A namespace with the store, and what was put where it reads."""

    controller: ExternalSecrets
    remote: Remote = field(default_factory=lambda: Remote(FIXED))

    def secret(self, name: str) -> Object:
        (secret,) = self.controller.cluster.get(f"secret/{name}", f"--namespace={NAMESPACE}")
        return secret

    def values(self, name: str) -> dict[str, str]:
        return {key: base64.b64decode(text).decode() for key, text in self.secret(name)["data"].items()}


@pytest.fixture
def fixed(controller: ExternalSecrets) -> Iterator[Fixed]:
    fixed, cluster = Fixed(controller), controller.cluster
    with cluster.removed(NAMESPACE):
        cluster.kubectl("create", "namespace", NAMESPACE)
        fixed.remote.put(controller)
        cluster.apply(FIXED)
        assert controller.unsynced(NAMESPACE) == []
        yield fixed
    controller.forget()


def test_the_controller_reads_aws_and_fills_templates(fixed: Fixed) -> None:
    assert fixed.controller.assumed() == {ROLE}
    plain, redis, pull = (fixed.remote.fetched(external) for external in (PLAIN, REDIS, PULL))
    same = {"plain": fixed.values("plain") == plain}

    values = fixed.values("redis")
    url = urlsplit(values["redis_connection_url"])
    assert (set(values), values["braces"]) == ({"redis_connection_url", "braces"}, "{{ }}")
    assert (url.scheme, url.username, url.hostname, url.port, url.path, url.query) == ("rediss", "default", "redis.example.org", 6379, "/0", "")
    same["redis"] = unquote(url.password or "") == redis["redis_password"]

    assert fixed.secret("registry")["type"] == DOCKER[0]
    values = fixed.values("registry")
    assert set(values) == {DOCKER[1]}
    (login,) = json.loads(values[DOCKER[1]])["auths"].values()
    same["login"] = {key: login[key] for key in ("username", "password")} == pull
    same["auth"] = base64.b64decode(login["auth"]).decode() == f"{pull['username']}:{pull['password']}"
    assert same == dict.fromkeys(same, True)


def test_changes_in_aws_are_detected(fixed: Fixed) -> None:
    for external in (PLAIN, REDIS, PULL):
        name, fetched = _target(external), fixed.remote.fetched(external)
        secret = fixed.secret(name)
        assert _faults(external, secret, fetched) == []
        for key in fetched:
            faults = _faults(external, secret, fetched | {key: _value(key)})
            assert faults, f"{name}: another {key} would not be seen"
        faults = _faults(external, secret | {"data": secret["data"] | {"more": ""}, "type": "example.org/other"}, fetched)
        assert len(faults) == 2
        assert "'more'" in faults[0].partition(", and not ")[0]
        assert faults[1] == f"{name}: is of type example.org/other"


def test_missing_entries_are_reported(fixed: Fixed) -> None:
    fixed.controller.cluster.apply(
        [_external("lacking", "portkey/mysql", {"key": "not_there"}), _external("lost", "portkey/nowhere", {"key": "any"})]
    )

    def looked_at() -> bool:
        return all("SecretSyncedError" in fault for fault in fixed.controller.unsynced(NAMESPACE, 0)[:2])

    assert until(looked_at, 30)
    lacking, lost, *events = fixed.controller.unsynced(NAMESPACE, 1)
    assert lacking.startswith("ExternalSecret lacking: SecretSyncedError: ")
    assert lost.startswith("ExternalSecret lost: SecretSyncedError: ")
    assert any("ExternalSecret lacking: " in event and "key not_there does not exist in secret portkey/mysql" in event for event in events)
    assert any("ExternalSecret lost: " in event and "Secret does not exist" in event for event in events)
    report = "\n".join((lacking, lost, *events))
    assert [key for external in (PLAIN, REDIS, PULL) for key, value in fixed.remote.fetched(external).items() if value in report] == []


def test_another_account_has_no_entries(fixed: Fixed) -> None:
    """Reading entries shows which role was assumed."""
    other = ROLE.replace("111122223333", "444455556666")
    external = _external("theirs", "portkey/mysql", {"key": "password"})
    external["spec"]["secretStoreRef"]["name"] = "other"
    fixed.controller.cluster.apply([*_read_as("other", other), external])
    assert until(lambda: other in fixed.controller.assumed(), 30)
    fault, *events = fixed.controller.unsynced(NAMESPACE, 3)
    assert fault.startswith("ExternalSecret theirs: SecretSyncedError: ")
    assert any("ExternalSecret theirs: " in event and "Secret does not exist" in event for event in events)


@dataclass
class Filled:
    """An environment in the cluster whose Secrets the controller makes, come to rest."""

    environment: Environment
    cluster: Cluster
    remote: Remote
    assumed: set[str]
    unsynced: list[str]
    unsettled: list[str]

    def secrets(self) -> dict[str, Object]:
        secrets = self.cluster.get("secrets", f"--namespace={self.environment.namespace}")
        return {secret["metadata"]["name"]: secret for secret in secrets}


def _reading_aws() -> list[Environment]:
    """The environments that read AWS, by few of their files, since this is asked whenever tests are collected."""
    reading = []
    for environment in environments():
        stores = [yaml.safe_load(path.read_text()) for path in environment.folder.rglob("*SecretStore.*.yaml")]
        if any("aws" in store["spec"]["provider"] for store in stores) and any(environment.folder.rglob("ExternalSecret.*.yaml")):
            reading.append(environment)
    return reading


@pytest.fixture(scope="module", params=_reading_aws(), ids=lambda environment: environment.name)
def filled(request: pytest.FixtureRequest, controller: ExternalSecrets) -> Iterator[Filled]:
    environment, cluster = request.param, controller.cluster
    remote = Remote(environment.objects)
    cluster.volumes(claimed(environment.objects))
    with cluster.removed(environment.namespace, besides=clusterwide(environment.objects)):
        remote.put(controller)
        cluster.apply(environment.of("Namespace") or [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": environment.namespace}}])
        targets = {_target(external) for external in environment.of("ExternalSecret")}
        others = [manifest for manifest in needed(environment.objects) if manifest["metadata"]["name"] not in targets]
        if others:
            cluster.apply(others)
        cluster.kubectl("apply", "--server-side", "--validate=strict", "--recursive", f"--filename={environment.folder}")
        unsynced, unsettled = controller.unsynced(environment.namespace), settled(cluster, environment.namespace)
        yield Filled(environment, cluster, remote, controller.assumed(), unsynced, unsettled)
    controller.forget()


def test_every_external_secret_of_an_environment_is_synced(filled: Filled) -> None:
    assert filled.unsynced == []


def test_environment_becomes_ready_with_secrets_from_aws(filled: Filled) -> None:
    assert filled.unsettled == []


def test_entries_are_read_with_the_roles_of_the_service_accounts(filled: Filled) -> None:
    assert filled.assumed == filled.remote.roles


def test_secrets_contain_exactly_the_values_in_aws(filled: Filled) -> None:
    secrets = filled.secrets()
    wrong = [
        fault for external in filled.remote.externals for fault in _faults(external, secrets[_target(external)], filled.remote.fetched(external))
    ]
    assert wrong == []


def test_every_key_that_a_pod_reads_comes_from_aws(filled: Filled) -> None:
    available = {name: set(secret.get("data", ())) for name, secret in filled.secrets().items()}
    read = {(component, key) for component, pod in pods(filled.environment.objects) for key in keys(pod["spec"]) if key.kind == "Secret"}
    assert {key.object for _, key in read} & set(map(_target, filled.remote.externals))
    assert [
        reference for reference in read if reference[1].object not in available or reference[1].name not in {None, *available[reference[1].object]}
    ] == []


def test_images_are_pulled_with_credentials(filled: Filled) -> None:
    secrets = filled.secrets()
    pulling = {pull_secret["name"] for _, pod in pods(filled.environment.objects) for pull_secret in pod["spec"].get("imagePullSecrets", ())}
    assert {name: secrets[name]["type"] for name in pulling} == dict.fromkeys(pulling, DOCKER[0])
