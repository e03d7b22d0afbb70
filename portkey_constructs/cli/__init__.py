"""The command line, `portkey-constructs`."""

import os

from portkey_constructs.cli.app import main

__all__ = ["main"]

# Without this, pydantic searches the metadata of every installed package for plugins, which no command needs.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
