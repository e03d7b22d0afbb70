"""Loads the import of values of a Helm chart as the configuration of a command."""

from collections.abc import Sequence
from typing import Literal, cast

import click

from portkey_constructs.cli.configuration_files import refuse_warnings
from portkey_constructs.cli.console import delayed_progress, show_problems, write_message
from portkey_constructs.cli.inputs import overwritten_inputs
from portkey_constructs.cli.values_options import ValuesOptions
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm.configuration import answer_layers, check_import, imported_document, open_entries
from portkey_constructs.helm.importing import Imported, import_values
from portkey_constructs.helm.writing import report_text, secret_objects
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.loading.reading import outputs_path
from portkey_constructs.manifests.stages import Stage, StagedObject

__all__ = ["imported_objects"]


def imported_objects(options: ValuesOptions, answers: Sequence[str], *, strict: bool, output: str | None) -> list[StagedObject]:
    """The objects of the import of values, with answers on top of it; reports on standard error what becomes of each key.

    Raises:
        ConfigurationError: a file is invalid, an answer is missing, or `output` would overwrite a file.
    """
    if output is not None and (overwritten := [*overwritten_inputs(output, [*options.values, *answers])]):
        raise ConfigurationError(overwritten)
    chart: Literal["app", "gateway"] | None = options.chart
    with delayed_progress("importing"):
        imported = import_values(
            options.values,
            release=options.release,
            namespace=options.namespace,
            chart=chart,
            adopt=options.adopt,
            chart_version=options.chart_version,
        )
        document = imported_document(imported, options.values, answer_layers(answers))
    if output is not None and (path := outputs_path(document)) and (overwritten := [*overwritten_inputs(output, [path])]):
        raise ConfigurationError(overwritten)
    try:
        config, problems = check_import(imported, document, deployed=True)
    except ConfigurationError as error:
        write_message(report_text(imported.chart, open_entries(imported, document, error.problems)))
        raise
    write_message(report_text(imported.chart, open_entries(imported, document, problems)))
    if strict:
        refuse_warnings(problems, document.source)
    show_problems(problems, document.source)
    if options.inline_secrets and config.profile != "development":
        raise click.UsageError("--inline-secrets is for the development profile: add -f FILE with the line `profile: development`")
    platform = config.resolve()
    objects = platform.objects()
    return [*objects, *_secrets(imported, platform.names.namespace, objects)] if options.inline_secrets else [*objects]


def _secrets(imported: Imported, namespace: str, objects: Sequence[StagedObject]) -> list[StagedObject]:
    """The Secrets with the values of the import, except those that the configuration renders itself."""
    rendered = {staged.manifest["metadata"]["name"] for staged in objects if staged.manifest["kind"] == "Secret"}
    values = {name: keys for name, keys in imported.secrets.items() if name not in rendered}
    return [StagedObject(Stage.ACCESS, cast(KubernetesObject, secret)) for secret in secret_objects(values, namespace)]
