"""The cache in Amazon ElastiCache, with its entry in Secrets Manager or its user for IAM authentication."""

from typing import Any, Final

from portkey_constructs.aws_facts.cache import (
    CACHE_DESCRIPTION,
    CACHE_GROUP_DESCRIPTION,
    CACHE_KEY_DESCRIPTION,
    CACHE_PASSWORD_LENGTH,
    CACHE_SECRET_DESCRIPTION,
    ENGINE,
    EXPORTED_LOGS,
    FULL_ACCESS,
    LOG_DESTINATION,
    LOG_FORMAT,
    NO_ACCESS,
    PARAMETER_FAMILY,
    USER_ENGINE,
    CacheProps,
    cache_parameters,
    cache_problems,
)
from portkey_constructs.aws_facts.logs import cache_log_group
from portkey_constructs.aws_facts.stores import cache_settings
from portkey_constructs.config.outputs import output
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD
from portkey_constructs.terraform.entries import WRITTEN_ONCE, add_generated_entry
from portkey_constructs.terraform.module import Expression, Module, reference
from portkey_constructs.terraform.network import SUBNETS, add_client_rules, add_key, add_log_groups, add_security_group
from portkey_constructs.terraform.settings import configured

__all__ = ["add_cache"]

_NAME: Final = "redis"
_LONGEST_NAME: Final = 40
_SETTINGS: Final = {"port": "redis.port", "replication_group_id": "redis.iam.clusterName", "user": "redis.iam.user", "secret_name": "secrets.path"}


def add_cache(module: Module, platform: Platform, entries_key: Expression | None) -> None:
    """Add the cache.

    Raises:
        ConfigurationError: ElastiCache does not accept a name of the configuration.
    """
    aws = platform.aws
    props = configured(CacheProps, cache_settings(platform), cache_problems, _SETTINGS)
    name = aws.resource_name(_NAME, _LONGEST_NAME)
    key = add_key(module, _NAME, CACHE_KEY_DESCRIPTION, aws, log_groups=cache_log_group(name, "*"))
    log_groups = add_log_groups(module, _NAME, {log: cache_log_group(name, log) for log in EXPORTED_LOGS}, key)
    group = add_security_group(module, _NAME, name, CACHE_GROUP_DESCRIPTION)
    add_client_rules(module, _NAME, group, props.port)
    parameter_group = module.resource(
        "aws_elasticache_parameter_group",
        _NAME,
        name=name,
        family=PARAMETER_FAMILY,
        description=CACHE_DESCRIPTION,
        parameter=[{"name": parameter, "value": value} for parameter, value in cache_parameters(props).items()],
    )
    subnet_group = module.resource("aws_elasticache_subnet_group", _NAME, name=name, description=CACHE_DESCRIPTION, subnet_ids=SUBNETS)
    cluster = props.cluster_mode
    server = module.resource(
        "aws_elasticache_replication_group",
        _NAME,
        replication_group_id=props.replication_group_id or name,
        description=CACHE_DESCRIPTION,
        engine=ENGINE,
        engine_version=props.version,
        auto_minor_version_upgrade=True,
        node_type=props.node_type,
        cluster_mode="enabled" if cluster else "disabled",
        num_cache_clusters=None if cluster else props.nodes,
        num_node_groups=props.shards or 1 if cluster else None,
        replicas_per_node_group=props.nodes - 1 if cluster else None,
        automatic_failover_enabled=props.automatic_failover,
        multi_az_enabled=props.nodes > 1,
        port=props.port,
        **(_add_password(module, props, name, entries_key) if props.auth == "password" else _add_user(module, props, aws)),
        subnet_group_name=reference(f"{subnet_group}.name"),
        security_group_ids=[group],
        parameter_group_name=reference(f"{parameter_group}.name"),
        at_rest_encryption_enabled=True,
        kms_key_id=key,
        transit_encryption_enabled=True,
        transit_encryption_mode="required",
        snapshot_retention_limit=props.snapshot_days,
        snapshot_window=props.snapshot_window if props.snapshot_days else None,
        maintenance_window=props.maintenance_window,
        log_delivery_configuration=[
            {"log_type": log, "log_format": LOG_FORMAT, "destination_type": LOG_DESTINATION, "destination": reference(f"{group}.name")}
            for log, group in zip(EXPORTED_LOGS, log_groups, strict=True)
        ],
        final_snapshot_identifier=f"{name}-final",
        # The maintenance window upgrades minor versions, which Terraform would try to undo.
        lifecycle={"ignore_changes": ["engine_version"]},
    )
    endpoint = "configuration_endpoint_address" if cluster else "primary_endpoint_address"
    module.output(output("redis_host"), reference(f"{server}.{endpoint}"))


def _add_password(module: Module, props: CacheProps, name: str, key: Expression | None) -> dict[str, Any]:
    entry = add_generated_entry(
        module,
        _NAME,
        entry=props.secret_name,
        prefix=name,
        description=CACHE_SECRET_DESCRIPTION,
        fields={},
        password=REDIS_PASSWORD.key,
        key=key,
        password_length=CACHE_PASSWORD_LENGTH,
        exclude_punctuation=True,
    )
    return {"auth_token_wo": reference(f"{entry.value}.{REDIS_PASSWORD.key}"), "auth_token_wo_version": WRITTEN_ONCE}


def _add_user(module: Module, props: CacheProps, aws: AwsAccount) -> dict[str, Any]:
    id = props.user or aws.resource_name("cache", _LONGEST_NAME)
    user = module.resource(
        "aws_elasticache_user",
        _NAME,
        user_id=id,
        user_name=id,
        engine=USER_ENGINE,
        access_string=props.access or FULL_ACCESS,
        authentication_mode={"type": "iam"},
    )
    disabled = module.resource(
        "aws_elasticache_user",
        f"{_NAME}_default",
        user_id=aws.resource_name("default", _LONGEST_NAME),
        user_name="default",
        engine=USER_ENGINE,
        access_string=NO_ACCESS,
        no_password_required=True,
    )
    group = module.resource(
        "aws_elasticache_user_group",
        _NAME,
        user_group_id=aws.resource_name("users", _LONGEST_NAME),
        engine=USER_ENGINE,
        user_ids=[reference(f"{disabled}.user_id"), reference(f"{user}.user_id")],
    )
    return {"user_group_ids": [reference(f"{group}.user_group_id")]}
