"""Values of every type are known, and are what the types take."""

import json

import pytest
from pydantic import TypeAdapter

from portkey_constructs.explain.samples import samples
from portkey_constructs.explain.tree import maps, places

KINDS = {json.dumps(str(place.annotation)): place for place in places() if place.path != "aws.outputs" and not maps(place.annotation)}


@pytest.mark.parametrize("place", KINDS.values(), ids=lambda place: place.path)
def test_a_type_takes_its_samples_and_tells_them_apart(place) -> None:
    found = samples(place.annotation)
    values = [TypeAdapter(place.annotation).validate_python(value) for value in found]
    assert len(values) > 1 or place.field == "kind"
    assert all(one != other for index, one in enumerate(values) for other in values[:index])


def test_a_map_has_a_sample_of_each_kind() -> None:
    [place] = [place for place in places() if place.path == "logStore"]
    assert [one["kind"] for one in samples(place.annotation)] == ["none", "s3", "s3Compatible", "netapp", "wasabi", "gcs", "azureBlob", "mongo"]
