"""Validates environments, and renders them to a folder with one folder for each, in one step."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from portkey_constructs.cli.batch import default_jobs, run
from portkey_constructs.cli.console import REFUSED, progress, show_problems, write_output
from portkey_constructs.cli.object_changes import changed_objects, report_check
from portkey_constructs.environments import Environment, Environments
from portkey_constructs.environments.checks import Claim, claims, conflicts
from portkey_constructs.errors import Problem, as_errors
from portkey_constructs.manifests.stages import Stage
from portkey_constructs.output.directory_swap import output_errors
from portkey_constructs.output.file_changes import FileChanges, file_changes
from portkey_constructs.output.files import replace_directory, staging, write_new_files
from portkey_constructs.output.kustomization import kustomization_texts
from portkey_constructs.output.yaml_text import file_texts

__all__ = ["Rendering", "Validated", "check_environments", "render_environments", "validate_environments"]

Result = TypeVar("Result")


class _Outcome(NamedTuple):
    """The result of rendering one environment; `changes` is None if it is invalid."""

    name: str
    problems: Sequence[Problem]
    claims: tuple[Claim, ...] = ()
    objects: int = 0
    files: tuple[str, ...] = ()
    """The paths of what was written, in the folder of the environment."""
    changes: FileChanges | None = None


@dataclass(frozen=True)
class Rendering:
    """Compares an environment with the folder of its name in `output`, and writes it to a folder in `ready` unless that is None."""

    output: Path
    _: KW_ONLY
    kustomization: bool
    strict: bool
    ready: Path | None = None

    def __call__(self, environment: Environment) -> _Outcome:
        config, problems = environment.examine(deployed=True, strict=self.strict)
        if config is None:
            return _Outcome(environment.name, problems)
        platform = config.resolve()
        texts = file_texts(platform.objects())
        kustomizations = kustomization_texts(texts) if self.kustomization else {}
        files: tuple[str, ...] = ()
        if self.ready is None:
            changes = file_changes(self.output / environment.name, texts, kustomizations)
        else:
            changes = file_changes(self.output / environment.name, texts)
            with output_errors(self.output):
                files = write_new_files(self.ready / environment.name, texts | kustomizations)
        return _Outcome(environment.name, problems, claims(environment, platform), len(texts), files, changes)


class Validated(NamedTuple):
    """The problems of one environment, or those between several under the name of the file that defines them."""

    name: str
    problems: Sequence[Problem]
    valid: bool


@dataclass(frozen=True)
class _Validate:
    """Validates an environment, and returns what it claims too."""

    strict: bool

    def __call__(self, environment: Environment) -> tuple[Validated, tuple[Claim, ...]]:
        config, problems = environment.examine(strict=self.strict)
        return Validated(environment.name, problems, config is not None), claims(environment, config.resolve()) if config else ()


def validate_environments(environments: Environments, names: tuple[str, ...], *, strict: bool, jobs: int | None) -> list[Validated]:
    """Each environment with its problems, in order, then the problems between them if there are any."""
    with run(environments, names, _Validate(strict), jobs or default_jobs(len(names))) as results:
        outcomes = [*_with_progress("validating", results, len(names))]
    between = _between(environments, (claim for _, claimed in outcomes for claim in claimed), strict=strict)
    return [*(validated for validated, _ in outcomes), *([between] if between.problems else [])]


def _between(environments: Environments, claimed: Iterable[Claim], *, strict: bool) -> Validated:
    problems = as_errors(conflicts(claimed)) if strict else conflicts(claimed)
    return Validated(environments.source, problems, not any(problem.severity == "error" for problem in problems))


def render_environments(environments: Environments, names: tuple[str, ...], work: Rendering, *, every: bool, jobs: int | None) -> None:
    """Write environments to folders in the output folder; with `every`, they replace the whole folder, otherwise only the folders of their names.

    Writes a report for each environment, and exits with status 2 if one is invalid; then nothing is written.

    Raises:
        OutputError: the output cannot be written; the previous files are unchanged.
    """
    output = work.output
    with staging(output) as ready:
        outcomes = _rendered(environments, names, replace(work, ready=ready), jobs)
        if every:
            replace_directory(output, ready, [f"{outcome.name}/{file}" for outcome in outcomes for file in outcome.files])
        else:
            with output_errors(output):
                output.mkdir(exist_ok=True)
            for outcome in outcomes:
                replace_directory(output / outcome.name, ready / outcome.name, outcome.files)
    reports = ((str(output / outcome.name), outcome.objects, outcome.changes) for outcome in outcomes)
    write_output("".join(changed_objects(folder, objects, changes) for folder, objects, changes in reports if changes))


def check_environments(environments: Environments, names: tuple[str, ...], work: Rendering, *, every: bool, jobs: int | None) -> None:
    """Compare environments with their folders, and exit with status 1 if an object differs, or with status 2 if an environment is invalid."""
    outcomes = _rendered(environments, names, work, jobs)
    reports = [(str(work.output / outcome.name), outcome.changes) for outcome in outcomes if outcome.changes]
    if every:
        former = sorted(
            folder for folder in work.output.glob("*") if folder.name not in environments and any((folder / stage).is_dir() for stage in Stage)
        )
        reports += [(str(folder), file_changes(folder, {})) for folder in former]
    report_check(reports)


def _rendered(environments: Environments, names: tuple[str, ...], work: Rendering, jobs: int | None) -> list[_Outcome]:
    """The outcome of each environment; reports problems, and exits with status 2 if there are errors."""
    with run(environments, names, work, jobs or default_jobs(len(names))) as results:
        outcomes = [*_with_progress("rendering", results, len(names))]
    for outcome in outcomes:
        show_problems(outcome.problems, outcome.name, "" if outcome.changes else "nothing written")
    between = _between(environments, (claim for outcome in outcomes for claim in outcome.claims), strict=work.strict)
    show_problems(between.problems, between.name, "" if between.valid else "nothing written")
    if not between.valid or not all(outcome.changes for outcome in outcomes):
        raise SystemExit(REFUSED)
    return outcomes


def _with_progress(activity: str, results: Iterator[Result], total: int) -> Iterator[Result]:
    with progress() as update:
        for number, result in enumerate(results, 1):
            update(f"{activity}: {number} of {total} environments")
            yield result
