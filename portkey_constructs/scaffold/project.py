"""A cdk8s project around configurations: what renders, tests and guards their manifests, ready to run.

Where a configuration names the outputs of the AWS companion, the CDK app that makes them is in the project too; until it was deployed for the
first time, nothing is asked of `dist/`.
"""

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import PurePosixPath
from string import Template
from typing import Final

from portkey_constructs.config.root import PortkeyConfig

__all__ = ["APP", "FRESH", "has_app", "project"]

APP: Final = "app.py"
"""The CDK app."""
FRESH: Final = "python main.py && git add --intent-to-add --ignore-removal dist && git --no-pager diff --exit-code dist"
"""Fails, and shows the difference, while `dist/` in git is not what the configurations say."""
_FILES: Final = {
    ".github/workflows/portkey.yaml": "workflow.yaml",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "README.md": "README.md",
    "cdk8s.yaml": "cdk8s.yaml",
    "main.py": "main.py",
    "requirements.txt": "requirements.txt",
    "test_dist.py": "test_dist.py",
}
_WITH_APP: Final = {APP: "app.py", "cdk.json": "cdk.json", "README.md": "README.aws.md", "test_app.py": "test_app.py"}
# The packages whose versions decide over the bytes in dist/.
_PINNED: Final = ("portkey-constructs", "cdk8s")
_ROLES_OF_AWS: Final = ("irsa", "podIdentity")
_UNTIL_DEPLOYED: Final = """

# Before the first deployment of the stacks in app.py, there is no dist/ to test.
pytestmark = pytest.mark.skipif(
    not (main.HERE / "outputs.json").exists() and not (main.HERE / "dist").exists(),
    reason="dist/ needs outputs.json: npx cdk deploy --all --outputs-file outputs.json",
)"""


def has_app(configurations: Mapping[str, PortkeyConfig]) -> bool:
    """Whether a project around these has the CDK app of the AWS companion: one of them names its outputs."""
    return _served(configurations) is not None


def project(template: str, configurations: Mapping[str, PortkeyConfig]) -> dict[str, str]:
    """The files of a project around configurations (by their file names), by their paths in it."""
    said, sources = _said(template, tuple(configurations)), _FILES
    if any(config.identity.kind in _ROLES_OF_AWS for config in configurations.values()):
        said["roles"] = f"create the IAM roles (`portkey-constructs aws policy -f {said['first']}` prints them, `aws eksctl` as a file for eksctl), "
    if served := _served(configurations):
        said |= _of_app(*served, said)
        sources = {**_FILES, **_WITH_APP}
    folder = files("portkey_constructs") / "scaffold" / "files"
    return {path: Template((folder / f"{source}.in").read_text("utf-8")).substitute(said) for path, source in sources.items()}


def _served(configurations: Mapping[str, PortkeyConfig]) -> tuple[str, PortkeyConfig] | None:
    """The one that the AWS companion tells where things are."""
    return next(((name, config) for name, config in configurations.items() if config.aws.outputs is not None), None)


def _said(template: str, names: tuple[str, ...]) -> dict[str, str]:
    return {
        "template": template,
        "configurations": repr(names).replace("'", '"'),
        "named": " and ".join(f"`{name}`" for name in names),
        "first": names[0],
        "pattern": "|".join(name.replace(".", r"\.") for name in names),
        "validate": " && ".join(f"portkey-constructs validate -f {name}" for name in names),
        "strict": " && ".join(f"portkey-constructs validate --strict -f {name}" for name in names),
        "secrets": " and ".join(f"`portkey-constructs secrets -f {name}`" for name in names),
        "roles": "",
        "apply": " and ".join(f"`kubectl apply -R -f dist/{PurePosixPath(name).stem}`" for name in names),
        "fresh": FRESH,
        "extra": "",
        "ignored": "",
        "until_deployed": "",
        **{name.replace("-", "_"): version(name) for name in _PINNED},
    }


def _of_app(name: str, config: PortkeyConfig, said: Mapping[str, str]) -> dict[str, str]:
    """What the CDK app says of its configuration, and what waits for its outputs."""
    return {
        "served": name,
        "region": config.aws.region or "",
        "cluster": config.aws.cluster or "",
        "pattern": rf"{said['pattern']}|outputs\.json",
        "fresh": f"if [ -e outputs.json ] || [ -e dist ]; then {FRESH}; fi",
        "extra": "[aws]",
        "ignored": "cdk.out/\n",
        "until_deployed": _UNTIL_DEPLOYED,
    }
