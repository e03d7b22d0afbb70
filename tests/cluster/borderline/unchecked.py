"""Renders configurations without any check: what the API server would get if the validator accepted everything.

`python -m tests.cluster.borderline.unchecked` is a process of its own, because the types of the settings lose their checks before the models exist.
It reads a configuration as JSON from each line of its input, and prints the objects, or the reason why they cannot be built.
"""

import importlib
import json
import sys
from collections.abc import Mapping
from typing import Any, Final, get_args

from pydantic import AfterValidator
from pydantic._internal._generate_schema import GenerateSchema
from pydantic_core import core_schema

__all__ = ["main"]

_PACKAGE: Final = "portkey_constructs"


def _set(owner: Any, name: str, value: Any) -> None:
    """Replaces what exists, so that a check with another name is noticed."""
    assert hasattr(owner, name), f"{owner} has no {name}"
    setattr(owner, name, value)


def _module(name: str) -> Any:
    return importlib.import_module(f"{_PACKAGE}.{name}")


def _remove_checks_of_types() -> None:
    types = _module("config.types")
    after, literal = AfterValidator.__get_pydantic_core_schema__, GenerateSchema._literal_schema

    def text(self: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_as_text if source is str else lambda value: value)

    def whole(self: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.int_schema()

    def validated(self: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
        return (
            text(self, source, handler)
            if self.func in (types.address_range, _module("config.name_patterns").label_key)
            else after(self, source, handler)
        )

    def any_literal(self: Any, literal_type: Any) -> core_schema.CoreSchema:
        # A literal with one value is the kind of a model, by which unions choose.
        return literal(self, literal_type) if len(get_args(literal_type)) == 1 else core_schema.any_schema()

    for name, schema in (("Matching", text), ("Printable", text), ("Whole", whole), ("Seconds", whole)):
        _set(getattr(types, name), "__get_pydantic_core_schema__", schema)
    _set(AfterValidator, "__get_pydantic_core_schema__", validated)
    _set(GenerateSchema, "_literal_schema", any_literal)


def _as_text(value: Any) -> Any:
    return value if isinstance(value, str | Mapping | list) else str(value)


def _nothing(*arguments: Any, **named: Any) -> tuple[()]:
    return ()


def _remove_checks_of_values() -> None:
    fragments = _module("config.fragments")
    _set(fragments, "_messages", lambda *arguments: {})
    for name in ("_unprintable", "_repeated", "fragment_problems"):
        _set(fragments, name, _nothing)
    _set(_module("config.annotations"), "_MAX_KIBIBYTES", 1 << 20)
    for name in ("object_problems", "part_problems"):
        _set(_module("manifests.patching"), name, _nothing)
    _set(_module("manifests.extra_object_checks"), "object_problems", _nothing)


def _objects(data: Any) -> list[Any]:
    root = _module("config.root")
    config = _module("config.base").validate(root.PortkeyConfig, data, yaml=True, context=root.Rules.LATER)
    return [staged.manifest for staged in config.resolve().objects()]


def main() -> None:
    """Answers each line."""
    _remove_checks_of_types()
    _remove_checks_of_values()
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = {"objects": _objects(json.loads(line))}
        except Exception as error:  # Whatever a value without a check leads to.
            answer = {"reason": f"{type(error).__name__}: {error}"[:2000]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
