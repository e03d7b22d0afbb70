"""Compares a live cluster with the rendered manifests of a configuration; never writes to the cluster."""

__all__: list[str] = []
