"""The options that select values of a Helm chart instead of a configuration."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Literal, NamedTuple

import click

from portkey_constructs.cli.console import printable

__all__ = [
    "ValuesOptions",
    "adopt_option",
    "chart_kind_option",
    "chart_version_option",
    "check_adoption_options",
    "label",
    "namespace_option",
    "release_option",
    "values_options",
]

_LABEL: Final = re.compile("[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?")


class ValuesOptions(NamedTuple):
    """Which values to import, and how."""

    values: tuple[str, ...]
    release: str | None
    namespace: str | None
    chart: Literal["app", "gateway"] | None
    adopt: bool
    chart_version: str | None
    inline_secrets: bool


def label(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse a name that Helm and Kubernetes refuse."""
    if value is not None and not _LABEL.fullmatch(value):
        raise click.BadParameter(f"{printable(value)} is not a name: use at most 53 lower-case letters, digits and hyphens")
    return value


release_option = click.option(
    "--release", callback=label, metavar="NAME", help="Name of the release, from which the names of its objects and Secrets follow."
)
namespace_option = click.option("--namespace", "-n", callback=label, metavar="NS", help="Namespace of the release.")
chart_kind_option = click.option(
    "--chart", type=click.Choice(["app", "gateway"]), help="The chart: portkey-app or portkey-gateway [default: the one that has the keys]."
)
adopt_option = click.option(
    "--adopt", is_flag=True, help="Take over the objects of the release: they keep their names, selectors and volumes. Needs --release."
)
chart_version_option = click.option(
    "--chart-version", metavar="VERSION", help="Version of the release's chart, for --adopt [default: the newest one that can be adopted]."
)


def check_adoption_options(*, adopt: bool, release: str | None, chart_version: str | None) -> None:
    """Refuse options of an adoption that lack another one."""
    if adopt and release is None:
        raise click.UsageError("--adopt needs --release: helm list prints the names of the releases")
    if chart_version is not None and not adopt:
        raise click.UsageError("--chart-version needs --adopt")


def values_options(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the options to a command, whose function gets them as `imports`: None without --values."""

    @click.option("--values", multiple=True, metavar="FILE", help="Import this values file of a Helm chart. Repeat it for several. -f overrides.")
    @release_option
    @namespace_option
    @chart_kind_option
    @adopt_option
    @chart_version_option
    @click.option("--inline-secrets", is_flag=True, help="Add the Secrets with the values of --values. Needs `profile: development` in -f.")
    @wraps(function)
    def command(
        *arguments: Any,
        values: tuple[str, ...],
        release: str | None,
        namespace: str | None,
        chart: Literal["app", "gateway"] | None,
        adopt: bool,
        chart_version: str | None,
        inline_secrets: bool,
        **others: Any,
    ) -> None:
        if not values and (release or namespace or chart or adopt or chart_version or inline_secrets):
            options = "--release, --namespace, --chart, --adopt, --chart-version and --inline-secrets"
            raise click.UsageError(f"{options} belong to --values: name a values file of a Helm chart")
        check_adoption_options(adopt=adopt, release=release, chart_version=chart_version)
        imports = ValuesOptions(values, release, namespace, chart, adopt, chart_version, inline_secrets) if values else None
        function(*arguments, imports=imports, **others)

    return command
