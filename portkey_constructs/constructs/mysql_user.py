"""The Job that creates MySQL's user in a chart."""

from functools import cached_property
from typing import cast

import cdk8s_plus_27 as kplus
from cdk8s import ApiObject
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.component import construct_ids, pods_of
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of, refused
from portkey_constructs.platform.components import MYSQL_USER

__all__ = ["MySqlUser"]


class MySqlUser(Host):
    """The Job that creates the user with which Portkey logs in to MySQL, and its service account.

    The id of each object's construct is its kind. With `accounts`, the ServiceAccount is a child of that construct instead, with this
    construct's id.

    Raises:
        ConfigurationError: mysql.administrator is not set, or the outputs of the AWS companion are not available yet.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        self._platform = platform_of(config)
        manifests = construct_ids(component_objects(self._platform, "mysqlUser"))
        if not manifests:
            raise refused("mysql.administrator", "is not set: there is nothing to host", "leave the construct out, or set mysql.administrator")
        super().__init__(scope, id, manifests, accounts=accounts)
        self._job_name = manifests["Job"]["metadata"]["name"]

    @property
    def job_name(self) -> str:
        """Name of the Job, which contains a digest of its content."""
        return self._job_name

    @property
    def job(self) -> ApiObject:
        """The Job. If you patch it, its name stays the same."""
        return cast(ApiObject, self._hosted["Job"])

    @cached_property
    def pods(self) -> kplus.Pods:
        """The Job's pods, for the rules of a `kplus.NetworkPolicy` in any namespace."""
        return pods_of(self, self._platform, MYSQL_USER)
