"""The part of a template that an emulator can create.

This module lists what no deployment test proves. Neither emulator creates resources of ElastiCache, rotation schedules, egress rules of security
groups, OIDC providers or associations of EKS. Both ignore lifecycle rules, access logs, replication and bucket keys of a bucket, as well as
deletion protection, security groups, exported logs and monitoring of a database. Template assertions, cfn-lint with the schemas of AWS, and
cdk-nag cover those. Tests pass the cache of the template to moto's API, and the replication to LocalStack's API.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

__all__ = ["UNSUPPORTED", "property_of", "supported_template"]

_ATTACHMENT: Final = "AWS::SecretsManager::SecretTargetAttachment"
_UNSUPPORTED_BY_BOTH: Final = frozenset(
    {
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EKS::PodIdentityAssociation",
        "AWS::ElastiCache::ParameterGroup",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::SubnetGroup",
        "AWS::IAM::OIDCProvider",
        "AWS::RDS::OptionGroup",
        # A macro of AWS creates its function, and the emulators do not have that macro.
        "AWS::SecretsManager::RotationSchedule",
    }
)
UNSUPPORTED: Final[Mapping[str, frozenset[str]]] = {
    "localstack": _UNSUPPORTED_BY_BOTH
    | {
        "AWS::EC2::SecurityGroupIngress",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBParameterGroup",
        "AWS::RDS::DBSubnetGroup",
        _ATTACHMENT,
    },
    "moto": _UNSUPPORTED_BY_BOTH
    | {
        # Not in the same stack as an instance that refers to it.
        "AWS::RDS::DBParameterGroup",
        "AWS::S3::BucketPolicy",
        "AWS::SecretsManager::ResourcePolicy",
        "AWS::SecretsManager::Secret",
        _ATTACHMENT,
    },
}
"""The types of the companion's resources that an emulator does not create."""


def supported_template(template: Mapping[str, Any], emulator: str, references: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A template without the resources that an emulator does not create, and without the outputs that refer to them.

    Other references to a removed resource get the value in `references`, by default the text `removed-` with its logical ID.
    """
    removed = {name for name, resource in template["Resources"].items() if resource["Type"] in UNSUPPORTED[emulator]}
    # A reference to an attachment is replaced by one to its secret.
    secrets = {name: resource["Properties"]["SecretId"] for name, resource in template["Resources"].items() if resource["Type"] == _ATTACHMENT}

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(item) for item in node]
        if not isinstance(node, dict):
            return node
        name = _referenced(node)
        if name and name in removed:
            return resolved(secrets[name]) if name in secrets else (references or {}).get(name, f"removed-{name}")
        return {key: resolved(value) for key, value in node.items()}

    supported: dict[str, Any] = {"Resources": {}, "Outputs": {}}
    for name, resource in template["Resources"].items():
        if name not in removed:
            dependencies = [dependency for dependency in _as_list(resource.get("DependsOn", [])) if dependency not in removed]
            content = resolved({key: value for key, value in resource.items() if key != "DependsOn"})
            supported["Resources"][name] = {**content, **({"DependsOn": dependencies} if dependencies else {})}
    for name, output in template.get("Outputs", {}).items():
        value = resolved(output["Value"])
        if value != f"removed-{_referenced(output['Value'])}":
            supported["Outputs"][name] = {**output, "Value": value}
    return supported


def property_of(template: Mapping[str, Any], kind: str, property: str, references: Mapping[str, str], exclude: Collection[str] = ()) -> Any:
    """A property of the single resource of a type that has it, with references replaced, as an API accepts it."""
    (value,) = [
        resource["Properties"][property]
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind and property in resource["Properties"] and name not in exclude
    ]
    return json.loads(json.dumps(_replaced(value, references)))


def _replaced(node: Any, references: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_replaced(item, references) for item in node]
    if not isinstance(node, dict):
        return node
    if "Fn::Join" in node:
        separator, parts = node["Fn::Join"]
        return separator.join(_replaced(parts, references))
    name = _referenced(node)
    return references[name] if name else {key: _replaced(value, references) for key, value in node.items()}


def _referenced(node: Any) -> str | None:
    """The logical ID that a node refers to."""
    if isinstance(node, dict) and len(node) == 1:
        if "Ref" in node:
            return str(node["Ref"])
        if "Fn::GetAtt" in node:
            return str(node["Fn::GetAtt"][0])
    return None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
