"""`schema`: prints the JSON Schema of portkey.yaml."""

import json

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import write_output
from portkey_constructs.loading.json_schema import json_schema

__all__ = ["schema"]

_EPILOG = """\
Examples:
  portkey-constructs schema > portkey.schema.json

To have an editor with a YAML language server check a portkey.yaml, begin the file with:
  # yaml-language-server: $schema=portkey.schema.json

Exit status:
  0  the schema is printed
  1  the output cannot be written
"""


@click.command(cls=Command, epilog=_EPILOG)
def schema() -> None:
    """Print the JSON Schema of portkey.yaml, for editors."""
    write_output(json.dumps(json_schema(), indent=2) + "\n")
