"""`schema`: prints the JSON Schemas of portkey.yaml, of a part of it, and of environments.yaml."""

import json

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import write_output
from portkey_constructs.environments.json_schema import environments_schema
from portkey_constructs.loading.json_schema import json_schema
from portkey_constructs.loading.part_schema import part_schema

__all__ = ["schema"]

_EPILOG = """\
Examples:
  portkey-constructs schema > portkey.schema.json
  portkey-constructs schema --part > part.schema.json
  portkey-constructs schema --environments > environments.schema.json

To have an editor with a YAML language server check a portkey.yaml, begin the file with:
  # yaml-language-server: $schema=portkey.schema.json
Begin a file that is merged with others with the schema of --part: nothing is required in it,
and null unsets a value of an earlier file.

Exit status:
  0  the schema is printed
  1  the output cannot be written
  2  both options are set
"""


@click.command(cls=Command, epilog=_EPILOG)
@click.option("--part", is_flag=True, help="Schema of a file that is merged with others, in which nothing is required.")
@click.option("--environments", is_flag=True, help="Schema of environments.yaml.")
def schema(part: bool, environments: bool) -> None:
    """Print the JSON Schema of portkey.yaml, for editors."""
    if part and environments:
        raise click.UsageError("--part and --environments are different schemas: name one of them")
    text = json.dumps(part_schema() if part else environments_schema() if environments else json_schema(), indent=2)
    write_output(f"{text}\n")
