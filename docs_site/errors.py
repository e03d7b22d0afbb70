"""The reference of the error codes, from the catalogue."""

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

_SEVERITIES: Final = {"error": "An error.", "warning": "A warning; an error under `--strict`.", "either": "An error or a warning, as the cause says."}


def errors() -> str:
    """A section a code; its anchor is the code."""
    overview = table(
        ("code", "what it is"),
        ([f"[{entry.code}](#{entry.code})", prose(entry.title)] for entry in ENTRIES),
    )
    return page(
        "Errors and warnings",
        "Every code of an error or a warning, with its cause and what to do. `portkey-constructs validate --format json` tells the code of each "
        "problem.",
        overview,
        *(part for entry in ENTRIES for part in _section(entry)),
    )


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {entry.code}: {prose(entry.title)} {{ #{entry.code} }}"
    yield f"{prose(entry.cause)}\n\n**What to do:** {prose(entry.mend)}\n\n{_SEVERITIES[entry.severity]}"
    known = [found for path in entry.settings if (found := link(path))]
    if known:
        yield f"Settings: {', '.join(known)}"
    if entry.example:
        yield fence(entry.example.wrong, "yaml", "wrong")
        if said := _said(entry):
            yield said
        yield fence(entry.example.mended, "yaml", "mended")


def _said(entry: Entry) -> str:
    """What the program says of the example, as far as it is about this code."""
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
    found = next((problem for problem in problems if problem.code == entry.code), None)
    return f"> {_sentence(found)}" if found and folder not in f"{found.message}{found.fix}" else ""


def _sentence(problem: Problem) -> str:
    what = f"{code(problem.path)} {prose(problem.message)}" if problem.path else prose(problem.message)
    return f"{what}: {prose(problem.fix)}" if problem.fix else what
