"""Emulators of AWS on the loopback interface, LocalStack and moto, and the deployment of templates to them.

`python -m tests.aws.emulators` installs LocalStack if necessary and prints its Python. Neither emulator creates every type of resource; `deploy`
reports which resources were skipped.
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
from tests.support.cache import report_progress

__all__ = ["REGION", "DeployedStack", "DeploymentError", "Emulator", "deploy", "localstack", "moto", "required"]

REGION: Final = "eu-central-1"
REQUIRE: Final = "PORTKEY_REQUIRE_AWS"
_CAPABILITIES: Final = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
_TIMEOUT_SECONDS: Final = 300.0
_BOOTSTRAP_PARAMETER: Final = "BootstrapVersion"
_BOOTSTRAP_VERSION: Final = "30"
# LocalStack's S3 has a fixed folder for objects, but several instances run at once.
_SERVE: Final = """
import sys
from localstack.services.s3 import provider
provider.DEFAULT_S3_TMP_DIR = sys.argv[1]
from localstack.runtime.main import main
main()
"""


class DeploymentError(Exception):
    """A stack was not created completely; the message contains its events."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A server with the API of AWS."""

    name: str
    endpoint: str
    log: Path

    def client(self, service: str, *, region: str = REGION) -> Any:
        """A client of one service, with credentials of the emulator's default account."""
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def log_tail(self, lines: int = 20) -> list[str]:
        """The last lines of the server's log."""
        return self.log.read_text(errors="replace").splitlines()[-lines:]


@dataclass(frozen=True, slots=True)
class DeployedStack:
    """A stack: its outputs, the physical IDs of its resources by logical ID, and the types of skipped resources by logical ID."""

    name: str
    outputs: Mapping[str, str]
    resources: Mapping[str, str]
    skipped: Mapping[str, str]


def required() -> bool:
    """Whether missing prerequisites fail the tests instead of skipping them."""
    return os.environ.get(REQUIRE) == "1"


@contextmanager
def localstack() -> Iterator[Emulator]:
    """Run LocalStack and remove its data at the end; raises `BuildError` and `ProcessError`."""
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
                # The other server listens on every address, regardless of its settings.
                "GATEWAY_SERVER": "hypercorn",
                "LOCALSTACK_VOLUME_DIR": str(folder / "volume"),
                "SKIP_SSL_CERT_DOWNLOAD": "1",
            },
        )
        yield _ready(processes, "localstack", port, "/_localstack/health")


@contextmanager
def moto() -> Iterator[Emulator]:
    """Run moto's server; raises `ProcessError`."""
    with Processes() as processes:
        (port,) = free_ports(1)
        processes.start("moto", [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"])
        yield _ready(processes, "moto", port, "/moto-api/data.json")


def deploy(
    template: Mapping[str, Any],
    emulator: Emulator,
    *,
    name: str,
    region: str = REGION,
    parameters: Mapping[str, str] | None = None,
    unsupported: Collection[str] = (),
) -> DeployedStack:
    """Create a stack from a template and wait for it.

    `unsupported` are the types of resources that the emulator may skip. Raises `DeploymentError` if the stack or a resource of another type is
    not created.
    """
    cloudformation = emulator.client("cloudformation", region=region)
    _set_bootstrap_version(template, emulator, region)
    try:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in (parameters or {}).items()],
            Capabilities=_CAPABILITIES,
            DisableRollback=True,
        )
    except ClientError as error:
        raise DeploymentError("\n".join((f"{emulator.name} rejects stack {name}: {error}", *emulator.log_tail()))) from error
    stack = _wait_for(cloudformation, name)
    events = _events(cloudformation, name)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        raise DeploymentError("\n".join((f"{emulator.name}: stack {name} is {stack['StackStatus']}", *events)))
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    physical = {summary["LogicalResourceId"]: summary.get("PhysicalResourceId") for page in pages for summary in page["StackResourceSummaries"]}
    # LocalStack reports resources of unsupported types as created, with this ID.
    created = {name: id for name, id in physical.items() if id not in (None, "", "unknown")}
    skipped = {
        name: resource["Type"]
        for name, resource in template["Resources"].items()
        if name not in created and (name in physical or "Condition" not in resource)
    }
    if missing := {name: kind for name, kind in skipped.items() if kind not in unsupported}:
        description = ", ".join(f"{name} ({kind})" for name, kind in missing.items())
        raise DeploymentError("\n".join((f"{emulator.name}: stack {stack['StackName']} is complete without {description}", *events)))
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
    return DeployedStack(name, outputs, created, skipped)


def _ready(processes: Processes, name: str, port: int, path: str) -> Emulator:
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
    return Emulator(name, f"http://127.0.0.1:{port}", processes.log(name))


def _set_bootstrap_version(template: Mapping[str, Any], emulator: Emulator, region: str) -> None:
    """Create the parameter of `cdk bootstrap`, for a template that checks it."""
    parameter = template.get("Parameters", {}).get(_BOOTSTRAP_PARAMETER)
    if parameter:
        ssm = emulator.client("ssm", region=region)
        ssm.put_parameter(Name=parameter["Default"], Value=_BOOTSTRAP_VERSION, Type="String", Overwrite=True)


def _wait_for(cloudformation: Any, name: str) -> dict[str, Any]:
    end = time.monotonic() + _TIMEOUT_SECONDS
    while True:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        if time.monotonic() > end:
            raise DeploymentError(
                "\n".join((f"stack {name} is {stack['StackStatus']} after {_TIMEOUT_SECONDS:.0f} s", *_events(cloudformation, name)))
            )
        time.sleep(0.2)


def _events(cloudformation: Any, name: str) -> list[str]:
    """The failures of a stack, and other events with a reason, in the order of their time."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return [
        f"{event.get('LogicalResourceId', name)} ({event.get('ResourceType', 'AWS::CloudFormation::Stack')}): "
        f"{event.get('ResourceStatus')}: {event.get('ResourceStatusReason', 'no reason reported')}"
        for event in reversed(events)
        if event.get("ResourceStatusReason") or "FAILED" in event.get("ResourceStatus", "")
    ]


def main() -> int:
    """Install LocalStack. Without a Python for it, the tests are skipped, and the exit status is 0 unless they are required."""
    try:
        print(f"localstack: {python()}")
    except MissingPythonError as error:
        report_progress(f"{error}; the tests against it are {'required' if required() else 'skipped'}")
        return int(required())
    except BuildError as error:
        report_progress(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
