"""Error codes for the environments of `environments.yaml`."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-FLEET-001",
    title="an environment does not exist",
    cause="The name after extends or after -e is not an environment of environments.yaml.",
    fix="Use one of the names in environments.yaml, or add the environment there.",
)
declare(
    "PK-FLEET-002",
    title="environments extend each other",
    cause="An environment extends itself, directly or through others, so that it is not clear which files come first.",
    fix="Let one of them extend nothing, and name the files that both need in its files.",
)
declare(
    "PK-FLEET-003",
    title="an environment has no settings",
    cause="Neither the environment nor an environment that it extends has files or values.",
    fix="Name the configuration files of the environment in files.",
)
