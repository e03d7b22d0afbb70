"""The command line: `portkey-constructs render | validate | schema`."""

from portkey_constructs.cli.app import main

__all__ = ["main"]
