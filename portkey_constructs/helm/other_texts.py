"""Recognizes files that are given as values and are something else: manifests, variables of a shell, arguments, and templates.

No message quotes a value.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.errors import Position, Problem
from portkey_constructs.loading.file_problems import FileProblem

__all__ = ["NOT_VALUES", "TEMPLATED", "TEMPLATE_FIX", "manifest", "open_source_image", "other_text", "template_lines"]

TEMPLATED: Final = "PK-HELM-001"
NOT_VALUES: Final = "PK-HELM-002"
TEMPLATE_FIX: Final = "insert the value first, as the tool that fills it in does; `helm get values RELEASE` prints the values of a release"
_GET_VALUES: Final = "pass the values: `helm get values RELEASE` prints those of a release"
_SET_STYLE: Final = re.compile(r"\s*(--set(-string|-json|-file|-literal)?[ =]|[A-Za-z][\w.-]*(\[\d+\])?=)")
_VARIABLE: Final = re.compile(r"\s*(export\s+[A-Za-z_]\w*=|[A-Z_][A-Z0-9_]*=)")
_SOURCE: Final = re.compile(r"^# Source: ", re.MULTILINE)
_API_VERSION: Final = re.compile(r"""^["']?apiVersion["']?\s*:""", re.MULTILINE)
_KIND: Final = re.compile(r"""^["']?kind["']?\s*:\s*["']?([A-Za-z]+)""", re.MULTILINE)
_TEMPLATE: Final = re.compile(r"\{\{|\{%")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_WITH_VALUES: Final[Mapping[str, str]] = {
    "HelmRelease": "pass the map at spec.values as a file of its own",
    "Application": "pass the values at spec.source.helm as a file of their own",
    "HelmChart": "pass the values at spec.valuesContent as a file of their own",
}
"""Objects that contain values, with what to pass."""
_OPEN_SOURCE: Final = re.compile(r"(docker\.io/)?portkeyai/gateway(:.*)?")


def other_text(text: str, name: str) -> Problem | None:
    """What a text is instead of values, and what to pass; None if it may be values."""
    if _SOURCE.search(text):
        return _problem(name, 1, "these are manifests that Helm rendered", "pass the output of `helm get values`, not of `helm get manifest`")
    kinds = list(dict.fromkeys(match[1] for match in _KIND.finditer(text)))
    if kinds and _API_VERSION.search(text):
        line = text.count("\n", 0, text.index("apiVersion")) + 1
        fix = next((fix for kind, fix in _WITH_VALUES.items() if kind in kinds), _GET_VALUES)
        names = ", ".join(kinds[:3]) + (" and others" if len(kinds) > 3 else "")
        return _problem(name, line, f"these are manifests of Kubernetes ({names})", fix)
    lines = ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#"))
    number, first = next(lines, (1, ""))
    if _VARIABLE.match(first):
        fix = "write them as NAME: value below environment.data of the chart portkey-gateway, or pass the values of the release"
        return _problem(name, number, "these are variables of a shell (NAME=value)", fix)
    if _SET_STYLE.match(first):
        return _problem(name, number, "these are arguments of --set", "write them as a values file: `helm get values RELEASE` prints one")
    return None


def manifest(problem: Problem) -> Problem:
    """The problem of a file with a manifest, for a command that reads values; every other problem as it is."""
    if problem.code != FileProblem.MANIFEST.code:
        return problem
    return problem._replace(message="these are manifests of Kubernetes", fix=_GET_VALUES, code=NOT_VALUES)


def template_lines(text: str, name: str) -> Iterator[Problem]:
    """Each line of a text that is no YAML because a template engine must fill it in first."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _TEMPLATE.search(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), line))
        if match and not line.lstrip().startswith("#"):
            message = "this line contains a placeholder of a template, and the file is no YAML before it is filled in"
            yield Problem("", message, TEMPLATE_FIX, TEMPLATED, position=Position(name, number, match.start() + 1))


def open_source_image(values: Mapping[str, Any]) -> str | None:
    """The key with the image of the open-source gateway; None without it."""
    images = values.get("images")
    places = {"image": values.get("image"), "images.gatewayImage": images.get("gatewayImage") if isinstance(images, Mapping) else None}
    for path, image in places.items():
        repository = image.get("repository") if isinstance(image, Mapping) else image
        if isinstance(repository, str) and _OPEN_SOURCE.fullmatch(repository):
            return f"{path}.repository" if isinstance(image, Mapping) else path
    return None


def _problem(name: str, line: int, message: str, fix: str) -> Problem:
    return Problem("", message, fix, NOT_VALUES, position=Position(name, line, 1))
