"""`init`: a commented configuration to begin with, and a project around it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from portkey_constructs.scaffold.template import Template

__all__ = ["init"]

_QUESTIONS = {"host": "Host name of the front end", "gateway_host": "Host name of the gateway", "namespace": "Namespace"}
# What people call what a template is for.
_ALSO = {
    **dict.fromkeys(("eks", "amazon"), ("irsa", "irsa-secrets-manager", "aws")),
    **dict.fromkeys(("aks", "entra"), ("azure",)),
    **dict.fromkeys(("gcp", "google"), ("gke",)),
    **dict.fromkeys(("kind", "minikube", "k3d", "k3s", "local", "dev", "development", "demo"), ("quickstart",)),
}
_DEPLOY = "npx cdk deploy --all --outputs-file outputs.json"

Said = str | None


def _beginning(incomplete: str) -> list[tuple[str, str]]:
    """What a shell completes a template's name with."""
    from portkey_constructs.scaffold.template import templates

    return [(name, one.about) for name, one in templates().items() if name.startswith(incomplete)]


def init(
    template: Annotated[
        str | None, typer.Argument(metavar="TEMPLATE", help="What to begin with; --list has them all.", show_default=False, autocompletion=_beginning)
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="DIR", path_type=str, help="Write into this folder.")] = ".",
    app: Annotated[bool, typer.Option("--app", help="A whole cdk8s project around it, in a folder of its own.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the templates and exit.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing on a terminal either.")] = False,
    host: Annotated[Said, typer.Option("--host", metavar="HOST", help="Host name of the front end.")] = None,
    gateway_host: Annotated[Said, typer.Option("--gateway-host", metavar="HOST", help="Host name of the gateway.")] = None,
    mcp_host: Annotated[Said, typer.Option("--mcp-host", metavar="HOST", help="Host name of the MCP gateway.")] = None,
    namespace: Annotated[Said, typer.Option("--namespace", "-n", metavar="NS", help="Namespace of every object.")] = None,
    name: Annotated[Said, typer.Option("--name", metavar="NAME", help="Prefix of every name.")] = None,
    issuer: Annotated[Said, typer.Option("--issuer", metavar="URL", help="Address of the login server.")] = None,
    client_id: Annotated[Said, typer.Option("--client-id", metavar="ID", help="What the login server calls Portkey.")] = None,
    bucket: Annotated[Said, typer.Option("--bucket", metavar="NAME", help="Bucket of the logs.")] = None,
    region: Annotated[Said, typer.Option("--region", metavar="REGION", help="Region of the cloud.")] = None,
    replica_region: Annotated[Said, typer.Option("--replica-region", metavar="REGION", help="Region that the logs are copied to.")] = None,
    account_id: Annotated[Said, typer.Option("--account-id", metavar="ID", help="AWS account.")] = None,
    cluster: Annotated[Said, typer.Option("--cluster", metavar="NAME", help="Name of the EKS cluster.")] = None,
    project: Annotated[Said, typer.Option("--project", metavar="ID", help="Google Cloud project.")] = None,
    tenant_id: Annotated[Said, typer.Option("--tenant-id", metavar="ID", help="Tenant of Entra ID.")] = None,
) -> None:
    """Write a commented portkey.yaml to begin with, and with --app a whole project around it."""
    said = {
        "host": host,
        "gateway_host": gateway_host,
        "mcp_host": mcp_host,
        "namespace": namespace,
        "name": name,
        "issuer": issuer,
        "client_id": client_id,
        "bucket": bucket,
        "region": region,
        "replica_region": replica_region,
        "account_id": account_id,
        "cluster": cluster,
        "project": project,
        "tenant_id": tenant_id,
    }
    from portkey_constructs.cli.ending import ending, printed

    with ending("nothing written"):
        import json
        from pathlib import Path

        from portkey_constructs.loading.json_schema import json_schema
        from portkey_constructs.scaffold.project import has_app
        from portkey_constructs.scaffold.project import project as project_files
        from portkey_constructs.scaffold.template import SCHEMA, check
        from portkey_constructs.scaffold.writing import write_new

        if listed:
            printed(_table())
            return
        asks = not yes and _on_a_terminal()
        chosen = _chosen(template, asks=asks)
        values = _values(chosen, {key: value for key, value in said.items() if value is not None}, asks=asks)
        texts = chosen.filled(values)
        configurations = {file: check(text, file) for file, text in texts.items()}
        files = {**texts, SCHEMA: json.dumps(json_schema(), indent=2) + "\n"}
        if app:
            files |= project_files(chosen.name, configurations)
        new = write_new(Path(output), files, alone=app)
        there = f"{len(new)} new, {len(files) - len(new)} there already"
        head = f"{'this folder' if output == '.' else output}: {len(files)} files of the template {chosen.name} ({there}){_following(chosen, values)}"
        printed(_told(head, _steps(output, tuple(configurations), app=app, aws=has_app(configurations))))


