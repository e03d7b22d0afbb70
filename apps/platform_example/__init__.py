"""An example platform app: Portkey, and a service of another team that calls the gateway."""

from apps.platform_example.chart import PlatformChart

__all__ = ["PlatformChart"]
