"""A Terraform module in the JSON syntax.

Terraform reads each string of that syntax as a template. Text of the configuration must stay as it is, so `Module.to_json` escapes every string
that is not an `Expression`.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["Expression", "Module", "call", "joined", "quoted", "reference"]

_NOTE: Final = "Written by portkey-constructs aws terraform. To change a resource, write a file such as portkey_override.tf.json."
_BLOCKS: Final = ("terraform", "provider", "variable", "locals", "ephemeral", "resource", "output")
"""The blocks of a module, in the order in which they are written."""


class Expression(str):
    """A template that Terraform evaluates. Formatting gives text, not an expression: use `joined`."""

    __slots__ = ()


def reference(address: str) -> Expression:
    """The value at an address such as `aws_kms_key.logs.arn`."""
    return Expression(f"${{{address}}}")


def call(function: str, *arguments: str) -> Expression:
    """A call of a function with arguments in Terraform's own syntax."""
    return reference(f"{function}({', '.join(arguments)})")


def joined(*parts: str) -> Expression:
    """Text and expressions in one string."""
    return Expression("".join(part if isinstance(part, Expression) else _escaped(part) for part in parts))


def quoted(text: str) -> str:
    """Text inside an expression."""
    return _escaped(json.dumps(text))


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


class Module:
    """The blocks of a module. A second block of the same type and name is an error."""

    def __init__(self) -> None:
        self._blocks: dict[str, dict[str, Any]] = {block: {} for block in _BLOCKS}

    def settings(self, block: str, content: Mapping[str, Any]) -> None:
        """Set the content of `terraform` or `provider`."""
        self._blocks[block] = dict(content)

    def variable(self, name: str, type: str, description: str, /, **arguments: Any) -> None:
        """Declare an input. A variable that several resources read is declared once."""
        self._blocks["variable"][name] = {"type": type, "description": description, **arguments}

    def policy(self, name: str, document: Mapping[str, Any]) -> Expression:
        """Declare a policy document as a local value, and return it as JSON."""
        self._add(self._blocks["locals"], name, document)
        return call("jsonencode", f"local.{name}")

    def resource(self, type: str, name: str, /, **arguments: Any) -> str:
        """Add a resource, and return its address. Arguments that are None are left out."""
        return self._typed("resource", type, name, arguments)

    def ephemeral(self, type: str, name: str, /, **arguments: Any) -> str:
        """Add a value that Terraform stores neither in its plan nor in its state, and return its address."""
        return f"ephemeral.{self._typed('ephemeral', type, name, arguments)}"

    def output(self, name: str, value: str) -> None:
        """Add an output."""
        self._add(self._blocks["output"], name, {"value": value})

    def to_json(self) -> str:
        """The text of the file."""
        blocks = {name: _as_template(content) for name, content in self._blocks.items() if content}
        return json.dumps({"//": _NOTE, **blocks}, indent=2, ensure_ascii=False) + "\n"

    def _typed(self, block: str, type: str, name: str, arguments: Mapping[str, Any]) -> str:
        content = {argument: value for argument, value in arguments.items() if value is not None}
        self._add(self._blocks[block].setdefault(type, {}), name, content)
        return f"{type}.{name}"

    @staticmethod
    def _add(blocks: dict[str, Any], name: str, content: Any) -> None:
        if name in blocks:
            raise ValueError(f"the module has a second {name}")
        blocks[name] = content


def _as_template(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_as_template(key): _as_template(content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return [_as_template(item) for item in value]
    return _escaped(value) if isinstance(value, str) and not isinstance(value, Expression) else value
