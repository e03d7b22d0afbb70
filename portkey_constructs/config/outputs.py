"""Outputs of the AWS companion, with the addresses that AWS assigns: of its CDK stacks, or of its Terraform module."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

__all__ = ["OUTPUTS", "Outputs", "OutputsFile", "output"]

OUTPUTS: Final = "outputs"
"""Type of the pydantic error for an invalid file."""
_PREFIX: Final = "Portkey"
_FIX: Final = "write it again: cdk deploy --all --outputs-file, or terraform output -json"
_TERRAFORM: Final = frozenset({"sensitive", "type", "value"})
"""What `terraform output -json` prints about an output."""
_MODULE: Final = "the Terraform module"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Outputs of the companion; a field is empty if neither a stack nor the Terraform module has the resource."""

    platform: str = ""
    """Cluster, namespace and name of the platform, separated by slashes; empty before the first deployment."""
    account: str = ""
    """ID of the AWS account."""
    region: str = ""
    """AWS region of the stacks."""
    mysql_host: str = ""
    """Endpoint of the database."""
    redis_host: str = ""
    """Primary endpoint of the cache, or configuration endpoint of a cluster."""

    @classmethod
    def from_file(cls, path: str | Path) -> "Outputs":
        """Reads a file of `cdk deploy --outputs-file` or `terraform output -json`; a missing file has no outputs.

        Raises:
            ValueError: the file is invalid.
        """
        try:
            stacks = json.loads(Path(path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise ValueError(f"cannot be read: {(error.strerror or 'unknown').lower()}") from None
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
            raise ValueError("is not JSON") from None
        return cls.from_terraform(stacks) if _is_terraform(stacks) else cls.from_stacks(stacks)

    @classmethod
    def from_terraform(cls, outputs: Mapping[str, Mapping[str, Any]]) -> "Outputs":
        """The outputs that `terraform output -json` prints, by name; raises `ValueError` if they are invalid."""
        return cls._from_values({_MODULE: {name: output["value"] for name, output in outputs.items()}}, "no outputs of aws terraform")

    @classmethod
    def from_stacks(cls, stacks: Any) -> "Outputs":
        """The outputs in the content of such a file, by stack and name; raises `ValueError` if it is invalid."""
        if not isinstance(stacks, dict) or not all(isinstance(outputs, dict) for outputs in stacks.values()):
            raise ValueError(_no_outputs(stacks))
        return cls._from_values(stacks, "no stack of the AWS companion")

    @classmethod
    def _from_values(cls, stacks: Mapping[str, Mapping[str, Any]], nothing: str) -> "Outputs":
        values: dict[str, str] = {}
        problems: list[str] = []
        for stack, outputs in stacks.items():
            for name, value in _own(outputs):
                if not isinstance(value, str) or not value or value == "unknown":
                    problems.append(f"{name} of {stack} has no value")
                elif values.setdefault(name, value) != value:
                    problems.append(f"{name} differs between its stacks")
        missing = [output(field) for field in ("platform", "account", "region") if output(field) not in values and not problems]
        if missing:
            raise ValueError(f"has {nothing}: {', '.join(missing)} missing")
        if problems:
            raise ValueError(f"is invalid: {', '.join(problems)}")
        return cls(**{field.name: values[output(field.name)] for field in fields(cls) if output(field.name) in values})


def _is_terraform(content: Any) -> bool:
    return isinstance(content, dict) and bool(content) and all(isinstance(output, dict) and set(output) >= _TERRAFORM for output in content.values())


def _no_outputs(content: Any) -> str:
    if isinstance(content, dict) and "terraform_version" in content:
        return "is the state or a plan of Terraform, which can contain secrets: expected its outputs"
    return "is not a file of outputs: expected a map of stacks, or of outputs of Terraform"


def output(field: str) -> str:
    """Name of the stack output for a field: `PortkeyMysqlHost`."""
    return _PREFIX + "".join(part.capitalize() for part in field.split("_"))


def _own(outputs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    names = {output(field.name) for field in fields(Outputs)}
    return ((name, value) for name, value in outputs.items() if name in names)


class _FromFile:
    """Accepts outputs, or the path of a file with outputs."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_outputs)

    @staticmethod
    def __get_pydantic_json_schema__(schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}


def _outputs(value: Any) -> Outputs:
    if isinstance(value, Outputs):
        return value
    if not isinstance(value, str | Path) or not str(value):
        raise PydanticCustomError("expected", "the path of the file that cdk deploy --outputs-file or terraform output -json wrote")
    try:
        return Outputs.from_file(value)
    except ValueError as error:
        raise PydanticCustomError(OUTPUTS, "{problem}", {"problem": str(error), "fix": _FIX}) from None


OutputsFile = Annotated[Outputs, _FromFile]
