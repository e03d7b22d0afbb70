"""Insecure choices of a production configuration: warnings that `--strict` refuses, and none of them in an environment of `dist/`."""

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from portkey_constructs.cli.app import program
from portkey_constructs.rules.catalogue import CATALOGUE
from tests.rules.case import UNENCRYPTED

pytestmark = pytest.mark.slow

CODES: Final = sorted({*UNENCRYPTED, "PK-TLS-010", "PK-POD-004", "PK-NAMESPACE-004", "PK-NAMESPACE-005", "PK-ENV-006", "PK-EXPOSURE-016"})
APPS: Final = Path(__file__).parents[2] / "apps"


@pytest.mark.parametrize("code", CODES)
def test_strict_refuses_an_insecure_choice(code: str, tmp_path: Path) -> None:
    entry = CATALOGUE[code]
    assert entry.example
    file = tmp_path / "portkey.yaml"
    file.write_text(entry.example.document(entry.example.wrong), encoding="utf-8")
    lenient, strict = (CliRunner().invoke(program, ["validate", "-f", str(file), *options]) for options in ((), ("--strict",)))
    assert (lenient.exit_code, strict.exit_code) == (0, 2)
    assert code in lenient.output
    assert code in strict.output
    output = tmp_path / "dist"
    assert CliRunner().invoke(program, ["render", "-f", str(file), "--strict", "-o", str(output)]).exit_code == 2
    assert not output.exists()


@pytest.mark.parametrize("file", sorted(path for path in APPS.glob("*.yaml") if path.name != "quickstart.yaml"), ids=lambda path: path.name)
def test_no_example_makes_an_insecure_choice(file: Path) -> None:
    assert CliRunner().invoke(program, ["validate", "-f", str(file), "--strict"]).exit_code == 0


def test_the_page_on_security_lists_each_code() -> None:
    page = (APPS.parent / "docs" / "project" / "security.md").read_text(encoding="utf-8")
    assert [code for code in CODES if f"`{code}`" not in page] == []