def _on_a_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _table(indent: str = "") -> str:
    """A line a template."""
    from portkey_constructs.scaffold.template import templates

    width = max(map(len, templates()))
    return "".join(f"{indent}{one.name:<{width}}  {one.about}\n" for one in templates().values())


def _chosen(name: str | None, *, asks: bool) -> "Template":
    from portkey_constructs.scaffold.template import templates

    if name is not None:
        return templates()[_known(name)]
    if not asks:
        typer.echo(f"no template is named, and nobody is asked: name one of\n{_table('  ')}", err=True, nl=False)
        raise typer.Exit(2)
    typer.echo(_table("  "), err=True, nl=False)
    return templates()[typer.prompt("Template", default=next(iter(templates())), value_proc=_known, err=True)]


def _known(name: str) -> str:
    """The name of a template; of another, the error with the nearest ones."""
    from difflib import get_close_matches

    from portkey_constructs.scaffold.template import templates

    if name in templates():
        return name
    near = (
        [*_ALSO.get(name.lower(), ())] or [one for one in templates() if name and one.startswith(name)] or get_close_matches(name, templates(), n=3)
    )
    raise typer.BadParameter(f"{name!r} is no template: {f'did you mean {_or(near)}?' if near else f'name one of {_or(list(templates()))}'}")


def _or(names: "list[str]") -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _values(chosen: "Template", given: "Mapping[str, str]", *, asks: bool) -> dict[str, str]:
    """What was said, checked, and asked for where somebody can answer."""
    from functools import partial

    from portkey_constructs.scaffold.values import VALUES

    unused = [VALUES[name].option for name in given if name not in chosen.values]
    if unused:
        raise typer.BadParameter(f"the template {chosen.name} has no place for {', '.join(unused)}: it takes {', '.join(chosen.options)}")
    values = {name: _fitting(name, text, option=VALUES[name].option) for name, text in given.items()}
    if asks:
        door = "host" if "host" in chosen.values else "gateway_host"
        for name in (door, "namespace"):
            if name in chosen.values and name not in values:
                known = chosen.default(name, values)
                values[name] = typer.prompt(_QUESTIONS[name], default=known, value_proc=partial(_fitting, name), err=True)
    return values


def _fitting(name: str, text: str, *, option: str = "") -> str:
    from portkey_constructs.scaffold.values import checked

    try:
        return checked(name, text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} {error}".strip()) from None


def _following(chosen: "Template", values: "Mapping[str, str]") -> str:
    """What nobody said, and follows from what was said."""
    from portkey_constructs.scaffold.values import VALUES

    found = {name: chosen.default(name, values) for name in chosen.values if name not in values}
    told = [
        f"{VALUES[name].option} {value}" if value else f"no {VALUES[name].option}" for name, value in found.items() if value != chosen.default(name)
    ]
    return f", with {', '.join(told)}" if told else ""


def _told(head: str, steps: "Iterable[str]") -> str:
    """What was written, and what to do next."""
    from portkey_constructs.cli.report import printable

    lines = [head, *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]
    return "".join(f"{printable(line)}\n" for line in lines)


def _steps(folder: str, configurations: "tuple[str, ...]", *, app: bool, aws: bool) -> "Iterator[str]":
    """What to do next, a line each; with `aws` manifests wait for what the AWS companion makes."""
    import shlex
    from pathlib import PurePath

    from portkey_constructs.scaffold.project import APP

    named = [shlex.quote(str(PurePath(folder) / name)) for name in configurations]
    edited = [*named, shlex.quote(str(PurePath(folder) / APP))] if app and aws else named
    yield f'edit {" and ".join(edited)}: each "# change:" says what, and goes when it is done'
    if app:
        enter = "" if folder == "." else f"cd {shlex.quote(str(PurePath(folder)))} && "
        yield f"put the wheel of portkey-constructs into {shlex.quote(str(PurePath(folder) / 'wheels'))}, or have it in your company's index"
        yield f"{enter}python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt"
        if aws:
            yield f"{_DEPLOY} makes what it needs of AWS; until then python -m pytest tries the stacks, and dist/ waits"
        yield "python main.py writes dist/, python -m pytest tries it; README.md has the rest"
        return
    strict = "" if aws else "--strict "
    yield " && ".join(f"portkey-constructs validate {strict}-f {name}" for name in named) + (" warns of what step 3 tells" if aws else "")
    if aws:
        yield f"{_DEPLOY}, in a CDK app with portkey_stacks (init --app writes one), then put outputs.json beside {named[0]}"
    what = "fill" if aws else "make"
    for path, name in zip(named, configurations, strict=True):
        dist = PurePath(folder) / "dist" / (PurePath(name).stem if len(named) > 1 else "")
        yield f"portkey-constructs secrets -f {path} lists what to {what}, render -f {path} -o {shlex.quote(str(dist))} writes the manifests"
