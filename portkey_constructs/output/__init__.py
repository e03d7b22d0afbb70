"""Rendered objects as YAML text, as files, and as Flux objects."""

__all__: list[str] = []
