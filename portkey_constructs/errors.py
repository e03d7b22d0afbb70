"""What this library raises.

PortkeyError
├── ConfigurationError    the configuration is refused: every problem at once
├── ClusterError          there is no cluster to look at: no kubeconfig, no answer, or too old a server
├── IdentityError         two Kubernetes objects would have one identity, or a name does not fit
└── OutputError           the output could not be written; the previous files are unchanged
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

__all__ = ["ClusterError", "ConfigurationError", "IdentityError", "OutputError", "PortkeyError", "Position", "Problem", "as_errors"]


class Position(NamedTuple):
    """A place in a file: `line` and `column` count from 1."""

    file: str
    line: int
    column: int


class Problem(NamedTuple):
    """One thing that is wrong with a configuration.

    `path` is the setting in its YAML spelling (`gateway.autoscaling.cpu`, empty for the whole file), `message` reads on from it
    ("is 60, and ..."), `fix` says what to do, `code` is stable. No part of it ever holds a secret value.
    """

    path: str
    message: str
    fix: str
    code: str
    severity: Literal["error", "warning"] = "error"
    position: Position | None = None

    def at(self, position: Position | None) -> "Problem":
        """The same problem with its place in a file."""
        return self._replace(position=position)


def as_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems as errors: what `--strict` makes of warnings."""
    return tuple(problem._replace(severity="error") for problem in problems)


class PortkeyError(Exception):
    """Anything this library raises on purpose."""


class ConfigurationError(PortkeyError):
    """The configuration is refused; `problems` has every reason, `source` the file it came from (empty for Python)."""

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems = tuple(map(_writable, problems))
        self.source = _utf8(str(source))
        super().__init__(self.problems, self.source)

    def __str__(self) -> str:
        lines = [
            f"{_place(problem)}{f'{problem.path}  ' if problem.path else ''}{problem.message}: {problem.fix} [{problem.code}]"
            for problem in self.problems
        ]
        return "\n".join([f"{self.source or 'configuration'}: {len(lines)} problem{'s' * (len(lines) != 1)}", *lines])


def _writable(problem: Problem) -> Problem:
    """The problem without lone surrogates, which no output can encode: a name in Python, or a path on disk, may contain some."""
    texts = (problem.path, problem.message, problem.fix)
    if all(text.isascii() for text in texts):
        return problem
    path, message, fix = map(_utf8, texts)
    return problem._replace(path=path, message=message, fix=fix)


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _place(problem: Problem) -> str:
    where = problem.position
    return f"{where.file}:{where.line}:{where.column}: " if where else ""


class ClusterError(PortkeyError):
    """There is no cluster to look at: no kubeconfig, no such context, no answer, or a server that is too old."""


class IdentityError(PortkeyError):
    """Two objects would have one (apiVersion, kind, namespace, name), or a name is longer than Kubernetes takes."""


class OutputError(PortkeyError):
    """The output could not be written; nothing of the former output was touched."""
