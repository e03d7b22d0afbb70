"""Findings of cdk-nag that are meant to be so, each with its reason, where whoever runs it over a stack of theirs finds them."""

from typing import Any, Final

from aws_cdk import Stack
from constructs import Construct

__all__ = ["acknowledge", "acknowledge_resource"]

# What Validations.of(...).acknowledge writes; not every release of the CDK that has it takes a finding with an ARN in it.
_METADATA: Final = "aws:cdk:acknowledged-rules"


def acknowledge(construct: Construct, finding: str, reason: str) -> None:
    """Says why a finding such as `RDS11` of cdk-nag's AwsSolutions is meant to be so, for this construct and what is in it."""
    construct.node.add_metadata(_METADATA, {f"AwsSolutions::AwsSolutions-{finding}": reason})


def acknowledge_resource(construct: Construct, arn: str, reason: str) -> None:
    """Says why a policy in this construct allows something on an ARN with an asterisk in it."""
    acknowledge(construct, f"IAM5[Resource::{_written(Stack.of(construct).resolve(arn))}]", reason)


def _written(arn: Any) -> str:
    """An ARN as cdk-nag writes it, with what is known at deployment in angle brackets."""
    if isinstance(arn, str):
        return arn
    ((function, said),) = arn.items()
    if function == "Fn::Join":
        return str(said[0]).join(_written(part) for part in said[1])
    return f"<{'.'.join(said) if isinstance(said, list) else said}>"
