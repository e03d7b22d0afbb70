"""The tables of the page about upgrades: which versions work together, and what each version changes."""

from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.platform.compatibility import FEATURES, FORBIDDEN, OLDEST, REQUIREMENTS, SHIPPED_SETS, TITLES, UPGRADE_ORDER
from portkey_constructs.platform.notable_changes import NOTABLE_CHANGES

__all__ = ["changes_table", "features_table", "forbidden_table", "oldest_table", "order_sentence", "requirements_table", "sets_table"]

_BREAKING: Final = "**Breaking.** "


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = (f"| {' | '.join(map(str, row))} |" for row in rows)
    return "\n".join((f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines)) + "\n"


def order_sentence() -> str:
    """The order of an upgrade, as the page begins it."""
    backend, *others = (f"the {TITLES[name]}" for name in UPGRADE_ORDER)
    return f"first a backup of the database, then {backend} with its migrations, {', '.join(others[:-1])}, and {others[-1]}"


def sets_table() -> str:
    """The versions that Portkey shipped together, newest first."""
    rows = ((row.chart, row.backend, row.dataservice, row.gateway, row.frontend) for row in reversed(SHIPPED_SETS))
    return _table(("chart", *(TITLES[name] for name in UPGRADE_ORDER)), rows)


def requirements_table() -> str:
    """The minimum versions between services, one row for each pair of services and version."""
    rows = ((f"{TITLES[row.component]} {row.since}", f"{TITLES[row.needs]} {row.at_least}", row.reason) for row in REQUIREMENTS)
    return _table(("from", "needs at least", "because"), rows)


def forbidden_table() -> str:
    """The versions that must not run."""
    rows = ((f"{TITLES[row.component]} {row.version}", row.reason, f"{row.instead} or later") for row in FORBIDDEN)
    return _table(("version", "because", "use"), rows)


def features_table() -> str:
    """The features that need newer images."""
    rows = ((row.name, ", ".join(f"{TITLES[name]} {version}" for name, version in row.needs.items())) for row in FEATURES)
    return _table(("feature", "needs at least"), rows)


def oldest_table() -> str:
    """The oldest versions that the manifests are made for."""
    return _table(("image", "oldest version", "because"), ((TITLES.get(row.component, "Redis"), row.version, row.reason) for row in OLDEST))


def changes_table(component: str) -> str:
    """What the versions of a service change, newest first."""
    return _table(("version", "date", "change"), _changes(component))


def _changes(component: str) -> Iterator[tuple[object, ...]]:
    for row in reversed(NOTABLE_CHANGES):
        if row.component == component:
            yield row.version, row.date, f"{_BREAKING if row.breaking else ''}{row.change}"
