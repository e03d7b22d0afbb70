"""Generates the parts of the documentation site that are not written by hand: the reference and the diagrams of the environments."""

__all__: list[str] = []
