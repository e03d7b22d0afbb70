"""Custom resources: their definitions as their projects publish them, stripped to the schema, and typed dictionaries of them.

`python -m imports.crds FILE VERSION` strips a published definition into `imports/`, where `cdk8s import` and `make imports` read it.
A file there holds a whole API group: `cdk8s import` writes a module a group, the last file of a group over those before it.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from imports.kubernetes import REFERENCE, Schema

__all__ = ["FOLDER", "MODULES", "UPSTREAM", "definitions_of", "pinned", "stripped"]

FOLDER = Path(__file__).parent
KUBERNETES = "portkey_constructs.kubernetes.kubernetes"

UPSTREAM = "portkey-constructs/upstream"
"""The annotation that records which version of which project a definition is of."""

MODULES: Mapping[str, tuple[str, ...]] = {
    "flux": ("kustomize.toolkit.fluxcd.io_kustomizations", "source.toolkit.fluxcd.io_gitrepositories", "source.toolkit.fluxcd.io_ocirepositories"),
    "external_secrets": (
        "external-secrets.io_externalsecrets",
        "external-secrets.io_secretstores",
        "external-secrets.io_clustersecretstores",
    ),
    "gateway_api": ("gateway.networking.k8s.io_httproutes",),
    "monitoring": ("monitoring.coreos.com_servicemonitors",),
    "secrets_store": ("secrets-store.csi.x-k8s.io_secretproviderclasses",),
}
"""The modules of typed dictionaries, each with the definitions that it is made from."""

PRUNED = "portkey-constructs/pruned"
"""The annotation that records what of a definition is not pinned."""

APPROVED = "api-approved.kubernetes.io"
"""The annotation without which an API server takes no definition of a `*.k8s.io` group."""

_PROVIDERS = ("aws", "azurekv", "gcpsm", "vault")
"""The providers of a secret store that are emitted; there are some forty more, and the schema of a store is that of its providers."""

_STORES = ("SecretStore", "ClusterSecretStore")

_KEPT = (
    *("type", "format", "pattern", "enum", "required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
    *("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-validations"),
    *("nullable", "default", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"),
)
_FOLLOWED = ("properties", "items", "additionalProperties", "not", "oneOf", "anyOf", "allOf")
_DROPPED = ("description", "title", "example", "externalDocs")


def stripped(published: Mapping[str, Any], upstream: str) -> Schema:
    """A definition with its stored version alone, without descriptions, status and printer columns, a secret store without most providers.

    Raises:
        ValueError: the schema says something that this neither keeps nor knows to be a description.
    """
    spec = published["spec"]
    [version] = [one for one in spec["versions"] if one["storage"]]
    schema = _stripped(version["schema"]["openAPIV3Schema"])
    schema["properties"].pop("status", None)
    annotations = {UPSTREAM: upstream}
    if spec["group"] == "external-secrets.io" and spec["names"]["kind"] in _STORES:
        provider = schema["properties"]["spec"]["properties"]["provider"]
        provider["properties"] = {name: provider["properties"][name] for name in _PROVIDERS}
        annotations[PRUNED] = f"providers other than {', '.join(_PROVIDERS)}"
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
        raise ValueError(f"is in a schema, and would be lost: {', '.join(sorted(unknown))}")
    found: Schema = {key: node[key] for key in _KEPT if key in node}
    if "properties" in node:
        found["properties"] = {name: _stripped(child) for name, child in sorted(node["properties"].items())}
    for key in ("items", "additionalProperties", "not"):
        if key in node:
            found[key] = _stripped(node[key]) if isinstance(node[key], Mapping) else node[key]
    for key in ("oneOf", "anyOf", "allOf"):
        if key in node:
            found[key] = [_stripped(child) for child in node[key]]
    return found


def pinned(name: str) -> Schema:
    """A definition that is pinned here, by its group and the plural of its kind, such as "monitoring.coreos.com_servicemonitors"."""
    group, _, plural = name.partition("_")
    return _in_file(FOLDER / f"{group}.yaml")[f"{plural}.{group}"]


def _in_file(path: Path) -> dict[str, Schema]:
    """The definitions in a file, by their names."""
    loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {one["metadata"]["name"]: one for one in yaml.load_all(path.read_text("utf-8"), loader) if one}


def definitions_of(crds: list[Schema]) -> dict[str, Schema]:
    """The schemas of the definitions with a name for every object in them: `Kustomization`, `KustomizationSpec`, ...

    A kind whose spec is that of a kind before it shares it; the metadata is the `ObjectMeta` of Kubernetes' own kinds.
    """
    found: dict[str, Schema] = {"ObjectMeta": {"type": "object", "x-python-import": {"module": KUBERNETES, "name": "ObjectMeta"}}}
    specs: dict[str, Schema] = {}
    for crd in crds:
        kind = crd["spec"]["names"]["kind"]
        schema = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        spec = schema["properties"]["spec"]
        name = next((name for name, known in specs.items() if known == spec), f"{kind}Spec")
        if name not in specs:
            specs[name] = spec
            found |= dict(_named(name, spec))
        properties = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
        properties |= {"metadata": {"$ref": f"{REFERENCE}ObjectMeta"}, "spec": {"$ref": f"{REFERENCE}{name}"}}
        found[kind] = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
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
    [(name, published)] = _in_file(Path(file)).items()
    path = FOLDER / f"{published['spec']['group']}.yaml"
    group = {**(_in_file(path) if path.exists() else {}), name: stripped(published, version)}
    text = yaml.safe_dump_all([group[name] for name in sorted(group)], sort_keys=False, width=150)
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
