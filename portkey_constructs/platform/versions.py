"""The Kubernetes versions that the manifests are for: each rendering is checked against the schemas of both."""

from typing import Final

__all__ = ["KUBERNETES_NEWEST", "KUBERNETES_OLDEST"]

KUBERNETES_OLDEST: Final = "1.30"
"""The first that knows a container's `preStop.sleep` without a feature gate."""

KUBERNETES_NEWEST: Final = "1.37"
"""The newest that the manifests are checked against."""
