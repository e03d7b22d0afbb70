"""Words that are taken for others: each guess is one that is accepted, and nothing is guessed from what is like nothing."""

from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.config.introspection import inner, kinds
from portkey_constructs.explain.tree import maps, places
from portkey_constructs.loading import synonyms as guesses
from portkey_constructs.loading.synonyms import meant, squeezed, told

DOORS = ("none", "loadBalancer", "ingress", "httpRoute")


def choices() -> set[tuple[str, ...]]:
    """Every closed set of words of the configuration: kinds of one map, and words of one setting."""
    found: set[tuple[str, ...]] = set()
    for place in places():
        bare: Any = inner(place.annotation)
        named = tuple(kind for model in maps(place.annotation) for kind in kinds(model))
        words = get_args(bare) if get_origin(bare) is Literal and place.field != "kind" else named
        if len(words) > 1:
            found.add(words)
    return found


CHOICES = sorted(choices())


@pytest.mark.parametrize("words", CHOICES, ids=str)
def test_a_word_in_another_case_or_spelling_is_that_word(words: tuple[str, ...]) -> None:
    for word in words:
        for given_word in (word.upper(), word.lower(), word.replace("C", "_c").replace("B", "-b"), word):
            assert meant(given_word, words) == (word,)


@pytest.mark.parametrize("word", sorted(guesses._SYNONYMS))
def test_a_word_of_the_trade_is_meant_by_something(word: str) -> None:
    assert squeezed(word) == word
    assert any(set(meant(word, words)) & set(guesses._SYNONYMS[word]) for words in CHOICES)
    for one in guesses._SYNONYMS[word]:
        assert any(one in words for words in CHOICES), f"{one} is no word of the configuration"


@pytest.mark.parametrize(("word", "marker"), sorted(guesses._NOTES))
def test_a_note_is_told_where_it_belongs(word: str, marker: str) -> None:
    assert squeezed(word) == word
    assert any(marker in words and guesses._NOTES[word, marker] in told(word, words) for words in CHOICES)


@given(st.text(max_size=12), st.sampled_from(CHOICES))
def test_a_guess_is_one_of_the_words(text: str, words: tuple[str, ...]) -> None:
    assert set(meant(text, words)) <= set(words)
    assert told(text, words).isprintable()


@pytest.mark.parametrize("word", ["", "x", "qqqq", "xQ7canary9Zk", "lo", "hunter2"])
def test_from_what_is_like_nothing_nothing_is_guessed(word: str) -> None:
    assert meant(word, DOORS) == ()
    assert told(word, DOORS) == ""
