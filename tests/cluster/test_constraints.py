"""The constraints of Kubernetes types: a real API server accepts and refuses the same examples."""

import json
import ssl
from collections.abc import Callable, Iterator
from http.client import HTTPSConnection
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import pytest
import yaml

from imports.constraint import Constraint
from imports.constraints import CONSTRAINTS
from tests.cluster.control_plane import Cluster
from tests.support.constraint_samples import sample

pytestmark = pytest.mark.cluster

_PATHS: Final = {
    "Pod": "/api/v1/namespaces/default/pods",
    "Deployment": "/apis/apps/v1/namespaces/default/deployments",
    "StatefulSet": "/apis/apps/v1/namespaces/default/statefulsets",
    "HorizontalPodAutoscaler": "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
}
_PARAMETERS: Final = {"dryRun": "All", "fieldManager": "tests", "force": "true", "fieldValidation": "Strict"}


Refusal = Callable[[dict[str, Any]], str]


@pytest.fixture(scope="module")
def refusal(cluster: Cluster) -> Iterator[Refusal]:
    """Returns why the server does not apply an object; empty if it does."""
    token = yaml.safe_load(cluster.kubeconfig.read_text())["users"][0]["user"]["token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/apply-patch+yaml"}
    trust = ssl.create_default_context(cafile=str(cluster.credentials.authority))
    connection = HTTPSConnection(urlsplit(cluster.address).netloc, context=trust, timeout=30)

    def apply(item: dict[str, Any]) -> str:
        connection.request("PATCH", f"{_PATHS[item['kind']]}/sample?{urlencode(_PARAMETERS)}", json.dumps(item), headers)
        answer = connection.getresponse()
        body = answer.read()
        return "" if answer.status in (200, 201) else str(json.loads(body)["message"])

    yield apply
    connection.close()


def test_the_server_accepts_the_good_examples(refusal: Refusal) -> None:
    refused = {f"{constraint[:2]} {example}": reason for constraint, example, reason in verdicts(refusal, good=True) if reason}
    assert refused == {}


def test_the_server_refuses_the_bad_examples_unless_they_are_stricter(refusal: Refusal) -> None:
    wrong = {
        f"{constraint[:2]} {example}": reason for constraint, example, reason in verdicts(refusal, good=False) if bool(reason) is constraint.stricter
    }
    assert wrong == {}


def verdicts(refusal: Refusal, *, good: bool) -> Iterator[tuple[Constraint, Any, str]]:
    for constraint in CONSTRAINTS:
        for example in constraint.good if good else constraint.bad:
            yield constraint, example, refusal(sample(constraint, example))


@pytest.mark.parametrize(
    ("field", "entries"),
    [
        ("env", [{"name": "A"}, {"name": "A"}]),
        ("ports", [{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}]),
        ("volumeMounts", [{"name": "scratch", "mountPath": "/a"}, {"name": "scratch", "mountPath": "/a", "readOnly": True}]),
    ],
)
def test_the_server_refuses_two_entries_with_the_same_key(refusal: Refusal, field: str, entries: list[Any]) -> None:
    constraint = Constraint("Container", field, {}, "", (), ())
    assert refusal(sample(constraint, entries[:1])) == ""
    assert "duplicate entries for key" in refusal(sample(constraint, entries))
