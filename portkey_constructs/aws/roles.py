"""The IAM roles of a platform, with exactly the policies of `portkey_constructs.iam`."""

from typing import cast

from aws_cdk import aws_iam as iam
from constructs import Construct

from portkey_constructs.aws_facts.roles import POLICY_NAME, TOKEN_AUDIENCE, role_description, role_problems
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam import Role, ServiceAccount, roles
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of

__all__ = ["PortkeyRoles"]


class PortkeyRoles(Construct):
    """An IAM role for each component that uses AWS: only its own service account can assume it, and it permits only what the component uses.

    A role that the configuration names stays unchanged. With EKS Pod Identity, the construct also creates the associations, including those
    of existing roles. The id of a role is its first component.

    Args:
        make_oidc_provider: whether to create the OIDC provider of the cluster, which IRSA needs; an account has one for each issuer.
        permissions_boundary: boundary of every new role.

    Raises:
        ConfigurationError: no component has a role, or the configuration lacks something that the policies name.
    """

    @checked
    def __init__(
        self,
        scope: Construct,
        id: str,
        config: PortkeyConfig,
        *,
        make_oidc_provider: bool = False,
        permissions_boundary: iam.IManagedPolicy | None = None,
    ) -> None:
        platform = platform_of(config)
        platform_roles = roles(platform)
        if problems := list(role_problems(platform.aws, platform_roles, make_oidc_provider)):
            raise ConfigurationError(problems)
        super().__init__(scope, id)
        self._roles: dict[str, iam.IRole] = {}
        provider = None
        if make_oidc_provider:
            url = (platform.aws.oidc_issuer or "").rstrip("/")
            provider = iam.CfnOIDCProvider(self, "OidcProvider", url=url, client_id_list=[TOKEN_AUDIENCE])
        for role in platform_roles:
            construct = iam.Role.from_role_arn(self, role.components[0], role.arn) if role.existing else self._create(role, permissions_boundary)
            if provider is not None and not role.existing:
                construct.node.add_dependency(provider)
            for account in role.accounts:
                if not account.uses_token:
                    self._associate(account, platform.aws.cluster or "", construct)
            self._roles |= dict.fromkeys(role.components, construct)

    def _create(self, role: Role, permissions_boundary: iam.IManagedPolicy | None) -> iam.Role:
        construct = iam.Role(
            self,
            role.components[0],
            role_name=role.name,
            description=role_description(role),
            # Required by the CDK; the override below replaces it.
            assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"),
            permissions_boundary=permissions_boundary,
        )
        resource = cast(iam.CfnRole, construct.node.default_child)
        resource.add_property_override("AssumeRolePolicyDocument", role.trust)
        if role.permissions:
            resource.add_property_override("Policies", [{"PolicyName": POLICY_NAME, "PolicyDocument": role.permissions}])
        return construct

    def _associate(self, account: ServiceAccount, cluster: str, role: iam.IRole) -> None:
        # Imports half of the CDK, which IRSA does not need.
        from aws_cdk import aws_eks as eks

        eks.CfnPodIdentityAssociation(
            self,
            f"{account.namespace}-{account.name}",
            cluster_name=cluster,
            namespace=account.namespace,
            service_account=account.name,
            role_arn=role.role_arn,
        )

    @property
    def components(self) -> tuple[str, ...]:
        """The components with a role: `gateway`, `external-secrets`, ..."""
        return tuple(self._roles)

    @checked
    def role(self, component: str) -> iam.IRole:
        """The role of a component, for further grants: `bucket.grant_read(roles.role("gateway"))`.

        Raises:
            ConfigurationError: the component has no role.
        """
        if component not in self._roles:
            fix = f"components with a role: {', '.join(self._roles)}"
            raise ConfigurationError([Problem(component, "has no IAM role", fix, "PK-AWS-010")])
        return self._roles[component]

    @checked
    def grant_assume(self, component: str, role_arn: str) -> iam.Grant:
        """Let a component assume a further role, such as one in an account whose models it invokes."""
        return iam.Grant.add_to_principal(grantee=self.role(component), actions=["sts:AssumeRole"], resource_arns=[role_arn])
