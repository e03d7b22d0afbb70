"""mypy reads every imported module of the AWS CDK: a skipped one would be `Any`."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
CDK = "aws_cdk"


def imported() -> set[str]:
    """Every part of the AWS CDK that a source imports, as `from aws_cdk import aws_s3`, `from aws_cdk.aws_s3 import Bucket` or `import`."""
    modules = set()
    for path in (path for folder in ("apps", "portkey_constructs", "tests") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names if alias.name.startswith(f"{CDK}.")}
            elif isinstance(node, ast.ImportFrom) and node.module == CDK:
                modules |= {f"{CDK}.{alias.name}" for alias in node.names if alias.name.islower()}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{CDK}."):
                modules.add(str(node.module))
    return modules


def test_every_imported_module_of_the_aws_cdk_is_type_checked() -> None:
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["overrides"]
    read = {module for override in overrides if override.get("follow_imports") == "normal" for module in override["module"]}
    parts = imported()
    assert parts
    assert parts <= read
