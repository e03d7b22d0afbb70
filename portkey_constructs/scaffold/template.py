"""Templates: commented configurations with placeholders.

A template is a file in `portkey_constructs/templates/`. Its first YAML document is metadata: `about` (one line), `values` (defaults), and
`files` if the template writes several files. Each further document is a configuration. A line is omitted if its placeholder has no value.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.reading import examine
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_scalars import plain
from portkey_constructs.scaffold.placeholders import PLACEHOLDERS, complete_values

__all__ = ["SCHEMA", "Template", "parse", "templates"]

SCHEMA: Final = "portkey.schema.json"
"""Name of the JSON Schema file next to the configurations; their first line refers to it."""
_EDITOR_LINE: Final = f"# yaml-language-server: $schema={SCHEMA}\n"
_DOCUMENT_START: Final = re.compile(r"^---\n", re.MULTILINE)
# A placeholder that is an entire value is quoted if YAML would otherwise not parse it as text.
_PLACEHOLDER: Final = re.compile(r"(?P<alone>(?<=: )\$(?P<whole>[a-z_]+)(?=[,}\n]))|\$(?P<part>[a-z_]+)")


@dataclass(frozen=True, slots=True)
class Template:
    """A template: its configurations with placeholders, by file name."""

    name: str
    about: str
    defaults: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Names of the placeholders in the texts."""
        used = {_name(match) for text in self.texts.values() for match in _PLACEHOLDER.finditer(text)}
        return tuple(name for name in PLACEHOLDERS if name in used)

    @property
    def options(self) -> tuple[str, ...]:
        """The options of `init` for the placeholders."""
        return tuple(PLACEHOLDERS[name].option for name in self.placeholders)

    def default(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """The default of a placeholder, which may depend on other values; empty if there is none."""
        return complete_values(values or {}, self.defaults).get(name, "")

    def fill(self, values: Mapping[str, str]) -> dict[str, str]:
        """Fill in the placeholders; returns the texts of the configurations by file name."""
        complete = complete_values(values, self.defaults)
        return {file: _EDITOR_LINE + _filled(text, complete) for file, text in self.texts.items()}


@cache
def templates() -> Mapping[str, Template]:
    """All templates by name, `quickstart` first."""
    folder = files("portkey_constructs") / "templates"
    texts = {file.name.removesuffix(".yaml"): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}
    return {name: _template(name, texts[name]) for name in sorted(texts, key=lambda name: (name != "quickstart", name))}


def parse(text: str, file: str) -> PortkeyConfig:
    """Parse a configuration without requiring outputs of a deployment; `file` is its name in messages.

    Raises:
        ConfigurationError: the configuration is invalid.
    """
    node, problems = compose(text, file)
    if node is not None:
        config, rule_problems = examine(_without_outputs(node.data()))
        if config is not None and not problems:
            return config
        problems += [problem for _, problem in rule_problems if problem.severity == "error"]
    raise ConfigurationError(problems, file)


def _without_outputs(data: Any) -> Any:
    """Replace the outputs of the AWS stacks with empty outputs, because an outputs.json in the current folder belongs to another configuration."""
    aws = data.get("aws") if isinstance(data, dict) else None
    return {**data, "aws": {**aws, "outputs": Outputs()}} if isinstance(aws, dict) and "outputs" in aws else data


def _template(name: str, text: str) -> Template:
    head, *texts = _DOCUMENT_START.split(text)
    description: Mapping[str, Any] = yaml.safe_load(head)
    file_names = description.get("files", ["portkey.yaml"])
    return Template(name, description["about"], description.get("values", {}), dict(zip(file_names, texts, strict=True)))


def _filled(text: str, values: Mapping[str, str]) -> str:
    lines = (line for line in text.splitlines(keepends=True) if all(_name(match) in values for match in _PLACEHOLDER.finditer(line)))
    return "".join(_PLACEHOLDER.sub(lambda match: _replacement(match, values), line) for line in lines)


def _replacement(match: re.Match[str], values: Mapping[str, str]) -> str:
    value = values[_name(match)]
    return json.dumps(value) if match["alone"] and plain(value) != value else value


def _name(match: re.Match[str]) -> str:
    name: str = match["whole"] or match["part"]
    return name
