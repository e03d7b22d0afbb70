"""What a stand-in's CloudFormation can create of a template, and the template of that alone.

Here, in one place, is what no test of a deployment proves. Neither stand-in creates ElastiCache's resources, a schedule of rotation, rules for what
leaves a security group, OIDC providers or EKS' associations; and both pass by a bucket's life cycle, access logs and replication, its use of bucket
keys, and a database's protection against deletion, security groups, exported logs and monitoring. For those stand the assertions about templates,
cfn-lint with AWS' own schemas, and cdk-nag. What moto's API knows of a cache and LocalStack's of replication is handed what the template says.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

__all__ = ["NOT_CREATED", "creatable", "property_of"]

_ATTACHMENT: Final = "AWS::SecretsManager::SecretTargetAttachment"
_NEITHER: Final = frozenset(
    {
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EKS::PodIdentityAssociation",
        "AWS::ElastiCache::ParameterGroup",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::SubnetGroup",
        "AWS::IAM::OIDCProvider",
        # Its function comes of a macro of AWS' own, which neither has.
        "AWS::SecretsManager::RotationSchedule",
    }
)
NOT_CREATED: Final[Mapping[str, frozenset[str]]] = {
    "localstack": _NEITHER
    | {
        "AWS::EC2::SecurityGroupIngress",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBParameterGroup",
        "AWS::RDS::DBSubnetGroup",
        _ATTACHMENT,
    },
    "moto": _NEITHER
    | {
        # Not in one stack with an instance that refers to it.
        "AWS::RDS::DBParameterGroup",
        "AWS::S3::BucketPolicy",
        "AWS::SecretsManager::ResourcePolicy",
        "AWS::SecretsManager::Secret",
        _ATTACHMENT,
    },
}
"""The resource types of the companion that a stand-in does not create."""


def creatable(template: Mapping[str, Any], stand_in: str, known: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A template without the resources that a stand-in does not create, and without the outputs that tell of those.

    Whatever else refers to one is handed what `known` says for its logical id, and else the text `left-out-` with that id.
    """
    left_out = {name for name, resource in template["Resources"].items() if resource["Type"] in NOT_CREATED[stand_in]}
    # What refers to an attachment is told its secret.
    attached = {name: resource["Properties"]["SecretId"] for name, resource in template["Resources"].items() if resource["Type"] == _ATTACHMENT}
    known = known or {}

    def without(said: Any) -> Any:
        if isinstance(said, list):
            return [without(one) for one in said]
        if not isinstance(said, dict):
            return said
        named = _referred(said)
        if named and named in left_out:
            return without(attached[named]) if named in attached else known.get(named, f"left-out-{named}")
        return {key: without(value) for key, value in said.items()}

    made: dict[str, Any] = {"Resources": {}, "Outputs": {}}
    for name, resource in template["Resources"].items():
        if name not in left_out:
            depends = [one for one in _listed(resource.get("DependsOn", [])) if one not in left_out]
            bare = {key: value for key, value in resource.items() if key != "DependsOn"}
            made["Resources"][name] = {**without(bare), **({"DependsOn": depends} if depends else {})}
    for name, output in template.get("Outputs", {}).items():
        value = without(output["Value"])
        if value != f"left-out-{_referred(output['Value'])}":
            made["Outputs"][name] = {**output, "Value": value}
    return made


def property_of(template: Mapping[str, Any], kind: str, named: str, values: Mapping[str, str], besides: Collection[str] = ()) -> Any:
    """A property of the one resource of a type that has it, with references filled in, for an API that takes what CloudFormation is told."""
    (found,) = [
        resource["Properties"][named]
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind and named in resource["Properties"] and name not in besides
    ]
    return json.loads(json.dumps(_filled(found, values)))


def _filled(said: Any, values: Mapping[str, str]) -> Any:
    if isinstance(said, list):
        return [_filled(one, values) for one in said]
    if not isinstance(said, dict):
        return said
    if "Fn::Join" in said:
        between, parts = said["Fn::Join"]
        return between.join(_filled(parts, values))
    named = _referred(said)
    return values[named] if named else {key: _filled(value, values) for key, value in said.items()}


def _referred(said: Any) -> str | None:
    """The logical id that a reference is to."""
    if isinstance(said, dict) and len(said) == 1:
        if "Ref" in said:
            return str(said["Ref"])
        if "Fn::GetAtt" in said:
            return str(said["Fn::GetAtt"][0])
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
