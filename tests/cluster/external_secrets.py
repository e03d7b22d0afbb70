"""The controller of External Secrets, and a secret manager of AWS on loopback that it reads."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tests.cluster.binaries import files, program
from tests.cluster.control_plane import Cluster
from tests.cluster.definitions import defined, pinned
from tests.cluster.processes import free_ports, until
from tests.cluster.readiness import warnings

__all__ = ["GROUP", "OWN_ACCOUNT", "Aws", "ExternalSecrets", "aws_accounts", "controller", "external_secrets", "unsynced"]

GROUP: Final = "external-secrets.io"
OWN_ACCOUNT: Final = "123456789012"
"""The account of the controller's own credentials, which a store has that names no role."""

_NAME: Final = "external-secrets"
_AWS: Final = "moto"
_REGION: Final = "us-east-1"


class Aws:
    """AWS accounts of moto's: entries to read, buckets, and roles to assume."""

    def __init__(self, port: int) -> None:
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
        # S3 refuses us-east-1 as a constraint: it is where buckets without one are.
        elsewhere = f"<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        self._ask("PUT", "/", "" if region == "us-east-1" else elsewhere, headers)

    def assume(self, role: str, session: str) -> dict[str, str]:
        """The credentials of a role: AccessKeyId, SecretAccessKey, SessionToken and Expiration."""
        __tracebackhide__ = True
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential=tests/20200101/{_REGION}/sts/aws4_request, SignedHeaders=host, Signature=0",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": role, "RoleSessionName": session})
        answer = self._ask("POST", "/", body, headers).decode()
        return dict(re.findall("<(AccessKeyId|SecretAccessKey|SessionToken|Expiration)>([^<]*)<", answer))

    def assumed(self) -> set[str]:
        """The roles that were assumed."""
        kept: dict[str, Any] = json.loads(self._ask("GET", "/moto-api/data.json"))
        return {assumed["role_arn"] for assumed in kept.get("sts", {}).get("AssumedRole", ())}

    def forget(self) -> None:
        """Empties every account."""
        self._ask("POST", "/moto-api/reset")

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


class ExternalSecrets(Aws):
    """What the controller makes of the entries of these AWS accounts, or of another AWS."""

    def __init__(self, cluster: Cluster, port: int) -> None:
        super().__init__(port)
        self.cluster = cluster

    def unsynced(self, namespace: str, seconds: float = 45) -> list[str]:
        """Waits until every ExternalSecret is synced; returns those that still are not when the time is up, with the events that tell why."""
        return unsynced(self.cluster, namespace, seconds)


def unsynced(cluster: Cluster, namespace: str, seconds: float = 45) -> list[str]:
    """Waits until every ExternalSecret is synced; returns those that still are not when the time is up, with the events that tell why."""
    left: list[str] = []

    def none() -> bool:
        cluster.processes.check()
        externals = cluster.get(f"externalsecrets.{GROUP}", f"--namespace={namespace}")
        left[:] = [text for external in externals if (text := _unsynced(external))] if externals else ["there is no ExternalSecret"]
        return not left

    return [] if until(none, seconds, 0.3) else [*left, *warnings(cluster, namespace, expected=set())]


@contextmanager
def aws_accounts(cluster: Cluster) -> Iterator[Aws]:
    """Runs moto on loopback, and stops it at the end."""
    (port,) = free_ports(1)
    aws = Aws(port)
    cluster.processes.start(_AWS, [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"])
    try:
        cluster.processes.wait("AWS answers", aws.answers, 60)
        yield aws
    finally:
        cluster.processes.stop(_AWS)


@contextmanager
def controller(
    cluster: Cluster, variables: Mapping[str, str], inside: Callable[[Sequence[str | Path]], Sequence[str | Path]] = list
) -> Iterator[None]:
    """Runs the controller with its own definitions and with these variables, and removes all of it at the end.

    `inside` makes its command one that runs in other namespaces.
    """
    with defined(cluster, [*files(_NAME, "crds"), *pinned(GROUP)]):
        cluster.processes.start(
            _NAME,
            inside(
                [
                    program(_NAME),
                    "--metrics-addr=127.0.0.1:0",
                    "--concurrent=4",
                    # A store may be looked at before its service account is there.
                    "--store-requeue-interval=2s",
                    "--enable-push-secret-reconciler=false",
                    "--enable-cluster-push-secret-reconciler=false",
                    "--enable-cluster-external-secret-reconciler=false",
                ]
            ),
            {"KUBECONFIG": str(cluster.credentials.kubeconfig(_NAME)), **variables},
        )
        try:
            yield
        finally:
            cluster.processes.stop(_NAME)


@contextmanager
def external_secrets(cluster: Cluster, aws: str | None = None) -> Iterator[ExternalSecrets]:
    """Runs the controller for AWS, with its own definitions and AWS, and removes all of it at the end; `aws` is the address of one that is there."""
    with ExitStack() as stack:
        port = stack.enter_context(aws_accounts(cluster)).port if aws is None else 0
        endpoint = aws or f"http://127.0.0.1:{port}"
        variables = {
            "AWS_SECRETSMANAGER_ENDPOINT": endpoint,
            "AWS_STS_ENDPOINT": endpoint,
            "AWS_REGION": _REGION,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        stack.enter_context(controller(cluster, variables))
        yield ExternalSecrets(cluster, port)


def _unsynced(external: dict[str, Any]) -> str:
    name = external["metadata"]["name"]
    ready = next((it for it in external.get("status", {}).get("conditions", ()) if it["type"] == "Ready"), None)
    if ready is None:
        return f"ExternalSecret {name}: nobody has looked at it"
    return "" if ready["status"] == "True" else f"ExternalSecret {name}: {ready.get('reason')}: {ready.get('message')}"
