"""Blocks of code in Markdown, with what is said to the tests before them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

__all__ = ["Block", "blocks"]

_SAID: Final = re.compile(r"<!-- (?P<what>test|not run): (?P<text>.*?) -->\s*")
_SNIPPET: Final = re.compile(r'^--8<-- "(?P<file>[^"]+)"$', re.MULTILINE)
_TITLE: Final = re.compile(r'title="(?P<title>[^"]*)"')
_TAB: Final = re.compile(r'^=== ".*"$', re.MULTILINE)
_INDENT: Final = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    title: str
    text: str
    said: dict[str, str] = field(default_factory=dict)
    """What a comment before it says to the tests: `over`, `warns`, `refused`, `status`."""
    not_run: str = ""
    """Why it is not run; empty for nearly all."""


def blocks(page: Path, root: Path) -> Iterator[Block]:
    """The blocks of a page in their order; `root` is where files stand that a block takes in."""
    comment: re.Match[str] | None = None
    for token in MarkdownIt("commonmark").parse(_flat(page.read_text("utf-8"))):
        if token.type == "html_block":
            comment = _SAID.fullmatch(f"{token.content.strip()}\n")
        elif token.type == "fence":
            language, _, rest = token.info.partition(" ")
            title = _TITLE.search(rest)
            text = _SNIPPET.sub(lambda found: (root / found["file"]).read_text("utf-8").rstrip("\n"), token.content)
            said = dict(_instructions(comment["text"])) if comment and comment["what"] == "test" else {}
            why = comment["text"] if comment and comment["what"] == "not run" else ""
            yield Block(page, (token.map or [0])[0] + 1, language, title["title"] if title else "", text, said, why)
            comment = None
        elif token.type.endswith("_open"):
            comment = None


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    for one in text.split(";"):
        word, _, value = one.strip().partition(" ")
        yield word, value.strip()


def _flat(text: str) -> str:
    """A page whose tabs are flat: CommonMark would take what stands in them for code."""
    lines, within = [], False
    for line in text.splitlines():
        if _TAB.match(line):
            within = True
            lines.append("")
            continue
        if within and line.strip() and not line.startswith(" " * _INDENT):
            within = False
        lines.append(line[_INDENT:] if within else line)
    return "\n".join(lines) + "\n"
