"""Stores in private subnets of a VPC, and the security group that admits only named clients."""

import re
from collections.abc import Iterator
from typing import Final

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from portkey_constructs.aws_facts.network import ALL_ADDRESSES, CONNECTION_DESCRIPTION
from portkey_constructs.aws_facts.props import prop_problem
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.argument_types import checked

__all__ = ["VpcStore", "closed_security_group", "private_subnets", "subnet_ids", "subnet_problems"]

# The characters that the EC2 API accepts in the description of a rule.
_DESCRIPTION: Final = re.compile(r"[a-zA-Z0-9. _:/()#,@\[\]+=&;{}!$*-]{0,255}")


def private_subnets(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> ec2.SubnetSelection:
    """The selected subnets; by default the isolated ones, or the private ones if there are none."""
    return selection or ec2.SubnetSelection(subnets=vpc.isolated_subnets or vpc.private_subnets)


def subnet_problems(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> Iterator[Problem]:
    """Report subnets that do not exist, are public, or are in fewer than two availability zones."""
    chosen = private_subnets(vpc, selection)
    if not chosen.subnets and selection is None:
        yield prop_problem("vpc", "has only public subnets", "add private or isolated subnets in two availability zones")
        return
    prop = "vpc_subnets" if selection else "vpc"
    subnets = _select(vpc, chosen)
    if subnets.has_public:
        yield prop_problem(prop, "selects public subnets", "select private or isolated subnets")
    zones = len(set(subnets.availability_zones))
    if zones < 2:
        yield prop_problem(prop, f"has subnets in {zones} availability zone", "select subnets in two zones: a subnet group needs two")


def subnet_ids(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> list[str]:
    """IDs of the subnets of `private_subnets`."""
    return _select(vpc, private_subnets(vpc, selection)).subnet_ids


def closed_security_group(scope: Construct, id: str, *, vpc: ec2.IVpc, description: str) -> ec2.SecurityGroup:
    """A security group without rules: no traffic in or out."""
    return ec2.SecurityGroup(scope, id, vpc=vpc, description=description, allow_all_outbound=False)


def _select(vpc: ec2.IVpc, selection: ec2.SubnetSelection) -> ec2.SelectedSubnets:
    return vpc.select_subnets(
        availability_zones=selection.availability_zones,
        one_per_az=selection.one_per_az,
        subnet_filters=selection.subnet_filters,
        subnet_group_name=selection.subnet_group_name,
        subnets=selection.subnets,
        subnet_type=selection.subnet_type,
    )


class VpcStore(Construct):
    """A store in a VPC: encrypted with a key, and reachable only from clients that `allow_from` names."""

    _port: int
    _key: kms.IKey
    _security_group: ec2.ISecurityGroup

    @property
    def port(self) -> int:
        """Port."""
        return self._port

    @property
    def encryption_key(self) -> kms.IKey:
        """The key that encrypts the data, its snapshots and its backups."""
        return self._key

    @property
    def security_group(self) -> ec2.ISecurityGroup:
        """The security group of the servers."""
        return self._security_group

    @checked
    def allow_from(self, peer: ec2.IConnectable, description: str = CONNECTION_DESCRIPTION) -> None:
        """Let a security group, an address range or any connectable construct reach the port.

        Raises:
            ConfigurationError: the peer is the whole internet, or EC2 does not accept the description.
        """
        if not _DESCRIPTION.fullmatch(description):
            fix = "use at most 255 letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *"
            raise ConfigurationError([prop_problem("description", f"is {description}", fix)])
        if getattr(peer, "unique_id", "") in ALL_ADDRESSES:
            raise ConfigurationError([prop_problem("peer", "is every address", "name the security group or the address range of the clients")])
        self._connections.allow_from(peer, ec2.Port.tcp(self._port), description)

    @property
    def _connections(self) -> ec2.Connections:
        return ec2.Connections(security_groups=[self._security_group])
