"""Entries of Secrets Manager whose value AWS generates.

The value passes through ephemeral resources and write-only arguments, so neither the plan nor the state contains it. The server reads it from
the entry, not from the generator: a deployment that fails in between leaves entry and server with the same password when it is repeated.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from portkey_constructs.terraform.module import Expression, Module, quoted, reference

__all__ = ["WRITTEN_ONCE", "GeneratedEntry", "add_generated_entry", "add_version"]

WRITTEN_ONCE: Final = 1
"""Version of a write-only argument: Terraform writes the argument when it creates the resource, and when this number changes."""


class GeneratedEntry(NamedTuple):
    """An entry with a generated value."""

    address: str
    """Its resource."""
    version: str
    """The resource of its first version."""
    value: str
    """Its current value as an object, as part of an expression; usable only for write-only arguments."""


def add_generated_entry(
    module: Module,
    name: str,
    *,
    entry: str | None,
    prefix: str,
    description: str,
    fields: Mapping[str, str],
    password: str,
    key: Expression | None,
    **generator: Any,
) -> GeneratedEntry:
    """Add an entry, a JSON object with `fields` and a generated `password`. Without a name, Terraform completes `prefix`.

    Terraform refuses to delete it, as the store or its snapshot keeps the password.
    """
    names = {"name": entry} if entry else {"name_prefix": f"{prefix}-"}
    address = module.resource(
        "aws_secretsmanager_secret", name, **names, description=description, kms_key_id=key, lifecycle={"prevent_destroy": True}
    )
    random = module.ephemeral("aws_secretsmanager_random_password", name, **generator)
    content = {**{field: quoted(value) for field, value in fields.items()}, password: f"{random}.random_password"}
    properties = ", ".join(f"{field} = {value}" for field, value in content.items())
    version = add_version(module, name, address, reference(f"jsonencode({{ {properties} }})"), label="terraform")
    # The ARN of the version is unknown until the version exists, so no plan reads an entry without a value.
    current = module.ephemeral("aws_secretsmanager_secret_version", name, secret_id=reference(f"{version}.arn"))
    return GeneratedEntry(address, version, f"jsondecode({current}.secret_string)")


def add_version(
    module: Module, name: str, entry: str, value: Expression, *, label: str, depends_on: list[str] | None = None, replaced_by: str | None = None
) -> str:
    """Add a version of an entry that is written once, and return its address.

    Secrets Manager deletes versions without labels, which the version of Terraform would be after two rotations. Terraform would then write its
    version again, over the current password. The label of its own keeps the version.
    """
    return module.resource(
        "aws_secretsmanager_secret_version",
        name,
        secret_id=reference(f"{entry}.id"),
        secret_string_wo=value,
        secret_string_wo_version=WRITTEN_ONCE,
        version_stages=["AWSCURRENT", label],
        depends_on=depends_on,
        lifecycle={"ignore_changes": ["version_stages"], **({"replace_triggered_by": [replaced_by]} if replaced_by else {})},
    )
