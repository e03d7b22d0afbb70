"""The controller of External Secrets, and a secret manager of AWS on loopback that it reads."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from typing import Any, Final

from tests.cluster.binaries import files, program
from tests.cluster.control_plane import Cluster
from tests.cluster.definitions import defined, pinned
from tests.cluster.processes import free_ports, until
from tests.cluster.readiness import warnings

__all__ = ["GROUP", "OWN_ACCOUNT", "ExternalSecrets", "external_secrets"]

GROUP: Final = "external-secrets.io"
OWN_ACCOUNT: Final = "123456789012"
"""The account of the controller's own credentials, which a store has that names no role."""

_NAME: Final = "external-secrets"
_AWS: Final = "moto"
_REGION: Final = "us-east-1"


class ExternalSecrets:
    """AWS accounts of moto's to put entries into, and what the controller makes of them, or of another AWS."""

    def __init__(self, cluster: Cluster, port: int) -> None:
        self.cluster = cluster
        self.port = port

    def put(self, account: str, region: str, entry: str, text: str) -> None:
        """Creates an entry in the secret manager of an account, which only callers of that account and region can read."""
        __tracebackhide__ = True
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential=tests/20200101/{region}/secretsmanager/aws4_request",
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "secretsmanager.CreateSecret",
            "X-Moto-Account-Id": account,
        }
        self._ask("POST", "/", json.dumps({"Name": entry, "SecretString": text}), headers)

    def make_bucket(self, account: str, region: str, name: str) -> None:
        """Creates a bucket of an account."""
        headers = {
            "Host": f"{name}.s3.{region}.amazonaws.com",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=tests/20200101/{region}/s3/aws4_request, SignedHeaders=host, Signature=0",
            "X-Moto-Account-Id": account,
        }
        self._ask("PUT", "/", f"<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>", headers)

    def assumed(self) -> set[str]:
        """The roles that were assumed."""
        kept: dict[str, Any] = json.loads(self._ask("GET", "/moto-api/data.json"))
        return {assumed["role_arn"] for assumed in kept.get("sts", {}).get("AssumedRole", ())}

    def forget(self) -> None:
        """Empties every account."""
        self._ask("POST", "/moto-api/reset")

    def unsynced(self, namespace: str, seconds: float = 45) -> list[str]:
        """Waits until every ExternalSecret is synced; returns those that still are not when the time is up, with the events that tell why."""
        left: list[str] = []

        def none() -> bool:
            self.cluster.processes.check()
            externals = self.cluster.get(f"externalsecrets.{GROUP}", f"--namespace={namespace}")
            left[:] = [text for external in externals if (text := _unsynced(external))] if externals else ["there is no ExternalSecret"]
            return not left

        return [] if until(none, seconds, 0.3) else [*left, *warnings(self.cluster, namespace, expected=set())]

    def answers(self) -> bool:
        """Whether AWS is there."""
        try:
            return bool(self._ask("GET", "/moto-api/data.json"))
        except OSError:
            return False

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> bytes:
        # A failure would show what was sent.
        __tracebackhide__ = True
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body.encode(), headers or {})
            answer = connection.getresponse()
            answered = answer.read()
        assert answer.status == 200, f"{method} {path} ended with {answer.status}"
        return answered


@contextmanager
def external_secrets(cluster: Cluster, aws: str | None = None) -> Iterator[ExternalSecrets]:
    """Runs the controller, with its own definitions and AWS, and removes all of it at the end; `aws` is the address of one that is there."""
    (port,) = free_ports(1)
    start, stop = cluster.processes.start, cluster.processes.stop
    running = ExternalSecrets(cluster, port)
    endpoint = aws or f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(defined(cluster, [*files(_NAME, "crds"), *pinned(GROUP)]))
        if aws is None:
            start(_AWS, [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"])
            stack.callback(stop, _AWS)
            cluster.processes.wait("AWS answers", running.answers, 60)
        start(
            _NAME,
            [
                program(_NAME),
                "--metrics-addr=127.0.0.1:0",
                "--concurrent=4",
                # A store may be looked at before its service account is there.
                "--store-requeue-interval=2s",
                "--enable-push-secret-reconciler=false",
                "--enable-cluster-push-secret-reconciler=false",
                "--enable-cluster-external-secret-reconciler=false",
            ],
            {
                "KUBECONFIG": str(cluster.credentials.kubeconfig(_NAME)),
                "AWS_SECRETSMANAGER_ENDPOINT": endpoint,
                "AWS_STS_ENDPOINT": endpoint,
                "AWS_REGION": _REGION,
                "AWS_ACCESS_KEY_ID": "tests",
                "AWS_SECRET_ACCESS_KEY": "tests",
                "AWS_EC2_METADATA_DISABLED": "true",
            },
        )
        stack.callback(stop, _NAME)
        yield running


def _unsynced(external: dict[str, Any]) -> str:
    name = external["metadata"]["name"]
    ready = next((it for it in external.get("status", {}).get("conditions", ()) if it["type"] == "Ready"), None)
    if ready is None:
        return f"ExternalSecret {name}: nobody has looked at it"
    return "" if ready["status"] == "True" else f"ExternalSecret {name}: {ready.get('reason')}: {ready.get('message')}"
