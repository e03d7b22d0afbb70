"""Everything that the AWS companion creates for a configuration, as one Terraform module."""

from typing import Final

from portkey_constructs.aws_facts.entries import ENTRIES_KEY_DESCRIPTION, creates_entries, entries_to_fill, entry_description, entry_problems
from portkey_constructs.aws_facts.roles import needs_roles
from portkey_constructs.aws_facts.stores import (
    NOTHING_TO_CREATE,
    account_problems,
    creates_database,
    identity_outputs,
    needs_data,
    needs_network,
    replicated_store,
)
from portkey_constructs.config.outputs import output
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.arguments import require_platform
from portkey_constructs.platform.platform import Platform
from portkey_constructs.terraform.cache import add_cache
from portkey_constructs.terraform.database import add_database
from portkey_constructs.terraform.log_bucket import REPLICA_PROVIDER, add_log_buckets
from portkey_constructs.terraform.module import Module
from portkey_constructs.terraform.network import add_key, add_network
from portkey_constructs.terraform.roles import add_roles

__all__ = ["AWS_PROVIDER", "TERRAFORM", "terraform_json"]

TERRAFORM: Final = ">= 1.11.0"
"""Terraform and OpenTofu keep write-only arguments out of the state from this version on."""
AWS_PROVIDER: Final = "~> 6.66"
"""The provider whose schema the module is checked against."""


def terraform_json(platform: Platform) -> str:
    """The module as the text of a `.tf.json` file.

    Raises:
        ConfigurationError: the configuration needs no resources in AWS, or lacks something that they need.
    """
    require_platform(platform)
    has_roles, has_data = needs_roles(platform), needs_data(platform)
    if not has_roles and not has_data:
        raise ConfigurationError([NOTHING_TO_CREATE])
    entries = entries_to_fill(platform)
    if problems := dict.fromkeys((*account_problems(platform.aws), *(entry_problems(platform) if entries else ()))):
        raise ConfigurationError(problems)
    module = Module()
    _add_settings(module, platform)
    for name, value in identity_outputs(platform.aws).items():
        module.output(output(name), value)
    if needs_network(platform):
        add_network(module)
    if platform.log_store.created_by_companion:
        add_log_buckets(module, platform)
    entries_key = None
    if creates_entries(platform):
        entries_key = add_key(module, "entries", ENTRIES_KEY_DESCRIPTION, platform.aws, alias=platform.aws.entries_key)
    if creates_database(platform):
        add_database(module, platform, entries_key)
    if platform.redis.created_by_companion:
        add_cache(module, platform, entries_key)
    for entry, properties in entries.items():
        module.resource(
            "aws_secretsmanager_secret",
            _identifier(entry),
            name=entry,
            description=entry_description(properties),
            kms_key_id=entries_key,
            lifecycle={"prevent_destroy": True},
        )
    if has_roles:
        add_roles(module, platform)
    return module.to_json()


def _add_settings(module: Module, platform: Platform) -> None:
    module.settings("terraform", {"required_version": TERRAFORM, "required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}})
    providers = [{"region": platform.aws.region, "allowed_account_ids": [platform.aws.account_id]}]
    store = replicated_store(platform)
    if store and store.replica:
        providers.append({"alias": REPLICA_PROVIDER, "region": store.replica.region, "allowed_account_ids": [platform.aws.account_id]})
    module.settings("provider", {"aws": providers})


def _identifier(entry: str) -> str:
    """An identifier of Terraform for an entry, such as `entry_acme-portkey_mysql`; no two entries have the same."""
    letters = (letter if letter.isalnum() or letter == "-" else {"/": "_", "_": "__"}.get(letter, f"-{ord(letter):x}-") for letter in entry)
    return f"entry_{''.join(letters)}"
