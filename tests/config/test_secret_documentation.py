"""docs/project/security.md lists exactly what the detector of secrets recognizes."""

import re
from pathlib import Path

import pytest

from portkey_constructs.config.secret_shapes import FORMS, NAMED, RANDOM, secret_in

PAGE = (Path(__file__).parents[2] / "docs" / "project" / "security.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Secrets in free text\n")[2].partition("\n## ")[0]
ROWS = dict(re.findall(r"^\| (.+?) \| (.+) \|$", SECTION, re.MULTILINE)[1:])
REST = SECTION.rpartition("|\n")[2]


def test_each_form_has_a_row_in_the_order_of_the_search() -> None:
    assert list(ROWS) == [*FORMS.values(), RANDOM, NAMED]


@pytest.mark.parametrize(("title", "example"), [(title, example) for title, text in ROWS.items() for example in re.findall("`(.+?)`", text)])
def test_each_example_is_recognized(title: str, example: str) -> None:
    name, text = example.split(": ", 1) if title == NAMED else ("", example)
    assert secret_in(name, text) == title


@pytest.mark.parametrize("word", re.search(r"ends with (.+?)\. After", REST.replace("\n", " "))[1].replace(" or with key after ", " ").split(", "))  # type: ignore[index]
def test_each_name_in_the_list_counts(word: str) -> None:
    words = REST.partition("key after ")[2]
    for each in word.split(" or "):
        suffix = "_key" if re.search(rf"\b{each}\b", words.partition(". After")[0]) and each not in ("secret",) else ""
        assert secret_in(f"A_{each.strip().replace(' ', '_')}{suffix}", "VALUE") == NAMED


@pytest.mark.parametrize("example", ["$(NAME)", "${NAME}", "{{ name }}"])
def test_references_are_no_secrets(example: str) -> None:
    assert f"`{example}`" in REST
    assert secret_in("PASSWORD", example) == ""


def test_the_limits_are_those_of_the_detector() -> None:
    assert secret_in("NOTE", "hunter2") == ""
    assert secret_in("ID", "0123456789abcdef" * 2) == ""
    assert secret_in("NOTE", "the password is hunter2, and so on") == ""
    assert [secret_in("TOKEN", "123456"), secret_in("TOKEN", "1234567")] == ["", NAMED]
