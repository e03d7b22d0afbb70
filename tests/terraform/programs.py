"""Terraform, with a provider that has the schemas of the AWS provider and no cloud behind it.

The AWS provider itself cannot be installed from a package registry. `tools/terraform-provider` serves the schemas in `aws_provider.json`, so that
Terraform checks names, types, required arguments, references and the order of the resources, and decides what it stores.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.support.cache import build_lock, cache_path, report_progress

__all__ = ["GENERATED", "Run", "Workspace", "workspace"]

GENERATED: Final = "a-generated-password"
"""What the provider generates for each password."""
_SOURCE: Final = Path(__file__).parents[2] / "tools" / "terraform-provider"
_SCHEMAS: Final = Path(__file__).with_name("aws_provider.json")
_VERSION: Final = "6.66.0"


class Run(NamedTuple):
    """A run of Terraform."""

    status: int
    output: str


class Workspace(NamedTuple):
    """A folder with a module."""

    folder: Path
    program: str
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> Run:
        """Run Terraform."""
        command = [self.program, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120)
        return Run(done.returncode, done.stdout + done.stderr)

    def written(self) -> list[dict[str, Any]]:
        """What the provider was told: resources with their write-only arguments, and ephemeral values."""
        log = Path(self.environment["SCHEMA_PROVIDER_LOG"])
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def workspace(folder: Path, module: str) -> Workspace:
    """A folder with a module, after `terraform init`; skips the test without Terraform or Go."""
    program, go = shutil.which("terraform"), shutil.which("go")
    if program is None or go is None:
        pytest.skip("terraform and go are not on PATH")
    mirror = folder / "mirror" / "registry.terraform.io" / "hashicorp" / "aws" / _VERSION / "linux_amd64"
    mirror.mkdir(parents=True)
    (mirror / f"terraform-provider-aws_v{_VERSION}").symlink_to(_provider(go))
    schemas = json.loads(_SCHEMAS.read_text(encoding="utf-8"))
    entry = json.dumps({"username": "portkey", "password": GENERATED, "redis_password": GENERATED})
    schemas["ephemeralValues"] = {
        "aws_secretsmanager_random_password": {"random_password": GENERATED},
        "aws_secretsmanager_secret_version": {"secret_string": entry},
    }
    (folder / "schemas.json").write_text(json.dumps(schemas), encoding="utf-8")
    settings = folder / "terraform.rc"
    settings.write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{folder / "mirror"}" }}\n}}\n', encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "CHECKPOINT_DISABLE": "1",
        "NO_COLOR": "1",
        "SCHEMA_PROVIDER": str(folder / "schemas.json"),
        "SCHEMA_PROVIDER_LOG": str(folder / "log.jsonl"),
        "TF_CLI_CONFIG_FILE": str(settings),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
    }
    root = folder / "module"
    root.mkdir()
    (root / "portkey.tf.json").write_text(module, encoding="utf-8")
    created = Workspace(root, program, environment)
    initialised = created.run("init", "-no-color")
    assert initialised.status == 0, initialised.output
    return created


def _provider(go: str) -> Path:
    sources = {name: (_SOURCE / name).read_bytes() for name in ("go.mod", "go.sum", "main.go")}
    digest = sha256(b"\0".join(sources.values())).hexdigest()[:16]
    ready = cache_path(f"terraform-provider-{digest}")
    if ready.exists():
        return ready
    with build_lock(ready, "terraform-provider"):
        if not ready.exists():
            report_progress("terraform-provider: building it with Go")
            unfinished = ready.with_suffix(".new")
            subprocess.run([go, "build", "-trimpath", "-o", str(unfinished), "."], cwd=_SOURCE, check=True)
            unfinished.replace(ready)
    return ready
