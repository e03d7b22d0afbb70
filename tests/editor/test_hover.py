"""Over every setting stands what `explain` says of it."""

import pytest
from pydantic import BaseModel

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure
from portkey_constructs.config.introspection import kinds
from portkey_constructs.config.redis import ElastiCache, ExternalRedis, InClusterRedis
from portkey_constructs.explain.defaults import model_default
from portkey_constructs.explain.lookup import find
from portkey_constructs.explain.settings import SettingPage
from portkey_constructs.explain.tree import ANY, Place, maps, places, tree
from portkey_constructs.loading.field_docs import meaning, meanings
from tests.editor.editing import CURSOR, HEAD, Editor, block

pytestmark = pytest.mark.slow

NOTHING = ("", "''", "[]", "{}")
"""Defaults that nothing is said of: when it is left out there is nothing."""
TOPS = [path for path in tree() if "." not in path]


def over(editor: Editor, place: Place) -> str:
    """What stands over a setting that has no value yet, in maps of the kinds that have it."""
    name = place.parts[-1]
    chosen = {depth: found[0] for depth, found in place.variants}
    value = chosen.get(len(place.parts) - 1, "") if place.field == "kind" else ""
    return editor.shows(block(place.parts[:-1], chosen, f"{name[0]}{CURSOR}{name[1:]}: {value}".rstrip()))


def is_choice(place: Place) -> bool:
    """Whether it is the kind of one of several variants."""
    return place.field == "kind" and any(
        place.model in maps(above.annotation) and len(maps(above.annotation)) > 1
        for above in tree()[".".join(place.parts[:-1]).removesuffix(f".{ANY}")]
    )


def lacking(editor: Editor, place: Place) -> list[str]:
    """What is not over a setting and should be."""
    shown = over(editor, place)
    default = model_default(place)
    wanted = [meanings(place.model)[place.field], *([f"Default: {default}"] if default not in NOTHING and place.field != "kind" else [])]
    if is_choice(place):
        wanted = [f"* `{kind}`: {meaning(place.model)}" for kind in kinds(place.model)]
    return [one for one in wanted if one not in shown.replace("\n", " ").replace("  ", " ") and one not in shown]


@pytest.mark.parametrize("top", TOPS)
def test_every_setting_is_told_of(editor: Editor, top: str) -> None:
    found = {(place.path, place.variants): lacking(editor, place) for place in places() if place.parts[0] == top}
    assert found
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mysql", f"my{CURSOR}sql: {{kind: external, host: db.example.org}}"),
        ("exposure", f"expo{CURSOR}sure:\n  frontend: {{kind: none}}"),
        ("exposure.frontend", f"exposure: {{front{CURSOR}end: {{kind: ingress, host: a.example.org}}}}"),
        ("mysql.port", f"mysql: {{kind: external, host: db.example.org, po{CURSOR}rt: 3307}}"),
        ("mysql.port", f"mysql:\n  kind: external\n  host: db.example.org\n  port: {CURSOR}3307"),
        ("gateway.replicas", f"gateway:\n  replic{CURSOR}as: 3"),
        ("gateway.tolerations", f"gateway: {{tolera{CURSOR}tions: [{{operator: Exists}}]}}"),
        ("gateway.probes.startup", f"gateway: {{probes: {{start{CURSOR}up: {{httpGet: {{port: 1}}}}}}}}"),
        ("redis.auth", f"redis: {{kind: external, host: a.example.org, au{CURSOR}th: none}}"),
    ],
)
def test_a_setting_with_a_value_is_told_of_and_nothing_else_is(editor: Editor, path: str, text: str) -> None:
    heading, _, told = editor.shows(f"{HEAD}{text}\n").partition("\n\n")
    place = tree()[path][-1]
    default = model_default(place)
    assert heading.startswith("#### ")
    assert "||" not in heading
    assert told.partition("\n\nAllowed Values:")[0] == meanings(place.model)[place.field] + (
        f"\n\nDefault: {default}" if default not in NOTHING else ""
    )


def test_a_kind_is_shown_first_and_the_others_with_what_they_are(editor: Editor) -> None:
    shown = editor.shows(f"{HEAD}redis: {{ki{CURSOR}nd: elasticache}}\n").splitlines()
    assert [line for line in shown if line.startswith("* ")] == [
        f"* `elasticache`: {meaning(ElastiCache)}",
        f"* `inCluster`: {meaning(InClusterRedis)}",
        *(f"* `{kind}`: {meaning(ExternalRedis)}" for kind in ("external", "memorystore", "azure", "custom")),
    ]


def test_over_a_setting_stands_which_variant_it_is_of(editor: Editor) -> None:
    variants: dict[str, type[BaseModel]] = {"ingress": IngressExposure, "httpRoute": HttpRouteExposure}
    for kind, model in variants.items():
        shown = editor.shows(f"{HEAD}exposure: {{frontend: {{kind: {kind}, ho{CURSOR}st: a.example.org}}}}\n")
        assert meaning(model).startswith(shown.splitlines()[0].removeprefix("#### "))


@pytest.mark.parametrize("path", ["redis.tls", "gateway.image.pullPolicy", "exposure.gateway.tls.issuerKind", "logStore.encryption.keyArn"])
def test_it_is_what_explain_says(editor: Editor, path: str) -> None:
    [page] = find(path).pages
    assert isinstance(page, SettingPage)
    said = {(one.meaning, model_default(place)) for one, place in zip(page.variants, tree()[path], strict=False)}
    shown = [over(editor, place) for place in tree()[path]]
    for sentence, default in said:
        assert any(sentence in one and (default in NOTHING or f"Default: {default}" in one) for one in shown)
