"""The names of a release and of its Secrets."""

from portkey_constructs.helm.draft import Draft
from portkey_constructs.helm.report import Outcome

__all__ = ["full_name", "group_secret", "keep_secret"]

_LONGEST = 63


def full_name(draft: Draft, release: str | None) -> str:
    """The prefix of the names of a release, as the chart computes it; without a release, the prefix that this library uses by default."""
    override = draft.text("fullnameOverride")
    name = draft.text("nameOverride") or draft.chart
    if override:
        full = override
    elif release is None:
        full = "portkey"
    else:
        full = release if name in release else f"{release}-{name}"
    full = full[:_LONGEST].removesuffix("-")
    draft.full_name = full
    if full != "portkey":
        draft.set("name", full)
    draft.report("fullnameOverride", Outcome.CARRIED, "name")
    used = release is not None and not override
    draft.report(
        "nameOverride",
        Outcome.CARRIED if used else Outcome.DEAD,
        "name",
        "" if used else "it counts only with --release, and without fullnameOverride",
    )
    return full


def group_secret(draft: Draft, group: str, default: str, key: str) -> tuple[str, bool]:
    """The name of the Secret of a group, and whether the user created it: the value of a key of the chart, or the chart's own name."""
    existing = draft.text(key)
    if existing:
        draft.config.setdefault("secrets", {"kind": "existing"}).setdefault("names", {})[group] = existing
        draft.report(key, Outcome.CARRIED, f"secrets.names.{group}")
    else:
        draft.report(key, Outcome.DERIVED, f"secrets.names.{group}", "the default name")
    return existing or default, bool(existing)


def keep_secret(draft: Draft, path: str, secret: str, key: str) -> None:
    """Keep a confidential value for the Secret, out of the configuration."""
    draft.secret(secret, key, draft.value(path) if draft.value(path) != "" else None)
    draft.report(path, Outcome.CARRIED, f"Secret {secret}, key {key}", "not in portkey.yaml; --secrets-out writes it")
