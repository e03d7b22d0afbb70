"""What is offered: every setting that may stand there with what it means, and of a choice what may be chosen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from portkey_constructs.config.autoscaling import Autoscaling
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.exposure import HttpRouteExposure
from portkey_constructs.config.introspection import inner, kinds
from portkey_constructs.config.mysql import ExternalMySql, Rds
from portkey_constructs.config.persistence import Persistence
from portkey_constructs.config.redis import ElastiCache
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import RegistryCredentials, SecretGroup
from portkey_constructs.config.services import DataServiceConfig, GatewayConfig
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.explain.tree import Place, maps, places
from portkey_constructs.loading.field_docs import meaning, meanings
from portkey_constructs.loading.json_schema import all_models
from tests.editor.editing import CURSOR, FIRST_LINE, HEAD, Editor, block, flow
from tests.editor.language_server import Item

pytestmark = pytest.mark.slow

Style = Callable[[Sequence[str], Mapping[int, str], str], str]
STYLES = pytest.mark.parametrize("style", [block, flow], ids=["block", "flow"])
FIRST: dict[type[BaseModel], Place] = {}
for one in places():
    # A setting that is not the kind, if there is one: what may stand beside it.
    if one.model not in FIRST or FIRST[one.model].field == "kind":
        FIRST[one.model] = one
MODELS = sorted((model for model in all_models() if model is not PortkeyConfig), key=lambda model: model.__name__)
KIND_MAY_BE_LEFT_OUT = {Autoscaling, CreateServiceAccount, DataServiceConfig, GatewayConfig, Persistence, RegistryCredentials}
CHOICES = pytest.mark.parametrize(
    "place", {maps(one.annotation): one for one in reversed(places()) if len(maps(one.annotation)) > 1}.values(), ids=lambda place: place.path
)
WORDS = [
    one
    for one in {(one.model, one.field): one for one in reversed(places())}.values()
    if get_origin(inner(one.annotation)) is Literal and one.field != "kind"
]


def settings(offered: Iterable[str]) -> set[str]:
    """What is offered but for whole skeletons, which are called by titles."""
    return {label for label in offered if " " not in label and label != "portkey.yaml"}


def first(place: Place) -> dict[int, str]:
    return {depth: found[0] for depth, found in place.variants}


def told(items: Mapping[str, Item], model: type[BaseModel]) -> list[str]:
    """The settings among the items that are offered without what they mean."""
    names = {yaml_name(model, field): said for field, said in meanings(model).items()}
    return [name for name in settings(items) if name != "kind" and not items[name].documentation.startswith(names[name])]


def test_at_the_top_every_setting_is_offered(editor: Editor) -> None:
    found = editor.offers(f"{FIRST_LINE}{CURSOR}\n")
    assert settings(found) == {yaml_name(PortkeyConfig, field) for field in PortkeyConfig.model_fields}
    assert told(found, PortkeyConfig) == []


def test_what_is_there_is_not_offered_again(editor: Editor) -> None:
    found = settings(editor.offers(f"{HEAD}{CURSOR}\n"))
    assert {"profile", "auth"}.isdisjoint(found)
    assert len(found) == len(PortkeyConfig.model_fields) - 2


@STYLES
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_in_every_map_its_settings_are_offered_and_no_others(editor: Editor, model: type[BaseModel], style: Style) -> None:
    place = FIRST[model]
    chosen = first(place)
    # In braces the server waits for a letter, and then offers all that may stand there.
    found = editor.offers(style(place.parts[:-1], chosen, CURSOR if style is block else f"x{CURSOR}"))
    known = {yaml_name(model, field) for field in model.model_fields}
    assert settings(found) == known - ({"kind"} if len(place.parts) - 1 in chosen else set())
    assert told(found, model) == []


@CHOICES
def test_before_a_kind_is_chosen_the_kind_is_offered_and_what_goes_without(editor: Editor, place: Place) -> None:
    found = editor.offers(block(place.parts, first(place), CURSOR))
    without = [model for model in maps(place.annotation) if model in KIND_MAY_BE_LEFT_OUT]
    assert settings(found) == {"kind", *(yaml_name(model, field) for model in without for field in model.model_fields)}
    assert found["kind"].documentation


@STYLES
@CHOICES
@pytest.mark.parametrize("typed", ["", "e"])
def test_of_a_choice_every_kind_is_offered(editor: Editor, place: Place, typed: str, style: Style) -> None:
    found = editor.offers(style(place.parts, first(place), f"kind: {typed}{CURSOR}"))
    assert set(found) == {kind for model in maps(place.annotation) for kind in kinds(model)}
    assert all(item.documentation and item.text == item.label for item in found.values())


@STYLES
@pytest.mark.parametrize("place", WORDS, ids=lambda place: place.path)
def test_of_words_every_one_is_offered(editor: Editor, place: Place, style: Style) -> None:
    found = editor.offers(style(place.parts[:-1], first(place), f"{place.parts[-1]}: {CURSOR}"))
    assert set(found) == {*get_args(inner(place.annotation)), *([] if place.info.is_required() or place.info.default is not None else ["null"])}
    assert all(item.text == item.label for item in found.values())


@STYLES
def test_of_a_boolean_both_are_offered(editor: Editor, style: Style) -> None:
    assert set(editor.offers(style(["backend"], {}, f"disableOrganisationCreation: {CURSOR}"))) == {"true", "false"}


def test_the_secrets_words_are_offered(editor: Editor) -> None:
    assert settings(editor.offers(block(["secretOverrides"], {}, CURSOR))) == {group.value for group in SecretGroup}


def test_kubernetes_own_fields_are_offered(editor: Editor) -> None:
    found = editor.offers(f"{HEAD}gateway:\n  tolerations:\n    - {CURSOR}\n")
    assert settings(found) == {"effect", "key", "operator", "tolerationSeconds", "value"}
    assert settings(editor.offers(f"{HEAD}gateway:\n  affinity:\n    {CURSOR}\n")) == {"nodeAffinity", "podAffinity", "podAntiAffinity"}


@pytest.mark.parametrize("kind", [("mysql", "external", ExternalMySql), ("redis", "elasticache", ElastiCache), ("mysql", "rds", Rds)], ids=str)
def test_what_another_variant_has_is_not_offered(editor: Editor, kind: tuple[str, str, type[BaseModel]]) -> None:
    store, name, model = kind
    found = settings(editor.offers(f"{HEAD}{store}:\n  kind: {name}\n  {CURSOR}\n"))
    assert found == {yaml_name(model, field) for field in model.model_fields} - {"kind"}
    assert {"persistence", "image", "replicas"}.isdisjoint(found)


def test_what_is_put_in_can_be_gone_on_with(editor: Editor) -> None:
    """A map goes on in the next line, a value behind the colon, with its default where it has one."""
    found = editor.offers(f"{HEAD}{CURSOR}\n")
    assert {name: found[name].text for name in ("mysql", "exposure", "aws", "labels")} == {
        name: f"{name}:\n  " for name in ("mysql", "exposure", "aws", "labels")
    }
    assert found["namespace"].text == "namespace: ${1:portkey}"
    assert found["controlPlaneUrl"].text == "controlPlaneUrl: "
    door = editor.offers(f"{HEAD}exposure:\n  frontend:\n    kind: httpRoute\n    {CURSOR}\n")
    [skeleton] = [item for label, item in door.items() if " " in label]
    assert skeleton.text == "host: $1\ngateway:\n  "
    assert meaning(HttpRouteExposure).startswith(skeleton.label.removesuffix("..."))
