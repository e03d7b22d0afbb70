"""cdk8s constructs that add the whole platform, or single components, to your own charts."""

from portkey_constructs import node as node
from portkey_constructs.constructs.app import PortkeyApp
from portkey_constructs.constructs.backend import Backend
from portkey_constructs.constructs.clickhouse import ClickHouse
from portkey_constructs.constructs.dataservice import DataService
from portkey_constructs.constructs.frontend import Frontend
from portkey_constructs.constructs.gateway import Gateway
from portkey_constructs.constructs.irsa_service_account import IrsaServiceAccount
from portkey_constructs.constructs.migration import Migration
from portkey_constructs.constructs.mysql import MySql
from portkey_constructs.constructs.mysql_user import MySqlUser
from portkey_constructs.constructs.namespace import PortkeyNamespace
from portkey_constructs.constructs.network_policies import NetworkPolicies
from portkey_constructs.constructs.object_identities import mark_cluster
from portkey_constructs.constructs.portkey import Portkey
from portkey_constructs.constructs.redis import Redis
from portkey_constructs.constructs.resource_quota import ResourceQuota
from portkey_constructs.constructs.secrets import Secrets
from portkey_constructs.manifests.stages import Stage

__all__ = [
    "Backend",
    "ClickHouse",
    "DataService",
    "Frontend",
    "Gateway",
    "IrsaServiceAccount",
    "Migration",
    "MySql",
    "MySqlUser",
    "NetworkPolicies",
    "Portkey",
    "PortkeyApp",
    "PortkeyNamespace",
    "Redis",
    "ResourceQuota",
    "Secrets",
    "Stage",
    "mark_cluster",
]
