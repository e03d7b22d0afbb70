"""Kubernetes' expansion of references, compared with a model of the kubelet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.platform.expansion import Expansion, Reference, escaped, expansion_of, in_order, kubernetes_text
from tests.support.kubelet import expand

VALUES = {"A": "value-a", "B.c": "value-b"}
texts = st.lists(st.sampled_from(["$", "$", "$(", "(", ")", "$(A)", "$(B.c)", "A", "é", "漢", " ", "{", "}"]), max_size=12).map("".join)


# Measured with the expansion package of Kubernetes 1.37.
@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("pa$$word", "pa$word"),
        ("$$$", "$$"),
        ("$$$$", "$$"),
        ("$(A)$$(A)", "value-a$(A)"),
        ("$((A))", "$((A))"),
        ("$(A", "$(A"),
        ("$(MISSING)", "$(MISSING)"),
        ("cost $", "cost $"),
        ("$A ${A} $1", "$A ${A} $1"),
        ("a$é", "a$é"),
        ("", ""),
    ],
)
def test_the_model_of_the_kubelet_expands_as_kubernetes_does(text: str, received: str) -> None:
    assert expand(text, VALUES) == received


def test_old_kubelets_break_a_character_after_a_dollar_sign() -> None:
    assert expand("a$é", {}, reads_bytes=True) != "a$é"
    assert expand(escaped("a$é"), {}, reads_bytes=True) == "a$é"


@given(texts, st.booleans())
def test_an_escaped_text_arrives_as_it_is(text: str, reads_bytes: bool) -> None:
    assert expand(escaped(text), VALUES, reads_bytes=reads_bytes) == text


@pytest.mark.parametrize("text", ["", "plain", "$host", "5$", "${A}", "a$1"])
def test_a_text_that_kubernetes_leaves_alone_is_not_changed(text: str) -> None:
    assert escaped(text) == text


@given(texts, st.booleans())
def test_only_references_to_known_names_are_replaced(text: str, reads_bytes: bool) -> None:
    received = expand(kubernetes_text(expansion_of(text, VALUES)), VALUES, reads_bytes=reads_bytes)
    assert received == text.replace("$(A)", "value-a").replace("$(B.c)", "value-b")


@given(st.lists(texts | st.sampled_from(["A", "B.c"]).map(Reference), max_size=6))
def test_the_parts_of_an_expansion_do_not_affect_each_other(parts: list[str | Reference]) -> None:
    expected = "".join(VALUES[part.name] if isinstance(part, Reference) else part for part in parts)
    assert expand(Expansion(tuple(parts)).text, VALUES) == expected


def test_variables_come_after_those_that_they_refer_to() -> None:
    variables = {"A": Expansion((Reference("C"),)), "B": "b", "C": Expansion((Reference("D"), Reference("B"))), "D": "d", "E": "e"}
    assert list(in_order(variables)) == ["D", "B", "C", "A", "E"]


def test_the_order_stays_without_references_to_later_variables() -> None:
    variables = {"B": "b", "A": Expansion((Reference("B"), Reference("MISSING"))), "C": "c"}
    assert list(in_order(variables).items()) == list(variables.items())
