"""`python -m tools.sbom WHEEL FILE` writes a bill of materials (CycloneDX 1.6, JSON): the wheel with its hash, and the packages that it needs.

The packages are those of requirements/wheel.txt, with all extras: versions and hashes for every platform. The same wheel gives the same bytes.
"""

import itertools
import json
import subprocess
import sys
import tomllib
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["bill_of_materials"]

_ROOT = Path(__file__).parents[1]
_LOCK = _ROOT / "requirements" / "wheel.txt"
_PROGRAM = ("cyclonedx_py", "requirements", _LOCK, "--pyproject", _ROOT / "pyproject.toml", "--mc-type", "library", "--sv", "1.6")


def bill_of_materials(wheel: Path) -> str:
    """Return the bill of materials of a wheel as JSON.

    Raises:
        ValueError: it does not satisfy the schema of CycloneDX.
    """
    command = (sys.executable, "-W", "ignore", "-m", *_PROGRAM, "--output-reproducible", "--no-validate")
    bill = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    component = bill["metadata"]["component"]
    component["hashes"] = [{"alg": "SHA-256", "content": sha256(wheel.read_bytes()).hexdigest()}]
    references: dict[str, str] = {item["name"]: item["bom-ref"] for item in bill["components"]}
    named = {component["name"]: component["bom-ref"], **references}
    needed = {**{name: _needed(name) for name in references}, component["name"]: _needed_by_wheel()}
    bill["dependencies"] = [
        {"ref": reference, "dependsOn": sorted({references[other] for other in needed[name] if other in references})}
        for name, reference in sorted(named.items())
    ]
    text = f"{json.dumps(bill, indent=2, sort_keys=True)}\n"
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"the bill of materials is invalid: {error}")
    return text


def _needed_by_wheel() -> set[str]:
    """The packages that the wheel requires, with all extras."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    return {canonicalize_name(Requirement(text).name) for text in required}


def _needed(name: str) -> set[str]:
    """The packages that an installed package requires without its extras; empty if it is not installed on this platform."""
    try:
        required = [Requirement(text) for text in requires(name) or ()]
    except PackageNotFoundError:
        return set()
    return {canonicalize_name(requirement.name) for requirement in required if "extra ==" not in str(requirement.marker)}


def _main() -> None:
    wheel, target = map(Path, sys.argv[1:])
    bill: Any = bill_of_materials(wheel)
    target.write_text(bill, "utf-8")


if __name__ == "__main__":
    _main()
