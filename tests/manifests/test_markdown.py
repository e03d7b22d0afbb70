"""Literal text in Markdown, read by a parser of CommonMark with GitHub's tables."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portkey_constructs.manifests.markdown import markdown_code, markdown_text

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
LIST = {"bullet_list_open", "list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close", "bullet_list_close"}
_OTHERS = st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
texts = st.text(st.sampled_from("ab1 .)-+*_`|#<>&[](){}!\\~$@:/'\"\n=") | _OTHERS, max_size=30)


def shown(source: str) -> tuple[str, set[str]]:
    """The text that a reader sees, and the types of the blocks and of the parts of lines."""
    tokens = PARSER.parse(source)
    inline = [part for token in tokens for part in token.children or ()]
    return "".join(part.content for part in inline if part.type in ("text", "code_inline")), {part.type for part in (*tokens, *inline)}


def one_line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text).strip()


@given(texts)
def test_text_is_shown_as_it_is_in_a_list(text: str) -> None:
    seen, types = shown(f"- {markdown_text(text)}\n")
    assert seen == one_line(text)
    assert types <= LIST | {"text", "html_inline"}


@given(texts)
def test_text_is_one_cell_of_a_table(text: str) -> None:
    seen, types = shown(f"| a | b |\n|---|---|\n| {markdown_text(text)} | {markdown_code(text)} |\n")
    assert "table_open" in types
    assert seen.startswith(f"ab{one_line(text)}")


@pytest.mark.parametrize(
    ("text", "escaped"), [("- a", r"\- a"), ("12. a", r"12\. a"), ("$x$", r"\$x\$"), ("me@example.org", "me@<!-- -->example.org")]
)
def test_what_would_be_a_list_a_formula_or_a_mention_is_escaped(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped
