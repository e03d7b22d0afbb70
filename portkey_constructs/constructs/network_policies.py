"""The platform's network policies in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of
from portkey_constructs.platform.labels import COMPONENT_LABEL

__all__ = ["NetworkPolicies"]


class NetworkPolicies(Host):
    """A NetworkPolicy for the pods of each component; empty if `network_policy` is of kind none.

    The construct id of a policy is its component: `gateway`, `mysql`, `migration`. That of a policy by host names is `gateway-names`.

    Raises:
        ConfigurationError: the outputs of the AWS companion are not available yet.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig) -> None:
        manifests = component_objects(platform_of(config), "networkPolicies")
        super().__init__(scope, id, {_id(manifest): manifest for manifest in manifests})


def _id(manifest: KubernetesObject) -> str:
    component = manifest["metadata"]["labels"][COMPONENT_LABEL]
    return component if manifest["kind"] == "NetworkPolicy" else f"{component}-names"
