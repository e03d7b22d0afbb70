"""Outputs of the AWS companion's stacks, with the addresses that AWS assigns."""

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
_FIX: Final = "write it again: cdk deploy --all --outputs-file"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Outputs of the companion's stacks; a field is empty if no deployed stack has the resource."""

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
        """Reads a file of `cdk deploy --outputs-file`; a missing file has no outputs. Raises `ValueError` if the file is invalid."""
        try:
            stacks = json.loads(Path(path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise ValueError(f"cannot be read: {(error.strerror or 'unknown').lower()}") from None
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise ValueError("is not JSON") from None
        return cls.from_stacks(stacks)

    @classmethod
    def from_stacks(cls, stacks: Any) -> "Outputs":
        """The outputs in the content of such a file, by stack and name; raises `ValueError` if it is invalid."""
        if not isinstance(stacks, dict) or not all(isinstance(outputs, dict) for outputs in stacks.values()):
            raise ValueError("is not a file of outputs: expected a map of stacks")
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
            raise ValueError(f"has no stack of the AWS companion: {', '.join(missing)} missing")
        if problems:
            raise ValueError(f"is invalid: {', '.join(problems)}")
        return cls(**{field.name: values[output(field.name)] for field in fields(cls) if output(field.name) in values})


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
        raise PydanticCustomError("expected", "the path of the file that cdk deploy --outputs-file wrote")
    try:
        return Outputs.from_file(value)
    except ValueError as error:
        raise PydanticCustomError(OUTPUTS, "{problem}", {"problem": str(error), "fix": _FIX}) from None


OutputsFile = Annotated[Outputs, _FromFile]
