"""Somebody's own platform app: Portkey beside a team's service that talks to the gateway."""

from apps.platform_example.chart import PlatformChart

__all__ = ["PlatformChart"]
