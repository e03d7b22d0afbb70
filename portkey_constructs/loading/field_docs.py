"""What the settings mean: the sentences under the fields of the models, read from their source when somebody asks."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from portkey_constructs.config.introspection import kinds

__all__ = ["kind_meanings", "meaning", "meanings", "words"]

_WORD: Final = re.compile(r"^- ([^\s:]+): (.+)$", re.MULTILINE)


@cache
def _texts(file: str) -> dict[str, dict[str, str]]:
    """Class by class, the text under each field."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {}
    for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        fields = found.setdefault(node.name, {})
        for field, text in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
                value = text.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    fields[field.target.id] = value.value
    return found


@cache
def _fields(model: type[BaseModel]) -> dict[str, str]:
    import inspect

    found: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        if issubclass(ancestor, BaseModel) and ancestor is not BaseModel:
            found.update(_texts(inspect.getfile(ancestor)).get(ancestor.__name__, {}))
    return found


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Field by field, the sentence that says what it is."""
    return {field: " ".join(text.partition("\n\n")[0].split()) for field, text in _fields(model).items()}


def words(model: type[BaseModel], field: str) -> dict[str, str]:
    """What each word means that a field takes, as the list under its sentence has it; empty for a field without such a list."""
    return dict(_WORD.findall(re.sub(r"^ +", "", _fields(model).get(field, ""), flags=re.MULTILINE)))


def meaning(model: type[BaseModel]) -> str:
    """The first sentence about a model."""
    return (model.__doc__ or "").strip().split("\n")[0]


def kind_meanings(model: type[BaseModel]) -> dict[str, str]:
    """What each kind of a model is."""
    own = words(model, "kind")
    return {kind: own.get(kind) or meaning(model) for kind in kinds(model)}
