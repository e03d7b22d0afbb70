"""Compares our validator with the API server: each configuration is valid for both, or invalid for both."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from portkey_constructs.errors import Problem
from tests.cluster.api_server import ApiServer
from tests.cluster.borderline.product_rules import cluster_rule, product_rule
from tests.cluster.borderline.verdicts import Case, Unchecked, ours, placed

__all__ = ["Comparison", "Disagreement", "compared"]

_CHUNK: Final = 200
Object = Mapping[str, Any]


class Disagreement(NamedTuple):
    """A configuration that one side accepts and the other refuses."""

    case: Case
    errors: tuple[Problem, ...]
    """What our validator refuses; empty if it accepts."""
    refusals: tuple[str, ...]
    """What the server refuses; empty if it accepts."""


class Comparison(NamedTuple):
    """How many configurations have which outcome, and the disagreements."""

    outcomes: Counter[str]
    disagreements: list[Disagreement]
    rules: Counter[str]
    """How many disagreements each rule of the product or of the cluster explains."""


def compared(server: ApiServer, unchecked: Unchecked, cases: Iterable[Case]) -> Comparison:
    """The verdicts of both sides about each configuration."""
    result = Comparison(Counter(), [], Counter())
    refusals: dict[str, str] = {}
    seeds: dict[str, Sequence[Object]] = {}
    remaining = iter(cases)
    while chunk := [*islice(remaining, _CHUNK)]:
        prepared = [_prepared(unchecked, case, seeds) for case in chunk]
        new = {text for _, _, texts, _ in prepared for text in texts} - refusals.keys()
        refusals |= zip(sorted(new), server.each(lambda text: _refusal(server, json.loads(text)), sorted(new)), strict=True)
        for case, errors, texts, reason in prepared:
            if reason:
                result.outcomes["not renderable"] += 1
                if not errors:
                    result.disagreements.append(Disagreement(case, (), (reason,)))
                continue
            refused = tuple(refusals[text] for text in texts if refusals[text])
            result.outcomes[f"{'refused' if errors else 'accepted'} here, {'refused' if refused else 'accepted'} by the server"] += 1
            rule = product_rule(errors) if errors and not refused else cluster_rule(refused) if refused and not errors else ""
            if rule:
                result.rules[rule] += 1
            elif bool(errors) != bool(refused):
                result.disagreements.append(Disagreement(case, errors, refused))
    return result


def _prepared(unchecked: Unchecked, case: Case, seeds: dict[str, Sequence[Object]]) -> tuple[Case, tuple[Problem, ...], list[str], str]:
    answer = ours(case.data)
    objects, reason = (answer.objects, "") if not answer.errors else unchecked.objects(case.data)
    key = json.dumps(case.seed)
    if key not in seeds:
        seeds[key] = ours(case.seed).objects
    texts = [json.dumps(manifest) for manifest in placed(objects, seeds[key])]
    return case, answer.errors, texts, reason


def _refusal(server: ApiServer, manifest: Object) -> str:
    name = manifest["metadata"].get("name")
    if not isinstance(name, str) or not name or name in (".", ".."):
        return "an object without a name"
    return server.apply(manifest, dry_run=True).refusal


def described(disagreements: Iterable[Disagreement]) -> Iterator[str]:
    """One line for each."""
    for case, errors, refusals in disagreements:
        mine = "; ".join(f"{error.code} {error.path} {error.message} ({error.fix})" for error in errors)
        yield f"{case.name}: " + (f"ONLY WE REFUSE {mine}" if errors else f"ONLY THE SERVER REFUSES {' | '.join(refusals)}")
