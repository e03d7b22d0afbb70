"""The Namespace."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes import Namespace
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.names import Names

__all__ = ["namespace"]


def namespace(config: PortkeyConfig) -> Namespace | None:
    """The Namespace, or None when somebody else makes it."""
    if not config.create_namespace:
        return None
    return Namespace(apiVersion="v1", kind="Namespace", metadata=metadata(config, "namespace", Names(config).namespace, namespaced=False))
