"""`init`: creates a commented configuration from a template, and optionally a project for it."""

import json
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import REFUSED, printable, write_message, write_output
from portkey_constructs.environments.reading import ENVIRONMENTS_FILE
from portkey_constructs.loading.json_schema import json_schema
from portkey_constructs.scaffold.environments import OPTIONS, environment_files, repository_files
from portkey_constructs.scaffold.new_files import write_new_files
from portkey_constructs.scaffold.placeholders import PLACEHOLDERS, validate_value
from portkey_constructs.scaffold.project import CDK_APP, install_command, needs_cdk_app, project_files
from portkey_constructs.scaffold.template import SCHEMA, Template, parse, templates

__all__ = ["init"]

_QUESTIONS: Final = {"host": "Host name of the front end", "gateway_host": "Host name of the gateway", "namespace": "Namespace"}
_SYNONYMS: Final = {
    **dict.fromkeys(("eks", "amazon"), ("irsa", "irsa-secrets-manager", "aws")),
    **dict.fromkeys(("aks", "entra"), ("azure",)),
    **dict.fromkeys(("gcp", "google"), ("gke",)),
    **dict.fromkeys(("kind", "minikube", "k3d", "k3s", "local", "dev", "development", "demo"), ("quickstart",)),
}
_DEPLOY: Final = "npx cdk deploy --all --outputs-file outputs.json"
_EPILOG: Final = """\
Examples:
  portkey-constructs init --list
  portkey-constructs init quickstart --host portkey.example.org
  portkey-constructs init irsa --app -o platform --host portkey.example.org --account-id 111122223333
  portkey-constructs init --environments -o platform --host portkey.example.org

With --environments, the files are those of a repository with several environments: layers, an
environments.yaml that merges them, and checks in CI. With --app too, a cdk8s app renders them.

On a terminal, the command asks for the template, the host name and the namespace unless you pass
them. It refuses options that the template does not use, and it never overwrites a file.

Exit status:
  0    the files are written, or exist with the same content
  1    the files cannot be written, or exist with other content
  2    the template or an option is invalid, or no template is named and there is no terminal
  130  interrupted by Ctrl-C; nothing is written
"""


def _complete_template(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=template.about) for name, template in templates().items() if name.startswith(incomplete)]


