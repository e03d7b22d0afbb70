"""Durations as text, for configurations and custom resources."""

__all__ = ["duration"]


def duration(seconds: int) -> str:
    """Seconds in Go's format (`1h30m`), with no more digits in a part than the Gateway API allows."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return "".join(f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (rest, "s")) if count) or "0s"
