"""A change of a configuration, with the manifests before and after it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.cluster.environments import Object
from tests.support.examples import config_from

__all__ = ["OTHER_NAMESPACE", "Case", "Edit", "edited", "merged"]

OTHER_NAMESPACE: Final = "other"
"""As the value of `namespace`: a second namespace of the case."""


@dataclass(frozen=True)
class Edit:
    """A change of a manifest that no setting allows, as it comes from another version of this library or from an editor."""

    kind: str
    name: str
    """A part of the object's name."""
    merge: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A change: the settings that are merged over the base before and after it."""

    name: str
    base: Mapping[str, Any]
    new: Mapping[str, Any]
    old: Mapping[str, Any] | None = None
    edits: tuple[Edit, ...] = ()
    old_edits: tuple[Edit, ...] = ()

    def before(self, namespace: str) -> list[Object]:
        """The manifests before the change, in a namespace."""
        return _rendered(self.base, self.old or {}, self.old_edits, namespace)

    def after(self, namespace: str) -> list[Object]:
        """The manifests after the change."""
        return _rendered(self.base, self.new, self.edits, namespace)


def edited(name: str, base: Mapping[str, Any], kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Case:
    """A case that edits all manifests of a kind before and after the change."""
    return Case(name, base, {}, edits=(Edit(kind, "", new),), old_edits=(Edit(kind, "", old),))


def merged(lower: Any, upper: Any) -> Any:
    """Settings over settings, as in later files: maps are merged unless they are of different kinds."""
    if not isinstance(lower, Mapping) or not isinstance(upper, Mapping) or upper.get("kind", lower.get("kind")) != lower.get("kind"):
        return upper
    return {**lower, **{key: merged(lower.get(key), value) for key, value in upper.items()}}


def _rendered(base: Mapping[str, Any], settings: Mapping[str, Any], edits: tuple[Edit, ...], namespace: str) -> list[Object]:
    configuration = merged({"namespace": namespace, **base}, settings)
    if configuration["namespace"] == OTHER_NAMESPACE:
        configuration["namespace"] = f"{namespace}-{OTHER_NAMESPACE}"
    objects = [json.loads(json.dumps(staged.manifest)) for staged in config_from(configuration).resolve().objects()]
    for edit in edits:
        targets = [number for number, manifest in enumerate(objects) if _matches(manifest, edit)]
        assert targets, f"no object matches {edit}"
        for number in targets:
            objects[number] = _patched(objects[number], edit.merge)
    return objects


def _matches(manifest: Object, edit: Edit) -> bool:
    return manifest["kind"] == edit.kind and edit.name in manifest["metadata"]["name"]


def _patched(value: Any, merge: Any) -> Any:
    """A JSON Merge Patch (RFC 7396)."""
    if not isinstance(merge, Mapping):
        return merge
    result = dict(value) if isinstance(value, Mapping) else {}
    for key, change in merge.items():
        if change is None:
            result.pop(key, None)
        else:
            result[key] = _patched(result.get(key), change)
    return result
