"""AWS on loopback: LocalStack and moto, and stacks that are created in them from a template.

`python -m tests.aws.stand_ins` installs LocalStack where it is not there yet, says what it does, and prints where it is.
Neither creates every resource; `deployed` tells which it left out, so that nobody takes those for created.
"""

import json
import os
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.aws.localstack import BuildError, MissingPythonError, python
from tests.cluster.processes import Processes, free_ports
from tests.support.cache import say

__all__ = ["REGION", "Deployed", "DeploymentError", "StandIn", "deployed", "localstack", "moto", "required"]

REGION: Final = "eu-central-1"
REQUIRE: Final = "PORTKEY_REQUIRE_AWS"
_ALL: Final = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_SECONDS: Final = 300.0
_BOOTSTRAP: Final = "BootstrapVersion"
_BOOTSTRAPPED: Final = "30"
# Its S3 keeps objects in one folder of the machine, whatever it is told, and several run at once.
_SERVE: Final = """
import sys
from localstack.services.s3 import provider
provider.DEFAULT_S3_TMP_DIR = sys.argv[1]
from localstack.runtime.main import main
main()
"""


class DeploymentError(Exception):
    """A stack was not created as it should be; with its events."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A server that answers as AWS does."""

    name: str
    endpoint: str
    log: Path

    def client(self, service: str, *, region: str = REGION) -> Any:
        """A client of one service, with credentials of the stand-in's own account."""
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def said(self, lines: int = 20) -> list[str]:
        """The end of what the server printed."""
        return self.log.read_text(errors="replace").splitlines()[-lines:]


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack: its outputs, the physical ids of its resources by their logical ones, and the types of those that were left out."""

    name: str
    outputs: Mapping[str, str]
    resources: Mapping[str, str]
    left_out: Mapping[str, str]


def required() -> bool:
    """Whether the tests have to run here, so that nothing may be skipped."""
    return os.environ.get(REQUIRE) == "1"


@contextmanager
def localstack() -> Iterator[StandIn]:
    """Runs LocalStack, which is gone with all its traces at the end; raises `BuildError` and `ProcessError`."""
    program = python()
    with Processes() as processes:
        (port,) = free_ports(1)
        folder = processes.folder
        processes.start(
            "localstack",
            [program, "-I", "-c", _SERVE, folder / "s3"],
            {
                "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES": "1",
                "DISABLE_EVENTS": "1",
                "DNS_ADDRESS": "0",
                "FILESYSTEM_ROOT": str(folder / "root"),
                "GATEWAY_LISTEN": f"127.0.0.1:{port}",
                # The other one listens on every address, whatever it is told.
                "GATEWAY_SERVER": "hypercorn",
                "LOCALSTACK_VOLUME_DIR": str(folder / "volume"),
                "SKIP_SSL_CERT_DOWNLOAD": "1",
            },
        )
        yield _ready(processes, "localstack", port, "/_localstack/health")


@contextmanager
def moto() -> Iterator[StandIn]:
    """Runs moto's server, which is gone with all its traces at the end; raises `ProcessError`."""
    with Processes() as processes:
        (port,) = free_ports(1)
        processes.start("moto", [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"])
        yield _ready(processes, "moto", port, "/moto-api/data.json")


def deployed(
    template: Mapping[str, Any],
    stand_in: StandIn,
    *,
    name: str,
    region: str = REGION,
    parameters: Mapping[str, str] | None = None,
    unsupported: Collection[str] = (),
) -> Deployed:
    """Creates a stack from a template and waits for it.

    `unsupported` are the resource types that the stand-in need not create. Raises `DeploymentError` when the stack is not created, or a
    resource of another type is not.
    """
    cloudformation = stand_in.client("cloudformation", region=region)
    _bootstrap(template, stand_in, region)
    try:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in (parameters or {}).items()],
            Capabilities=_ALL,
            DisableRollback=True,
        )
    except ClientError as error:
        raise DeploymentError("\n".join((f"{stand_in.name} refuses stack {name}: {error}", *stand_in.said()))) from error
    stack = _settled(cloudformation, name)
    events = _events(cloudformation, name)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        raise DeploymentError("\n".join((f"{stand_in.name}: stack {name} is {stack['StackStatus']}", *events)))
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    listed = {one["LogicalResourceId"]: one.get("PhysicalResourceId") for page in pages for one in page["StackResourceSummaries"]}
    # LocalStack says that it created what it does not know, and calls it so.
    created = {logical: physical for logical, physical in listed.items() if physical not in (None, "", "unknown")}
    left_out = {
        logical: one["Type"]
        for logical, one in template["Resources"].items()
        if logical not in created and (logical in listed or "Condition" not in one)
    }
    if surprising := {logical: kind for logical, kind in left_out.items() if kind not in unsupported}:
        what = ", ".join(f"{logical} ({kind})" for logical, kind in surprising.items())
        raise DeploymentError("\n".join((f"{stand_in.name}: stack {name} is complete without {what}", *events)))
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
    return Deployed(name, outputs, created, left_out)


def _ready(processes: Processes, name: str, port: int, path: str) -> StandIn:
    def answers() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    processes.wait(f"{name} answers", answers, 90)
    return StandIn(name, f"http://127.0.0.1:{port}", processes.log(name))


def _bootstrap(template: Mapping[str, Any], stand_in: StandIn, region: str) -> None:
    """What `cdk bootstrap` leaves in an account, for a template that looks whether it was there."""
    asked = template.get("Parameters", {}).get(_BOOTSTRAP)
    if asked:
        parameters = stand_in.client("ssm", region=region)
        parameters.put_parameter(Name=asked["Default"], Value=_BOOTSTRAPPED, Type="String", Overwrite=True)


def _settled(cloudformation: Any, name: str) -> dict[str, Any]:
    end = time.monotonic() + _SECONDS
    while True:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        if time.monotonic() > end:
            raise DeploymentError("\n".join((f"stack {name} is {stack['StackStatus']} after {_SECONDS:.0f} s", *_events(cloudformation, name))))
        time.sleep(0.2)


def _events(cloudformation: Any, name: str) -> list[str]:
    """What happened to the resources of a stack, the first first, as far as there is a reason or no success."""
    found = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    told = (
        f"{one.get('LogicalResourceId', name)} ({one.get('ResourceType', 'AWS::CloudFormation::Stack')}): "
        f"{one.get('ResourceStatus')}: {one.get('ResourceStatusReason', 'no reason given')}"
        for one in reversed(found)
        if one.get("ResourceStatusReason") or "FAILED" in one.get("ResourceStatus", "")
    )
    return list(told)


def main() -> int:
    """Installs LocalStack; 0 also without a Python for it, where the tests are skipped, unless they are required."""
    try:
        print(f"localstack: {python()}")
    except MissingPythonError as error:
        say(f"{error}; the tests against it are {'required' if required() else 'skipped'}")
        return int(required())
    except BuildError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
