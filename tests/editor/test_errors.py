"""What is wrong is marked once, where it is, in words that say what is expected."""

import re

import pytest

from portkey_constructs.loading.reading import examine
from portkey_constructs.loading.yaml_document import read
from tests.editor.editing import FIRST_LINE, HEAD, Editor
from tests.editor.language_server import Diagnostic

pytestmark = pytest.mark.slow

LINE = HEAD.count("\n") + 1
"""The line of what is tried."""
KINDS_OF_MYSQL = "inCluster, external, rds"

# What is written, where the mark is (line and column in what is written), and what it says.
ONE = {
    "an unknown setting": ("ingres: {}", 1, 1, "Property ingres is not allowed."),
    "an unknown setting, deep": ("gateway:\n  autoscaling:\n    min: 1\n    max: 2\n    cpus: 3", 5, 5, "Property cpus is not allowed."),
    "a setting of another kind": ("redis:\n  kind: inCluster\n  tls: true", 3, 3, "Property tls is not allowed."),
    "a setting that is misspelt": ("redis: {kind: elasticache, hots: x}", 1, 28, "Property hots is not allowed."),
    "a kind that is misspelt": ("mysql: {kind: externl}", 1, 15, 'Value is not accepted. Valid values: "inCluster", "external", "rds".'),
    "such a kind with settings of one": (
        "exposure:\n  frontend:\n    kind: ingres\n    host: a.example.org",
        3,
        11,
        'Value is not accepted. Valid values: "none", "loadBalancer", "ingress", "httpRoute".',
    ),
    "a kind of a choice with a default": ("gateway: {kind: extern, url: x}", 1, 17, 'Value is not accepted. Valid values: "inCluster", "external".'),
    "a kind in a choice in a choice": (
        "secrets:\n  kind: externalSecrets\n  store: {kind: aws}",
        3,
        17,
        'Value is not accepted. Valid values: "awsSecretsManager", "azureKeyVault", "gcpSecretManager", "vault", "existing".',
    ),
    "no kind": ("mysql: {host: db.example.org}", 1, 1, f"kind is missing: expected one of {KINDS_OF_MYSQL}"),
    "a kind instead of a map": ("mysql: external", 1, 8, f"expected a map of settings; kind is one of {KINDS_OF_MYSQL}"),
    "text instead of a map": ("exposure: ingress", 1, 11, "expected a map of settings"),
    "a door without its host": ("exposure: {frontend: {kind: ingress}}", 1, 12, 'Missing property "host".'),
    "a store without its login": ("logStore:\n  kind: azureBlob\n  container: logs", 1, 1, 'Missing property "login".'),
    "an operation of a patch without its path": (
        "patches: [{target: {kind: Job}, json: [{op: remove}]}]",
        1,
        40,
        'Missing property "path".',
    ),
    "an encryption without its key": ("logStore: {kind: s3, bucket: abc, encryption: {kind: kms}}", 1, 35, 'Missing property "keyArn".'),
    "text instead of a number": ("gateway: {replicas: many}", 1, 21, "expected a whole number"),
    "a number that is too small": ("gateway: {replicas: 0}", 1, 21, "Value is below the minimum of 1."),
    "a word instead of a boolean": ("createNamespace: maybe", 1, 18, "expected true or false"),
    "a number instead of text": ("mysql: {kind: external, host: 3}", 1, 31, "expected a host name"),
    "a list instead of a value": ("namespace: [a]", 1, 12, "expected a name of"),
    "an address instead of a host name": (
        "exposure: {frontend: {kind: ingress, host: 'https://a.b'}}",
        1,
        44,
        "expected a domain name without scheme",
    ),
    "a capital letter": ("namespace: Portkey", 1, 12, "expected a name of"),
    "another unit": ("gateway: {resources: {requests: {memory: 1gb}}}", 1, 42, "expected an amount of memory"),
    "a duration that is none": ("gateway: {gracePeriod: 1w}", 1, 24, "expected a duration"),
    "a word that is not among those": (
        "mysql: {kind: external, host: a.b, tls: strict}",
        1,
        41,
        'Value is not accepted. Valid values: "rds", "disabled", "preferred", "required", "verifyCa", "verifyIdentity", null.',
    ),
    "a label's key": ("labels:\n  -x: a", 2, 3, "expected a map, each key a label key"),
    "a label's value": ("labels: {team: -a-}", 1, 16, "expected a label value"),
    "the word of a Secret": ("secretOverrides: {mysq: {kind: inline}}", 1, 19, 'Value is not accepted. Valid values: "app", "mysql", '),
    "a field of Kubernetes": ("gateway: {tolerations: [{key: a, operater: Exists}]}", 1, 34, "Property operater is not allowed."),
    "a value of Kubernetes": (
        "gateway: {sidecars: [{name: a, image: a, imagePullPolicy: always}]}",
        1,
        59,
        "expected one of Always, IfNotPresent, Never",
    ),
    "a number of Kubernetes": ("gateway: {podSecurityContext: {runAsUser: -1}}", 1, 43, "Value is below the minimum of 0."),
    "a part of a probe": ("gateway: {probes: {liveness: {httpGet: {port: 1, scheme: https}}}}", 1, 58, "expected one of HTTP, HTTPS"),
    "a port of an address": ("controlPlaneUrl: https://a.example:99999", 1, 18, "expected an address such as"),
}
RIGHT = {
    "nothing": "",
    "a choice that is left open": "mysql:",
    "null": "mysql: null\nredis: ~",
    "a host in a Secret": "secrets: {kind: existing, fromSecret: {mysql: [mysql_host]}}\nmysql: {kind: external}",
    "a kind that goes without saying": "gateway: {replicas: 2}\nimagePull: {username: a, password: b}",
    "numbers and booleans in quotes": "mysql: {kind: external, host: a.b, port: '3307'}\ncreateNamespace: 'false'",
    "a variable without quotes": "env: {API_VERSION: 1.10, FLAG: TRUE}",
    "a probe that is off": "gateway: {probes: {liveness: null, readiness: {}}}",
    "a key for anchors": "x-common: &spot {tolerations: [{key: spot, operator: Exists}]}\ngateway: *spot",
    "amounts as numbers": "gateway: {resources: {requests: {cpu: 1, memory: 1073741824}}, gracePeriod: 90}",
    "an anchor and its alias": "gateway: {labels: &ours {team: a}}\nbackend: {labels: *ours}",
    "one of several words that begin alike": "logStore: {kind: s3Compatible, bucket: abc, endpoint: 'https://s3.example.org'}",
}


