"""What `cdk deploy --outputs-file` wrote of the AWS companion: where things are that only AWS can name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

__all__ = ["OUTPUTS", "Outputs", "OutputsFile", "output"]

OUTPUTS: Final = "outputs"
"""The type of pydantic's error for a file that cannot serve."""
_PREFIX: Final = "Portkey"
_WRITE: Final = "write it anew: cdk deploy --all --outputs-file"


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of the companion's stacks that a configuration can use; empty where a stack makes no such thing, or is not deployed yet."""

    platform: str = ""
    """Whose they are: cluster, namespace and name, with slashes between; empty before the first deployment."""
    account: str = ""
    """The AWS account."""
    region: str = ""
    """The region of the stacks."""
    mysql_host: str = ""
    """Endpoint of the database."""
    redis_host: str = ""
    """Primary endpoint of the cache, or a cluster's configuration endpoint."""

    @classmethod
    def from_file(cls, path: str | Path) -> "Outputs":
        """The outputs in a file of `cdk deploy --outputs-file`, empty ones when it is not there; raises `ValueError` with what is wrong with it."""
        try:
            held = json.loads(Path(path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise ValueError(f"cannot be read: {(error.strerror or 'unknown').lower()}") from None
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise ValueError("is not JSON") from None
        return cls.from_stacks(held)

    @classmethod
    def from_stacks(cls, held: Any) -> "Outputs":
        """The outputs in what such a file holds, by stack and by name; raises `ValueError`."""
        stacks = held if isinstance(held, dict) and all(isinstance(one, dict) for one in held.values()) else None
        if stacks is None:
            raise ValueError("has not the form of a file of outputs, a map of stacks")
        found: dict[str, str] = {}
        wrong: list[str] = []
        for stack, outputs in stacks.items():
            for name, value in _known(outputs):
                if not isinstance(value, str) or not value or value == "unknown":
                    wrong.append(f"{name} of {stack} has no value")
                elif found.setdefault(name, value) != value:
                    wrong.append(f"{name} differs between its stacks")
        missing = [output(one) for one in ("platform", "account", "region") if output(one) not in found and not wrong]
        if missing:
            raise ValueError(f"is of no stack of the AWS companion: it has no {', '.join(missing)}")
        if wrong:
            raise ValueError(f"cannot serve: {', '.join(wrong)}")
        return cls(**{one.name: found[output(one.name)] for one in fields(cls) if output(one.name) in found})


def output(field: str) -> str:
    """Name of the stack's output for a field: `PortkeyMysqlHost`."""
    return _PREFIX + "".join(word.capitalize() for word in field.split("_"))


def _known(outputs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    names = {output(one.name) for one in fields(Outputs)}
    return ((name, value) for name, value in outputs.items() if name in names)


class _FromFile:
    """Takes outputs, or the path of a file that holds them."""

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
        raise PydanticCustomError(OUTPUTS, "{said}", {"said": str(error), "fix": _WRITE}) from None


OutputsFile = Annotated[Outputs, _FromFile]
