"""The AI gateway in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import ServiceComponent
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of

__all__ = ["Gateway"]


class Gateway(ServiceComponent):
    """The AI gateway: Deployment, Service, ServiceAccount, and optionally an autoscaler, PodDisruptionBudget, ServiceMonitor.

    The gateway's exposure is an Ingress, an HTTPRoute or a PublicService. The id of each object's construct is its kind; the exposure of the
    MCP gateway has the id McpIngress, McpHTTPRoute or McpPublicService, and the objects that refuse requests for metrics have the ids
    MetricsIngress and MetricsMiddleware. With podTls, a ServersTransport or a BackendTLSPolicy may be added.
    With `accounts`, the ServiceAccount is a child of that construct instead, with this construct's id.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, platform_of(config), "gateway", accounts=accounts)
