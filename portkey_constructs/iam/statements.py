"""Builds IAM policy statements and policy documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["Condition", "Statement", "document", "merged", "one_or_more"]

Condition = Mapping[str, Mapping[str, str | list[str]]]
"""Condition values by operator and condition key."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that allows actions on resources under conditions; `sid` describes its purpose."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Condition = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The statement as an element of a policy document."""
        statement = {"Sid": self.sid, "Effect": "Allow", "Action": one_or_more(self.actions), "Resource": one_or_more(self.resources)}
        condition = {operator: dict(keys) for operator, keys in self.condition.items()}
        return {**statement, "Condition": condition} if condition else statement


def one_or_more(texts: Sequence[str]) -> str | list[str]:
    """A single value as a string and several values as a list, the form that policy documents use."""
    return texts[0] if len(texts) == 1 else list(texts)


def merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Join the resources of statements with the same sid, which a policy can contain only once.

    Raises:
        ValueError: statements with the same sid differ in actions or conditions.
    """
    by_sid: dict[str, Statement] = {}
    for statement in statements:
        previous = by_sid.setdefault(statement.sid, statement)
        if (previous.actions, previous.condition) != (statement.actions, statement.condition):
            raise ValueError(f"statements with the sid {statement.sid} differ in actions or conditions")
        by_sid[statement.sid] = replace(previous, resources=tuple(dict.fromkeys((*previous.resources, *statement.resources))))
    return tuple(by_sid.values())


def document(statements: Iterable[Statement]) -> dict[str, Any]:
    """The policy document of these statements, as IAM, CloudFormation and eksctl accept it."""
    return {"Version": "2012-10-17", "Statement": [statement.to_json() for statement in statements]}
