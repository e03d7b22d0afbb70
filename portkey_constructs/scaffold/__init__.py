"""The files that `init` writes: a commented configuration from a template, and a project around it."""

__all__: list[str] = []
