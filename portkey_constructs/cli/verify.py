"""`verify`: a live cluster against a configuration."""

import re
from enum import StrEnum
from typing import Annotated

import typer

from portkey_constructs.cli.options import FILES, Files

__all__ = ["Answer", "verify"]

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_NOT_WELL = 1


class Answer(StrEnum):
    """How `verify` answers."""

    TEXT = "text"
    JSON = "json"


def _seconds(text: str) -> float:
    found = _DURATION.fullmatch(text)
    if text.isascii() and text.isdigit():
        return float(text)
    if not text or found is None:
        raise typer.BadParameter(f"{text!r} is no duration: write it as 90s, 5m or 1h30m")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def verify(
    files: Files = FILES,
    namespace: Annotated[str | None, typer.Option("--namespace", "-n", metavar="NS", help="Look here, as if the configuration said so.")] = None,
    context: Annotated[str | None, typer.Option("--context", metavar="NAME", help="Context of the kubeconfig [the current one].")] = None,
    kubeconfig: Annotated[
        str | None, typer.Option("--kubeconfig", metavar="FILE", path_type=str, help="Kubeconfig [$KUBECONFIG or ~/.kube/config].")
    ] = None,
    form: Annotated[Answer, typer.Option("--format", help="For people, or for programs.")] = Answer.TEXT,
    wait: Annotated[str, typer.Option("--wait", metavar="DURATION", help="Look again until all is well, for as long: 90s, 5m.")] = "0s",
) -> None:
    """Check a live cluster, by reading alone: objects, pods, roles, Secrets, endpoints, addresses, volumes, health and events."""
    from portkey_constructs.cli.ending import ending, printed

    seconds = _seconds(wait)
    with ending("nothing checked"):
        from portkey_constructs.config import load_with_warnings

        config, _ = load_with_warnings(files, deployed=True)
        if namespace is not None:
            config = config.model_copy(update={"namespace": namespace})

        # The client of clusters is slow to import, and a configuration that is refused needs none.
        from portkey_constructs.cli.findings import json_text, show_report
        from portkey_constructs.cli.progress import progress
        from portkey_constructs.verify.connection import connect
        from portkey_constructs.verify.kubectl_commands import KubectlCommands
        from portkey_constructs.verify.runner import verify as verified

        commands = KubectlCommands(config.namespace, context or "", kubeconfig or "", tuple(files))
        with progress() as told, connect(kubeconfig, context) as connection:
            report = verified(config, connection, commands, wait=seconds, progress=told)
        if form is Answer.JSON:
            printed(json_text(report))
        else:
            show_report(report)
        if not report.ok:
            raise typer.Exit(_NOT_WELL)
