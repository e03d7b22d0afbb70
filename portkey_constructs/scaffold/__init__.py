"""Generates the files that `init` writes: a commented configuration from a template, and a project for it."""

__all__: list[str] = []
