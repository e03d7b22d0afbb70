"""Custom resources as an API server reads them under strict validation, by the definitions that are pinned in `imports/`.

A definition says what the server checks: a field that it does not name is refused, and its rules are evaluated on the object with the
defaults filled in. Rules that compare with an object of before (`oldSelf`) have nothing to compare with, and the server skips them too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import cel
import jsonschema_rs

from imports.crds import FOLDER, MODULES, pinned

__all__ = ["Structural", "UnknownKindError", "kinds", "refused"]

Schema = dict[str, Any]

_BOUNDS = {"int32": 2**31, "int64": 2**63}
_BASE64 = re.compile("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})")

# What CEL or Kubernetes keeps for itself: a rule spells the property `namespace` as `__namespace__`.
_RESERVED = frozenset(
    {"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop"}
    | {"namespace", "null", "package", "return", "true", "var", "void", "while"}
)


class UnknownKindError(LookupError):
    """No definition of this kind is pinned."""


class Structural:
    """The schema of a definition as an API server applies it.

    Raises:
        ValueError: a pattern or a rule cannot be compiled.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._validator = jsonschema_rs.Draft7Validator(
            {**_strict(schema), "definitions": json.loads((FOLDER / "k8s.json").read_text("utf-8"))["definitions"]},
            formats={"byte": lambda text: bool(_BASE64.fullmatch(text))},
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(),  # without look-around and backreferences, as Go's
            keywords={"x-kubernetes-list-map-keys": _MapKeys, "x-kubernetes-validations": _Rules},
        )

    def errors(self, value: Any) -> list[jsonschema_rs.ValidationError]:
        """What is wrong with a value."""
        return list(self._validator.iter_errors(_completed(self._schema, value)))


def refused(one: Mapping[str, Any]) -> list[str]:
    """What an API server would refuse in a custom resource: each complaint with the kind, the name and the place.

    Raises:
        UnknownKindError: no definition of this kind in this version is pinned.
    """
    name = f"{one['kind']} {one.get('metadata', {}).get('name')}"
    errors = _structural(one["apiVersion"], one["kind"]).errors(one)
    return [f"{name} at {'.'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


@cache
def kinds() -> dict[tuple[str, str], Schema]:
    """The schema of every kind that is pinned, by its API version and its name."""
    return {
        (f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"]): version["schema"]["openAPIV3Schema"]
        for names in MODULES.values()
        for crd in map(pinned, names)
        for version in crd["spec"]["versions"]
    }


@cache
def _structural(api_version: str, kind: str) -> Structural:
    if (api_version, kind) not in kinds():
        raise UnknownKindError(f"no definition of {api_version} {kind} is pinned in imports/")
    schema = kinds()[api_version, kind]
    metadata = {"allOf": [{"$ref": "#/definitions/ObjectMeta"}], "required": ["name"]}
    return Structural({**schema, "properties": {**schema["properties"], "metadata": metadata}, "required": [*schema.get("required", []), "metadata"]})


def _strict(schema: Mapping[str, Any]) -> Schema:
    """A definition's schema as draft 7, which refuses what the schema does not name."""
    found = dict(schema)
    if "properties" in schema:
        found["properties"] = {name: _strict(child) for name, child in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), Mapping):
            found[key] = _strict(schema[key])
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        found["additionalProperties"] = schema.get("x-kubernetes-preserve-unknown-fields", False)
    if schema.get("x-kubernetes-int-or-string"):
        found["type"] = ["integer", "string"]
    if schema.get("x-kubernetes-list-type") == "set":
        found["uniqueItems"] = True
    if bound := _BOUNDS.get(schema.get("format", "")):
        found |= {"minimum": max(schema.get("minimum", -bound), -bound), "maximum": min(schema.get("maximum", bound - 1), bound - 1)}
    return {"anyOf": [{"type": "null"}, found]} if schema.get("nullable") else found


def _completed(schema: Mapping[str, Any], value: Any) -> Any:
    """The value as it is validated: a field that is `null` and may not be is as absent as others, and those get their defaults."""
    if isinstance(value, list):
        return [_completed(schema.get("items", {}), child) for child in value]
    if not isinstance(value, Mapping):
        return value
    others = schema["additionalProperties"] if isinstance(schema.get("additionalProperties"), Mapping) else None
    fields = {**dict.fromkeys(value, others), **schema.get("properties", {})}
    said = {key: child for key, child in value.items() if child is not None or fields[key] is None or fields[key].get("nullable")}
    defaults = {key: field["default"] for key, field in fields.items() if key not in said and field and "default" in field}
    return {key: _completed(fields[key] or {}, child) for key, child in {**said, **defaults}.items()}


class _MapKeys:
    """`x-kubernetes-list-map-keys`: no two items of the list have the same values of these keys."""

    def __init__(self, schema: Schema, keys: list[str], _path: object) -> None:
        self.keys = keys

    def validate(self, items: Any) -> None:
        """Raises `ValueError` for an item that is there twice."""
        known = set[str]()
        for item in items if isinstance(items, list) else ():
            identity = json.dumps([item.get(key) for key in self.keys])
            if identity in known:
                raise ValueError(f"two items have the same {', '.join(self.keys)}: {identity}")
            known.add(identity)


class _Rules:
    """`x-kubernetes-validations`: the rules hold, and can be evaluated at all."""

    def __init__(self, schema: Schema, rules: list[Schema], _path: object) -> None:
        self.rules = [(cel.compile(one["rule"]), one.get("message", one["rule"])) for one in rules if "oldSelf" not in one["rule"]]

    def validate(self, value: Any) -> None:
        """Raises the first complaint."""
        for error in self.iter_errors(value):
            raise error

    def iter_errors(self, value: Any) -> Iterator[Exception]:
        """Every complaint."""
        variables = {"self": _spelt(value)}
        for rule, message in self.rules:
            try:
                held = rule.execute(variables)
            except Exception as error:  # what CEL cannot evaluate, the server refuses
                yield ValueError(f"{message} ({error})")
            else:
                if held is not True:
                    yield ValueError(message)


def _spelt(value: Any) -> Any:
    """The value with its properties named as rules name them."""
    if isinstance(value, dict):
        return {f"__{key}__" if key in _RESERVED else key: _spelt(child) for key, child in value.items()}
    return [_spelt(child) for child in value] if isinstance(value, list) else value
