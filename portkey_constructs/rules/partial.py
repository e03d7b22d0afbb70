"""What the rules say about a configuration some of whose settings are wrong by themselves.

The rules look at the configuration several times: with each wrong setting left out where it may be, and with different values in its
place. What they find every time is true whatever the right value will be.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from portkey_constructs.config.introspection import PathParts, walk
from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.errors import Problem
from portkey_constructs.rules import check

__all__ = ["certain"]

_LEFT_OUT: Final = object()
_OF_ONE_FORM: Final[tuple[object, ...]] = (
    *("111122223333", "0f1e2d3c-0000-4000-8000-000000000000", "stand-in@stand-in.iam.gserviceaccount.com", {"kind": "configMap", "name": "stand-in"}),
    *("arn:aws:iam::111122223333:role/stand-in", "arn:aws:acm:eu-west-1:111122223333:certificate/a", "arn:aws:kms:eu-west-1:111122223333:key/a"),
)
# Tried in turn until the type takes one. The first texts are profiles too.
_SOME: tuple[object, ...] = (
    *("production", "https://stand-in.example.org", "eu-west-1", 1, "true", ["stand-in"], {}),
    *({"kind": "ingress", "host": "stand-in.example.org"}, {"kind": "inCluster"}, {"kind": "none"}, {"kind": "job"}, {"kind": "existing"}),
    *_OF_ONE_FORM,
)
_OTHERS: tuple[object, ...] = (
    *("development", "https://other.example.org/v2/auth/callback", "eu-west-2", 100_000, 1000, "false", ["other"]),
    *({"kind": "podIdentity"}, {"kind": "dataPlane", "organisations": ["other"]}, {"kind": "none"}),
    *({"kind": "external", "host": "other.example.org"}, {"kind": "inPod"}, {"kind": "inline"}, {}),
    *_OF_ONE_FORM,
)
_CHOICES = ((_LEFT_OUT, *_SOME), _SOME, _OTHERS)
_NEARLY = {"pro": "production", "dev": "development"}
_ATTEMPTS = 90


def certain(data: Any, wrong: Iterable[PathParts], *, yaml: bool) -> list[Problem]:
    """The errors and warnings of the rules that do not hang on what stands at the paths in `wrong`."""
    if not isinstance(data, Mapping):
        return []
    wrong = list(wrong)
    meant = _NEARLY.get(str(data.get("profile", ""))[:3].lower())
    if ("profile",) in wrong and meant:
        data, wrong = {**data, "profile": meant}, [path for path in wrong if path != ("profile",)]
    findings = [list(check(config.resolve())) for choices in _CHOICES if (config := _mended(data, wrong, choices, yaml=yaml)) is not None]
    return [problem for problem in findings[0] if all(problem in others for others in findings[1:])] if findings else []


def _mended(data: Mapping[str, Any], wrong: Sequence[PathParts], choices: tuple[object, ...], *, yaml: bool) -> PortkeyConfig | None:
    """The configuration with one of `choices` at each wrong path, or None when none fit."""
    mended = _copied(data)
    tried: dict[PathParts, int] = {}
    for _ in range(_ATTEMPTS):
        for path in dict.fromkeys(_replaced_as_one(path) for path in wrong):
            _mend(mended, path, choices, tried)
        try:
            return PortkeyConfig.model_validate(mended, by_alias=yaml, by_name=not yaml, context=Rules.LATER)
        except ValidationError as error:
            wrong = []
            for details in error.errors(include_url=False, include_input=False):
                path = walk(details["loc"], mended)[0]
                if details["type"] == "extra_forbidden":
                    tried[path] = len(choices)
                wrong.append(path)
    return None


def _replaced_as_one(path: PathParts) -> PathParts:
    """A list with a wrong entry is wrong as a whole: without the entry the others would move."""
    return next((path[:index] for index, part in enumerate(path) if isinstance(part, int)), path)


def _mend(data: Any, path: PathParts, choices: tuple[object, ...], tried: dict[PathParts, int]) -> None:
    if not path:
        return
    turn = tried.get(path, 0)
    tried[path] = turn + 1
    if turn > len(choices):
        _mend(data, path[:-1], choices, tried)
        return
    for part in path[:-1]:
        data = data.get(part) if isinstance(data, dict) else None
    if isinstance(data, dict):
        value = choices[turn] if turn < len(choices) else _LEFT_OUT
        if value is _LEFT_OUT:
            data.pop(path[-1], None)
        else:
            data[path[-1]] = _copied(value)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value
