"""Custom resources: their definitions as their projects publish them, stripped to the schema, and typed dictionaries of them.

`python -m imports.crds FILE VERSION` strips a published definition into `imports/`, where `cdk8s import` and `make imports` read it.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from imports.kubernetes import REFERENCE, Schema

__all__ = ["FOLDER", "MODULES", "UPSTREAM", "definitions_of", "pinned", "stripped"]

FOLDER = Path(__file__).parent
UPSTREAM = "portkey-constructs/upstream"
"""The annotation that records which version of which project a definition is of."""

MODULES: Mapping[str, tuple[str, ...]] = {
    "flux": ("kustomize.toolkit.fluxcd.io_kustomizations", "source.toolkit.fluxcd.io_gitrepositories", "source.toolkit.fluxcd.io_ocirepositories"),
}
"""The modules of typed dictionaries, each with the definitions that it is made from."""

_KEPT = (
    *("type", "format", "pattern", "enum", "required", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties"),
    *("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations", "nullable", "default"),
    *("x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"),
)


def stripped(published: Mapping[str, Any], upstream: str) -> Schema:
    """A definition with its stored version alone, without descriptions, status and printer columns."""
    spec = published["spec"]
    [version] = [one for one in spec["versions"] if one["storage"]]
    schema = _stripped(version["schema"]["openAPIV3Schema"])
    schema["properties"].pop("status", None)
    names = {key: spec["names"][key] for key in ("kind", "listKind", "plural", "singular")}
    return {
        "apiVersion": published["apiVersion"],
        "kind": published["kind"],
        "metadata": {"name": published["metadata"]["name"], "annotations": {UPSTREAM: upstream}},
        "spec": {
            "group": spec["group"],
            "names": names,
            "scope": spec["scope"],
            "versions": [{"name": version["name"], "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }


def _stripped(node: Mapping[str, Any]) -> Schema:
    found: Schema = {key: node[key] for key in _KEPT if key in node}
    if rules := found.get("x-kubernetes-validations"):
        found["x-kubernetes-validations"] = [{key: rule[key] for key in ("rule", "message") if key in rule} for rule in rules]
    if "properties" in node:
        found["properties"] = {name: _stripped(child) for name, child in sorted(node["properties"].items())}
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), Mapping):
            found[key] = _stripped(node[key])
    for key in ("oneOf", "anyOf", "allOf"):
        if key in node:
            found[key] = [_stripped(child) for child in node[key]]
    return found


def pinned(name: str) -> Schema:
    """A definition that is pinned here, by the name of its file."""
    loaded: Schema = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return loaded


def definitions_of(crds: list[Schema], meta: Mapping[str, Schema]) -> dict[str, Schema]:
    """The schemas of the definitions with a name for every object in them: `Kustomization`, `KustomizationSpec`, ..."""
    found: dict[str, Schema] = dict(meta)
    for crd in crds:
        kind = crd["spec"]["names"]["kind"]
        schema = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        found |= dict(_named(kind, schema))
        found[kind]["properties"] |= {"metadata": {"$ref": f"{REFERENCE}ObjectMeta"}}
        found[kind]["required"] = ["apiVersion", "kind", "metadata", "spec"]
    return found


def _named(name: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    properties: dict[str, Schema] = {}
    for key, child in schema["properties"].items():
        own = f"{name}{key[:1].upper()}{key[1:]}"
        properties[key] = yield from _referred(own, child)
    yield name, {"type": "object", "properties": properties, "required": schema.get("required", []), "additionalProperties": False}


def _referred(name: str, schema: Schema) -> Any:
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    if "properties" in schema:
        yield from _named(name, schema)
        return {"$ref": f"{REFERENCE}{name}"}
    if schema.get("type") == "array":
        return {"type": "array", "items": (yield from _referred(name, schema["items"]))}
    if isinstance(schema.get("additionalProperties"), Mapping):
        return {"type": "object", "additionalProperties": (yield from _referred(name, schema["additionalProperties"]))}
    return {"type": schema["type"]} if "type" in schema else {}


def main(file: str, version: str) -> None:
    """Pins the published definition in `file`, which is of `version`, such as "fluxcd/kustomize-controller v1.9.0"."""
    [published] = [one for one in yaml.safe_load_all(Path(file).read_text("utf-8")) if one]
    name = f"{published['spec']['group']}_{published['spec']['names']['plural']}"
    text = yaml.safe_dump(stripped(published, version), sort_keys=False, width=150)
    (FOLDER / f"{name}.yaml").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
