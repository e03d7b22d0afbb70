"""Every file of the site that is made from the package, by its path in `docs/`."""

from collections.abc import Mapping

from docs_site.command_line import command_line
from docs_site.environments import diagrams
from docs_site.errors import errors
from docs_site.facts import ports, secret_keys, variables
from docs_site.settings import settings_pages

__all__ = ["generated"]


def generated() -> Mapping[str, str]:
    """The files with their content: Markdown, and pictures as SVG."""
    return {
        **diagrams(),
        **settings_pages(),
        "reference/variables.md": variables(),
        "reference/secret-keys.md": secret_keys(),
        "reference/ports.md": ports(),
        "reference/errors.md": errors(),
        "reference/command-line.md": command_line(),
    }
