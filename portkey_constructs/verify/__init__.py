"""Compares a live cluster with what a configuration renders; it only reads the cluster."""

__all__: list[str] = []
