"""Checks the warning events of the last hour that concern objects of the platform."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from portkey_constructs.verify.cluster_state import ClusterState, Unreadable, conditions_of, failed_conditions, name_of, title_of
from portkey_constructs.verify.findings import Check, Finding, Object, Status, Subject
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.pod_checks import is_ready
from portkey_constructs.verify.requirements import workloads

__all__ = ["check_events"]

_RECENT: Final = timedelta(hours=1)
_MAX_LENGTH: Final = 240
_OWNED_KINDS: Final = {"Pod", "ReplicaSet", "PersistentVolumeClaim"}
"""Kinds of objects that controllers create for a workload, with names that begin with the workload's name."""


def check_events(
    rendered: Sequence[Object], state: ClusterState, commands: KubectlCommands, now: datetime, others: Iterable[Finding]
) -> Iterator[Finding]:
    """A finding for each object and reason; `ok` if the object is healthy according to `others`, the findings of the other checks."""
    events = state.lists.get("Event", [])
    if isinstance(events, Unreadable):
        yield Subject(Check.EVENTS, "events").unreadable(events.reason, commands, "list events")
        return
    unhealthy = {finding.object for finding in others if finding.status in (Status.FAILED, Status.WAITING)}
    latest: dict[tuple[str, str], tuple[datetime, Object]] = {}
    counts: dict[tuple[str, str], int] = {}
    for event in events:
        time, regarding = _time(event), event.get("involvedObject") or {}
        if event.get("type", "Warning") != "Warning" or time is None or now - time > _RECENT or not _is_ours(regarding, rendered):
            continue
        key = (f"{regarding.get('kind', '')} {regarding.get('name', '')}", event.get("reason", ""))
        counts[key] = counts.get(key, 0) + int((event.get("series") or {}).get("count") or event.get("count") or 1)
        if key not in latest or time >= latest[key][0]:
            latest[key] = (time, event)
    for (title, reason), (_, event) in sorted(latest.items(), key=lambda item: item[0]):
        count = counts[title, reason]
        message = f"{reason}{f' ({count} times)' if count > 1 else ''}: {_message(event)}"
        subject = Subject(Check.EVENTS, title)
        if _is_unhealthy(event["involvedObject"], rendered, state, unhealthy):
            yield subject.failed(message, "", commands.events())
        else:
            yield subject.ok(f"{message}; the object is healthy now")


def _time(event: Object) -> datetime | None:
    series = event.get("series") or {}
    for text in (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"), event.get("firstTimestamp")):
        if text:
            try:
                time = datetime.fromisoformat(text)
            except ValueError:
                continue
            return time if time.tzinfo else time.replace(tzinfo=UTC)
    return None


def _is_ours(regarding: Object, rendered: Sequence[Object]) -> bool:
    kind, name = regarding.get("kind", ""), str(regarding.get("name", ""))
    if any(manifest["kind"] == kind and name_of(manifest) == name for manifest in rendered):
        return True
    return kind in _OWNED_KINDS and _owner(kind, name, rendered) is not None


def _owner(kind: str, name: str, rendered: Sequence[Object]) -> Object | None:
    """The workload whose name is the longest prefix of the object's name."""
    owners = [workload for workload in workloads(rendered) for prefix in _prefixes(kind, workload) if name.startswith(f"{prefix}-")]
    return max(owners, key=lambda workload: len(name_of(workload)), default=None)


def _prefixes(kind: str, workload: Object) -> list[str]:
    if kind == "PersistentVolumeClaim":
        return [f"{name_of(claim)}-{name_of(workload)}" for claim in workload["spec"].get("volumeClaimTemplates", ())]
    return [name_of(workload)]


def _is_unhealthy(regarding: Object, rendered: Sequence[Object], state: ClusterState, unhealthy: set[str]) -> bool:
    kind, name = regarding["kind"], regarding["name"]
    if kind in ("Pod", "HorizontalPodAutoscaler", "ScaledObject"):
        live = state.get(kind, name)
        if not isinstance(live, dict):
            return False
        if kind == "Pod":
            return not is_ready(live)
        return any(condition["status"] == "False" for condition in failed_conditions(kind, conditions_of(live)))
    owner = _owner(kind, name, rendered) if kind in _OWNED_KINDS else None
    return f"{kind} {name}" in unhealthy or (owner is not None and title_of(owner) in unhealthy)


def _message(event: Object) -> str:
    """The message of an event without the output of a probe, which may contain sensitive data."""
    text = " ".join(str(event.get("message", "")).split())
    if event.get("reason") == "Unhealthy":
        head, separator, rest = text.partition("probe failed")
        text = f"{head}{separator}{rest if rest.startswith(': HTTP probe failed with statuscode') else ''}"
    return text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1] + "…"
