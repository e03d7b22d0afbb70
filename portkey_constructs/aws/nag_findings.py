"""Accepted findings of cdk-nag, each with its reason, so that your own cdk-nag run over these stacks reports no false alarms."""

from typing import Any, Final

from aws_cdk import Stack
from constructs import Construct

__all__ = ["acknowledge", "acknowledge_controls", "acknowledge_no_rotation", "acknowledge_wildcard"]

# The metadata that Validations.of(...).acknowledge writes. Some releases of the CDK reject findings that contain an ARN there.
_METADATA: Final = "aws:cdk:acknowledged-rules"
_CONTROLS: Final = ("HIPAA.Security", "NIST.800.53.R5")


def acknowledge(construct: Construct, finding: str, reason: str) -> None:
    """Accept a finding of cdk-nag's AwsSolutions, such as `RDS11`, for a construct and its children."""
    construct.node.add_metadata(_METADATA, {f"AwsSolutions::AwsSolutions-{finding}": reason})


def acknowledge_controls(construct: Construct, rule: str, reason: str) -> None:
    """Accept a finding of the packs for HIPAA and for NIST 800-53, such as `RDSInBackupPlan`, for a construct and its children."""
    construct.node.add_metadata(_METADATA, {f"{pack}::{pack}-{rule}": reason for pack in _CONTROLS})


def acknowledge_no_rotation(entry: Construct, reason: str) -> None:
    """Accept in every pack that Secrets Manager does not rotate an entry."""
    acknowledge(entry, "SMG4", reason)
    acknowledge_controls(entry, "SecretsManagerRotationEnabled", reason)


def acknowledge_wildcard(construct: Construct, arn: str, reason: str) -> None:
    """Accept a policy in this construct whose resource ARN contains an asterisk."""
    acknowledge(construct, f"IAM5[Resource::{_nag_text(Stack.of(construct).resolve(arn))}]", reason)


def _nag_text(arn: Any) -> str:
    """An ARN as cdk-nag writes it: references in angle brackets."""
    if isinstance(arn, str):
        return arn
    ((function, argument),) = arn.items()
    if function == "Fn::Join":
        separator, parts = argument
        return str(separator).join(_nag_text(part) for part in parts)
    return f"<{'.'.join(argument) if isinstance(argument, list) else argument}>"
