"""The supported Kubernetes versions; rendered manifests are checked against the schemas of the oldest and the newest."""

from typing import Final

__all__ = ["KUBERNETES_NEWEST", "KUBERNETES_OLDEST"]

KUBERNETES_OLDEST: Final = "1.30"
"""The first version that supports `preStop.sleep` of a container without a feature gate."""

KUBERNETES_NEWEST: Final = "1.37"
"""The newest version that the manifests are checked against."""
