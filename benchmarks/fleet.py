"""A repository with many environments of 31 objects each."""

from pathlib import Path

__all__ = ["write_fleet"]

_CONFIGURATION = Path(__file__).parents[1] / "apps" / "irsa_secrets_manager.yaml"


def write_fleet(folder: Path, environments: int) -> None:
    """Writes `environments.yaml`, and the file that all environments share, to a new folder."""
    folder.mkdir()
    (folder / "base.yaml").write_bytes(_CONFIGURATION.read_bytes())
    text = "".join(["environments:\n", *(_environment(f"team-{number}", number) for number in range(environments))])
    (folder / "environments.yaml").write_text(text, encoding="utf-8")


def _environment(name: str, number: int) -> str:
    """An environment that shares nothing with the others."""
    own = (
        f"namespace: {name}",
        f"aws: {{cluster: {name}}}",
        f"exposure: {{frontend: {{host: {name}.example.org}}, gateway: {{host: gateway.{name}.example.org}}}}",
        f"mysql: {{database: portkey{number}}}",
        f"redis: {{host: master.{name}.abc123.usw2.cache.amazonaws.com}}",
        f"clickhouse: {{database: portkey{number}}}",
        f"secrets: {{path: '{name}-portkey/{{name}}'}}",
        f"logStore: {{bucket: portkey-logs/{name}}}",
    )
    return f"  {name}: {{files: [base.yaml], cluster: {name}, values: {{{', '.join(own)}}}}}\n"
