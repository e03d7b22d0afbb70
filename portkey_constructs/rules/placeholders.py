"""A rule about placeholders that you have not replaced."""

import re
from typing import Final, Literal

from pydantic import SecretStr

from portkey_constructs.config.redaction import HIDDEN, shown
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.configured_texts import configured_texts
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_PLACEHOLDER: Final = re.compile(r"\bSECURE_[A-Z]|\bACCOUNT_ID\b|\bOIDC_ID\b|<[A-Za-z][^<>@]*>|\bYOUR[_-][A-Z]|(?i:\byourdomain\.|\bCHANGE[_-]?ME\b)")
_FREE_TEXT: Final = ("auth.metadataXml", "frontend.", "clickhouse.config", "clickhouse.former.config")


@rule(
    "PK-NAME-001",
    title="a placeholder was not replaced",
    cause="A value looks like one of the deployment guide's placeholders (YOUR_..., SECURE_..., ACCOUNT_ID, <...>, yourdomain.com, CHANGE_ME). "
    "With it, images cannot be pulled, or pods fail at their first request. It is a warning in the development profile and an error elsewhere.",
    fix="Replace it with the real value.",
    settings=("**",),
    severity="either",
    example=Example("labels: {owner: YOUR_TEAM}\n", "labels: {owner: payments}\n"),
    each_alone=True,
)
def placeholder(platform: Platform) -> Findings:
    severity: Literal["error", "warning"] = "warning" if platform.profile == "development" else "error"
    for path, text in configured_texts(platform):
        value = text.get_secret_value() if isinstance(text, SecretStr) else text
        match = _PLACEHOLDER.search(value)
        if match and not path.startswith(_FREE_TEXT):
            word = match[0] + value[match.end() :].partition(" ")[0]
            word = shown(path.split("."), word, secret=isinstance(text, SecretStr) or "@" in value)
            yield Finding(path, "is a placeholder" if word == HIDDEN else f"is a placeholder ({word})", severity=severity)
