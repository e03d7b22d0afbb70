"""Generates a repository with several environments: configuration files in layers, `environments.yaml` that names them, and checks in CI."""

import json
from collections.abc import Mapping
from string import Template
from typing import Final

from portkey_constructs.environments.json_schema import environments_schema
from portkey_constructs.environments.reading import ENVIRONMENTS_FILE
from portkey_constructs.loading.part_schema import part_schema
from portkey_constructs.scaffold.placeholders import complete_values
from portkey_constructs.scaffold.project import DIST_CHECK, package_values, source_text

__all__ = ["OPTIONS", "environment_files", "repository_files"]

OPTIONS: Final = ("host", "issuer", "client_id", "bucket")
"""The placeholders of the files."""
_LAYERS: Final = (
    "base.yaml",
    *(f"regions/{region}.yaml" for region in ("eu", "us")),
    *(f"stages/{stage}.yaml" for stage in ("staging", "production")),
    *(f"tenants/{tenant}.yaml" for tenant in ("acme", "globex")),
)
_VALIDATE: Final = "portkey-constructs validate --all"
_RENDER: Final = "portkey-constructs render --all -o dist"
_PLAN: Final = 'portkey-constructs plan --all --against "origin/$GITHUB_BASE_REF" --format markdown >> "$GITHUB_STEP_SUMMARY" || test $? -eq 3'
_SHARED: Final = {
    ".github/workflows/portkey.yaml": "workflow.environments.yaml",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "README.md": "README.environments.md",
}
_APP: Final = {
    "cdk8s.yaml": "cdk8s.yaml",
    "main.py": "main.environments.py",
    "requirements.txt": "requirements.txt",
    "test_dist.py": "test_dist.environments.py",
}
_WITHOUT_APP: Final = {"requirements.txt": "requirements.environments.txt"}


def environment_files(values: Mapping[str, str]) -> dict[str, str]:
    """The layers, `environments.yaml` and the schemas for editors, by path; `values` are those of the placeholders."""
    complete = complete_values(values, {})
    filled = {**complete, "domain": complete["host"].partition(".")[2]}
    texts = {path: _text(f"environments/{path}", filled) for path in (ENVIRONMENTS_FILE, *_LAYERS)}
    schemas = {"part.schema.json": part_schema(), "environments.schema.json": environments_schema()}
    return {**texts, **{path: f"{json.dumps(schema, indent=2)}\n" for path, schema in schemas.items()}}


def repository_files(count: int, *, app: bool) -> dict[str, str]:
    """The other files of the repository: checks in CI and before commits, requirements, and with `app` a cdk8s app for all environments."""
    check = DIST_CHECK if app else f"{_RENDER} --check"
    values = {
        "count": str(count),
        "validate": _VALIDATE,
        "plan": _PLAN,
        "fresh": check,
        "tests": "\n      - run: python -m pytest" if app else "",
        "write": "python main.py" if app else _RENDER,
        "writer": "`main.py`" if app else "`portkey-constructs render`",
        "warning": "\n   Do not write this folder with `portkey-constructs render`: it formats the same objects differently." if app else "",
        "pattern": r".*\.yaml",
        "ignored": "",
        **package_values("locked.app.txt" if app else "locked.txt"),
    }
    return {path: _text(source, values) for path, source in {**_SHARED, **(_APP if app else _WITHOUT_APP)}.items()}


def _text(source: str, values: Mapping[str, str]) -> str:
    return Template(source_text(source)).substitute(values)
