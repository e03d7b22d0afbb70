"""First files: a commented configuration from a template, and a whole project around it."""

__all__: list[str] = []
