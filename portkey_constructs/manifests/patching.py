"""Applies `patches` to rendered objects.

A patch is applied before checksums are computed and names are derived from content: a patched ConfigMap restarts its pods, and a patched
Job gets another name.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

import jsonpatch
import jsonpointer

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.frozen import thaw
from portkey_constructs.config.object_schema import explanation, object_problems, part_problems
from portkey_constructs.config.patches import JsonOperation, Patch
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.merging import MergeError, merged
from portkey_constructs.manifests.metadata import checksum
from portkey_constructs.manifests.migration import job_name
from portkey_constructs.manifests.mysql_user import mysql_user_job_name
from portkey_constructs.manifests.patch_target import matches
from portkey_constructs.platform.components import MYSQL_USER
from portkey_constructs.platform.labels import COMPONENT_LABEL, RESERVED_LABELS
from portkey_constructs.platform.platform import Platform

__all__ = ["patched"]

UNMATCHED: Final = "PK-PATCH-001"
REFUSED: Final = "PK-PATCH-002"
INVALID: Final = "PK-PATCH-003"
NOT_APPLICABLE: Final = "PK-PATCH-004"

_CONFIG_CHECKSUM: Final = "checksum/config"


class _Protected(NamedTuple):
    """A part of an object that no patch may change."""

    path: tuple[str, ...]
    reason: str
    fix: str
    kinds: tuple[str, ...] = ()
    """The kinds that it concerns; empty for every kind."""


_IDENTITY: Final = "other objects and the next rendering find the object by it"
_SELECTOR: Final = "selectors find pods by it, and Kubernetes does not change the selector of an existing object"
_VALUES: Final = "the pods restart when a value changes, and secrets lists the keys: both follow from the settings"
_PROTECTED: Final = (
    _Protected(("apiVersion",), _IDENTITY, "add an object of another version to extraObjects"),
    _Protected(("kind",), _IDENTITY, "add an object of another kind to extraObjects"),
    _Protected(("metadata", "name"), _IDENTITY, "set name, which all names begin with"),
    _Protected(("metadata", "namespace"), _IDENTITY, "set namespace"),
    _Protected(("metadata", "generateName"), _IDENTITY, "leave it out"),
    *(_Protected(("metadata", "labels", label), _SELECTOR, "leave it, and add a label of your own in labels") for label in RESERVED_LABELS),
    _Protected(("spec", "selector"), _SELECTOR, "leave it", ("Deployment", "StatefulSet", "Service", "PodDisruptionBudget", "Job")),
    *(
        _Protected(("spec", "template", "metadata", "labels", label), _SELECTOR, "leave it, and add a label of your own in podLabels")
        for label in RESERVED_LABELS
    ),
    _Protected(("data",), _VALUES, "change the setting or the source of the Secret", ("Secret",)),
    _Protected(("stringData",), _VALUES, "change the setting or the source of the Secret", ("Secret",)),
)


@dataclass
class _Log:
    """What applying the patches brings to light."""

    problems: dict[Problem, None] = field(default_factory=dict)
    matched: set[int] = field(default_factory=set)

    def add(self, path: str, message: str, fix: str, code: str) -> None:
        self.problems[Problem(path, message, fix, code)] = None


def patched(platform: Platform, components: Mapping[str, Sequence[KubernetesObject]]) -> dict[str, tuple[KubernetesObject, ...]]:
    """The objects of each component with every patch applied.

    Raises:
        ConfigurationError: a patch matches no object, does not fit, changes what must not change, or makes an invalid object.
    """
    log = _Log()
    patches = platform.config.patches
    result = {name: tuple(_patched_object(manifest, patches, log) for manifest in objects) for name, objects in components.items()}
    present = [manifest for objects in components.values() for manifest in objects]
    for index, patch in enumerate(patches):
        if index not in log.matched:
            log.add(f"patches.{index}.target", f"matches no object: {_described(patch)} is not rendered", _choices(patch, present), UNMATCHED)
    if log.problems:
        raise ConfigurationError(log.problems)
    for name, objects in result.items():
        if objects != components[name]:
            _update_checksums(objects)
            _update_name(platform, objects)
    return result


def _patched_object(original: KubernetesObject, patches: Sequence[Patch], log: _Log) -> KubernetesObject:
    manifest: Any = original
    for index, patch in enumerate(patches):
        if not matches(patch, manifest):
            continue
        log.matched.add(index)
        before = manifest
        changed = _merged(index, patch, before, log) if patch.merge is not None else _operated(index, patch, before, log)
        if changed is not None and not _refused(index, patch, before, changed, log):
            _check(index, patch, changed, log)
            manifest = changed
    return cast(KubernetesObject, manifest)


def _described(patch: Patch) -> str:
    target = patch.target
    name, component = f" {target.name}" if target.name else "", f" of component {target.component}" if target.component else ""
    return f"{target.kind}{name}{component}"


def _choices(patch: Patch, present: Sequence[KubernetesObject]) -> str:
    """The objects of the kind, or the kinds: what the target can name."""
    names = sorted({str(manifest["metadata"]["name"]) for manifest in present if manifest["kind"] == patch.target.kind})
    if names:
        return f"the objects of this kind are {', '.join(names)}"
    return f"name a kind that is rendered: {', '.join(sorted({str(manifest['kind']) for manifest in present}))}"


def _merged(index: int, patch: Patch, before: Mapping[str, Any], log: _Log) -> dict[str, Any] | None:
    path, part, kind = f"patches.{index}.merge", thaw(patch.merge), patch.target.kind
    problems = list(part_problems(kind, _without_directives(part)))
    for problem in problems:
        log.add(_joined(path, problem.path), f"does not fit: {problem.message}", explanation(kind, problem.path), INVALID)
    if problems:
        return None
    try:
        return merged(kind, before, part)
    except MergeError as error:
        log.add(_joined(path, error.path), error.message, error.fix, NOT_APPLICABLE)
        return None


def _without_directives(part: Any) -> Any:
    """The part without what removes something: fields that are null, and entries of lists with a directive."""
    match part:
        case dict():
            return {key: _without_directives(value) for key, value in part.items() if value is not None and key != "$patch"}
        case list():
            return [_without_directives(entry) for entry in part]
    return part


def _operated(index: int, patch: Patch, before: Mapping[str, Any], log: _Log) -> dict[str, Any] | None:
    document = thaw(before)
    for position, operation in enumerate(patch.json_patch or ()):
        try:
            document = jsonpatch.JsonPatch([_operation(operation)]).apply(document)
        except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, KeyError, IndexError, TypeError):
            path = f"patches.{index}.json.{position}"
            name = before["metadata"]["name"]
            if operation.op == "test":
                log.add(path, f"does not hold for {patch.target.kind} {name}", "correct the value or the path", NOT_APPLICABLE)
            else:
                log.add(path, f"cannot {operation.op} {operation.path} in {patch.target.kind} {name}", _pointer_fix(operation), NOT_APPLICABLE)
            return None
    if not isinstance(document, dict) or not isinstance(document.get("metadata"), dict):
        log.add(f"patches.{index}.json", "removes the metadata of the object", "leave the metadata, and change fields of it", REFUSED)
        return None
    return document


def _operation(operation: JsonOperation) -> dict[str, Any]:
    return {yaml_name(JsonOperation, name): thaw(getattr(operation, name)) for name in operation.model_fields_set}


def _pointer_fix(operation: JsonOperation) -> str:
    if operation.op == "add":
        return "add the maps and lists that contain the place first, or use merge, which creates them"
    return "correct the path: render shows the object"


def _refused(index: int, patch: Patch, before: Mapping[str, Any], changed: Mapping[str, Any], log: _Log) -> bool:
    """Whether the patch changes something that must stay; each is reported."""
    refused = False
    for protected in _PROTECTED:
        concerns = not protected.kinds or patch.target.kind in protected.kinds
        if concerns and _value_at(before, protected.path) != _value_at(changed, protected.path):
            log.add(_place(index, patch, protected.path), f"changes {'.'.join(protected.path)}, but {protected.reason}", protected.fix, REFUSED)
            refused = True
    return refused


def _value_at(value: Any, path: Sequence[str]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _place(index: int, patch: Patch, path: Sequence[str]) -> str:
    """The place in the patch that changes a place of the object, as far as the patch has it."""
    if patch.merge is None:
        return f"patches.{index}.json"
    place, value = f"patches.{index}.merge", cast(Any, patch.merge)
    for part in path:
        if not isinstance(value, Mapping) or part not in value:
            break
        place, value = f"{place}.{part}", value[part]
    return place


def _check(index: int, patch: Patch, changed: Mapping[str, Any], log: _Log) -> None:
    path = f"patches.{index}.{'merge' if patch.merge is not None else 'json'}"
    for problem in object_problems(patch.target.kind, changed):
        place = f"{'.'.join(map(str, problem.path))}: " if problem.path else ""
        message = f"makes {patch.target.kind} {changed['metadata']['name']} invalid: {place}{problem.message}"
        log.add(path, message, explanation(patch.target.kind, problem.path), INVALID)


def _joined(path: str, parts: Sequence[str | int]) -> str:
    return ".".join((path, *map(str, parts)))


def _update_checksums(objects: Sequence[KubernetesObject]) -> None:
    """Sets the checksum of the configuration of a component's pods to that of its patched ConfigMap."""
    config_maps = [cast(Mapping[str, Any], manifest) for manifest in objects if manifest["kind"] == "ConfigMap"]
    for template in _templates(objects):
        annotations = template["metadata"].get("annotations", {})
        if config_maps and _CONFIG_CHECKSUM in annotations:
            annotations[_CONFIG_CHECKSUM] = checksum(config_maps[0]["data"])


def _templates(objects: Sequence[KubernetesObject]) -> Iterator[MutableMapping[str, Any]]:
    for manifest in objects:
        if manifest["kind"] in ("Deployment", "StatefulSet"):
            yield cast(Any, manifest)["spec"]["template"]


def _update_name(platform: Platform, objects: Sequence[KubernetesObject]) -> None:
    """Sets the name of a patched Job, which contains a digest of its content."""
    for manifest in objects:
        if manifest["kind"] == "Job":
            own = mysql_user_job_name if manifest["metadata"]["labels"][COMPONENT_LABEL] == MYSQL_USER else job_name
            manifest["metadata"]["name"] = own(platform, cast(Any, manifest)["spec"])
