"""Colours and type of the SVG: one set for light, one for dark, and only the viewer's own fonts."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.diagram.cards import BOLD, SIZES, Style

__all__ = ["style"]

_LIGHT: Final = {"ground": "#ffffff", "panel": "#f4f6f8", "box": "#ffffff", "ink": "#1f2328", "quiet": "#57606a", "line": "#8c959f"}
_DARK: Final = {"ground": "#0d1117", "panel": "#161c24", "box": "#212830", "ink": "#f0f6fc", "quiet": "#a8b3bf", "line": "#6e7a87"}
_LIGHT_HUES: Final = ("#0b62c4", "#b54708", "#16794c", "#7a3fd1", "#8a6100", "#bf2f78", "#0d7680", "#c62828", "#5a6470", "#527200", "#8f5138")
_DARK_HUES: Final = ("#6cb6ff", "#f69d50", "#56d39b", "#c79bff", "#e3b341", "#ff8fc8", "#4fd1dc", "#ff7b72", "#adbac7", "#a5d65c", "#e0a98a")
"""Colours of what is called, and of the wires to it, by number."""


def style() -> str:
    """The rules, each below the picture's own class, so that a page that holds the picture keeps its own look."""
    type_ = [f".{name.value}{{font-size:{size}px;font-weight:{700 if name in BOLD else 400}}}" for name, size in SIZES.items()]
    shape = [
        "text{font-family:system-ui,sans-serif}",
        "path,line,rect,ellipse{fill:none;stroke-width:1.5}",
        ".wire{stroke-width:2;stroke-linejoin:round}",
        ".halo{stroke-width:5}",
        ".frame{stroke-dasharray:6 4}",
        ".stripe,.tip,.dot{stroke:none}",
    ]
    dark = "".join(_scoped(_colours(_DARK, _DARK_HUES)))
    rules = "\n".join(_scoped([*shape, *type_, *_colours(_LIGHT, _LIGHT_HUES)]))
    return f"{rules}\n@media (prefers-color-scheme:dark){{\n{dark}\n}}"


def _colours(base: Mapping[str, str], hues: tuple[str, ...]) -> Iterator[str]:
    yield f".ground{{fill:{base['ground']}}}"
    yield f".halo{{stroke:{base['panel']}}}"
    yield f".outside .halo{{stroke:{base['ground']}}}"
    yield f".box{{fill:{base['box']};stroke:{base['line']}}}"
    yield f".frame{{fill:{base['panel']};stroke:{base['line']}}}"
    yield f".rule,rect.badge,.glyph,.wire{{stroke:{base['line']}}}"
    yield f".tip,.dot,.stripe{{fill:{base['line']}}}"
    yield f"text{{fill:{base['ink']}}}"
    yield f".{Style.LINE.value},.{Style.NOTE.value},.{Style.LABEL.value}{{fill:{base['quiet']}}}"
    for number, hue in enumerate(hues):
        yield f".h{number} .wire,.h{number}.box,.h{number}.glyph{{stroke:{hue}}}"
        yield f".h{number} .tip,.h{number} .dot,.h{number}.stripe,.h{number}.label{{fill:{hue}}}"


def _scoped(rules: Iterator[str] | list[str]) -> Iterator[str]:
    for rule in rules:
        selectors, _, body = rule.partition("{")
        yield f"{','.join(f'.portkey {one}' for one in selectors.split(','))}{{{body}"
