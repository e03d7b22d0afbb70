"""The generated files of the site."""

from collections.abc import Mapping

from docs_site.command_line import command_line
from docs_site.environments import diagrams
from docs_site.errors import errors
from docs_site.facts import ports, secret_keys, variables
from docs_site.helm import chart_keys_page, differences_page
from docs_site.scanners import scanners_page
from docs_site.settings import settings_pages

__all__ = ["generated"]


def generated() -> Mapping[str, str]:
    """The content of each file, Markdown or SVG, by its path in the folder of the site."""
    return {
        **diagrams(),
        **settings_pages(),
        "reference/variables.md": variables(),
        "reference/secret-keys.md": secret_keys(),
        "reference/ports.md": ports(),
        "reference/helm-chart-keys.md": chart_keys_page(),
        "reference/helm-differences.md": differences_page(),
        "reference/errors.md": errors(),
        "project/scanners.md": scanners_page(),
        "reference/command-line.md": command_line(),
    }
