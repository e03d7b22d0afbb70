"""IAM roles that follow from a platform: who can assume them, and what they permit. Pure Python; needs neither Node nor AWS."""

from portkey_constructs.iam.eksctl import cluster_config
from portkey_constructs.iam.roles import Role, ServiceAccount, has_roles, role, roles
from portkey_constructs.iam.statements import Statement, document
from portkey_constructs.iam.trust import trust_policy

__all__ = ["Role", "ServiceAccount", "Statement", "cluster_config", "document", "has_roles", "role", "roles", "trust_policy"]
