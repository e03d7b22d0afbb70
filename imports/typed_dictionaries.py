"""Generates typed dictionaries from API schemas."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from imports.kubernetes_schema import Schema

__all__ = ["package_exports", "typed_dictionaries"]

QUANTITY = {"type": "string"}
"""A string, even where Kubernetes also accepts a number: this library always writes one."""

RUN_TIME = (
    "    # Creating the classes would take longer than rendering, and calling one creates a plain dictionary anyway.",
    "    globals().update(dict.fromkeys(__all__, dict))",
)


def typed_dictionaries(definitions: Mapping[str, Schema], docstring: str) -> str:
    """The source of a module with a `TypedDict` for each definition, each defined before it is used.

    The module omits `from __future__ import annotations`, which halves its import time.
    """
    plain = {name: QUANTITY if name == "Quantity" else schema for name, schema in definitions.items()}
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": plain}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "schema.json"), Path(folder, "typed.py")
        source.write_text(json.dumps(schema), "utf-8")
        options = ["--output-model-type", "typing.TypedDict", "--no-use-closed-typed-dict", "--skip-root-model", "--disable-future-imports"]
        options += ["--input-file-type", "jsonschema", "--target-python-version", "3.11", "--formatters", "builtin", "--disable-timestamp"]
        options += ["--custom-file-header", f'"""{docstring}"""\n', "--input", str(source), "--output", str(target)]
        subprocess.run([sys.executable, "-m", "datamodel_code_generator", *options], check=True)
        return _formatted(target.read_text("utf-8"))


def package_exports(docstring: str, modules: Mapping[str, Iterable[str]]) -> str:
    """The source of a package's `__init__` that exports these names of each module, at run time as `dict`."""
    imports = [f"    from {module} import {', '.join(sorted(names))}" for module, names in modules.items()]
    exported = sorted(name for names in modules.values() for name in names)
    lines = [f'"""{docstring}"""', "", "from typing import TYPE_CHECKING", "", "if TYPE_CHECKING:", *imports, "", f"__all__ = {exported}", ""]
    return _formatted("\n".join([*lines, "if not TYPE_CHECKING:", *RUN_TIME, ""]))


def _formatted(source: str) -> str:
    for command in (["check", "--select", "I", "--fix"], ["format"]):
        finished = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--quiet", "--stdin-filename", "generated.py", "-"],
            input=source,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        source = finished.stdout
    return source
