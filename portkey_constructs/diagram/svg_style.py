"""Colours and fonts of the SVG, for light and dark viewers."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.diagram.boxes import BOLD, FONT_SIZES

__all__ = ["COLOURS", "style_sheet"]

COLOURS: Final = {
    "blue": ("#0b62c4", "#6cb6ff"),
    "orange": ("#b54708", "#f69d50"),
    "green": ("#16794c", "#56d39b"),
    "violet": ("#7a3fd1", "#c79bff"),
    "yellow": ("#8a6100", "#e3b341"),
    "pink": ("#bf2f78", "#ff8fc8"),
    "cyan": ("#0d7680", "#4fd1dc"),
    "red": ("#c62828", "#ff7b72"),
    "grey": ("#5a6470", "#adbac7"),
    "olive": ("#527200", "#a5d65c"),
    "brown": ("#8f5138", "#e0a98a"),
}
"""Colours of nodes and of the wires to them, for light and dark viewers."""
_BASE: Final = {
    "page": ("#ffffff", "#0d1117"),
    "frame": ("#f4f6f8", "#161c24"),
    "box": ("#ffffff", "#212830"),
    "text": ("#1f2328", "#f0f6fc"),
    "faint": ("#57606a", "#a8b3bf"),
    "line": ("#8c959f", "#6e7a87"),
}


def style_sheet() -> str:
    """Return the CSS rules, limited to the diagram's class so that they do not affect a page that embeds the SVG."""
    rules = [
        "text{font-family:system-ui,sans-serif}",
        "path,line,rect{fill:none;stroke-width:1.5}",
        ".wire{stroke-width:2;stroke-linejoin:round}",
        ".halo{stroke-width:5}",
        ".frame{stroke-dasharray:6 4}",
        ".arrow,.branch{stroke:none}",
        *(f".{style.value}{{font-size:{size}px;font-weight:{700 if style in BOLD else 400}}}" for style, size in FONT_SIZES.items()),
        *_colour_rules(0),
    ]
    return "\n".join([*_scoped(rules), "@media (prefers-color-scheme:dark){", *_scoped(list(_colour_rules(1))), "}"])


def _colour_rules(scheme: int) -> Iterator[str]:
    base = {name: colours[scheme] for name, colours in _BASE.items()}
    yield f".page{{fill:{base['page']}}}"
    yield f".halo{{stroke:{base['frame']}}}"
    yield f".box{{fill:{base['box']};stroke:{base['line']}}}"
    yield f".frame{{fill:{base['frame']};stroke:{base['line']}}}"
    yield f".divider,rect.badge,.icon,.wire{{stroke:{base['line']}}}"
    yield f".arrow,.branch{{fill:{base['line']}}}"
    yield f"text{{fill:{base['text']}}}"
    yield f".line,.note,.label{{fill:{base['faint']}}}"
    for name, colours in COLOURS.items():
        yield f".{name} .wire,.{name}.box,.{name}.icon{{stroke:{colours[scheme]}}}"
        yield f".{name} .arrow,.{name} .branch,.{name} .label{{fill:{colours[scheme]}}}"


def _scoped(rules: Sequence[str]) -> Iterator[str]:
    for rule in rules:
        selectors, body = rule.split("{")
        yield f"{','.join(f'.portkey {selector}' for selector in selectors.split(','))}{{{body}"
