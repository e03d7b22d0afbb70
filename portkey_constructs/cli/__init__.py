"""The command line, `portkey-constructs`."""

from portkey_constructs.cli.app import main

__all__ = ["main"]
