"""The network of the stores: variables of the module, and security groups that admit only named clients."""

from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.aws_facts.logs import LOG_DAYS, encryption_statement
from portkey_constructs.aws_facts.network import ALL_ADDRESSES, CONNECTION_DESCRIPTION
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.terraform.module import Expression, Module, call, joined, quoted, reference

__all__ = ["SUBNETS", "VPC", "add_client_rules", "add_key", "add_log_groups", "add_network", "add_security_group", "rule"]

VPC: Final = reference("var.vpc_id")
SUBNETS: Final = reference("var.subnet_ids")


def add_network(module: Module) -> None:
    """Declare the VPC, its subnets and the clients of the stores."""
    module.variable(
        "vpc_id",
        "string",
        "VPC of the database and the cache, such as vpc-0123456789abcdef0: the one of the cluster, or one that it reaches.",
        validation=[_check('startswith(var.vpc_id, "vpc-")', "Expected the ID of a VPC, which begins with vpc-.")],
    )
    module.variable(
        "subnet_ids",
        "list(string)",
        "Private or isolated subnets of that VPC, in at least two availability zones.",
        validation=[
            _check("length(distinct(var.subnet_ids)) >= 2", "Expected at least two subnets: a subnet group needs two availability zones."),
            _check('alltrue([for subnet in var.subnet_ids : startswith(subnet, "subnet-")])', "Expected IDs of subnets, which begin with subnet-."),
        ],
    )
    everyone = ", ".join(quoted(addresses) for addresses in ALL_ADDRESSES)
    module.variable(
        "clients",
        "list(string)",
        "Who may connect to the database and the cache: security groups (sg-...) or address ranges (10.0.0.0/16) of the pods. The nodes of EKS use "
        "the cluster security group by default.",
        validation=[
            _check(
                'alltrue([for client in var.clients : startswith(client, "sg-") || can(cidrnetmask(client)) || can(regex(":.*/", client))])',
                "Expected security groups (sg-...) or address ranges (10.0.0.0/16).",
            ),
            _check(
                f"!anytrue([for client in var.clients : contains([{everyone}], client)])",
                "A client is every address. Name the security group or the address range of the pods.",
            ),
        ],
    )


def add_security_group(module: Module, name: str, group: str, description: str) -> Expression:
    """Add a security group, and return its ID. Terraform removes the rule with which AWS lets a new group send everywhere."""
    return reference(f"{module.resource('aws_security_group', name, name=group, description=description, vpc_id=VPC)}.id")


def add_client_rules(module: Module, name: str, group: Expression, port: int) -> None:
    """Let the clients reach the port of a store."""
    module.resource(
        "aws_vpc_security_group_ingress_rule",
        f"{name}_clients",
        for_each=call("toset", "var.clients"),
        security_group_id=group,
        description=CONNECTION_DESCRIPTION,
        **rule(port),
        referenced_security_group_id=reference('startswith(each.value, "sg-") ? each.value : null'),
        cidr_ipv4=reference('startswith(each.value, "sg-") || strcontains(each.value, ":") ? null : each.value'),
        cidr_ipv6=reference('strcontains(each.value, ":") ? each.value : null'),
    )


def rule(port: int) -> dict[str, Any]:
    """The arguments of a rule for one TCP port."""
    return {"ip_protocol": "tcp", "from_port": port, "to_port": port}


def add_key(
    module: Module,
    name: str,
    description: str,
    aws: AwsAccount,
    *,
    provider: str | None = None,
    alias: str | None = None,
    log_groups: str | None = None,
) -> Expression:
    """Add a key that rotates yearly, and return its ARN. Terraform refuses to delete it: a store or snapshot that stays is unreadable without it.

    `log_groups` is a pattern of the log groups that CloudWatch encrypts with the key.
    """
    partition, account = aws.partition, aws.account_id or ""
    statements = [{"Effect": "Allow", "Principal": {"AWS": f"arn:{partition.id}:iam::{account}:root"}, "Action": "kms:*", "Resource": "*"}]
    if log_groups:
        logs = encryption_statement(log_groups, partition=partition.id, region=aws.region or "", account=account, dns_suffix=partition.dns_suffix)
        statements.append(logs)
    key = module.resource(
        "aws_kms_key",
        name,
        provider=provider,
        description=description,
        enable_key_rotation=True,
        policy=module.policy(f"{name}_key_policy", {"Version": "2012-10-17", "Statement": statements}),
        lifecycle={"prevent_destroy": True},
    )
    if alias:
        module.resource("aws_kms_alias", name, provider=provider, name=joined("alias/", alias), target_key_id=reference(f"{key}.arn"))
    return reference(f"{key}.arn")


def add_log_groups(module: Module, name: str, groups: Mapping[str, str], key: Expression) -> list[str]:
    """Add log groups, by their part of the resource's name, and return their addresses. Terraform refuses to delete them."""
    return [
        module.resource(
            "aws_cloudwatch_log_group",
            f"{name}_{part.replace('-', '_')}",
            name=group,
            retention_in_days=LOG_DAYS,
            kms_key_id=key,
            lifecycle={"prevent_destroy": True},
        )
        for part, group in groups.items()
    ]


def _check(condition: str, message: str) -> dict[str, Any]:
    return {"condition": reference(condition), "error_message": message}
