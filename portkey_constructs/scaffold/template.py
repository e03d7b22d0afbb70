"""Templates: configurations with comments for people, and with placeholders.

A template is one file of `portkey_constructs/templates/`. Its first YAML document is about it: `about` in a line, `values` that are its own
defaults, `files` where it makes several. Each document after that is a configuration. A line whose placeholder has no value is left out.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.reading import examine
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_scalars import plain
from portkey_constructs.scaffold.values import VALUES, completed

__all__ = ["SCHEMA", "Template", "check", "templates"]

SCHEMA = "portkey.schema.json"
"""The file of the JSON Schema, beside the configurations that name it in their first line."""
_FOR_EDITORS = f"# yaml-language-server: $schema={SCHEMA}\n"
_DOCUMENTS = re.compile(r"^---\n", re.MULTILINE)
# What stands alone after a colon is quoted where YAML would read something else than text.
_PLACEHOLDER = re.compile(r"(?P<alone>(?<=: )\$(?P<whole>[a-z_]+)(?=[,}\n]))|\$(?P<part>[a-z_]+)")


@dataclass(frozen=True, slots=True)
class Template:
    """One way to begin: its configurations by their file names, with placeholders."""

    name: str
    about: str
    defaults: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def values(self) -> tuple[str, ...]:
        """The values that it leaves open."""
        used = {found["whole"] or found["part"] for text in self.texts.values() for found in _PLACEHOLDER.finditer(text)}
        return tuple(name for name in VALUES if name in used)

    @property
    def options(self) -> tuple[str, ...]:
        """The options of `init` for them."""
        return tuple(VALUES[name].option for name in self.values)

    def default(self, name: str, said: Mapping[str, str] | None = None) -> str:
        """What stands for a value that nobody says; empty when nothing does."""
        return completed(said or {}, self.defaults).get(name, "")

    def filled(self, said: Mapping[str, str]) -> dict[str, str]:
        """The configurations with these values in them, ready to be edited."""
        values = completed(said, self.defaults)
        return {file: _FOR_EDITORS + _filled(text, values) for file, text in self.texts.items()}


@cache
def templates() -> Mapping[str, Template]:
    """Every template by its name, the quick start first."""
    folder = files("portkey_constructs") / "templates"
    found = {file.name.removesuffix(".yaml"): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}
    return {name: _template(name, found[name]) for name in sorted(found, key=lambda name: (name != "quickstart", name))}


def check(text: str, file: str) -> PortkeyConfig:
    """The configuration in a text that is to be written into `file`, as if nothing were deployed yet.

    Raises:
        ConfigurationError: what is wrong with it.
    """
    node, problems = compose(text, file)
    if node is not None:
        config, found = examine(_undeployed(node.data()))
        if config is not None and not problems:
            return config
        problems += [problem for _, problem in found if problem.severity == "error"]
    raise ConfigurationError(problems, file)


def _undeployed(data: Any) -> Any:
    """What a deployment of the AWS companion told before, in whatever folder, is of another configuration than a new one."""
    aws = data.get("aws") if isinstance(data, dict) else None
    return {**data, "aws": {**aws, "outputs": Outputs()}} if isinstance(aws, dict) and "outputs" in aws else data


def _template(name: str, text: str) -> Template:
    head, *texts = _DOCUMENTS.split(text)
    said: Mapping[str, Any] = yaml.safe_load(head)
    return Template(name, said["about"], said.get("values", {}), dict(zip(said.get("files", ["portkey.yaml"]), texts, strict=True)))


def _filled(text: str, values: Mapping[str, str]) -> str:
    lines = (line for line in text.splitlines(keepends=True) if all((one["whole"] or one["part"]) in values for one in _PLACEHOLDER.finditer(line)))
    return "".join(_PLACEHOLDER.sub(lambda found: _put(found, values), line) for line in lines)


def _put(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = values[found["whole"] or found["part"]]
    return json.dumps(value) if found["alone"] and plain(value) != value else value
