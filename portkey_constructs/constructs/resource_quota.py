"""The platform's ResourceQuota in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of, refused

__all__ = ["ResourceQuota"]


class ResourceQuota(Host):
    """The ResourceQuota of the namespace; the id of the object's construct is `ResourceQuota`.

    Raises:
        ConfigurationError: the configuration sets no resource_quota.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig) -> None:
        manifests = component_objects(platform_of(config), "resourceQuota")
        if not manifests:
            raise refused("resource_quota", "is not set: there is nothing to host", "leave the construct out, or set it")
        super().__init__(scope, id, {"ResourceQuota": manifests[0]})
