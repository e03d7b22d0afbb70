"""The stacks of the AWS companion, created in an emulator as `cdk deploy --all` creates them, and the file of their outputs."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aws_cdk import App

from portkey_constructs.aws import Network, portkey_stacks
from portkey_constructs.config import PortkeyConfig
from tests.aws.accounts import Account
from tests.aws.emulators import DeployedStack, deploy
from tests.aws.supported_templates import supported_template
from tests.aws.templates import resources, template_of

__all__ = ["EXAMPLE", "WITHOUT_ID", "Companion", "companion", "create_network"]

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "apps" / "aws"
WITHOUT_ID: Final = ("AWS::EC2::SecurityGroupIngress", "AWS::RDS::DBParameterGroup", "AWS::RDS::DBSubnetGroup")
"""Types of resources that moto creates without a physical ID."""


@dataclass
class Companion:
    """The stacks of a configuration in an account, by `roles`, `data` and `replica`: their templates, and what was created."""

    config: PortkeyConfig
    account: Account
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stacks: dict[str, DeployedStack] = field(default_factory=dict)

    def client(self, service: str, part: str = "data") -> Any:
        """A client in the region of a stack."""
        return self.account.client(service, region=self.regions[part])

    def create(self, part: str, references: Mapping[str, str] | None = None) -> None:
        """Create a stack; `references` replace references to resources that are not created."""
        template = supported_template(self.templates[part], self.account.name, references)
        unsupported = WITHOUT_ID if self.account.name == "moto" else ()
        self.stacks[part] = deploy(template, self.account, name=self.names[part], region=self.regions[part], unsupported=unsupported)

    def physical_id(self, part: str, kind: str, prefix: str = "") -> str:
        """The physical ID of the single resource of a type with this prefix of the logical ID."""
        (name,) = [name for name in resources(self.templates[part], kind) if name.startswith(prefix)]
        return self.stacks[part].resources[name]

    def outputs(self) -> dict[str, dict[str, str]]:
        """The content of the file that `cdk deploy --outputs-file` writes."""
        return {self.names[part]: dict(stack.outputs) for part, stack in self.stacks.items() if stack.outputs}

    def write_config(self, source: Path, folder: Path, defaults: Mapping[str, Mapping[str, str]] | None = None) -> Path:
        """Copy a configuration, and write `outputs.json` next to it; `defaults` are outputs of resources that were not created."""
        outputs = {name: {**(defaults or {}).get(name, {}), **values} for name, values in self.outputs().items()}
        (folder / "outputs.json").write_text(json.dumps(outputs, indent=2), encoding="utf-8")
        copy = folder / source.name
        copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        return copy


def companion(config: PortkeyConfig, account: Account, *, network: Network | None = None, parts: Collection[str] = ()) -> Companion:
    """The stacks of a configuration, not created yet; only those in `parts` if there are any."""
    result = Companion(config, account)
    for part, stack in portkey_stacks(App(), config, network=network)._asdict().items():
        if stack is not None and (not parts or part in parts):
            result.templates[part], result.regions[part], result.names[part] = template_of(stack), stack.region, stack.stack_name
    return result


def create_network(account: Account, region: str) -> Network:
    """Create a VPC with two private subnets, and the security group of a cluster's nodes."""
    ec2 = account.client("ec2", region=region)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = {
        f"{region}{zone}": ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"]["SubnetId"]
        for number, zone in enumerate("ab")
    }
    nodes = ec2.create_security_group(GroupName="nodes", Description="Nodes of the cluster", VpcId=vpc)["GroupId"]
    return Network(vpc_id=vpc, subnets=subnets, clients=[nodes])
