"""Writes everything that is made from the pinned schemas: `python -m imports`."""

import json
from collections.abc import Mapping
from pathlib import Path

from imports.crds import MODULES, UPSTREAM, definitions_of, pinned
from imports.kinds import face, typed_dictionaries
from imports.kubernetes import Schema, subset
from imports.shapes import shapes

__all__ = ["ROOT", "files", "main"]

ROOT = Path(__file__).parent.parent
KINDS = "portkey_constructs/kubernetes"


def files() -> dict[str, str]:
    """The text of each file by its path from the root of the repository; the same every time."""
    kubernetes = subset()
    definitions: Mapping[str, Schema] = kubernetes["definitions"]
    version = kubernetes["source"]["kubernetes"]
    written = "Written by `make imports`."
    return {
        "imports/k8s.json": _json(kubernetes),
        "portkey_constructs/config/kubernetes_shapes.json": _json(shapes(definitions)),
        f"{KINDS}/kubernetes.py": typed_dictionaries(definitions, f"The Kubernetes {version} API as far as this library writes it. {written}"),
        **{f"{KINDS}/{module}.py": _custom(module) for module in MODULES},
        f"{KINDS}/__init__.py": face(
            f"Typed dictionaries of what is rendered: plain dictionaries at run time, checked by mypy. {written}",
            {"portkey_constructs.kubernetes.identity": ["KubernetesObject"], "portkey_constructs.kubernetes.kubernetes": definitions},
        ),
    }


def _custom(module: str) -> str:
    """A module of custom resources: not part of the package's face, since most renderings do without."""
    crds = [pinned(name) for name in MODULES[module]]
    versions = ", ".join(dict.fromkeys(crd["metadata"]["annotations"][UPSTREAM] for crd in crds))
    return typed_dictionaries(definitions_of(crds), f"Custom resources of {versions}. Written by `make imports`.")


def main() -> None:
    """Writes the files that differ, and says what it did."""
    for name, text in files().items():
        path = ROOT / name
        same = path.exists() and path.read_text("utf-8") == text
        if not same:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        print(f"{'unchanged' if same else 'written':9} {name}")


def _json(document: Schema) -> str:
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
