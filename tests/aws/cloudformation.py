"""Translates the resources of the companion's CloudFormation templates into those of Terraform.

Every type and every property has an entry here: a template with another one is an error. `NOT_TRANSLATED` has the types
without a resource of their own in Terraform.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.aws.cloudformation_tables import ATTRIBUTES, INSTANCE, NAMES, NOT_TRANSLATED, REPLICATION_GROUP

__all__ = ["TYPES", "Translation"]

Body = dict[str, Any]


class Translation:
    """The templates of a configuration as resources of Terraform, by address; `policies` are the documents in them."""

    def __init__(self, templates: Mapping[str, Mapping[str, Any]], *, partition: str, dns_suffix: str) -> None:
        self._pseudo = {"AWS::Partition": partition, "AWS::URLSuffix": dns_suffix}
        self._templates = templates
        self._references: dict[str, tuple[str, Body]] = {
            name: (resource["Type"], resource) for template in templates.values() for name, resource in template["Resources"].items()
        }
        self.resources: dict[str, Body] = {}
        self.ephemeral: dict[str, Body] = {}
        self.outputs: dict[str, Any] = {}
        for part, template in templates.items():
            self._provider = {"provider": "aws.replica"} if part == "replica" else {}
            for name, resource in template["Resources"].items():
                self._translate(name, resource)
            self.outputs |= {name: self._value(output["Value"]) for name, output in template.get("Outputs", {}).items()}

    def _translate(self, name: str, resource: Body) -> None:
        kind, properties = resource["Type"], self._value(dict(resource.get("Properties", {})))
        assert set(resource) <= {"Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn"}, f"{name} has an unknown attribute"
        if kind in NOT_TRANSLATED:
            return
        take = _Properties(properties)
        TYPES[kind](self, name, take, resource.get("DeletionPolicy"))
        assert not take.rest(), f"{name} ({kind}) has properties without a translation: {take.rest()}"

    def add(self, type: str, name: str, body: Body) -> None:
        address = f"{type}.{name}"
        assert address not in self.resources, address
        self.resources[address] = {**self._provider, **{key: value for key, value in body.items() if value is not None}}

    def _value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._value(item) for item in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((function, argument),) = node.items()
            if function == "Ref":
                return self._pseudo.get(argument) or self._reference(argument, "Ref")
            if function == "Fn::GetAtt":
                return self._reference(*argument)
            if function == "Fn::Join":
                return argument[0].join(self._value(argument[1]))
        return {key: self._value(value) for key, value in node.items()}

    def _reference(self, logical_id: str, attribute: str) -> str:
        kind, resource = self._references[logical_id]
        if kind == "AWS::SecretsManager::SecretTargetAttachment":
            return str(self._value(resource["Properties"]["SecretId"]))
        type, attributes = ATTRIBUTES[kind]
        return f"${{{type}.{name_of(logical_id, resource)}.{attributes[attribute]}}}"


class _Properties:
    """The properties of a resource; each is taken once."""

    def __init__(self, properties: Body) -> None:
        self._properties = dict(properties)

    def __call__(self, name: str) -> Any:
        return self._properties.pop(name, None)

    def rest(self) -> Body:
        return self._properties


def name_of(logical_id: str, resource: Body) -> str:
    """Name of the resource in Terraform."""
    properties = resource.get("Properties", {})
    if logical_id.startswith("Roles"):
        if resource["Type"] == "AWS::EKS::PodIdentityAssociation":
            return re.sub("[^a-z0-9-]", "_", f"pods_{properties['Namespace']}_{properties['ServiceAccount']}")
        component = properties["Description"].removeprefix("Portkey: ").split(",")[0]
        return str(component.replace("-", "_"))
    if logical_id.startswith("Secrets"):
        return f"entry_{properties['Name'].replace('_', '__').replace('/', '_')}"
    return next(name for prefix, name in NAMES if logical_id.startswith(prefix))


def _role(to: Translation, name: str, take: _Properties, _: str | None) -> None:
    description, role_name = take("Description"), take("RoleName")
    role = name_of(name, {"Type": "AWS::IAM::Role", "Properties": {"Description": description}})
    reference = f"${{aws_iam_role.{role}.name}}"
    to.add("aws_iam_role", role, {"name": role_name, "description": description, "assume_role_policy": take("AssumeRolePolicyDocument")})
    for policy in take("Policies") or ():
        to.add("aws_iam_role_policy", role, {"name": policy["PolicyName"], "role": reference, "policy": policy["PolicyDocument"]})
    for arn in take("ManagedPolicyArns") or ():
        to.add("aws_iam_role_policy_attachment", role, {"role": reference, "policy_arn": arn})


def _policy(to: Translation, name: str, take: _Properties, _: str | None) -> None:
    (role,) = take("Roles")
    take("PolicyName")  # chosen by the CDK
    to.add("aws_iam_role_policy", name_of(name, {}), {"role": role, "policy": take("PolicyDocument")})


def _association(to: Translation, name: str, take: _Properties, _: str | None) -> None:
    namespace, account = take("Namespace"), take("ServiceAccount")
    resource = {"Type": "AWS::EKS::PodIdentityAssociation", "Properties": {"Namespace": namespace, "ServiceAccount": account}}
    body = {"cluster_name": take("ClusterName"), "namespace": namespace, "service_account": account, "role_arn": take("RoleArn")}
    to.add("aws_eks_pod_identity_association", name_of(name, resource), body)


def _oidc_provider(to: Translation, _: str, take: _Properties, __: str | None) -> None:
    to.add("aws_iam_openid_connect_provider", "cluster", {"url": take("Url"), "client_id_list": take("ClientIdList")})


def _key(to: Translation, name: str, take: _Properties, deletion: str | None) -> None:
    body = {"description": take("Description"), "enable_key_rotation": take("EnableKeyRotation"), "policy": take("KeyPolicy")}
    to.add("aws_kms_key", name_of(name, {}), {**body, **_kept(deletion)})


def _alias(to: Translation, name: str, take: _Properties, _: str | None) -> None:
    to.add("aws_kms_alias", name_of(name, {}), {"name": take("AliasName"), "target_key_id": take("TargetKeyId")})


def _kept(deletion: str | None) -> Body:
    assert deletion in ("Retain", "RetainExceptOnCreate", "Delete", "Snapshot", None)
    return {"lifecycle": {"prevent_destroy": True}} if (deletion or "").startswith("Retain") else {}


def _bucket(to: Translation, id: str, take: _Properties, deletion: str | None) -> None:
    name = name_of(id, {})
    bucket = {"bucket": f"${{aws_s3_bucket.{name}.bucket}}"}
    to.add("aws_s3_bucket", name, {"bucket": take("BucketName"), **_kept(deletion)})
    if versioning := take("VersioningConfiguration"):
        to.add("aws_s3_bucket_versioning", name, {**bucket, "versioning_configuration": {"status": versioning["Status"]}})
    rules = []
    for rule in take("BucketEncryption")["ServerSideEncryptionConfiguration"]:
        default = rule["ServerSideEncryptionByDefault"]
        names = {"KMSMasterKeyID": "kms_master_key_id", "SSEAlgorithm": "sse_algorithm"}
        rules.append({"apply_server_side_encryption_by_default": {names[key]: value for key, value in default.items()}})
        if "BucketKeyEnabled" in rule:
            rules[-1]["bucket_key_enabled"] = rule["BucketKeyEnabled"]
    to.add("aws_s3_bucket_server_side_encryption_configuration", name, {**bucket, "rule": rules})
    block = {re.sub("(?<=[a-z])(?=[A-Z])", "_", key).lower(): value for key, value in take("PublicAccessBlockConfiguration").items()}
    to.add("aws_s3_bucket_public_access_block", name, {**bucket, **block})
    (ownership,) = take("OwnershipControls")["Rules"]
    to.add("aws_s3_bucket_ownership_controls", name, {**bucket, "rule": {"object_ownership": ownership["ObjectOwnership"]}})
    to.add("aws_s3_bucket_lifecycle_configuration", name, {**bucket, "rule": [_lifecycle(rule) for rule in take("LifecycleConfiguration")["Rules"]]})
    if logging := take("LoggingConfiguration"):
        target = {"target_bucket": logging["DestinationBucketName"], "target_prefix": logging.get("LogFilePrefix", "")}
        to.add("aws_s3_bucket_logging", name, {**bucket, **target})
    if replication := take("ReplicationConfiguration"):
        rules = [_replication(rule) for rule in replication["Rules"]]
        to.add("aws_s3_bucket_replication_configuration", name, {**bucket, "role": replication["Role"], "rule": rules})


def _lifecycle(rule: Body) -> Body:
    # A rule without a filter applies to every object, as an empty prefix does.
    result: Body = {"filter": {"prefix": ""}}
    for key, value in rule.items():
        match key:
            case "Id" | "Status":
                result[key.lower()] = value
            case "ExpirationInDays":
                result["expiration"] = {"days": value}
            case "ExpiredObjectDeleteMarker":
                result["expiration"] = {"expired_object_delete_marker": value}
            case "NoncurrentVersionExpiration":
                result["noncurrent_version_expiration"] = {"noncurrent_days": value.pop("NoncurrentDays")}
                assert not value
            case "AbortIncompleteMultipartUpload":
                result["abort_incomplete_multipart_upload"] = {"days_after_initiation": value.pop("DaysAfterInitiation")}
                assert not value
            case "Transitions":
                result["transition"] = [{"days": each["TransitionInDays"], "storage_class": each["StorageClass"]} for each in value]
            case _:
                raise AssertionError(f"no translation of {key} of a lifecycle rule")
    return result


def _replication(rule: Body) -> Body:
    names = {"ReplicaKmsKeyID": "replica_kms_key_id", "SseKmsEncryptedObjects": "sse_kms_encrypted_objects"}

    def translated(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        return {names.get(key, re.sub("(?<=[a-z])(?=[A-Z])", "_", key).lower()): translated(value) for key, value in node.items()}

    return dict(translated(rule))


def _bucket_policy(to: Translation, name: str, take: _Properties, _: str | None) -> None:
    to.add("aws_s3_bucket_policy", name_of(name, {}), {"bucket": take("Bucket"), "policy": take("PolicyDocument")})


def _secret(to: Translation, id: str, take: _Properties, deletion: str | None) -> None:
    entry = take("Name")
    name = name_of(id, {"Properties": {"Name": entry}})
    to.add("aws_secretsmanager_secret", name, {"name": entry, "description": take("Description"), "kms_key_id": take("KmsKeyId"), **_kept(deletion)})
    generated = take("GenerateSecretString")
    if not generated:
        return
    names = {"ExcludeCharacters": "exclude_characters", "ExcludePunctuation": "exclude_punctuation", "PasswordLength": "password_length"}
    template, key = generated.pop("SecretStringTemplate"), generated.pop("GenerateStringKey")
    to.ephemeral[f"aws_secretsmanager_random_password.{name}"] = {names[option]: value for option, value in generated.items()}
    fields = [f'{field} = "{value}"' for field, value in json.loads(template).items()]
    fields.append(f"{key} = ephemeral.aws_secretsmanager_random_password.{name}.random_password")
    to.add(
        "aws_secretsmanager_secret_version",
        name,
        {"secret_id": f"${{aws_secretsmanager_secret.{name}.id}}", "secret_string_wo": f"${{jsonencode({{ {', '.join(fields)} }})}}"},
    )


def _resource_policy(to: Translation, name: str, take: _Properties, _: str | None) -> None:
    to.add("aws_secretsmanager_secret_policy", name_of(name, {}), {"secret_arn": take("SecretId"), "policy": take("ResourcePolicy")})


def _rotation(to: Translation, id: str, take: _Properties, _: str | None) -> None:
    name, function, rules = name_of(id, {}), take("HostedRotationLambda"), take("RotationRules")
    secret = take("SecretId").replace(".arn}", ".id}")
    to.add(
        "aws_secretsmanager_secret_rotation",
        name,
        {
            "secret_id": secret,
            "rotate_immediately": take("RotateImmediatelyOnUpdate"),
            "rotation_rules": {"schedule_expression": rules["ScheduleExpression"], "duration": rules["Duration"]},
        },
    )
    assert function.pop("RotationType") == "MySQLSingleUser"
    names = {
        "ExcludeCharacters": "excludeCharacters",
        "KmsKeyArn": "kmsKeyArn",
        "VpcSecurityGroupIds": "vpcSecurityGroupIds",
        "VpcSubnetIds": "vpcSubnetIds",
    }
    parameters = {names[key]: value for key, value in function.items()}
    to.add("aws_serverlessapplicationrepository_cloudformation_stack", f"{name}_rotation", {"parameters": parameters})


def _security_group(to: Translation, id: str, take: _Properties, _: str | None) -> None:
    name = name_of(id, {})
    group = f"${{aws_security_group.{name}.id}}"
    to.add("aws_security_group", name, {"description": take("GroupDescription"), "vpc_id": take("VpcId")})
    for rule in take("SecurityGroupIngress") or ():
        _add_rule(to, "ingress", f"{name}_clients {rule.get('CidrIp') or rule['CidrIpv6']}", group, rule)
    for rule in take("SecurityGroupEgress") or ():
        # The CDK writes a rule that permits nothing, because a group without rules may send everywhere. Terraform removes that permission.
        if rule["CidrIp"] != "255.255.255.255/32":
            _add_rule(to, "egress", f"{name}_https", group, rule)


def _ingress(to: Translation, id: str, take: _Properties, _: str | None) -> None:
    group, source, rule = take("GroupId"), take("SourceSecurityGroupId"), take.rest().copy()
    take.rest().clear()
    name = f"{name_of(id, {})}_clients {source}" if source.startswith("sg-") else "mysql_rotation"
    _add_rule(to, "ingress", name, group, {**rule, "Group": source})


def _egress(to: Translation, id: str, take: _Properties, _: str | None) -> None:
    group, target, rule = take("GroupId"), take("DestinationSecurityGroupId"), take.rest().copy()
    take.rest().clear()
    _add_rule(to, "egress", name_of(id, {}), group, {**rule, "Group": target})


def _add_rule(to: Translation, direction: str, name: str, group: str, rule: Body) -> None:
    names = {
        "CidrIp": "cidr_ipv4",
        "CidrIpv6": "cidr_ipv6",
        "Description": "description",
        "FromPort": "from_port",
        "Group": "referenced_security_group_id",
        "IpProtocol": "ip_protocol",
        "ToPort": "to_port",
    }
    to.add(f"aws_vpc_security_group_{direction}_rule", name, {"security_group_id": group, **{names[key]: value for key, value in rule.items()}})


def _mapped(type: str, names: Mapping[str, str], numbers: tuple[str, ...] = ()) -> Callable[..., None]:
    """A resource whose properties have one argument each."""

    def translate(to: Translation, id: str, take: _Properties, deletion: str | None) -> None:
        body: Body = {argument: take(name) for name, argument in names.items()}
        body |= {argument: int(body[argument]) for argument in numbers if body[argument] is not None}
        to.add(type, name_of(id, {}), {**body, **_kept(deletion)})

    return translate


def _parameters(type: str, names: Mapping[str, str], parameters: str) -> Callable[..., None]:
    def translate(to: Translation, id: str, take: _Properties, _: str | None) -> None:
        values = [{"name": name, "value": value} for name, value in take(parameters).items()]
        to.add(type, name_of(id, {}), {**{argument: take(name) for name, argument in names.items()}, "parameter": values})

    return translate


def _user(to: Translation, id: str, take: _Properties, _: str | None) -> None:
    names = {"AccessString": "access_string", "Engine": "engine", "UserId": "user_id", "UserName": "user_name"}
    body = {argument: take(name) for name, argument in names.items()}
    mode = {"authentication_mode": {"type": value["Type"]} if (value := take("AuthenticationMode")) else None}
    to.add("aws_elasticache_user", name_of(id, {}), {**body, **mode, "no_password_required": take("NoPasswordRequired")})


def _dynamic(to: Translation, reference: str | None) -> str | None:
    """An argument for a value that CloudFormation reads from an entry."""
    if reference is None:
        return None
    match = re.fullmatch(r"\{\{resolve:secretsmanager:\$\{aws_secretsmanager_secret\.(\w+)\.arn\}:SecretString:(\w+)::\}\}", reference)
    assert match, reference
    return f"${{jsondecode(ephemeral.aws_secretsmanager_secret_version.{match[1]}.secret_string).{match[2]}}}"


def _instance(to: Translation, id: str, take: _Properties, deletion: str | None) -> None:
    password = _dynamic(to, take("MasterUserPassword"))
    _mapped("aws_db_instance", INSTANCE, ("allocated_storage", "port"))(to, id, take, deletion)
    to.resources[f"aws_db_instance.{name_of(id, {})}"]["password_wo"] = password
    assert deletion == "Snapshot"


def _option_group(to: Translation, id: str, take: _Properties, _: str | None) -> None:
    options = [
        {
            "option_name": option["OptionName"],
            "option_settings": [{"name": setting["Name"], "value": setting["Value"]} for setting in option["OptionSettings"]],
        }
        for option in take("OptionConfigurations")
    ]
    names = {"EngineName": "engine_name", "MajorEngineVersion": "major_engine_version", "OptionGroupDescription": "option_group_description"}
    to.add("aws_db_option_group", name_of(id, {}), {**{argument: take(name) for name, argument in names.items()}, "option": options})


def _replication_group(to: Translation, id: str, take: _Properties, deletion: str | None) -> None:
    password = _dynamic(to, take("AuthToken"))
    logs = [
        {
            "destination": log["DestinationDetails"]["CloudWatchLogsDetails"]["LogGroup"],
            "destination_type": log["DestinationType"],
            "log_format": log["LogFormat"],
            "log_type": log["LogType"],
        }
        for log in take("LogDeliveryConfigurations")
    ]
    _mapped("aws_elasticache_replication_group", REPLICATION_GROUP)(to, id, take, deletion)
    to.resources[f"aws_elasticache_replication_group.{name_of(id, {})}"]["log_delivery_configuration"] = logs
    if password:
        to.resources[f"aws_elasticache_replication_group.{name_of(id, {})}"]["auth_token_wo"] = password
    assert deletion == "Snapshot"


TYPES: Final[Mapping[str, Callable[[Translation, str, _Properties, str | None], None]]] = {
    "AWS::EC2::SecurityGroup": _security_group,
    "AWS::EC2::SecurityGroupEgress": _egress,
    "AWS::EC2::SecurityGroupIngress": _ingress,
    "AWS::EKS::PodIdentityAssociation": _association,
    "AWS::ElastiCache::ParameterGroup": _parameters(
        "aws_elasticache_parameter_group", {"CacheParameterGroupFamily": "family", "Description": "description"}, "Properties"
    ),
    "AWS::ElastiCache::ReplicationGroup": _replication_group,
    "AWS::ElastiCache::SubnetGroup": _mapped("aws_elasticache_subnet_group", {"Description": "description", "SubnetIds": "subnet_ids"}),
    "AWS::ElastiCache::User": _user,
    "AWS::ElastiCache::UserGroup": _mapped("aws_elasticache_user_group", {"Engine": "engine", "UserGroupId": "user_group_id", "UserIds": "user_ids"}),
    "AWS::IAM::OIDCProvider": _oidc_provider,
    "AWS::IAM::Policy": _policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Alias": _alias,
    "AWS::KMS::Key": _key,
    "AWS::Logs::LogGroup": _mapped(
        "aws_cloudwatch_log_group", {"KmsKeyId": "kms_key_id", "LogGroupName": "name", "RetentionInDays": "retention_in_days"}
    ),
    "AWS::RDS::DBInstance": _instance,
    "AWS::RDS::DBParameterGroup": _parameters("aws_db_parameter_group", {"Family": "family", "Description": "description"}, "Parameters"),
    "AWS::RDS::DBSubnetGroup": _mapped("aws_db_subnet_group", {"DBSubnetGroupDescription": "description", "SubnetIds": "subnet_ids"}),
    "AWS::RDS::OptionGroup": _option_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SecretsManager::ResourcePolicy": _resource_policy,
    "AWS::SecretsManager::RotationSchedule": _rotation,
    "AWS::SecretsManager::Secret": _secret,
}
