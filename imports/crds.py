"""Definitions of custom resources: pinned in `imports/`, reduced to their schemas.

`python -m imports.crds FILE VERSION` pins a published definition, for `cdk8s import` and `make imports` to read.
Each file contains a whole API group, because `cdk8s import` writes one module per group and each file overwrites it.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from imports.constraint import MESSAGE
from imports.kubernetes_schema import REFERENCE, Schema
from portkey_constructs.kubernetes.registry import KINDS, ObjectKind

__all__ = ["CUSTOM_KINDS", "FOLDER", "PRUNED", "UPSTREAM", "definitions_of", "file_of", "pinned", "stripped"]

FOLDER = Path(__file__).parent
API_MODULE = "portkey_constructs.kubernetes.api"

CUSTOM_KINDS = tuple(kind for kind in KINDS.values() if kind.custom)
"""The registered kinds that need a definition."""

UPSTREAM = "portkey-constructs/upstream"
"""The annotation with the project and version that published a definition."""

PRUNED = "portkey-constructs/pruned"
"""The annotation with the parts of a definition that are not pinned."""

APPROVED = "api-approved.kubernetes.io"
"""The annotation without which an API server rejects a definition of a `*.k8s.io` group."""

_PROVIDERS = ("aws", "azurekv", "gcpsm", "vault")
"""The providers of a secret store that are rendered, of some forty whose schemas make up that of a store."""

_PARTS = {
    "BackendConfig": ("connectionDraining", "healthCheck", "timeoutSec"),
    "CiliumNetworkPolicy": ("egress", "egressDeny", "endpointSelector"),
    "Certificate": ("dnsNames", "issuerRef", "secretName", "usages"),
    "Middleware": ("ipAllowList",),
    "ServersTransport": ("rootCAs", "serverName"),
}
"""The parts of a kind's spec that are rendered, of many."""