def _placeholder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each placeholder of the templates."""
    for placeholder in reversed(tuple(PLACEHOLDERS.values())):
        names = [placeholder.option, "-n"] if placeholder.name == "namespace" else [placeholder.option]
        command = click.option(*names, placeholder.name, metavar=placeholder.metavar, help=placeholder.description)(command)
    return command


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@click.argument("template", required=False, shell_complete=_complete_template, help="Template to start from; --list prints all of them.")
@click.option("--output", "-o", default=".", metavar="DIR", help="Folder for the files.")
@click.option("--app", is_flag=True, help="Create a whole cdk8s project, in a separate folder.")
@click.option("--environments", is_flag=True, help="Create a repository with several environments, in a separate folder, without a template.")
@click.option("--list", "list_templates", is_flag=True, help="List the templates and exit.")
@click.option("--yes", "-y", is_flag=True, help="Ask no questions, even on a terminal.")
@_placeholder_options
def init(template: str | None, output: str, app: bool, environments: bool, list_templates: bool, yes: bool, **options: str | None) -> None:
    """Create a commented portkey.yaml from a template; with --app, a whole project around it."""
    if list_templates:
        write_output(_template_list())
        return
    if environments:
        _init_environments(template, output, {name: text for name, text in options.items() if text is not None}, app=app)
        return
    interactive = not yes and all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
    chosen = _choose_template(template, interactive=interactive)
    values = _collect_values(chosen, {name: text for name, text in options.items() if text is not None}, interactive=interactive)
    texts = chosen.fill(values)
    configurations = {file: parse(text, file) for file, text in texts.items()}
    files = {**texts, SCHEMA: json.dumps(json_schema(), indent=2) + "\n"}
    if app:
        files |= project_files(chosen.name, configurations)
    new = write_new_files(Path(output), files, alone=app)
    counts = f"{len(new)} new, {len(files) - len(new)} unchanged"
    heading = f"{'this folder' if output == '.' else output}: {len(files)} files from the template {chosen.name} ({counts})"
    steps = _next_steps(output, tuple(configurations), app=app, aws=needs_cdk_app(configurations))
    lines = [heading + _derived_values(chosen, values), *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]
    write_output("".join(f"{printable(line)}\n" for line in lines))


def _init_environments(template: str | None, output: str, options: Mapping[str, str], *, app: bool) -> None:
    if template is not None:
        raise click.BadParameter(f"--environments writes its own files: leave out the template {template}")
    if unused := [PLACEHOLDERS[name].option for name in options if name not in OPTIONS]:
        uses = ", ".join(PLACEHOLDERS[name].option for name in OPTIONS)
        raise click.BadParameter(f"--environments does not use {', '.join(unused)}: it uses {uses}")
    values = {name: _validated(name, text, option=PLACEHOLDERS[name].option) for name, text in options.items()}
    texts = environment_files(values)
    count = texts[ENVIRONMENTS_FILE].count("    files: ")
    files = {**texts, **repository_files(count, app=app)}
    new = write_new_files(Path(output), files, alone=True)
    enter = "" if output == "." else f"cd {shlex.quote(str(PurePath(output)))}, "
    steps = (
        f'{enter}edit base.yaml and the files in regions/: follow each "# change:" comment, then remove it',
        "name your environments in environments.yaml, and add a file for each of your tenants to tenants/",
        "portkey-constructs validate --all --strict checks all of them, and whether two of them conflict",
        f"{'python main.py' if app else 'portkey-constructs render --all -o dist'} writes the manifests; README.md explains the rest",
    )
    folder, kept = "this folder" if output == "." else output, len(files) - len(new)
    heading = f"{folder}: {len(files)} files with {count} environments ({len(new)} new, {kept} unchanged)"
    lines = [heading, *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]
    write_output("".join(f"{printable(line)}\n" for line in lines))


def _template_list(indent: str = "") -> str:
    width = max(map(len, templates()))
    return "".join(f"{indent}{template.name:<{width}}  {template.about}\n" for template in templates().values())


def _choose_template(name: str | None, *, interactive: bool) -> Template:
    if name is not None:
        return templates()[_template_name(name)]
    choices = _template_list("  ").rstrip("\n")
    if not interactive:
        write_message(f"no template is named, and there is no terminal to ask: name one of\n{choices}")
        raise SystemExit(REFUSED)
    write_message(choices)
    return templates()[click.prompt("Template", default=next(iter(templates())), value_proc=_template_name, err=True)]


def _template_name(name: str) -> str:
    """Validate the name of a template; raises BadParameter with the most similar names if it does not exist."""
    if name in templates():
        return name
    prefixed = [each for each in templates() if name and each.startswith(name)]
    nearest = list(_SYNONYMS.get(name.lower(), ())) or prefixed or get_close_matches(name, templates(), n=3)
    hint = f"did you mean {_alternatives(nearest)}?" if nearest else f"name one of {_alternatives(list(templates()))}"
    raise click.BadParameter(f"there is no template {name!r}: {hint}")


def _alternatives(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _collect_values(chosen: Template, options: Mapping[str, str], *, interactive: bool) -> dict[str, str]:
    """Collect the validated values of the options, and prompt for the others."""
    unused = [PLACEHOLDERS[name].option for name in options if name not in chosen.placeholders]
    if unused:
        raise click.BadParameter(f"the template {chosen.name} does not use {', '.join(unused)}: it uses {', '.join(chosen.options)}")
    values = {name: _validated(name, text, option=PLACEHOLDERS[name].option) for name, text in options.items()}
    if interactive:
        for name in ("host" if "host" in chosen.placeholders else "gateway_host", "namespace"):
            if name in chosen.placeholders and name not in values:
                default = chosen.default(name, values)
                values[name] = click.prompt(_QUESTIONS[name], default=default, value_proc=partial(_validated, name), err=True)
    return values


def _validated(name: str, text: str, *, option: str = "") -> str:
    try:
        return validate_value(name, text)
    except ValueError as error:
        raise click.BadParameter(f"{option} {error}".strip()) from None


def _derived_values(chosen: Template, values: Mapping[str, str]) -> str:
    """The values that follow from other values instead of the template's defaults."""
    derived = {name: chosen.default(name, values) for name in chosen.placeholders if name not in values}
    options = [
        f"{PLACEHOLDERS[name].option} {value}" if value else f"no {PLACEHOLDERS[name].option}"
        for name, value in derived.items()
        if value != chosen.default(name)
    ]
    return f", with {', '.join(options)}" if options else ""


def _next_steps(folder: str, configurations: Sequence[str], *, app: bool, aws: bool) -> Iterator[str]:
    """The next steps for the user. With `aws`, the manifests need the outputs of the AWS stacks."""
    paths = [_in(folder, name) for name in configurations]
    edited = [*paths, _in(folder, CDK_APP)] if app and aws else paths
    yield f'edit {" and ".join(edited)}: follow each "# change:" comment, then remove it'
    if app:
        enter = "" if folder == "." else f"cd {_in(folder)} && "
        yield f"copy the wheel of portkey-constructs to {_in(folder, 'wheels')}, and commit it"
        yield f"{enter}python3 -m venv .venv && . .venv/bin/activate && {install_command(aws=aws)}"
        if aws:
            yield f"{_DEPLOY} creates the AWS resources; until then, python -m pytest tests only the stacks and there is no dist/"
        yield "python main.py writes dist/, python -m pytest tests it; README.md explains the rest"
        return
    strict = "" if aws else "--strict "
    yield " && ".join(f"portkey-constructs validate {strict}-f {path}" for path in paths) + (" warns of what step 3 resolves" if aws else "")
    if aws:
        yield f"{_DEPLOY}, in a CDK app with portkey_stacks (init --app creates one), then copy outputs.json next to {paths[0]}"
    verb = "fill" if aws else "create"
    for path, name in zip(paths, configurations, strict=True):
        dist = _in(folder, "dist", PurePath(name).stem if len(paths) > 1 else "")
        yield (
            f"portkey-constructs secrets -f {path} lists the Secrets to {verb}, portkey-constructs render -f {path} -o {dist} writes the manifests"
        )


def _in(folder: str, *parts: str) -> str:
    """A path below `folder` for a command line, with slashes on every system."""
    return shlex.quote(PurePath(folder, *parts).as_posix())
