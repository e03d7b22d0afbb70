"""Markdown for the generated pages."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["anchor", "code", "codes", "fence", "page", "prose", "sentence", "table"]

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|])")


def page(title: str, *parts: str, wide: bool = False) -> str:
    """A page of the reference; search ranks it below the pages in `docs/`, and a wide page has no table of contents beside it."""
    front = "---\nsearch: {boost: 0.2}\n" + ("hide: [toc]\n" if wide else "") + "---"
    return "\n\n".join((front, f"# {title}", *(part.rstrip() for part in parts if part))) + "\n"


def prose(text: str) -> str:
    """A text with all Markdown markup escaped."""
    return _MARKUP.sub(r"\\\1", text)


def sentence(text: str) -> str:
    """Prose that begins with a capital letter and ends with a full stop."""
    return prose(f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}")


def code(text: str) -> str:
    """Inline code; double backticks if the text contains a backtick."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def codes(texts: Iterable[str]) -> str:
    """Inline code, separated by commas."""
    return ", ".join(map(code, texts))


def fence(text: str, language: str = "", title: str = "") -> str:
    """A block of code."""
    head = f'{language} title="{title}"' if title else language
    return f"```{head}\n{text.rstrip()}\n```"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a header row."""
    lines = (" | ".join(cell.replace("\n", " ") for cell in row) for row in rows)
    return "\n".join((f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {line} |" for line in lines)))


def anchor(path: str) -> str:
    """The anchor of a setting: its path, with `any` for a key that the user chooses."""
    return path.replace("*", "any")
