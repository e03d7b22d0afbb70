"""Loading: what it imports for a valid configuration, and the data that ships with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from portkey_constructs.loading.suggestions import table

APPS = Path(__file__).parents[2] / "apps"
ONLY_FOR_ERRORS = ("problems", "pydantic_errors", "python_names", "suggestions", "type_descriptions", "unknown_settings")
ONLY_FOR_THE_SCHEMA = ("field_docs", "json_schema", "json_schema_forms")


@pytest.mark.parametrize("name", ["quickstart.yaml", "production_internal.yaml"])
def test_rendering_a_valid_file_imports_nothing_for_errors(name: str) -> None:
    code = (
        "import sys\nfrom portkey_constructs.cli import main\n"
        "sys.argv = ['portkey-constructs', 'render', '-f', sys.argv[1]]\n"
        "try: main()\nfinally: print(*(one for one in sys.modules if one.startswith('portkey_constructs.loading.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(APPS / name)], capture_output=True, text=True, check=True)
    imported = {module.rpartition(".")[2] for module in done.stderr.splitlines()[-1].split()}
    assert {"reading", "yaml_document"} <= imported
    assert imported.isdisjoint((*ONLY_FOR_ERRORS, *ONLY_FOR_THE_SCHEMA))


@pytest.mark.parametrize("name", ["examples.yaml", "helm_chart_keys.yaml", "synonyms.yaml"])
def test_every_table_can_be_read(name: str) -> None:
    assert all(table(name).values())
