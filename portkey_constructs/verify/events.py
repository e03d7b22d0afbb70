"""Warnings among the events of the last hour, about our objects."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from portkey_constructs.verify.finding import NOT_ALLOWED, Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Live, Unreadable, name_of
from portkey_constructs.verify.pods import ready

__all__ = ["check_events"]

_RECENT: Final = timedelta(hours=1)
_SHORT: Final = 240
_MADE: Final = {"Pod", "ReplicaSet", "PersistentVolumeClaim"}
"""Kinds that workloads make, named after them."""


def check_events(rendered: Sequence[Object], live: Live, commands: Commands, now: datetime, others: Iterable[Finding]) -> Iterator[Finding]:
    """A finding for each object and reason; what is well by now is told as such. `others` are the findings of all other checks."""
    found = live.lists.get("Event", [])
    if isinstance(found, Unreadable):
        yield Finding(Check.EVENTS, "events", Status.UNKNOWN, found.reason, NOT_ALLOWED, commands.kubectl("auth can-i list events"))
        return
    unwell = {one.object for one in others if one.status in (Status.FAILED, Status.WAITING)}
    told: dict[tuple[str, str], tuple[datetime, Object, int]] = {}
    for one in found:
        when, about = _when(one), one.get("involvedObject") or {}
        named = f"{about.get('kind', '')} {about.get('name', '')}"
        if one.get("type", "Warning") != "Warning" or when is None or now - when > _RECENT or not _ours(about, rendered):
            continue
        key, count = (named, one.get("reason", "")), int((one.get("series") or {}).get("count") or one.get("count") or 1)
        before = told.get(key)
        total = count + (before[2] if before else 0)
        told[key] = (when, one, total) if before is None or when >= before[0] else (*before[:2], total)
    for (named, reason), (_, one, count) in sorted(told.items()):
        status = Status.FAILED if _unwell(one["involvedObject"], rendered, live, unwell) else Status.OK
        times = f" ({count} times)" if count > 1 else ""
        message = f"{reason}{times}: {_text(one)}" + ("" if status is Status.FAILED else "; it is well by now")
        yield Finding(Check.EVENTS, named, status, message, "", commands.events() if status is Status.FAILED else "")


def _when(event: Object) -> datetime | None:
    series = event.get("series") or {}
    for text in (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"), event.get("firstTimestamp")):
        if text:
            try:
                when = datetime.fromisoformat(text)
            except ValueError:
                continue
            return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


def _ours(about: Object, rendered: Sequence[Object]) -> bool:
    kind, name = about.get("kind", ""), str(about.get("name", ""))
    if any(one["kind"] == kind and name_of(one) == name for one in rendered):
        return True
    return kind in _MADE and _maker(kind, name, rendered) is not None


def _maker(kind: str, name: str, rendered: Sequence[Object]) -> Object | None:
    """The workload that such an object is named after; the longest name wins."""
    makers = [one for one in rendered if one["kind"] in ("Deployment", "StatefulSet", "Job")]
    if kind == "PersistentVolumeClaim":
        named = [one for one in makers for it in one["spec"].get("volumeClaimTemplates", ()) if name.startswith(f"{name_of(it)}-{name_of(one)}-")]
    else:
        named = [one for one in makers if name.startswith(f"{name_of(one)}-")]
    return max(named, key=lambda one: len(name_of(one)), default=None)


def _unwell(about: Object, rendered: Sequence[Object], live: Live, unwell: set[str]) -> bool:
    kind, name = about["kind"], about["name"]
    if kind == "Pod":
        pod = live.one("Pod", name)
        return isinstance(pod, dict) and not ready(pod)
    if kind == "HorizontalPodAutoscaler":
        held = live.one(kind, name)
        conditions = held.get("status", {}).get("conditions") or () if isinstance(held, dict) else ()
        return any(one["type"] in ("AbleToScale", "ScalingActive") and one["status"] == "False" for one in conditions)
    if kind in _MADE:
        maker = _maker(kind, name, rendered)
        return f"{kind} {name}" in unwell or (maker is not None and f"{maker['kind']} {name_of(maker)}" in unwell)
    return f"{kind} {name}" in unwell


def _text(event: Object) -> str:
    """An event's message; without what a probe printed or a server answered to it, which may be anything."""
    text = " ".join(str(event.get("message", "")).split())
    if event.get("reason") == "Unhealthy":
        head, found, rest = text.partition("probe failed")
        told = rest if rest.startswith(": HTTP probe failed with statuscode") else ""
        text = f"{head}{found}{told}"
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
