"""The JSON syntax of Terraform: text stays text, and expressions stay expressions."""

import json
from typing import Any

import pytest

from portkey_constructs.terraform.module import Module, call, joined, quoted, reference


def content(module: Module) -> dict[str, Any]:
    return dict(json.loads(module.to_json()))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("arn:aws:s3:::a/*", "arn:aws:s3:::a/*"),
        ("arn:aws:elasticache:::user:${*}", "arn:aws:elasticache:::user:$${*}"),
        ("%{if true}", "%%{if true}"),
        ("$100 and 5%", "$100 and 5%"),
        ("$${a}", "$$${a}"),
    ],
)
def test_text_is_escaped_everywhere(text: str, written: str) -> None:
    module = Module()
    policy = module.policy("own", {"Statement": [{"Condition": {text: text}, "Resource": [text]}]})
    module.resource("aws_thing", "own", name=text, policy=policy, tags={text: text})
    blocks = content(module)
    assert blocks["locals"] == {"own": {"Statement": [{"Condition": {written: written}, "Resource": [written]}]}}
    assert blocks["resource"]["aws_thing"]["own"] == {"name": written, "policy": "${jsonencode(local.own)}", "tags": {written: written}}
    assert joined(text, reference("a.b.c")) == f"{written}${{a.b.c}}"


def test_expressions_are_not_escaped() -> None:
    assert call("join", '","', "var.ids") == '${join(",", var.ids)}'
    assert quoted('a "${b}"') == '"a \\"$${b}\\""'
    module = Module()
    module.resource("aws_thing", "own", id=reference("aws_other.own.id"), ids=[reference("var.id")], missing=None, off=False)
    assert content(module)["resource"]["aws_thing"]["own"] == {"id": "${aws_other.own.id}", "ids": ["${var.id}"], "off": False}


def test_second_block_of_the_same_name_is_an_error() -> None:
    module = Module()
    module.resource("aws_thing", "own")
    module.resource("aws_other", "own")
    with pytest.raises(ValueError, match="a second own"):
        module.resource("aws_thing", "own")
