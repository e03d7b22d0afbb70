"""Configurations as files: loaded, or refused."""

from pathlib import Path
from typing import Any, Final

import pytest

from portkey_constructs.config import PortkeyConfig, load, load_with_warnings
from portkey_constructs.errors import ConfigurationError, Problem
from tests.support.objects import main_container, rendered, variables_of

__all__ = ["DEVELOPMENT", "EXPOSED", "OPEN", "PRODUCTION", "STORES", "Files", "env", "without"]

DEVELOPMENT: Final = "profile: development\nclientAuth: license\njwtPrivateKey: key\nimagePull: {kind: none}\n"
OPEN: Final = f"{DEVELOPMENT}auth: {{kind: none}}\n"
STORES: Final = "mysql: {kind: inCluster}\nredis: {kind: inCluster}\nclickhouse: {kind: inCluster}\nlogStore: {kind: none}\n"
PRODUCTION: Final = f"profile: production\nauth: {{kind: none}}\n{STORES}"
EXPOSED: Final = "exposure: {frontend: {kind: ingress, host: portkey.example.org, tls: {kind: secret, secretName: tls}}}\n"


class Files:
    """Loads texts as a configuration file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "portkey.yaml"

    def config(self, text: str) -> PortkeyConfig:
        """The configuration in the text."""
        self.file.write_text(text, encoding="utf-8")
        return load([self.file])

    def errors(self, text: str) -> dict[str, Problem]:
        """The errors of the text, by path; fails if there are none."""
        with pytest.raises(ConfigurationError) as caught:
            self.config(text)
        return {problem.path: problem for problem in caught.value.problems if problem.severity == "error"}

    def warnings(self, text: str) -> dict[str, Problem]:
        """The warnings of the text, by path."""
        self.config(text)
        return {problem.path: problem for problem in load_with_warnings([self.file])[1]}


def without(text: str, *settings: str) -> str:
    """The text without the lines of these settings."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(tuple(f"{name}:" for name in settings)))


def env(config: PortkeyConfig, component: str) -> dict[str, Any]:
    """The variables of a service's container."""
    return variables_of(main_container(rendered(config), "Deployment", f"{config.name}-{component}"))
