"""Rules about placeholders that you have not replaced, and about texts that only look like them."""

import re
from typing import Final, Literal

from pydantic import SecretStr

from portkey_constructs.config.redaction import HIDDEN, shown
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.configured_texts import configured_texts, owner_of_secret_key
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.setting_patterns import matches

__all__: list[str] = []

_WORDS: Final = r"\bSECURE_[A-Z]|\bYOUR[_-][A-Z]|(?i:\byourdomain\.|\bCHANGE[_-]?ME\b)"
_PLACEHOLDER: Final = re.compile(rf"{_WORDS}|\bACCOUNT_ID\b|\bOIDC_ID\b|<[A-Za-z][^<>@]*>")
# In free text, an id stands in an ARN or an address, and angle brackets may be a group of a regular expression or an HTML element.
_IN_FREE_TEXT: Final = re.compile(
    rf"{_WORDS}|(?<=[:/.])(ACCOUNT_ID|OIDC_ID)\b|\b(ACCOUNT_ID|OIDC_ID)(?=[:/.])"
    r"|(?<!\?)(?<!\?P)(?<!\\[kg])<(?!(?:a|b|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|sup|u|ul)(?:\s[^<>]*=[^<>]*)?\s?/?>)[A-Za-z][^<>@]*>"
)
_FREE_TEXT: Final = ("**.env.**", "**.annotations.**", "**.podAnnotations.**", "**.sidecars.**", "**.initContainers.**", "**.probes.**")
_REFERENCE: Final = re.compile(r"\.(secretKeyRef|configMapKeyRef|fieldRef)\.[A-Za-z]+$")
"""What follows the path of a variable in `env` that refers to a Secret, a ConfigMap or a field."""
_PROSE: Final = ("auth.metadataXml", "frontend.loginDisclaimer", "frontend.onboardingSupportMessage", "clickhouse.config", "clickhouse.former.config")


@rule(
    "PK-NAME-001",
    title="a placeholder was not replaced",
    cause="A value looks like one of the deployment guide's placeholders (YOUR_..., SECURE_..., ACCOUNT_ID, <...>, yourdomain.com, CHANGE_ME). "
    "With it, images cannot be pulled, or pods fail at their first request. It is a warning in the development profile and an error elsewhere.",
    fix="Replace it with the real value, or add the setting to intended if the text is meant as it is.",
    settings=("**",),
    severity="either",
    example=Example("labels: {owner: YOUR_TEAM}\n", "labels: {owner: payments}\n"),
    each_alone=True,
)
def placeholder(platform: Platform) -> Findings:
    severity: Literal["error", "warning"] = "warning" if platform.profile == "development" else "error"
    intended = {"intended", *platform.config.intended}
    for path, text, _ in configured_texts(platform):
        value = text.get_secret_value() if isinstance(text, SecretStr) else text
        match = _PLACEHOLDER.search(value)
        if not match or path in _PROSE or path in intended or path.startswith("intended."):
            continue
        if any(matches(pattern, path) for pattern in _FREE_TEXT):
            match = _IN_FREE_TEXT.search(value)
        if match:
            word = match[0] + value[match.end() :].partition(" ")[0]
            word = shown(path.split("."), word, secret=isinstance(text, SecretStr) or "@" in value)
            message = "is a placeholder" if word == HIDDEN else f"is a placeholder ({word})"
            yield Finding(path, message, f"replace it with the real value, or add {path} to intended if it is meant", severity)


@rule(
    "PK-NAME-002",
    title="intended names a setting without text",
    cause="intended names settings whose text is meant as it is written. A path that leads to no text has no effect, and would hide a later mistake.",
    fix="Write the path as error messages do, such as gateway.env.NOTE, or remove it.",
    settings=("intended",),
    severity="warning",
    example=Example("intended: [gateway.env.NOTE]\n", "intended: [gateway.env.NOTE]\ngateway: {env: {NOTE: YOUR_TURN}}\n"),
)
def intended_without_text(platform: Platform) -> Findings:
    intended = platform.config.intended
    paths = {_REFERENCE.sub("", path) for path, _, _ in configured_texts(platform)} if intended else set()
    paths |= {owner_of_secret_key(path) for path in paths}
    for index, path in enumerate(intended):
        if path not in paths:
            yield Finding(f"intended.{index}", f"is {path}, which has no text")