@pytest.fixture(scope="module")
def marks(editor: Editor) -> dict[str, list[Diagnostic]]:
    """What is marked in each."""
    return editor.marks_each({what: f"{HEAD}{text}\n" for what, text in {**{what: one[0] for what, one in ONE.items()}, **RIGHT}.items()})


@pytest.mark.parametrize("what", ONE)
def test_one_mistake_is_one_mark(marks: dict[str, list[Diagnostic]], what: str) -> None:
    _, line, column, message = ONE[what]
    [found] = marks[what]
    assert (found.line, found.column) == (LINE + line - 1, column)
    assert found.message.startswith(message)
    assert len(found.message) < 170


@pytest.mark.parametrize("what", ONE)
def test_the_program_refuses_it_too(tmp_path, what: str) -> None:
    (tmp_path / "portkey.yaml").write_text(f"{HEAD}{ONE[what][0]}\n")
    problems = examine(read([tmp_path / "portkey.yaml"]).data, yaml=True)[1]
    assert any(problem.code.startswith("PK-SETTING") for _, problem in problems)


def test_several_mistakes_are_marked_each(editor: Editor) -> None:
    settings = "exposure: {frontend: {kind: httpRoute}}\nlogStore: {kind: azureBlob, container: logs, lgoin: {kind: key}}\n"
    found = editor.marks(f"{FIRST_LINE}profile: prod\n{settings}")
    assert [(one.line, re.sub(r"Valid.*", "", one.message).strip()) for one in found] == [
        (2, "Value is not accepted."),
        (3, 'Missing property "gateway".'),
        (3, 'Missing property "host".'),
        (4, 'Missing property "login".'),
        (4, "Property lgoin is not allowed."),
    ]


def test_what_is_not_even_a_map_is_marked(editor: Editor) -> None:
    [found] = editor.marks(f"{FIRST_LINE}- profile\n")
    assert found.line == 2
    assert [(one.line, one.message) for one in editor.marks(f"{FIRST_LINE}name: a\n")] == [(2, 'Missing property "profile".')]


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_right_is_not_marked(marks: dict[str, list[Diagnostic]], what: str) -> None:
    assert marks[what] == []
