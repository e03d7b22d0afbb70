"""ClickHouse in a chart."""

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.store import StoreWithSecret
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of

__all__ = ["ClickHouse"]


class ClickHouse(StoreWithSecret):
    """ClickHouse in the cluster: StatefulSet, ConfigMap, ServiceAccount and two Services.

    The id of each object's construct is its kind, or `HeadlessService`. In the development profile, the construct also contains the store's
    Secret; set `with_secret` to false if a `Secrets` construct contains it. With `accounts`, the ServiceAccount is a child of that construct
    instead, with this construct's id.

    Raises:
        ConfigurationError: ClickHouse runs outside this cluster.
    """

    _scheme = "http"

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, with_secret: bool = True, accounts: Construct | None = None) -> None:
        super().__init__(scope, id, platform_of(config), "clickhouse", with_secret=with_secret, accounts=accounts)
