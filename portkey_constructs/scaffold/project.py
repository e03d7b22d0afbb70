"""Generates a cdk8s project that renders configurations, tests the manifests, and checks in CI that they are up to date.

If a configuration reads the outputs of the AWS stacks, the project also contains the CDK app that deploys them. Until the first deployment, such a
project has no `dist/` and does not test it.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import PurePosixPath
from string import Template
from typing import Final

from portkey_constructs.config.root import PortkeyConfig

__all__ = ["CDK_APP", "DIST_CHECK", "install_command", "needs_cdk_app", "package_values", "project_files", "source_text"]

CDK_APP: Final = "app.py"
"""Path of the CDK app."""
DIST_CHECK: Final = "python main.py && git add --intent-to-add --ignore-removal dist && git --no-pager diff --exit-code dist"
"""Shell command that prints the difference and fails if `dist/` in git does not match the configurations."""
_SOURCES: Final = {
    ".github/workflows/portkey.yaml": "workflow.yaml",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "README.md": "README.md",
    "cdk8s.yaml": "cdk8s.yaml",
    "main.py": "main.py",
    "requirements.txt": "requirements.txt",
    "test_dist.py": "test_dist.py",
}
_CDK_SOURCES: Final = {
    CDK_APP: "app.py",
    "README.md": "README.aws.md",
    "cdk.json": "cdk.json",
    "package-lock.json": "package-lock.json",
    "package.json": "package.json",
    "test_app.py": "test_app.py",
}
_AWS_IDENTITIES: Final = ("irsa", "podIdentity")
_UNTIL_DEPLOYED: Final = """

# Until the first deployment of the stacks in app.py there is no dist/ to test.
pytestmark = pytest.mark.skipif(
    not (main.HERE / "outputs.json").exists() and not (main.HERE / "dist").exists(),
    reason="dist/ needs outputs.json: npx cdk deploy --all --outputs-file outputs.json",
)"""


def install_command(*, aws: bool = False) -> str:
    """Shell command that installs the packages of a project in the active environment; with `aws`, also the command line of the CDK.

    portkey-constructs is named by its file: a public index has no such package, and installing by name would run code of whoever registers it.
    """
    return f"pip install -r requirements.txt && pip install --no-index --no-deps {_wheel()}{' && npm ci' if aws else ''}"


def package_values(lock: str, *, aws: bool = False) -> dict[str, str]:
    """The values of the placeholders that install packages; `lock` is the file with the versions and hashes of the other packages."""
    return {
        "install": install_command(aws=aws),
        "locked": source_text(lock),
        "portkey_constructs": version("portkey-constructs"),
        "wheel": _wheel(),
    }


def _wheel() -> str:
    return f"wheels/portkey_constructs-{version('portkey-constructs')}-py3-none-any.whl"


def needs_cdk_app(configurations: Mapping[str, PortkeyConfig]) -> bool:
    """Whether one of the configurations reads the outputs of the AWS stacks."""
    return _reader_of_outputs(configurations) is not None


def project_files(template: str, configurations: Mapping[str, PortkeyConfig]) -> dict[str, str]:
    """The files of a project by path; `configurations` maps file names to texts."""
    values, sources = _values(template, tuple(configurations)), _SOURCES
    if any(config.identity.kind in _AWS_IDENTITIES for config in configurations.values()):
        values["roles"] = (
            f"create the IAM roles (`portkey-constructs aws policy -f {values['first']}` prints them, `aws eksctl` prints input for eksctl), "
        )
    if reader := _reader_of_outputs(configurations):
        values |= _cdk_values(*reader, values)
        sources = {**_SOURCES, **_CDK_SOURCES}
    return {path: Template(source_text(source)).substitute(values) for path, source in sources.items()}


def source_text(source: str) -> str:
    """The text of a file for projects, such as `requirements.txt`, before its placeholders are filled."""
    folder = files("portkey_constructs") / "scaffold" / "files"
    return folder.joinpath(*f"{source}.in".split("/")).read_text("utf-8")


def _reader_of_outputs(configurations: Mapping[str, PortkeyConfig]) -> tuple[str, PortkeyConfig] | None:
    return next(((name, config) for name, config in configurations.items() if config.aws.outputs is not None), None)


def _values(template: str, names: Sequence[str]) -> dict[str, str]:
    """The values for the placeholders in the project's files."""
    return {
        "template": template,
        "configurations": repr(tuple(names)).replace("'", '"'),
        "named": " and ".join(f"`{name}`" for name in names),
        "first": names[0],
        "pattern": "|".join(name.replace(".", r"\.") for name in names),
        "validate": " && ".join(f"portkey-constructs validate -f {name}" for name in names),
        "strict": " && ".join(f"portkey-constructs validate --strict -f {name}" for name in names),
        "secrets": " and ".join(f"`portkey-constructs secrets -f {name}`" for name in names),
        "roles": "",
        "apply": " and ".join(f"`kubectl apply -R -f dist/{PurePosixPath(name).stem}`" for name in names),
        "fresh": DIST_CHECK,
        "ignored": "",
        "until_deployed": "",
        **package_values("locked.app.txt"),
    }


def _cdk_values(name: str, config: PortkeyConfig, values: Mapping[str, str]) -> dict[str, str]:
    """The placeholder values that the CDK app adds or replaces."""
    return {
        "served": name,
        "region": config.aws.region or "",
        "cluster": config.aws.cluster or "",
        "pattern": rf"{values['pattern']}|outputs\.json",
        "fresh": f"if [ -e outputs.json ] || [ -e dist ]; then {DIST_CHECK}; fi",
        "ignored": "cdk.out/\n",
        **package_values("locked.aws.txt", aws=True),
        "until_deployed": _UNTIL_DEPLOYED,
    }
