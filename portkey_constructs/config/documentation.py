"""What the settings mean: the sentences under the fields of the models, read from their source when somebody asks."""

import ast
from functools import cache
from pathlib import Path

from pydantic import BaseModel

__all__ = ["meaning", "meanings"]


@cache
def _sentences(file: str) -> dict[str, dict[str, str]]:
    """Class by class, the sentence under each field."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {}
    for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        fields = found.setdefault(node.name, {})
        for field, text in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
                value = text.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    fields[field.target.id] = " ".join(value.value.split())
    return found


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Field by field, the sentence that says what it is."""
    import inspect

    found: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        if issubclass(ancestor, BaseModel) and ancestor is not BaseModel:
            found.update(_sentences(inspect.getfile(ancestor)).get(ancestor.__name__, {}))
    return found


def meaning(model: type[BaseModel]) -> str:
    """The first sentence about a model."""
    return (model.__doc__ or "").strip().split("\n")[0]
