"""The reference of the error codes, from the error catalogue."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from docs_site.markdown import code, fence, page, prose, table
from docs_site.settings import link
from portkey_constructs.config import load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.rules.catalogue import ENTRIES, Entry, Example

__all__ = ["errors"]

_SEVERITIES: Final = {
    "error": "An error.",
    "warning": "A warning; an error under `--strict`.",
    "either": "An error or a warning, as the cause says.",
}


def errors() -> str:
    """The page of errors: a table of all codes, and a section for each, whose anchor is the code."""
    overview = table(("code", "what is wrong"), ([f"[{entry.code}](#{entry.code})", prose(entry.title)] for entry in ENTRIES))
    return page(
        "Errors and warnings",
        "Every code of an error or a warning, with its cause and its fix. `portkey-constructs validate --format json` prints the code of each problem.",
        overview,
        *(part for entry in ENTRIES for part in _section(entry)),
    )


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {entry.code}: {prose(entry.title)} {{ #{entry.code} }}"
    yield f"{prose(entry.cause)}\n\n**What to do:** {prose(entry.fix)}\n\n{_SEVERITIES[entry.severity]}"
    links = [target for path in entry.settings if (target := link(path))]
    if links:
        yield f"Settings: {', '.join(links)}"
    if entry.example:
        yield fence(entry.example.wrong, "yaml", "wrong")
        if report := _report(entry.code, entry.example):
            yield report
        yield fence(entry.example.fixed, "yaml", "fixed")


def _report(code: str, example: Example) -> str:
    """The problem that the example raises; empty where it is raised by another command, or contains a path of this machine."""
    with TemporaryDirectory() as folder:
        for name, content in example.files.items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        file = Path(folder) / "portkey.yaml"
        file.write_text(example.document(example.wrong), encoding="utf-8")
        try:
            problems = load_with_warnings([file])[1]
        except ConfigurationError as error:
            problems = error.problems
    problem = next((problem for problem in problems if problem.code == code), None)
    return f"> {_sentence(problem)}" if problem and folder not in f"{problem.message}{problem.fix}" else ""


def _sentence(problem: Problem) -> str:
    message = f"{code(problem.path)} {prose(problem.message)}" if problem.path else prose(problem.message)
    return f"{message}: {prose(problem.fix)}" if problem.fix else message
