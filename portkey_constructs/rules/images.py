"""Images, and placeholders that nobody filled in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.redaction import HIDDEN, shown
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.platform.defaults import deployed

__all__ = ["check", "leaves"]

_PLACEHOLDER = re.compile(
    r"\bSECURE_[A-Z]|\bACCOUNT_ID\b|\bOIDC_ID\b|<[A-Za-z][^<>@]*>|\bYOUR[_-][A-Z]|(?i:\byourdomain\.|\bCHANGE[_-]?ME\b)",
)
_FREE_TEXT = ("auth.metadataXml", "frontend.", "clickhouse.config", "clickhouse.former.config")
_FLOATING = ("latest", "stable", "main", "master", "edge", "nightly")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str | SecretStr]]:
    """Every text in a configuration, with the setting it stands at."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield from leaves(getattr(value, name), f"{path}.{yaml_name(type(value), name)}".lstrip("."))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{index}")
    elif isinstance(value, str | SecretStr):
        yield path, value


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Placeholders and tags that float."""
    severity: Literal["error", "warning"] = "warning" if config.profile == "development" else "error"
    why = "only the development profile takes placeholders" if severity == "error" else "with this one images are not pulled, or pods do not come up"
    for path, text in sorted(leaves(config), key=lambda leaf: leaf[0]):
        held = text.get_secret_value() if isinstance(text, SecretStr) else text
        found = _PLACEHOLDER.search(held)
        if found and not path.startswith(_FREE_TEXT):
            what = shown(path.split("."), found[0] + held[found.end() :].partition(" ")[0], secret=isinstance(text, SecretStr) or "@" in held)
            named = "" if what == HIDDEN else f" ({what})"
            yield Problem(path, f"is a placeholder{named}", f"put in the real value; {why}", "PK-NAME-001", severity)
    for one in deployed(config).values():
        component, image = one.path, one.workload.image
        if image.digest:
            continue
        if image.tag == "":
            yield Problem(f"{component}.image.tag", "is empty", "give a version, or leave it out for Portkey's own", "PK-IMAGE-001", "warning")
        elif image.tag in _FLOATING:
            fix = "a floating tag changes what runs without a change here; give a version or a digest"
            yield Problem(f"{component}.image.tag", f"is {image.tag}", fix, "PK-IMAGE-002", "warning")
