"""The output of `images`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from portkey_constructs.cli.app import program

APPS = Path(__file__).parents[2] / "apps"


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(program, ["images", "-f", str(APPS / "production_internal.yaml"), *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_text_lists_each_image_with_its_components() -> None:
    status, output, errors = run()
    assert (status, errors) == (0, "")
    rows = dict(line.split("  ", 1) for line in output.splitlines())
    assert rows["docker.io/portkeyai/backend:1.19.0"].strip() == "migration, backend"
    assert len({len(line) - len(line.split("  ")[-1].lstrip()) for line in output.splitlines()}) == 1


def test_json_has_the_parts_of_each_name() -> None:
    status, output, _ = run("--format", "json")
    rows = {row["image"]: row for row in json.loads(output)["images"]}
    assert status == 0
    redis = next(row for image, row in rows.items() if "redis" in image)
    assert (redis["registry"], redis["repository"], redis["tag"]) == ("docker.io", "library/redis", "7.2-alpine")
    assert redis["digest"].startswith("sha256:")
    assert rows["docker.io/portkeyai/frontend:1.9.3"]["uses"] == ["Deployment portkey-frontend: container frontend"]


@pytest.mark.parametrize("form", ["skopeo", "containerd"])
def test_scripts_are_printed(form: str) -> None:
    status, output, errors = run("--format", form)
    assert (status, output.startswith("#!/bin/sh\n")) == (0, True)
    assert ("imageRegistry names no registry to copy to" in errors) == (form == "skopeo")
