"""What a setting takes is said as its error says it."""

from typing import Any

import pytest

from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.grounds import pairs
from portkey_constructs.explain.tree import ANY, Place, maps, places
from portkey_constructs.loading.reading import examine

SCALARS = {accepted(place.annotation): place for place in places() if not maps(place.annotation) and "a map" not in accepted(place.annotation)}


def put(data: Any, place: Place, value: object) -> str:
    """Puts a value at a place, and tells its path there."""
    path = []
    for part in place.parts[:-1]:
        key = next(iter(data)) if part == ANY else part
        data = data[key]
        path.append(key)
    data[place.parts[-1]] = value
    return ".".join([*path, place.parts[-1]])


@pytest.mark.parametrize("expected", [text for text, place in SCALARS.items() if text != "text" and place.field != "kind"])
def test_the_words_are_those_of_the_error(expected: str) -> None:
    place = SCALARS[expected]
    _, data, _ = next(iter(pairs(place)))
    wrong: object = object()
    if expected.startswith("a list; each entry: "):
        expected, wrong = expected.removeprefix("a list; each entry: "), ["\0"]
    for value in (wrong, "\0", ""):
        path = put(data, place, value)
        problems = [problem for _, problem in examine(data, yaml=True)[1] if problem.path.startswith(path)]
        if problems and problems[0].code == "PK-SETTING-004":
            break
    assert problems[0].fix.removeprefix("expected ") == expected
    assert problems[0].code == "PK-SETTING-004"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gateway.autoscaling.cpu", "a percentage of the request, without the percent sign, such as 80"),
        ("gateway.tolerations", "a list; each entry: a map, Kubernetes' Toleration"),
        ("gateway.affinity", "a map, Kubernetes' Affinity"),
        ("gateway.mcp", "a map of settings"),
        ("identity", "a map of settings; kind is one of none, irsa, podIdentity, azureWorkloadIdentity, gkeWorkloadIdentity"),
        ("exposure.gateway.sourceRanges", "a list; each entry: an address range such as 10.0.0.0/8, without host bits"),
        ("mysql.tls", "one of rds, required, verifyCa, verifyIdentity"),
        ("clientAuth", "some text; quote a number"),
        ("frontend.loginDisclaimer", "text"),
        (
            "env",
            "a map; its keys: the name of an environment variable; its values: text, or one of secretKeyRef, configMapKeyRef and fieldRef",
        ),
    ],
)
def test_maps_lists_and_fragments_say_what_is_in_them(path: str, text: str) -> None:
    assert text in {accepted(place.annotation) for place in places() if place.path == path}


def test_everything_is_said() -> None:
    assert [place.path for place in places() if not accepted(place.annotation) or not accepted(place.annotation).isascii()] == []
