"""Durations as they are written: in configurations, and in custom resources."""

__all__ = ["duration"]


def duration(seconds: int) -> str:
    """Seconds in Go's form (`1h30m`), in which no part has more digits than the Gateway API takes."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return "".join(f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (rest, "s")) if count) or "0s"
