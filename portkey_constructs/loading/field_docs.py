"""Reads the descriptions of settings from source code: the docstrings below the fields of the models."""

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from portkey_constructs.config.introspection import kinds

__all__ = ["kind_meanings", "meaning", "meanings", "words"]

_LIST_ITEM: Final = re.compile(r"^- ([^\s:]+): (.+)$", re.MULTILINE)


@cache
def _texts(file: str) -> dict[str, dict[str, str]]:
    """The docstring of each field, by class."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    texts: dict[str, dict[str, str]] = {}
    for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        fields = texts.setdefault(node.name, {})
        for field, text in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
                value = text.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    fields[field.target.id] = value.value
    return texts


@cache
def _fields(model: type[BaseModel]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        if issubclass(ancestor, BaseModel) and ancestor is not BaseModel:
            fields.update(_texts(inspect.getfile(ancestor)).get(ancestor.__name__, {}))
    return fields


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """The description of each field."""
    return {field: " ".join(text.partition("\n\n")[0].split()) for field, text in _fields(model).items()}


def words(model: type[BaseModel], field: str) -> dict[str, str]:
    """The meaning of each accepted value of a field, from the list in its docstring; empty if there is no list."""
    return dict(_LIST_ITEM.findall(re.sub(r"^ +", "", _fields(model).get(field, ""), flags=re.MULTILINE)))


def meaning(model: type[BaseModel]) -> str:
    """The first sentence of a model's docstring."""
    return (model.__doc__ or "").strip().split("\n")[0]


def kind_meanings(model: type[BaseModel]) -> dict[str, str]:
    """The meaning of each `kind` of a model."""
    own = words(model, "kind")
    return {kind: own.get(kind) or meaning(model) for kind in kinds(model)}
