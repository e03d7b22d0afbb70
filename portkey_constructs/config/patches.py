"""Changes to rendered objects that no setting makes, and additional objects."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from portkey_constructs.config.base import Model
from portkey_constructs.config.frozen import check_size, freeze, thaw
from portkey_constructs.config.printable import PRINTABLE, is_printable
from portkey_constructs.config.types import NonEmptyText, ObjectName

__all__ = ["STAGES", "ExtraObject", "JsonOperation", "Patch", "PatchTarget"]

STAGES: Final = ("1-namespace", "2-access", "3-stores", "4-migration", "5-services")
"""The stages of the manifests: their folders in the output."""


class _Json:
    """JSON-like data, read-only all the way down."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        thawed = core_schema.plain_serializer_function_ser_schema(thaw)
        return core_schema.no_info_after_validator_function(_frozen, handler(source), serialization=thawed)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema)


def _frozen(value: Any) -> Any:
    check_size(value)
    if not _is_printable(value):
        raise PydanticCustomError("expected", PRINTABLE)
    return freeze(value)


def _is_printable(value: Any) -> bool:
    match value:
        case str():
            return is_printable(value)
        case Mapping():
            return all(isinstance(key, str) and is_printable(key) and _is_printable(entry) for key, entry in value.items())
        case list() | tuple():
            return all(map(_is_printable, value))
    return True


_AnyJson = Annotated[Any, _Json]
_JsonMap = Annotated[Mapping[str, Any], _Json]


class PatchTarget(Model):
    """The objects that a patch changes: all that match."""

    kind: NonEmptyText
    """Kind of the objects, such as Deployment."""
    name: ObjectName | None = None
    """Name of the object. Defaults to objects of any name."""
    component: NonEmptyText | None = None
    """Component of the objects, such as gateway: the value of their label app.kubernetes.io/component. Defaults to all components."""


class JsonOperation(Model):
    """An operation of a JSON Patch (RFC 6902)."""

    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    """What to do.

    - add: Adds a field or an entry of a list, or replaces a field.
    - remove: Removes what is at the path.
    - replace: Replaces what is at the path.
    - move: Moves what is at `from` to the path.
    - copy: Copies what is at `from` to the path.
    - test: Refuses the patch if something else than the value is at the path.
    """
    path: NonEmptyText
    """Place in the object, such as /spec/template/spec/containers/0/tty. In a key, write ~1 for / and ~0 for ~."""
    from_path: NonEmptyText | None = None
    """Place that move and copy read."""
    value: _AnyJson = None
    """Value for add, replace and test."""

    @property
    def field(self) -> str:
        """The field or the index at the end of the path."""
        return self.path.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    def naming(self, field: str) -> tuple[str, bool]:
        return self.field if field == "value" else "", True


class Patch(Model):
    """A change to rendered objects that no setting makes. Exactly one of merge and json is set."""

    target: PatchTarget
    """The objects that the patch changes."""
    merge: _JsonMap | None = None
    """Fields of the object with their new values.

    Maps are merged. So are lists whose entries have a key, such as containers and variables with their names; other lists are replaced.
    Null removes a field. In a list whose entries have a key, an entry with the key and `$patch: delete` removes that entry.
    """
    json_patch: tuple[JsonOperation, ...] | None = None
    """Operations of a JSON Patch (RFC 6902)."""


class _Object:
    """A whole object of Kubernetes: a map with apiVersion, kind and metadata.name, and optionally the stage in which to apply it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(cls._check, handler(source))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        text = {"type": "string", "minLength": 1}
        metadata = {"type": "object", "properties": {"name": text, "namespace": text}, "required": ["name"]}
        properties = {"apiVersion": text, "kind": text, "metadata": metadata, "stage": {"enum": list(STAGES)}}
        return {"type": "object", "properties": properties, "required": ["apiVersion", "kind", "metadata"]}

    @staticmethod
    def _check(value: Mapping[str, Any]) -> Mapping[str, Any]:
        metadata = value.get("metadata")
        names = metadata if isinstance(metadata, Mapping) else {}
        fields = {"apiVersion": value.get("apiVersion"), "kind": value.get("kind"), "metadata.name": names.get("name")}
        fields |= {"metadata.namespace": names["namespace"]} if "namespace" in names else {}
        wrong = [name for name, field in fields.items() if not (isinstance(field, str) and field)]
        if wrong:
            raise PydanticCustomError("expected", "{fields}: text", {"fields": " and ".join(wrong)})
        if value.get("stage", STAGES[0]) not in STAGES:
            raise PydanticCustomError("expected", "stage: one of {stages}", {"stages": ", ".join(STAGES)})
        return value


ExtraObject = Annotated[Mapping[str, Any], _Json, _Object]
"""A whole object of Kubernetes, and optionally its stage under `stage`."""
