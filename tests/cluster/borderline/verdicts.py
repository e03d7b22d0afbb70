"""What our validator and the API server say about the same configuration."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from portkey_constructs.errors import ConfigurationError, IdentityError, Problem
from portkey_constructs.loading.reading import examine
from tests.cluster.borderline.seeds import NAMESPACE

__all__ = ["Answer", "Case", "Unchecked", "ours", "placed"]

Object = Mapping[str, Any]


class Case(NamedTuple):
    """A configuration and what it differs by."""

    name: str
    data: Mapping[str, Any]
    seed: Mapping[str, Any]
    """The valid configuration that it differs from."""


class Answer(NamedTuple):
    """What our validator says: the errors, or else the objects."""

    errors: tuple[Problem, ...]
    objects: tuple[Object, ...]


def ours(data: Mapping[str, Any]) -> Answer:
    """Validates and renders a configuration as the command line does."""
    config, located = examine(json.loads(json.dumps(data)))
    errors = tuple(problem for _, problem in located if problem.severity == "error")
    if config is None or errors:
        return Answer(errors, ())
    try:
        return Answer((), tuple(json.loads(json.dumps([staged.manifest for staged in config.resolve().objects()]))))
    except ConfigurationError as error:
        return Answer(tuple(error.problems), ())
    except IdentityError as error:
        return Answer((Problem("", str(error), "choose a shorter name", ""),), ())


class Unchecked:
    """Renders configurations without checks, in a process of its own."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.cluster.borderline.unchecked"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def objects(self, data: Mapping[str, Any]) -> tuple[tuple[Object, ...], str]:
        """The objects, or why there are none."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(data)}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return tuple(answer.get("objects", ())), answer.get("reason", "")


def placed(objects: Iterable[Object], before: Iterable[Object]) -> list[Object]:
    """The objects that differ from those before, in the namespace that exists."""
    known: Final = {json.dumps(manifest, sort_keys=True) for manifest in before}
    return [_placed(manifest) for manifest in objects if json.dumps(manifest, sort_keys=True) not in known]


def _placed(manifest: Object) -> Object:
    if "namespace" not in manifest.get("metadata", {}):
        return manifest
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": NAMESPACE}}
