"""The platform's Namespace in a chart."""

from functools import cached_property

import cdk8s_plus_27 as kplus
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of, refused

__all__ = ["PortkeyNamespace"]


class PortkeyNamespace(Host):
    """The Namespace of the platform; the id of the object's construct is `Namespace`.

    Raises:
        ConfigurationError: the configuration sets create_namespace to false.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig) -> None:
        manifests = component_objects(platform_of(config), "namespace")
        if not manifests:
            raise refused("create_namespace", "is false: there is nothing to host", "leave the construct out, or set it to true")
        super().__init__(scope, id, {"Namespace": manifests[0]})
        self._name = config.namespace

    @property
    def name(self) -> str:
        """Name of the Namespace."""
        return self._name

    @cached_property
    def namespaces(self) -> kplus.Namespaces:
        """The Namespace as a peer for the rules of a `kplus.NetworkPolicy`."""
        return kplus.Namespaces.select(self, "Namespaces", names=[self._name])
