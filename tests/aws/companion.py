"""The companion's stacks, created in a stand-in as `cdk deploy --all` creates them, and the file of outputs that it would write."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aws_cdk import App

from portkey_constructs.aws import Network, portkey_stacks
from portkey_constructs.config import PortkeyConfig
from tests.aws.accounts import Account
from tests.aws.creatable import creatable
from tests.aws.stand_ins import Deployed, deployed
from tests.aws.templates import of_type, synthesised

__all__ = ["EXAMPLE", "NAMELESS", "Companion", "companion", "network_of"]

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "apps" / "aws"
# moto makes them and has no ids for them.
NAMELESS: Final = ("AWS::EC2::SecurityGroupIngress", "AWS::RDS::DBParameterGroup", "AWS::RDS::DBSubnetGroup")


@dataclass
class Companion:
    """Stacks of a configuration in an account: their templates and what was created, by `roles`, `data` and `replica`."""

    config: PortkeyConfig
    account: Account
    region: str
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    made: dict[str, Deployed] = field(default_factory=dict)

    def client(self, service: str, part: str = "data") -> Any:
        """A client in the region of a stack."""
        return self.account.client(service, region=self.regions[part])

    def create(self, part: str, known: Mapping[str, str] | None = None) -> None:
        """Creates a stack; `known` is for what refers to resources that are not created."""
        template, nameless = creatable(self.templates[part], self.account.name, known), NAMELESS if self.account.name == "moto" else ()
        self.made[part] = deployed(template, self.account, name=self.names[part], region=self.regions[part], unsupported=nameless)

    def physical(self, part: str, kind: str, beginning: str = "") -> str:
        """The physical id of the one resource of a type, of those whose logical id begins so."""
        (logical,) = [name for name in of_type(self.templates[part], kind) if name.startswith(beginning)]
        return self.made[part].resources[logical]

    def outputs(self) -> dict[str, dict[str, str]]:
        """What `cdk deploy --outputs-file` would write."""
        return {self.names[part]: dict(made.outputs) for part, made in self.made.items() if made.outputs}

    def told(self, source: Path, folder: Path, besides: Mapping[str, Mapping[str, str]] | None = None) -> Path:
        """A copy of a configuration's file, with the outputs as `outputs.json` beside it; `besides` are outputs of what was not created."""
        outputs = self.outputs()
        for name in outputs.keys() & (besides or {}).keys():
            outputs[name] = {**(besides or {})[name], **outputs[name]}
        (folder / "outputs.json").write_text(json.dumps(outputs, indent=2), encoding="utf-8")
        copy = folder / source.name
        copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        return copy


def companion(config: PortkeyConfig, account: Account, *, network: Network | None = None, parts: Collection[str] = ()) -> Companion:
    """The stacks of a configuration, not created yet; of `parts` alone when some are named."""
    found = Companion(config, account, config.aws.region or "")
    for part, stack in portkey_stacks(App(), config, network=network)._asdict().items():
        if stack is not None and (not parts or part in parts):
            found.templates[part], found.regions[part], found.names[part] = synthesised(stack), stack.region, stack.stack_name
    return found


def network_of(account: Account, region: str) -> Network:
    """A network that the account has: two private subnets, and the security group of a cluster's nodes."""
    ec2 = account.client("ec2", region=region)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = {
        f"{region}{zone}": ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"]["SubnetId"]
        for number, zone in enumerate("ab")
    }
    nodes = ec2.create_security_group(GroupName="nodes", Description="Nodes of the cluster", VpcId=vpc)["GroupId"]
    return Network(vpc_id=vpc, subnets=subnets, clients=[nodes])
