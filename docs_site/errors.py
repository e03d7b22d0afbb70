"""The reference of the error codes, generated from the catalogue."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from docs_site.markdown import code, fence, page, prose, table
from docs_site.settings import link
from portkey_constructs.config import load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.rules.catalogue import ENTRIES, Entry

__all__ = ["errors"]

_SEVERITIES: Final = {
    "error": "An error.",
    "warning": "A warning; with `--strict` an error.",
    "either": "An error or a warning; the cause says which.",
}


def errors() -> str:
    """The page, with one section per code; the anchor of a section is the code."""
    overview = table(
        ("code", "problem"),
        ([f"[{entry.code}](#{entry.code})", prose(entry.title)] for entry in ENTRIES),
    )
    return page(
        "Errors and warnings",
        "Every error and warning, with its cause and fix. `portkey-constructs validate` prints the code of each problem.",
        overview,
        *(part for entry in ENTRIES for part in _section(entry)),
    )


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {entry.code}: {prose(entry.title)} {{ #{entry.code} }}"
    yield f"{prose(entry.cause)}\n\n**Fix:** {prose(entry.fix)}\n\n{_SEVERITIES[entry.severity]}"
    if links := [target for path in entry.settings if (target := link(path))]:
        yield f"Settings: {', '.join(links)}"
    if entry.example:
        yield fence(entry.example.wrong, "yaml", "wrong")
        if message := _message(entry):
            yield message
        yield fence(entry.example.fixed, "yaml", "correct")


def _message(entry: Entry) -> str:
    """The message with this code that the wrong example causes."""
    assert entry.example
    with TemporaryDirectory() as folder:
        for name, content in entry.example.files.items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        file = Path(folder) / "portkey.yaml"
        file.write_text(entry.example.document(entry.example.wrong), encoding="utf-8")
        try:
            problems = load_with_warnings([file])[1]
        except ConfigurationError as error:
            problems = error.problems
    reported = next((problem for problem in problems if problem.code == entry.code), None)
    return f"> {_sentence(reported)}" if reported and folder not in f"{reported.message}{reported.fix}" else ""


def _sentence(problem: Problem) -> str:
    what = f"{code(problem.path)} {prose(problem.message)}" if problem.path else prose(problem.message)
    return f"{what}: {prose(problem.fix)}" if problem.fix else what
