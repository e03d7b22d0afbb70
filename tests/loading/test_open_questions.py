"""Comments of a template that still ask for a change."""

from pathlib import Path

import pytest
import yaml

from portkey_constructs.config import PortkeyConfig, load_with_warnings
from portkey_constructs.loading import open_questions as module
from portkey_constructs.loading.open_questions import open_questions

DEVELOPMENT = "profile: development\nclientAuth: license\nimagePull: {kind: none}\nauth: {kind: none}\n"
TEXT = """\
# change: the first, at the top.
a: |
  text
  # change: no comment, in a literal
# change: after a literal
b: "double
  # change: no comment, in quotes
  quoted"
c:
  # change: further in
  - >-
    folded
    # change: no comment, in a folded text

    more

  # change: after a folded text, further in
  - 'x # change: no comment, in a line'
d: plain
  # change: after a plain text
e: |+
   kept

# change: after a text that keeps its end
f: text # change: behind a value
g:
  - |
   a
  # change: less far in than the text
# changed: no mark
#change: no mark
? 'in
  # change: no comment, in a key
  quotes'
: 1
# change:
"""
ASKED = [
    (1, 1, "not done yet: the first, at the top"),
    (5, 1, "not done yet: after a literal"),
    (10, 3, "not done yet: further in"),
    (17, 3, "not done yet: after a folded text, further in"),
    (20, 3, "not done yet: after a plain text"),
    (24, 1, "not done yet: after a text that keeps its end"),
    (29, 3, "not done yet: less far in than the text"),
    (36, 1, "not done yet"),
]


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_comments_are_open_questions(monkeypatch: pytest.MonkeyPatch, parser: str, end: str) -> None:
    monkeypatch.setattr(module, "_Parser", getattr(yaml, parser))
    questions = [*open_questions(TEXT.replace("\n", end), "a.yaml")]
    assert [(question.position.line, question.position.column, question.message) for question in questions if question.position] == ASKED
    assert {(question.severity, question.code, question.path, question.position and question.position.file) for question in questions} == {
        ("warning", "PK-FILE-025", "", "a.yaml")
    }


def test_long_comment_is_shortened() -> None:
    [problem] = open_questions(f"# change: {'word ' * 40}\n", "a.yaml")
    assert len(problem.message) <= 172
    assert problem.message.endswith("...")


def test_the_loader_warns_in_the_order_of_the_files(tmp_path: Path) -> None:
    first, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    first.write_text(f"{DEVELOPMENT}# change: the namespace.\nnamespace: portkey\ngateway: {{image: {{tag: latest}}}}\n")
    two.write_text("labels:\n  # change: your team, and\n  # the cost centre.\n  team: a\n")
    config, warnings = load_with_warnings([first, two])
    assert config == PortkeyConfig.from_file(first, two)
    assert [(warning.code, Path(warning.position.file).name, warning.position.line) for warning in warnings if warning.position] == [
        ("PK-FILE-025", "one.yaml", 5),
        ("PK-IMAGE-002", "one.yaml", 7),
        ("PK-FILE-025", "two.yaml", 2),
    ]
    assert warnings[2].message == "not done yet: your team, and"
    assert warnings[2].fix == "make the change, then delete the comment"
    assert [warning.code for warning in config.warnings()] == ["PK-IMAGE-002"]


def test_every_template_has_open_questions() -> None:
    folder = Path(module.__file__).parents[1] / "templates"
    for file in folder.glob("*.yaml"):
        _, *texts = file.read_text("utf-8").split("---\n")
        assert all([*open_questions(text.replace("$", ""), file.name)] for text in texts), file.name
