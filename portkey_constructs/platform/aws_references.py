"""The AWS regions and ARNs in a configuration, from which its partition follows."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, get_args

from pydantic import BaseModel

from portkey_constructs.config.aws_partitions import Partition, partition_of
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.types import AwsRegion, BedrockModel, CertificateArn, KmsKeyArn, Matching, RoleArn

__all__ = ["AwsReference", "aws_references"]

_FORMS: Final = frozenset(get_args(type)[1] for type in (AwsRegion, BedrockModel, CertificateArn, KmsKeyArn, RoleArn))


class AwsReference(NamedTuple):
    """A setting that names a region or a resource of AWS."""

    path: str
    text: str
    partition: Partition


def aws_references(config: BaseModel) -> tuple[AwsReference, ...]:
    """The configured regions and ARNs: the region of the account first, then other regions."""
    references: list[AwsReference] = []
    _collect(config, "", references)
    return tuple(sorted(references, key=_order))


def _order(reference: AwsReference) -> tuple[bool, bool, str]:
    return reference.path != "aws.region", reference.text.startswith("arn:"), reference.path


def _collect(model: BaseModel, path: str, references: list[AwsReference]) -> None:
    # Appends to a list because nested generators are slower, and this runs for every rendering.
    for name in model.model_fields_set:
        value = getattr(model, name)
        if isinstance(value, str):
            if name in _fields(type(model)) and (partition := partition_of(value)):
                references.append(AwsReference(f"{path}{yaml_name(type(model), name)}", value, partition))
        elif isinstance(value, BaseModel):
            _collect(value, f"{path}{yaml_name(type(model), name)}.", references)
        elif isinstance(value, Mapping | tuple):
            for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
                item_path = f"{path}{yaml_name(type(model), name)}.{key}"
                if isinstance(item, BaseModel):
                    _collect(item, f"{item_path}.", references)
                elif isinstance(item, str) and name in _fields(type(model)) and (partition := partition_of(item)):
                    references.append(AwsReference(item_path, item, partition))


@cache
def _fields(model: type[BaseModel]) -> frozenset[str]:
    """The settings of a model that contain regions or ARNs."""
    return frozenset(name for name, field in model.model_fields.items() if any(_forms((*field.metadata, field.annotation))))


def _forms(parts: tuple[Any, ...]) -> Iterator[Matching]:
    for part in parts:
        if isinstance(part, Matching):
            yield from (part,) if part in _FORMS else ()
        else:
            yield from _forms(get_args(part))
