"""Texts that are not secret are not taken for secrets; tests/rules/cases/free_text.py has the secrets."""

import pytest

from portkey_constructs.config.secret_shapes import secret_shape

HARMLESS = (
    "sha256:" + "0123456789abcdef" * 4,
    "registry.example.org/team/app@sha256:" + "0123456789abcdef" * 4,
    "0f1e2d3c-0000-4000-8000-000000000001",
    "arn:aws:iam::123456789012:role/portkey-gateway",
    "https://example.org/path?signature=none&x=1#part",
    "https://portkey@example.org:8443/a",
    "https://example.org:8443/@scope/package",
    "redis://$(REDIS_USER):$(REDIS_PASSWORD)@redis.example.org:6379",
    "postgres://<user>:<password>@db.example.org/portkey",
    "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQk9HVVM=\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "Bearer $(TOKEN)",
    "basic authentication is off",
    "Basic Configuration",
    "with basic authentication; a bearer token is not possible",
    "the bearer of this certificate",
    "sk-learn-and-other-python-libraries",
    "risk-assessment-of-2024-and-later-years",
    "eyJhbGciOiJub25lIn0",
    "AKIA",
    "gh_pages and xoxb-",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t" * 4,
    "PATH=/usr/local/bin:/usr/bin:$(PATH)",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_no_secret(text: str) -> None:
    assert secret_shape(text) == ""
