"""The web front end in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import ServiceComponent

__all__ = ["Frontend"]


class Frontend(ServiceComponent):
    """The web front end: Deployment, Service, ServiceAccount, ConfigMap, and as configured HorizontalPodAutoscaler, PodDisruptionBudget.

    Its exposure is an Ingress, an HTTPRoute or a PublicService. Each object's construct has its kind as id. With `accounts`, the
    ServiceAccount is hosted there, under this construct's id.
    """

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, config.resolve(), "frontend", accounts=accounts)
