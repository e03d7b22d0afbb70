"""Renders configurations without any check: what the API server would get if the validator accepted everything.

`python -m tests.cluster.borderline.unchecked` is a process of its own, because the types of the settings lose their checks before the models exist.
It reads a configuration as JSON from each line of its input, and prints the objects, or the reason why they cannot be built.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any, get_args

from pydantic_core import core_schema

__all__: list[str] = []


def _remove_checks_of_types() -> None:
    from pydantic import AfterValidator
    from pydantic._internal._generate_schema import GenerateSchema

    from portkey_constructs.config import types

    def text(self: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_as_text if source is str else lambda value: value)

    def whole(self: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.int_schema()

    types.Matching.__get_pydantic_core_schema__ = text  # type: ignore[method-assign]
    types.Whole.__get_pydantic_core_schema__ = whole  # type: ignore[method-assign]
    types.Printable.__get_pydantic_core_schema__ = text  # type: ignore[method-assign]
    types.Seconds.__get_pydantic_core_schema__ = whole  # type: ignore[method-assign]
    after = AfterValidator.__get_pydantic_core_schema__

    def validated(self: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
        return text(self, source, handler) if self.func is types.address_range else after(self, source, handler)

    AfterValidator.__get_pydantic_core_schema__ = validated  # type: ignore[method-assign]
    original = GenerateSchema._literal_schema

    def literal(self: Any, literal_type: Any) -> core_schema.CoreSchema:
        # A literal with one value is the kind of a model, by which unions choose.
        return original(self, literal_type) if len(get_args(literal_type)) == 1 else core_schema.any_schema()

    GenerateSchema._literal_schema = literal  # type: ignore[method-assign]


def _as_text(value: Any) -> Any:
    return value if isinstance(value, str | Mapping | list) else str(value)


def _remove_checks_of_values() -> None:
    from portkey_constructs.config import annotations, fragments, types
    from portkey_constructs.manifests import extra_object_checks, patching

    nothing: Any = lambda *arguments, **named: ()  # noqa: E731
    fragments._messages = lambda *arguments: {}  # type: ignore[assignment]
    fragments._unprintable = nothing
    fragments.fragment_problems = nothing
    fragments._repeated = nothing
    annotations._MAX_KIBIBYTES = 1 << 20  # type: ignore[misc]
    types._MAX_PREFIX = 1 << 20  # type: ignore[misc]
    patching.object_problems = nothing
    patching.part_problems = nothing
    extra_object_checks.object_problems = nothing


def _objects(data: Any) -> list[Any]:
    from portkey_constructs.config.base import validate
    from portkey_constructs.config.root import PortkeyConfig, Rules

    config = validate(PortkeyConfig, data, yaml=True, context=Rules.LATER)
    return [staged.manifest for staged in config.resolve().objects()]


def main() -> None:
    """Answers each line."""
    _remove_checks_of_types()
    _remove_checks_of_values()
    for line in sys.stdin:
        try:
            answer = {"objects": _objects(json.loads(line))}
        except Exception as error:  # Whatever a value without a check leads to.
            answer = {"reason": f"{type(error).__name__}: {error}"[:2000]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
