"""A cdk8s project around configurations: what renders, tests and guards their manifests, ready to run."""

from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import PurePosixPath
from string import Template
from typing import Final

__all__ = ["FRESH", "project"]

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
# The packages whose versions decide over the bytes in dist/.
_PINNED: Final = ("portkey-constructs", "cdk8s")


def project(template: str, configurations: Sequence[str]) -> dict[str, str]:
    """The files of a project around `configurations` (file names), by their paths in it."""
    said = {
        "template": template,
        "configurations": repr(tuple(configurations)).replace("'", '"'),
        "named": " and ".join(f"`{name}`" for name in configurations),
        "first": configurations[0],
        "stem": PurePosixPath(configurations[0]).stem,
        "pattern": "|".join(name.replace(".", r"\.") for name in configurations),
        "validate": " && ".join(f"portkey-constructs validate --strict -f {name}" for name in configurations),
        "fresh": FRESH,
        **{name.replace("-", "_"): version(name) for name in _PINNED},
    }
    folder = files("portkey_constructs") / "scaffold" / "files"
    return {path: Template((folder / f"{source}.in").read_text("utf-8")).substitute(said) for path, source in _FILES.items()}
