"""What Kubernetes gets: pure functions from a configuration to typed Kubernetes objects."""

__all__: list[str] = []
