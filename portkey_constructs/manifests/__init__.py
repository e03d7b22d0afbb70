"""Pure functions that turn a resolved platform into typed Kubernetes objects."""

__all__: list[str] = []
