"""A repository with many environments of 31 objects each."""

from pathlib import Path

__all__ = ["write_fleet"]

_CONFIGURATION = Path(__file__).parents[1] / "apps" / "irsa_secrets_manager.yaml"


def write_fleet(folder: Path, environments: int) -> None:
    """Writes `environments.yaml`, and the file that all environments share, to a new folder."""
    folder.mkdir()
    (folder / "base.yaml").write_bytes(_CONFIGURATION.read_bytes())
    names = [f"team-{number}" for number in range(environments)]
    lines = [f"  {name}: {{files: [base.yaml], cluster: {name}, values: {{namespace: {name}}}}}\n" for name in names]
    (folder / "environments.yaml").write_text("".join(["environments:\n", *lines]), encoding="utf-8")
