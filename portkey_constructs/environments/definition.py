"""The structure of `environments.yaml`, and the environments that it defines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.types import Matching, NonEmptyText
from portkey_constructs.errors import ConfigurationError, Problem, as_errors
from portkey_constructs.loading.reading import check_document, outputs_path
from portkey_constructs.loading.yaml_document import Document, Layer, merge, read_layer
from portkey_constructs.loading.yaml_source import source_name

__all__ = ["Environment", "EnvironmentDefinition", "EnvironmentName", "Environments", "EnvironmentsFile"]

EnvironmentName = Annotated[
    str,
    Matching(
        "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
        "a name of lower-case letters, digits, hyphens and dots, which is also the name of its folder, such as eu-production",
        max_length=100,
    ),
]


class EnvironmentDefinition(Model):
    """An environment: the files that are merged to its configuration, later ones overriding earlier ones."""

    extends: EnvironmentName | None = None
    """Another environment, whose files and values come first."""
    files: tuple[NonEmptyText, ...] = ()
    """Configuration files, relative to environments.yaml, from the general to the specific."""
    cluster: NonEmptyText | None = None
    """Name of the cluster that runs the environment. Defaults to that of the extended environment.
    Environments of one cluster must not share names."""
    context: NonEmptyText | None = None
    """Context of the cluster in the kubeconfig, which verify uses. Defaults to the name of the cluster."""
    values: FrozenMap[str, Any] = default()
    """Settings of this environment only, which override those of all files."""


class EnvironmentsFile(Model):
    """The content of `environments.yaml`."""

    environments: FrozenMap[EnvironmentName, EnvironmentDefinition]
    """The environments by name."""


@dataclass(frozen=True)
class Environment:
    """An environment of `environments.yaml`; `sources` are its files and values in the order in which they are merged."""

    name: str
    cluster: str | None
    context: str | None
    sources: tuple[Path | Layer, ...] = field(repr=False)
    _layers: dict[Path, Layer | list[Problem]] = field(repr=False, compare=False)

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the environment, in the order in which they are merged."""
        return tuple(source_name(source) for source in self.sources if isinstance(source, Path))

    def document(self) -> Document:
        """Merge the files and values.

        Raises:
            ConfigurationError: a file cannot be read or is not valid YAML.
        """
        layers, problems = self._layers_and_problems()
        if problems:
            raise ConfigurationError(problems, self.name)
        return merge(layers, self.name)

    def outputs_path(self) -> str | None:
        """The path of the file with outputs of the AWS companion; None without one, or if a file of the environment cannot be read."""
        layers, problems = self._layers_and_problems()
        if problems or not any(layer.sets("aws", "outputs") for layer in layers):
            return None
        return outputs_path(merge(layers, self.name))

    def load(self, *, deployed: bool = False) -> tuple[PortkeyConfig, tuple[Problem, ...]]:
        """The configuration of the environment, and its warnings; `deployed` requires all outputs of the AWS companion.

        Raises:
            ConfigurationError: the configuration is invalid; the error contains every problem with its position.
        """
        return check_document(self.document(), deployed=deployed)

    def examine(self, *, deployed: bool = False, strict: bool = False) -> tuple[PortkeyConfig | None, tuple[Problem, ...]]:
        """The configuration, or None if it is invalid, and every problem; `strict` treats warnings as errors."""
        try:
            config, warnings = self.load(deployed=deployed)
        except ConfigurationError as error:
            return None, error.problems
        if strict and warnings:
            return None, as_errors(warnings)
        return config, warnings

    def _layers_and_problems(self) -> tuple[list[Layer], list[Problem]]:
        layers: list[Layer] = []
        problems: list[Problem] = []
        for source in self.sources:
            layer = source if isinstance(source, Layer) else self._layer(source)
            if isinstance(layer, Layer):
                layers.append(layer)
            else:
                problems += layer
        return layers, problems

    def _layer(self, path: Path) -> Layer | list[Problem]:
        if path not in self._layers:
            self._layers[path] = read_layer(path)
        return self._layers[path]


class Environments(Mapping[str, Environment]):
    """The environments of one `environments.yaml` by name, in the order of the file."""

    def __init__(self, source: str, environments: Mapping[str, Environment]) -> None:
        self.source = source
        self._environments = dict(environments)

    def __getitem__(self, name: str) -> Environment:
        return self._environments[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environments)

    def __len__(self) -> int:
        return len(self._environments)
