"""Error codes of `patches` and `extraObjects`, which are checked against the rendered objects once no other error is left."""

from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, declare, rule

__all__: list[str] = []

_PATCHES: Final = ("patches", "patches.**")
_EXTRA: Final = ("extraObjects", "extraObjects.**")
_TARGET: Final = "patches: [{target: {kind: Deployment, component: gateway}, "
_CONFIG_MAP: Final = "extraObjects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: own}, data: "

declare(
    "PK-PATCH-001",
    title="a patch matches no object",
    cause="No rendered object has the kind, the name and the component of the target, so the patch would change nothing.",
    fix="Correct the target; the message names the objects of the same kind, and `portkey-constructs render` prints all objects.",
    settings=_PATCHES,
    example=Example(
        "patches: [{target: {kind: Deployment, component: gatewy}, merge: {spec: {minReadySeconds: 5}}}]\n",
        f"{_TARGET}merge: {{spec: {{minReadySeconds: 5}}}}}}]\n",
    ),
)
declare(
    "PK-PATCH-002",
    title="a patch changes what must stay",
    cause="Names, namespaces, selectors and the labels that selectors use connect the objects, and Kubernetes refuses a new selector of an "
    "existing object. The values of Secrets follow from the settings, and their checksums restart the pods.",
    fix="Use the setting that the message names, or leave the field.",
    settings=_PATCHES,
    example=Example(
        f"{_TARGET}merge: {{metadata: {{name: gateway}}}}}}]\n",
        f"{_TARGET}merge: {{metadata: {{annotations: {{example.org/name: gateway}}}}}}}}]\n",
    ),
)
declare(
    "PK-PATCH-003",
    title="a patch does not fit the schema of the object",
    cause="The patch has a field that the kind does not have, a value of another type, or makes an object that the API server refuses.",
    fix="Correct the field; `kubectl explain` with the path in the message prints its type.",
    settings=_PATCHES,
    example=Example(f"{_TARGET}merge: {{spec: {{minReadySecond: 5}}}}}}]\n", f"{_TARGET}merge: {{spec: {{minReadySeconds: 5}}}}}}]\n"),
)
declare(
    "PK-PATCH-004",
    title="a patch cannot be applied to the object",
    cause="An operation of a JSON Patch names a place that the object does not have, a test does not hold, or an entry of a list lacks the key by "
    "which the list is merged.",
    fix="Correct the path or the key; `portkey-constructs render` shows the object.",
    settings=_PATCHES,
    example=Example(
        f"{_TARGET}json: [{{op: remove, path: /spec/paused}}]}}]\n", f"{_TARGET}json: [{{op: add, path: /spec/paused, value: true}}]}}]\n"
    ),
)


@rule(
    "PK-PATCH-005",
    title="a patch without a change, or with two forms of change",
    cause="A patch has either merge, with the fields and their new values, or json, with the operations of a JSON Patch.",
    fix="Write exactly one of merge and json.",
    settings=_PATCHES,
    example=Example(
        "patches: [{target: {kind: Deployment, component: gateway}}]\n",
        f"{_TARGET}merge: {{spec: {{minReadySeconds: 5}}}}}}]\n",
    ),
    each_alone=True,
)
def no_change(platform: Platform) -> Findings:
    for index, patch in enumerate(platform.config.patches):
        if (patch.merge is None) == (patch.json_patch is None):
            yield Finding(f"patches.{index}", "has neither merge nor json" if patch.merge is None else "has both merge and json")


@rule(
    "PK-PATCH-006",
    title="an incomplete operation of a JSON Patch",
    cause="RFC 6902: add, replace and test need a value, move and copy need from, and a path begins with a slash.",
    fix="Add what the message names.",
    settings=_PATCHES,
    example=Example(f"{_TARGET}json: [{{op: add, path: /spec/paused}}]}}]\n", f"{_TARGET}json: [{{op: add, path: /spec/paused, value: true}}]}}]\n"),
    each_alone=True,
)
def incomplete_operation(platform: Platform) -> Findings:
    for index, patch in enumerate(platform.config.patches):
        for position, operation in enumerate(patch.json_patch or ()):
            path = f"patches.{index}.json.{position}"
            if operation.op in ("add", "replace", "test") and "value" not in operation.model_fields_set:
                yield Finding(path, f"is {operation.op}, but has no value", "add value; null is a value too")
            if operation.op in ("move", "copy") and operation.from_path is None:
                yield Finding(path, f"is {operation.op}, but has no from", "add from, the place to read")
            for name, pointer in (("path", operation.path), ("from", operation.from_path)):
                if pointer and not pointer.startswith("/"):
                    yield Finding(f"{path}.{name}", f"is {pointer}, which does not begin with /", f"write /{pointer.replace('.', '/')}")


declare(
    "PK-EXTRA-001",
    title="an additional object that is rendered already",
    cause="Two objects with the same kind, namespace and name would overwrite each other.",
    fix="Choose another name, or change the rendered object with patches.",
    settings=_EXTRA,
    example=Example(
        "extraObjects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: portkey-frontend}, data: {a: b}}]\n", f"{_CONFIG_MAP}{{a: b}}}}]\n"
    ),
)
declare(
    "PK-EXTRA-002",
    title="an additional object that does not fit the schema of its kind",
    cause="The object has a field that its kind does not have, a value of another type, or lacks a field that the API server requires. Objects of "
    "kinds that this library does not render are not checked.",
    fix="Correct the field; `kubectl explain` with the path in the message prints its type.",
    settings=_EXTRA,
    example=Example(f"{_CONFIG_MAP}{{a: 1}}}}]\n", f"{_CONFIG_MAP}{{a: b}}}}]\n"),
)
declare(
    "PK-EXTRA-003",
    title="an additional Secret with values, outside the development profile",
    cause="The values of a Secret in the manifests are in git, where everybody can read them. Only the development profile allows it.",
    fix="Create the Secret outside the manifests, or add an ExternalSecret or SealedSecret instead.",
    settings=_EXTRA,
    example=Example("extraObjects: [{apiVersion: v1, kind: Secret, metadata: {name: own}, stringData: {a: b}}]\n", f"{_CONFIG_MAP}{{a: b}}}}]\n"),
)
