"""The AI gateway in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import ServiceComponent

__all__ = ["Gateway"]


class Gateway(ServiceComponent):
    """The AI gateway: Deployment, Service, ServiceAccount, and as configured HorizontalPodAutoscaler, PodDisruptionBudget, ServiceMonitor.

    Its exposure is an Ingress, an HTTPRoute or a PublicService, and that of the MCP gateway McpIngress, McpHTTPRoute or
    McpPublicService. Each object's construct has its kind as id. With `accounts`, the ServiceAccount is hosted there, under this
    construct's id.
    """

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, config.resolve(), "gateway", accounts=accounts)
