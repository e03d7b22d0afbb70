"""A part of a configuration and environments.yaml in an editor."""

import json

import pytest
from click.testing import CliRunner

from portkey_constructs.cli.app import program
from tests.editor.editing import CURSOR, Editor

pytestmark = pytest.mark.slow

PART = "# yaml-language-server: $schema=part.schema.json\n"
ENVIRONMENTS = "# yaml-language-server: $schema=environments.schema.json\n"


@pytest.fixture(scope="module")
def layers(editor: Editor) -> Editor:
    """The folder of the quick start with the schemas of layers beside its own."""
    for option in ("part", "environments"):
        done = CliRunner().invoke(program, ["schema", f"--{option}"])
        assert json.loads(done.output)["$schema"]
        (editor.folder / f"{option}.schema.json").write_text(done.output)
    return editor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aws: {region: eu-west-1}\n",
        "mysql: {host: db.example.org}\n",
        "exposure: {frontend: {host: a.example.org}}\n",
        "namespace: null\ngateway: {autoscaling: null}\nmysql: null\n",
    ],
)
def test_a_part_has_no_marks(layers: Editor, text: str) -> None:
    assert layers.marks(PART + text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ingres: {}\n", "Property ingres is not allowed."),
        ("mysql: {hots: db.example.org}\n", "Property hots is not allowed."),
        ("mysql: {kind: rds, host: db.example.org}\n", "Property host is not allowed."),
        ("gateway: {replicas: many}\n", "expected a whole number"),
    ],
)
def test_a_mistake_in_a_part_is_marked_once(layers: Editor, text: str, message: str) -> None:
    [mark] = layers.marks(PART + text)
    assert mark.message.startswith(message)


def test_settings_of_every_kind_are_offered_without_kind(layers: Editor) -> None:
    offered = layers.offers(f"{PART}mysql:\n  {CURSOR}\n")
    assert {"host", "persistence", "kind"} <= {*offered}


def test_settings_of_the_chosen_kind_are_offered(layers: Editor) -> None:
    offered = layers.offers(f"{PART}mysql:\n  kind: external\n  {CURSOR}\n")
    assert "host" in offered
    assert "persistence" not in offered


def test_environments_are_checked_with_their_values(layers: Editor) -> None:
    text = ENVIRONMENTS + "environments:\n  eu:\n    files: [base.yaml]\n    cluster: west\n    values: {gateway: {replicas: 3}}\n"
    assert layers.marks(text) == []
    [mark] = layers.marks(text.replace("replicas", "replica"))
    assert mark.message == "Property replica is not allowed."


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"environments:\n  eu:\n    {CURSOR}\n", {"extends", "files", "cluster", "context", "values"}),
        (f"environments:\n  eu:\n    values:\n      {CURSOR}\n", {"gateway", "mysql", "namespace"}),
    ],
)
def test_settings_of_an_environment_are_offered(layers: Editor, text: str, names: set[str]) -> None:
    assert names <= {*layers.offers(ENVIRONMENTS + text)}
