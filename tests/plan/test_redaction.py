"""Values of a plan: on one line, and without secrets."""

from typing import Any

import pytest

from portkey_constructs.plan import compare
from portkey_constructs.plan.redaction import HIDDEN, shown_value

SECRET = "hunter2-hunter2"
CONTAINER = ("spec", "template", "spec", "containers", "[a]")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*CONTAINER, "env", "[DB_PASSWORD]", "value"), SECRET),
        ((*CONTAINER, "env", "[API_KEY]", "value"), SECRET),
        ((*CONTAINER, "env", "[apiToken]", "value"), SECRET),
        ((*CONTAINER, "env", "[REDIS_URL]", "value"), f"redis://user:{SECRET}@redis:6379"),
        ((*CONTAINER, "env", "[CONFIG]", "value"), f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}"),
        ((*CONTAINER, "env"), [{"name": "DB_PASSWORD", "value": SECRET}]),
        ((*CONTAINER, "args"), [f"--password={SECRET}"]),
        ((*CONTAINER, "args"), ["--password", SECRET]),
        ((*CONTAINER, "args"), [f"--url=https://me:{SECRET}@example.org"]),
        ((*CONTAINER, "livenessProbe", "httpGet", "httpHeaders"), [{"name": "Authorization", "value": f"Bearer {SECRET}"}]),
        ((*CONTAINER, "livenessProbe", "httpGet", "httpHeaders"), [{"name": "X", "value": f"Bearer {SECRET}"}]),
        (("data", "users.xml"), f"<users>\n  <password>{SECRET}</password>\n</users>"),
        (("data", "app.conf"), f"a = 1\napi_key: {SECRET}\n"),
        (("binaryData", "login"), SECRET),
        (("binaryData",), {"login": SECRET}),
    ],
)
def test_a_secret_is_not_shown(path: tuple[str, ...], value: Any) -> None:
    text = shown_value("ConfigMap" if path[0] in ("data", "binaryData") else "Deployment", path, value)
    assert SECRET not in text
    assert HIDDEN in text


@pytest.mark.parametrize(
    ("name", "value"), [("LOG_LEVEL", "debug"), ("IMAGE", "a@sha256:0123"), ("TOKEN_ENDPOINT", "https://login.example.org/token"), ("PORT", "8787")]
)
def test_other_values_are_shown(name: str, value: str) -> None:
    assert shown_value("Deployment", (*CONTAINER, "env", f"[{name}]", "value"), value) == value


@pytest.mark.parametrize("field", ["data", "stringData"])
def test_no_value_of_a_secret_is_in_a_plan(field: str) -> None:
    def secret(value: str) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, field: {"password": value, "more": value}}

    encoded = "aHVudGVyMi1odW50ZXIy"
    for old, new in (
        ([secret(encoded)], [secret("b3RoZXI=")]),
        ([secret(encoded)], []),
        ([], [secret(encoded)]),
        ([{**secret(encoded), field: {}}], [secret(encoded)]),
    ):
        plan = compare(old, new)
        assert plan.changes
        assert encoded not in repr(plan)
        assert SECRET not in repr(plan)


def test_only_the_different_lines_of_a_text_are_shown() -> None:
    old, new = "first\nsecond\nthird\n", "first\nother\nthird\n"
    assert (shown_value("ConfigMap", ("data", "a"), old, new), shown_value("ConfigMap", ("data", "a"), new, old)) == ("second", "other")


def test_a_long_value_is_cut_and_control_characters_are_escaped() -> None:
    assert len(shown_value("ConfigMap", ("data", "a"), "x" * 1000)) == 160
    assert shown_value("Deployment", ("metadata", "annotations", "a"), "a\x1b[31mb") == "a\\x1b[31mb"
