"""Typed constructs that render the Kubernetes manifests of Portkey Enterprise."""

__all__: list[str] = []
