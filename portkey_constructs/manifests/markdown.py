"""Literal text in Markdown."""

import re
from typing import Final

__all__ = ["markdown_code", "markdown_text"]

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|#~$]")
_DIGITS: Final = re.compile(r"[0-9]*")
_LINE_BREAKS: Final = re.compile(r"[\r\n]+")


def markdown_text(text: str) -> str:
    """Text that Markdown shows as it is, in one line: without tables, lists, HTML, links, emphasis, formulas, or mentions of people."""
    line = _SPECIAL.sub(r"\\\g<0>", _LINE_BREAKS.sub(" ", text).strip())
    digits = len(_DIGITS.match(line)[0])  # type: ignore[index]
    if line[digits : digits + 1] in ((".", ")") if digits else ("-", "+")):
        line = f"{line[:digits]}\\{line[digits:]}"
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return line.replace("@", "@<!-- -->")


def markdown_code(text: str) -> str:
    """A name as code in a line or a table; it has no backticks and pipes."""
    return f"`{_LINE_BREAKS.sub(' ', text).replace('`', '').replace('|', '')}`"
