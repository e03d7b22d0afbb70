"""Markdown as the generated pages write it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["anchor", "code", "codes", "fence", "page", "prose", "table"]

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|])")


def page(title: str, *parts: str, wide: bool = False) -> str:
    """A page of the reference; search ranks it below the pages in `docs/`, and a wide page has no table of contents beside it."""
    front = "---\nsearch: {boost: 0.2}\n" + ("hide: [toc]\n" if wide else "") + "---"
    return "\n\n".join((front, f"# {title}", *(part.rstrip() for part in parts if part))) + "\n"


def prose(text: str) -> str:
    """A text as it is, with nothing of it taken for markup."""
    return _MARKUP.sub(r"\\\1", text)


def code(text: str) -> str:
    """A piece of code in a line; longer fences where it has backticks of its own."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def codes(texts: Iterable[str]) -> str:
    """Pieces of code, with commas between them."""
    return ", ".join(map(code, texts))


def fence(text: str, language: str = "", title: str = "") -> str:
    """A block of code."""
    head = f'{language} title="{title}"' if title else language
    return f"```{head}\n{text.rstrip()}\n```"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a stroke in a cell is no border."""
    lines = (" | ".join(cell.replace("\n", " ") for cell in row) for row in rows)
    return "\n".join((f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {line} |" for line in lines)))


def anchor(path: str) -> str:
    """What a link to a setting ends in: its path, with a word for keys of one's own choice."""
    return path.replace("*", "any")
