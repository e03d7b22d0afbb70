"""The data service in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import ServiceComponent

__all__ = ["DataService"]


class DataService(ServiceComponent):
    """The data service: Deployment, Service, ServiceAccount, and as configured HorizontalPodAutoscaler, PodDisruptionBudget.

    Each object's construct has its kind as id. With `accounts`, the ServiceAccount is hosted there, under this construct's id.
    """

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, config.resolve(), "dataservice", accounts=accounts)
