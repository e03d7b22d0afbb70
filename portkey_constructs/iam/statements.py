"""Statements of IAM policies, and the documents that they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Condition", "Statement", "document", "merged", "one_or_more"]

Condition = Mapping[str, Mapping[str, str]]
"""Operators, each with keys and their value."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is allowed: actions, on resources, under conditions; `sid` says what for."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Condition = field(default_factory=dict)

    def allows(self) -> dict[str, Any]:
        """The statement as IAM reads it."""
        found: dict[str, Any] = {"Sid": self.sid, "Effect": "Allow", "Action": one_or_more(self.actions), "Resource": one_or_more(self.resources)}
        if self.condition:
            found["Condition"] = {operator: dict(keys) for operator, keys in self.condition.items()}
        return found


def one_or_more(texts: Sequence[str]) -> str | list[str]:
    """One text, or a list of several, as policies have them."""
    return texts[0] if len(texts) == 1 else list(texts)


def merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements, those alike in all but their resources made one: IAM takes a sid once."""
    found: dict[str, Statement] = {}
    for one in statements:
        before = found.get(one.sid)
        if before is None:
            found[one.sid] = one
            continue
        if (before.actions, before.condition) != (one.actions, one.condition):
            raise ValueError(f"two statements called {one.sid} allow different things")
        found[one.sid] = Statement(one.sid, one.actions, tuple(dict.fromkeys((*before.resources, *one.resources))), one.condition)
    return tuple(found.values())


def document(statements: Iterable[Statement]) -> dict[str, Any]:
    """A policy document of these statements, in the form that IAM, CloudFormation and eksctl take."""
    return {"Version": "2012-10-17", "Statement": [one.allows() for one in statements]}
