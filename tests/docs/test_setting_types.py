"""The types in the tables of settings agree with what `explain` says about the same settings."""

import pytest

from docs_site.setting_types import short_types
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.tree import tree

PLACES = {f"{path} {place.model.__name__}": place for path, places in tree().items() for place in places}


@pytest.mark.parametrize("name", PLACES)
def test_maps_and_lists_are_named_as_such(name: str) -> None:
    values, short = accepted(PLACES[name].annotation), short_types([PLACES[name].annotation])
    assert ("map" in short.split()) == (values.startswith("a map") or "; or a map" in values)
    assert short.startswith("list of ") == values.startswith("a list")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("gateway.env", "map"),
        ("imageRegistry", "string or map"),
        ("gateway.tolerations", "list of maps"),
        ("gateway.affinity", "map"),
        ("gateway.replicas", "integer"),
        ("gateway.gracePeriod", "duration"),
        ("imagePull.names", "list of strings"),
        ("createNamespace", "boolean"),
        ("profile", "`development`, `production`"),
    ],
)
def test_types_are_short(path: str, expected: str) -> None:
    assert short_types(place.annotation for place in tree()[path]) == expected
