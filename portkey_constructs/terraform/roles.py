"""IAM roles, their policies, and the associations of EKS Pod Identity."""

import re

from portkey_constructs.aws_facts.roles import POLICY_NAME, TOKEN_AUDIENCE, role_description, role_problems
from portkey_constructs.aws_facts.stores import role_output
from portkey_constructs.config.outputs import output
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import Role, roles
from portkey_constructs.platform.platform import Platform
from portkey_constructs.terraform.module import Module, reference

__all__ = ["add_roles"]

_CREATE_PROVIDER = "create_oidc_provider"


def add_roles(module: Module, platform: Platform) -> None:
    """Add every role that the configuration does not name, and the associations of all roles.

    Raises:
        ConfigurationError: the configuration lacks something that a policy or an association names.
    """
    platform_roles, aws = roles(platform), platform.aws
    if problems := list(role_problems(aws, platform_roles)):
        raise ConfigurationError(problems)
    created = [role for role in platform_roles if not role.existing]
    provider = None
    if aws.oidc_issuer and any(account.uses_token for role in created for account in role.accounts):
        module.variable(
            _CREATE_PROVIDER,
            "bool",
            "Whether to create the OIDC provider of the cluster, which IRSA needs. An account has one for each issuer.",
            default=False,
        )
        provider = module.resource(
            "aws_iam_openid_connect_provider",
            "cluster",
            count=reference(f"var.{_CREATE_PROVIDER} ? 1 : 0"),
            url=aws.oidc_issuer.rstrip("/"),
            client_id_list=[TOKEN_AUDIENCE],
        )
    for role in platform_roles:
        arn = role.arn if role.existing else _add_role(module, role, provider)
        for account in role.accounts:
            if not account.uses_token:
                module.resource(
                    "aws_eks_pod_identity_association",
                    re.sub("[^a-z0-9-]", "_", f"pods_{account.namespace}_{account.name}"),
                    cluster_name=aws.cluster,
                    namespace=account.namespace,
                    service_account=account.name,
                    role_arn=arn,
                )
        for component in role.components:
            module.output(output(role_output(component)), arn)


def _add_role(module: Module, role: Role, provider: str | None) -> str:
    name = role.components[0].replace("-", "_")
    address = module.resource(
        "aws_iam_role",
        name,
        name=role.name,
        description=role_description(role),
        assume_role_policy=module.policy(f"{name}_trust", role.trust),
        depends_on=[provider] if provider else None,
    )
    if role.permissions:
        module.resource(
            "aws_iam_role_policy",
            name,
            name=POLICY_NAME,
            role=reference(f"{address}.name"),
            policy=module.policy(f"{name}_permissions", role.permissions),
        )
    return reference(f"{address}.arn")