_KEPT = (
    *("type", "format", "pattern", "enum", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
    *("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-validations"),
    *("nullable", "default", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"),
)
_FOLLOWED = ("properties", "items", "additionalProperties", "not", "oneOf", "anyOf", "allOf")
_DROPPED = ("description", "title", "example", "externalDocs")


def stripped(published: Mapping[str, Any], upstream: str) -> Schema:
    """A definition reduced to the schema of its stored version, without descriptions, status and parts that are not rendered.

    Raises:
        ValueError: the schema has a keyword that this function neither keeps nor drops on purpose.
    """
    spec = published["spec"]
    [version] = [candidate for candidate in spec["versions"] if candidate["storage"]]
    schema = _stripped(version["schema"]["openAPIV3Schema"])
    schema["properties"].pop("status", None)
    annotations = {UPSTREAM: upstream}
    if spec["group"] == "external-secrets.io" and "provider" in schema["properties"]["spec"]["properties"]:
        provider = schema["properties"]["spec"]["properties"]["provider"]
        provider["properties"] = {name: provider["properties"][name] for name in _PROVIDERS}
        annotations[PRUNED] = f"providers other than {', '.join(_PROVIDERS)}"
    if parts := _PARTS.get(spec["names"]["kind"]):
        parent = schema["properties"]["spec"]
        parent["properties"] = {name: parent["properties"][name] for name in parts}
        annotations[PRUNED] = f"parts of the spec other than {', '.join(parts)}"
    if approved := published["metadata"].get("annotations", {}).get(APPROVED):
        annotations[APPROVED] = approved
    names = {key: spec["names"][key] for key in ("kind", "listKind", "plural", "singular")}
    return {
        "apiVersion": published["apiVersion"],
        "kind": published["kind"],
        "metadata": {"name": published["metadata"]["name"], "annotations": annotations},
        "spec": {
            "group": spec["group"],
            "names": names,
            "scope": spec["scope"],
            "versions": [{"name": version["name"], "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }


def _stripped(node: Mapping[str, Any]) -> Schema:
    if unknown := node.keys() - {*_KEPT, *_FOLLOWED, *_DROPPED}:
        raise ValueError(f"the schema has keywords that would be lost: {', '.join(sorted(unknown))}")
    kept: Schema = {key: node[key] for key in _KEPT if key in node}
    if "properties" in node:
        kept["properties"] = {name: _stripped(child) for name, child in sorted(node["properties"].items())}
    for key in ("items", "additionalProperties", "not"):
        if key in node:
            kept[key] = _stripped(node[key]) if isinstance(node[key], Mapping) else node[key]
    for key in ("oneOf", "anyOf", "allOf"):
        if key in node:
            kept[key] = [_stripped(child) for child in node[key]]
    return kept


def file_of(group: str) -> Path:
    """The file with the pinned definitions of an API group."""
    return FOLDER / f"{group}.yaml"


def pinned(kind: ObjectKind) -> Schema:
    """The pinned definition of a kind."""
    return _definitions_in(file_of(kind.group))[f"{kind.plural}.{kind.group}"]


def _definitions_in(path: Path) -> dict[str, Schema]:
    """The definitions in a file, by their names."""
    loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {crd["metadata"]["name"]: crd for crd in yaml.load_all(path.read_text("utf-8"), loader) if crd}


def definitions_of(crds: list[Schema], *, checked: bool = False) -> dict[str, Schema]:
    """The schemas of the definitions with a name for every object in them: `Kustomization`, `KustomizationSpec`, ...

    With `checked`, they keep enumerations and minimums, each with what it expects; otherwise only types.

    A kind whose spec equals that of an earlier kind shares it; the metadata is the `ObjectMeta` of Kubernetes.
    """
    definitions: dict[str, Schema] = {"ObjectMeta": {"type": "object", "x-python-import": {"module": API_MODULE, "name": "ObjectMeta"}}}
    specs: dict[str, Schema] = {}
    for crd in crds:
        kind = crd["spec"]["names"]["kind"]
        schema = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        spec = schema["properties"]["spec"]
        name = next((name for name, earlier in specs.items() if earlier == spec), f"{kind}Spec")
        if name not in specs:
            specs[name] = spec
            definitions |= dict(_named(name, spec, checked))
        properties = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
        properties |= {"metadata": {"$ref": f"{REFERENCE}ObjectMeta"}, "spec": {"$ref": f"{REFERENCE}{name}"}}
        definitions[kind] = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return definitions


def _named(name: str, schema: Schema, checked: bool) -> Iterator[tuple[str, Schema]]:
    properties: dict[str, Schema] = {}
    for key, child in schema["properties"].items():
        properties[key] = yield from _referred(f"{name}{key[:1].upper()}{key[1:]}", child, checked)
    yield name, {"type": "object", "properties": properties, "required": schema.get("required", []), "additionalProperties": False}


def _referred(name: str, schema: Schema, checked: bool) -> Any:
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    if "properties" in schema:
        yield from _named(name, schema, checked)
        return {"$ref": f"{REFERENCE}{name}"}
    if schema.get("type") == "array":
        return {"type": "array", "items": (yield from _referred(name, schema["items"], checked))}
    if isinstance(schema.get("additionalProperties"), Mapping):
        return {"type": "object", "additionalProperties": (yield from _referred(name, schema["additionalProperties"], checked))}
    return {"type": schema["type"], **(_checks(schema) if checked else {})} if "type" in schema else {}


def _checks(schema: Schema) -> Schema:
    """The enumeration or the minimum of a field, with what it expects."""
    if "enum" in schema:
        return {"enum": schema["enum"], MESSAGE: f"expected one of {', '.join(schema['enum'])}"}
    if "minimum" in schema:
        return {"minimum": schema["minimum"], MESSAGE: f"expected a number from {schema['minimum']}"}
    return {"minLength": schema["minLength"], MESSAGE: "expected some text"} if "minLength" in schema else {}


def main(file: str, version: str) -> None:
    """Pins the published definition in `file` of `version`, such as "fluxcd/kustomize-controller v1.9.0"."""
    [(name, published)] = _definitions_in(Path(file)).items()
    path = file_of(published["spec"]["group"])
    group = {**(_definitions_in(path) if path.exists() else {}), name: stripped(published, version)}
    text = yaml.safe_dump_all([group[name] for name in sorted(group)], sort_keys=False, width=150)
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
