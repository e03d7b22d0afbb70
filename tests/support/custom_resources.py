"""Strict validation of custom resources, as an API server does it with the definitions that are pinned in `imports/`.

The server rejects fields that the definition does not have, and evaluates its rules on the object with the defaults filled in.
When an object is created, it skips rules that compare with an earlier object (`oldSelf`), and so does this module.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import cel
import jsonschema_rs

from imports.crds import CUSTOM_KINDS, FOLDER, pinned

__all__ = ["Structural", "UnknownKindError", "refused"]

Schema = dict[str, Any]

_BOUNDS = {"int32": 2**31, "int64": 2**63}
_BASE64 = re.compile("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})")

# Words that CEL or Kubernetes reserves: a rule refers to the property `namespace` as `__namespace__`.
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
        """The validation errors of a value."""
        return list(self._validator.iter_errors(_completed(self._schema, value)))


def refused(manifest: Mapping[str, Any]) -> list[str]:
    """Why an API server would reject a custom resource: each error with the kind, the name and the path of the field.

    Raises:
        UnknownKindError: no definition of this kind in this version is pinned.
    """
    name = f"{manifest['kind']} {manifest.get('metadata', {}).get('name')}"
    errors = _structural(manifest["apiVersion"], manifest["kind"]).errors(manifest)
    return [f"{name} at {'.'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


@cache
def _schemas() -> dict[tuple[str, str], Schema]:
    """The schema of every custom resource, by its API version and kind."""
    return {(kind.api_version, kind.kind): pinned(kind)["spec"]["versions"][0]["schema"]["openAPIV3Schema"] for kind in CUSTOM_KINDS}


@cache
def _structural(api_version: str, kind: str) -> Structural:
    if (api_version, kind) not in _schemas():
        raise UnknownKindError(f"no definition of {api_version} {kind} is pinned in imports/")
    schema = _schemas()[api_version, kind]
    metadata = {"allOf": [{"$ref": "#/definitions/ObjectMeta"}], "required": ["name"]}
    required = list(dict.fromkeys([*schema.get("required", []), "metadata"]))
    return Structural({**schema, "properties": {**schema["properties"], "metadata": metadata}, "required": required})


def _strict(schema: Mapping[str, Any]) -> Schema:
    """The schema of a definition as draft 7, which rejects unknown fields."""
    strict = dict(schema)
    if "properties" in schema:
        strict["properties"] = {name: _strict(child) for name, child in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), Mapping):
            strict[key] = _strict(schema[key])
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        strict["additionalProperties"] = schema.get("x-kubernetes-preserve-unknown-fields", False)
    if schema.get("x-kubernetes-int-or-string"):
        strict["type"] = ["integer", "string"]
    if schema.get("x-kubernetes-list-type") == "set":
        strict["uniqueItems"] = True
    if bound := _BOUNDS.get(schema.get("format", "")):
        strict |= {"minimum": max(schema.get("minimum", -bound), -bound), "maximum": min(schema.get("maximum", bound - 1), bound - 1)}
    return {"anyOf": [{"type": "null"}, strict]} if schema.get("nullable") else strict


def _completed(schema: Mapping[str, Any], value: Any) -> Any:
    """The value with defaults: a field that is `null` but not nullable counts as absent."""
    if isinstance(value, list):
        return [_completed(schema.get("items", {}), child) for child in value]
    if not isinstance(value, Mapping):
        return value
    others = schema["additionalProperties"] if isinstance(schema.get("additionalProperties"), Mapping) else None
    fields = {**dict.fromkeys(value, others), **schema.get("properties", {})}
    present = {key: child for key, child in value.items() if child is not None or fields[key] is None or fields[key].get("nullable")}
    defaults = {key: field["default"] for key, field in fields.items() if key not in present and field and "default" in field}
    return {key: _completed(fields[key] or {}, child) for key, child in {**present, **defaults}.items()}


class _MapKeys:
    """`x-kubernetes-list-map-keys`: no two items of a list have the same values for these keys."""

    def __init__(self, schema: Schema, keys: list[str], _path: object) -> None:
        self.keys = keys

    def validate(self, items: Any) -> None:
        """Raises `ValueError` for a duplicate item."""
        seen = set[str]()
        for item in items if isinstance(items, list) else ():
            identity = json.dumps([item.get(key) for key in self.keys])
            if identity in seen:
                raise ValueError(f"two items have the same {', '.join(self.keys)}: {identity}")
            seen.add(identity)


class _Rules:
    """`x-kubernetes-validations`: every rule can be evaluated, and is true."""

    def __init__(self, schema: Schema, rules: list[Schema], _path: object) -> None:
        self.rules = [(cel.compile(rule["rule"]), rule.get("message", rule["rule"])) for rule in rules if "oldSelf" not in rule["rule"]]

    def validate(self, value: Any) -> None:
        """Raises the first error."""
        for error in self.iter_errors(value):
            raise error

    def iter_errors(self, value: Any) -> Iterator[Exception]:
        """Every error."""
        variables = {"self": _escaped(value)}
        for rule, message in self.rules:
            try:
                result = rule.execute(variables)
            except Exception as error:  # the server rejects an object whose rules CEL cannot evaluate
                yield ValueError(f"{message} ({error})")
            else:
                if result is not True:
                    yield ValueError(message)


def _escaped(value: Any) -> Any:
    """The value with its properties named as rules refer to them."""
    if isinstance(value, dict):
        return {f"__{key}__" if key in _RESERVED else key: _escaped(child) for key, child in value.items()}
    return [_escaped(child) for child in value] if isinstance(value, list) else value
