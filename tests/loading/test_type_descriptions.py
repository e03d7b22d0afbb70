"""Examples of settings: each is valid for its type."""

import pytest
import yaml
from pydantic import BaseModel

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.introspection import kinds
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.tree import maps, places
from portkey_constructs.loading.json_schema import all_models
from portkey_constructs.loading.type_descriptions import example, expected, sample

MODELS = sorted((model for model in all_models() if model is not PortkeyConfig), key=lambda model: model.__name__)


@pytest.mark.parametrize(
    ("model", "kind"), [(model, kind) for model in MODELS for kind in kinds(model) or ("",)], ids=lambda value: getattr(value, "__name__", value)
)
def test_a_sample_is_valid_for_its_model(model: type[BaseModel], kind: str) -> None:
    data = yaml.safe_load(sample(model, kind))
    built = model.model_validate(data, by_alias=True, by_name=False)
    assert not kind or getattr(built, "kind", kind) == kind
    assert "..." not in sample(model, kind)


def test_expected_and_the_reference_agree() -> None:
    plain = [place.annotation for place in places() if not maps(place.annotation)]
    texts = {annotation: expected(annotation) for annotation in plain if "a map" not in accepted(annotation)}
    assert len(texts) > 50
    assert {text: accepted(annotation) for annotation, text in texts.items() if text != accepted(annotation)} == {}


def test_every_required_setting_has_an_example() -> None:
    required = [place for place in places() if place.info.is_required()]
    assert len(required) > 20
    assert [place.path for place in required if not example(place.annotation, place.parts[-1], place.model.__name__)] == []
