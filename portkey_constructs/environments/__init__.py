"""Many configurations of one repository: `environments.yaml` names them, and their files are merged in layers."""

from portkey_constructs.environments.definition import Environment, Environments
from portkey_constructs.environments.reading import ENVIRONMENTS_FILE, load_environments, read_environments

__all__ = ["ENVIRONMENTS_FILE", "Environment", "Environments", "load_environments", "read_environments"]
