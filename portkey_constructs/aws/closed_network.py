"""The network of what is made in a VPC: subnets that no address outside leads to, and a security group that lets nobody in."""

import re
from collections.abc import Iterator
from typing import Final

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from portkey_constructs.aws.props import apart
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["ClosedStore", "closed_security_group", "closed_subnets", "subnet_ids", "subnet_problems"]

# As the API of EC2 has it for the descriptions of rules.
_DESCRIPTION: Final = re.compile(r"[a-zA-Z0-9. _:/()#,@\[\]+=&;{}!$*-]{0,255}")
_EVERYBODY: Final = ("0.0.0.0/0", "::/0")


def closed_subnets(vpc: ec2.IVpc, said: ec2.SubnetSelection | None) -> ec2.SubnetSelection:
    """The subnets as said, or else those without a way out, or else those whose way out is a NAT."""
    if said is not None:
        return said
    isolated = vpc.isolated_subnets
    return ec2.SubnetSelection(subnets=isolated or vpc.private_subnets)


def subnet_problems(vpc: ec2.IVpc, said: ec2.SubnetSelection | None) -> Iterator[Problem]:
    """What is wrong with the subnets: none, public ones, or in one availability zone alone."""
    chosen = closed_subnets(vpc, said)
    if not chosen.subnets and said is None:
        yield apart("vpc", "has public subnets alone", "give it private or isolated subnets in two availability zones")
        return
    found = _selected(vpc, chosen)
    if found.has_public:
        yield apart("vpc_subnets" if said else "vpc", "are public", "choose private or isolated subnets")
    zones = len(set(found.availability_zones))
    if zones < 2:
        where = "vpc_subnets" if said else "vpc"
        yield apart(where, f"has its subnets in {zones} availability zone", "choose subnets in two, which a subnet group must have")


def subnet_ids(vpc: ec2.IVpc, said: ec2.SubnetSelection | None) -> list[str]:
    """Ids of the subnets as said, or else as `closed_subnets` chooses them."""
    return _selected(vpc, closed_subnets(vpc, said)).subnet_ids


def closed_security_group(scope: Construct, id: str, *, vpc: ec2.IVpc, description: str) -> ec2.SecurityGroup:
    """A security group that lets nobody in and nothing out."""
    return ec2.SecurityGroup(scope, id, vpc=vpc, description=description, allow_all_outbound=False)


def _selected(vpc: ec2.IVpc, chosen: ec2.SubnetSelection) -> ec2.SelectedSubnets:
    return vpc.select_subnets(
        availability_zones=chosen.availability_zones,
        one_per_az=chosen.one_per_az,
        subnet_filters=chosen.subnet_filters,
        subnet_group_name=chosen.subnet_group_name,
        subnets=chosen.subnets,
        subnet_type=chosen.subnet_type,
    )


class ClosedStore(Construct):
    """A store in a VPC: encrypted by a key, and in a security group that lets nobody in whom `allow_from` does not name."""

    def _encloses(self, port: int, key: kms.IKey, security_group: ec2.ISecurityGroup) -> None:
        self._port, self._key, self._security_group = port, key, security_group
        self._connections = ec2.Connections(security_groups=[security_group])

    @property
    def port(self) -> int:
        """Port."""
        return self._port

    @property
    def encryption_key(self) -> kms.IKey:
        """The key of all that is stored, snapshots and backups among it."""
        return self._key

    @property
    def security_group(self) -> ec2.ISecurityGroup:
        """The security group of the servers."""
        return self._security_group

    def allow_from(self, peer: ec2.IConnectable, description: str = "Portkey") -> None:
        """Lets a security group, an address range or anything with connections reach the port.

        Raises:
            ConfigurationError: the peer is every address, or the description has a character that EC2 does not take.
        """
        if not _DESCRIPTION.fullmatch(description):
            fix = "give at most 255 letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *"
            raise ConfigurationError([apart("description", f"is {description}", fix)])
        if getattr(peer, "unique_id", "") in _EVERYBODY:
            raise ConfigurationError([apart("peer", "is every address", "name the security group or the address range of the clients")])
        self._connections.allow_from(peer, ec2.Port.tcp(self._port), description)
