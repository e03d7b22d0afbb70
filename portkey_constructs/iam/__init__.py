"""Derives IAM roles from a platform: trust policies and permissions. Pure Python; requires neither Node nor AWS."""

from portkey_constructs.iam.eksctl import cluster_config
from portkey_constructs.iam.roles import Role, ServiceAccount, has_roles, require_trust, role, roles
from portkey_constructs.iam.statements import Statement, document
from portkey_constructs.iam.trust import trust_policy

__all__ = ["Role", "ServiceAccount", "Statement", "cluster_config", "document", "has_roles", "require_trust", "role", "roles", "trust_policy"]
