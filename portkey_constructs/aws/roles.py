"""The IAM roles of a platform, with the very policies of `portkey_constructs.iam`."""

from typing import cast

from aws_cdk import aws_iam as iam
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam import Account, Role, has_roles, roles

__all__ = ["PortkeyRoles", "makes_roles"]

_POLICY = "portkey"


def makes_roles(config: PortkeyConfig) -> bool:
    """Whether there is a role or an association to make."""
    return has_roles(config) and any(not one.said or not account.by_token for one in roles(config) for account in one.accounts)


class PortkeyRoles(Construct):
    """One role a component that uses AWS, which its own service account takes on and nobody else, and which may do what it uses and no more.

    A role that the configuration names itself is left alone. By EKS Pod Identity the associations are made too, those of named roles as well.
    Each role is a construct with the id of its first component.

    Args:
        make_oidc_provider: whether the OIDC provider of the cluster is made; an account has one for an issuer, and IRSA needs it.
        permissions_boundary: of every role.

    Raises:
        ConfigurationError: no component has a role, or what the policies name is missing.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        config: PortkeyConfig,
        *,
        make_oidc_provider: bool = False,
        permissions_boundary: iam.IManagedPolicy | None = None,
    ) -> None:
        known = roles(config)
        _check(config, known, make_oidc_provider)
        super().__init__(scope, id)
        self._roles: dict[str, iam.IRole] = {}
        provider = None
        if make_oidc_provider:
            provider = iam.CfnOIDCProvider(self, "OidcProvider", url=(config.aws.oidc_issuer or "").rstrip("/"), client_id_list=["sts.amazonaws.com"])
        for one in known:
            made = iam.Role.from_role_arn(self, one.components[0], one.arn) if one.said else self._role(one, permissions_boundary)
            if provider is not None and not one.said:
                made.node.add_dependency(provider)
            for account in one.accounts:
                if not account.by_token:
                    self._associate(account, config.aws.cluster or "", made)
            self._roles |= dict.fromkeys(one.components, made)

    def _role(self, said: Role, permissions_boundary: iam.IManagedPolicy | None) -> iam.Role:
        accounts = " and ".join(f"{one.namespace}/{one.name}" for one in said.accounts)
        made = iam.Role(
            self,
            said.components[0],
            role_name=said.name,
            description=f"Portkey: {', '.join(said.components)}, by the service account {accounts}",
            # Replaced below: the trust policy is the one that can be read without the CDK.
            assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"),
            permissions_boundary=permissions_boundary,
        )
        resource = cast(iam.CfnRole, made.node.default_child)
        resource.add_property_override("AssumeRolePolicyDocument", said.trust)
        if said.permissions:
            resource.add_property_override("Policies", [{"PolicyName": _POLICY, "PolicyDocument": said.permissions}])
        return made

    def _associate(self, account: Account, cluster: str, role: iam.IRole) -> None:
        # Here, because it imports half of the CDK, which IRSA needs nothing of.
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
        """The components that have a role: `gateway`, `external-secrets`, ..."""
        return tuple(self._roles)

    def role(self, component: str) -> iam.IRole:
        """The role of a component, for grants of further resources: `bucket.grant_read(roles.role("gateway"))`.

        Raises:
            ConfigurationError: it has none.
        """
        found = self._roles.get(component)
        if found is None:
            fix = f"those that have one: {', '.join(self._roles)}"
            raise ConfigurationError([Problem(component, "has no role of AWS'", fix, "PK-AWS-010")])
        return found

    def grant_assume(self, component: str, role_arn: str) -> iam.Grant:
        """Lets a component assume a further role, such as one of an account whose models it calls."""
        return iam.Grant.add_to_principal(grantee=self.role(component), actions=["sts:AssumeRole"], resource_arns=[role_arn])


def _check(config: PortkeyConfig, known: tuple[Role, ...], make_oidc_provider: bool) -> None:
    problems = []
    if config.aws.cluster is None and any(not account.by_token for one in known for account in one.accounts):
        problems.append(Problem("aws.cluster", "is missing", "name the cluster: an association of EKS Pod Identity is of one", "PK-AWS-011"))
    if make_oidc_provider and config.aws.oidc_issuer is None:
        problems.append(Problem("aws.oidcIssuer", "is missing, and make_oidc_provider is given", "say the cluster's issuer", "PK-AWS-020"))
    if problems:
        raise ConfigurationError(problems)
