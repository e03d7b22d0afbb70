"""Suggestions for values: each is an accepted value, and a word that resembles nothing gets none."""

from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.config.introspection import inner, kinds
from portkey_constructs.explain.tree import maps, places
from portkey_constructs.loading.suggestions import did_you_mean, likely_values, notes, squeezed, synonyms

EXPOSURE_KINDS = ("none", "loadBalancer", "ingress", "httpRoute")


def choices() -> set[tuple[str, ...]]:
    """The accepted values of every setting that has a fixed list of them, and the kinds of every map."""
    values: set[tuple[str, ...]] = set()
    for place in places():
        bare: Any = inner(place.annotation)
        named = tuple(kind for model in maps(place.annotation) for kind in kinds(model))
        words = get_args(bare) if get_origin(bare) is Literal and place.field != "kind" else named
        if len(words) > 1:
            values.add(words)
    return values


CHOICES = sorted(choices())


@pytest.mark.parametrize("words", CHOICES, ids=str)
def test_a_value_in_another_case_or_spelling_is_recognized(words: tuple[str, ...]) -> None:
    for word in words:
        for variant in (word.upper(), word.lower(), word.replace("C", "_c").replace("B", "-b"), word):
            assert likely_values(variant, words) == (word,)


@pytest.mark.parametrize("word", sorted(synonyms()))
def test_each_synonym_stands_for_values_of_the_configuration(word: str) -> None:
    assert squeezed(word) == word
    assert any(set(likely_values(word, words)) & set(synonyms()[word]) for words in CHOICES)
    for value in synonyms()[word]:
        assert any(value in words for words in CHOICES), f"{value} is no value of the configuration"


@pytest.mark.parametrize(("word", "marker"), sorted((word, accepted) for accepted, words in notes().items() for word in words))
def test_each_note_appears_with_its_value(word: str, marker: str) -> None:
    assert squeezed(word) == word
    assert any(marker in words and notes()[marker][word] in did_you_mean(word, words) for words in CHOICES)


@given(st.text(max_size=12), st.sampled_from(CHOICES))
def test_a_suggestion_is_an_accepted_value(text: str, words: tuple[str, ...]) -> None:
    assert set(likely_values(text, words)) <= set(words)
    assert did_you_mean(text, words).isprintable()


@pytest.mark.parametrize("word", ["", "x", "qqqq", "xQ7canary9Zk", "lo", "hunter2"])
def test_value_without_similar_values_gets_no_suggestion(word: str) -> None:
    assert likely_values(word, EXPOSURE_KINDS) == ()
    assert did_you_mean(word, EXPOSURE_KINDS) == ""
