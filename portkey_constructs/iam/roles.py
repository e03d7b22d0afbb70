"""The IAM roles of a platform."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from portkey_constructs.config.identity import Identity, Irsa, PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.names import Arns
from portkey_constructs.iam.permissions import permissions, reader_permissions
from portkey_constructs.iam.statements import Statement, document, merged
from portkey_constructs.iam.trust import trust_policy
from portkey_constructs.manifests.secrets import from_manager
from portkey_constructs.platform.cloud_identity import EXTERNAL_SECRETS, identity, reader_identity, secrets_by_token
from portkey_constructs.platform.defaults import deployed, migrates, secret_source
from portkey_constructs.platform.names import Names

__all__ = ["Account", "Role", "has_roles", "role", "roles"]


@dataclass(frozen=True, slots=True)
class Account:
    """A service account that takes on a role: by its token (IRSA), or by an association in EKS (Pod Identity)."""

    namespace: str
    name: str
    by_token: bool


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role: whose it is, who may take it on, and what it may do.

    `said` tells that the configuration names the role wherever it is used, so that somebody else makes it.
    """

    arn: str
    components: tuple[str, ...]
    accounts: tuple[Account, ...]
    said: bool
    trust: dict[str, Any]
    statements: tuple[Statement, ...] = ()

    @property
    def name(self) -> str:
        """The role's name, without its path."""
        return self.arn.rpartition("/")[2]

    @property
    def permissions(self) -> dict[str, Any] | None:
        """The policy document of what it may do, in IAM's form; None for a role that may do nothing."""
        return document(self.statements) if self.statements else None


def roles(config: PortkeyConfig) -> tuple[Role, ...]:
    """Every role that a service account of this configuration takes on, each once, in the order of the components.

    Raises:
        ConfigurationError: there is no role, a service account would have two, or what names the resources of a policy is missing.
    """
    found: dict[str, Role] = {}
    for component, named, who, account in _holders(config):
        arn = Names(config).role_arn(named, who)
        arns = Arns.of(config, arn)
        reads = component.startswith(EXTERNAL_SECRETS)
        statements = reader_permissions(config, component, arns) if reads else permissions(config, component, arns)
        before = found.get(arn) or Role(arn, (), (), True, {})
        found[arn] = replace(
            before,
            components=(*before.components, *((component,) if component not in before.components else ())),
            accounts=(*before.accounts, *((account,) if account not in before.accounts else ())),
            said=before.said and who.role_arn is not None,
            statements=merged([*before.statements, *statements]),
        )
    if not found:
        fix = "give them one by identity: {kind: irsa} or {kind: podIdentity}, with aws beside it"
        raise ConfigurationError([Problem("identity", "gives no component a role of AWS'", fix, "PK-AWS-009")])
    if problems := list(_torn(found.values())):
        raise ConfigurationError(problems)
    return tuple(replace(one, trust=trust_policy(config, one)) for one in found.values())


def _torn(known: Iterable[Role]) -> Iterator[Problem]:
    """Service accounts that several roles are for: AWS gives an account one."""
    taken: dict[tuple[str, str], list[str]] = {}
    for one in known:
        for place in dict.fromkeys((account.namespace, account.name) for account in one.accounts):
            taken.setdefault(place, []).append(one.arn)
    for (namespace, name), arns in taken.items():
        if len(arns) > 1:
            fix = "say the same roleArn for all that run as it, or give each a service account of its own"
            yield Problem("identity", f"gives the service account {namespace}/{name} several roles: {', '.join(arns)}", fix, "PK-AWS-013")


def has_roles(config: PortkeyConfig) -> bool:
    """Whether any service account takes on a role."""
    return next(_holders(config), None) is not None


def role(config: PortkeyConfig, component: str) -> Role:
    """The role of one component (`gateway`, `external-secrets`, ...); raises `ConfigurationError` when it has none."""
    known = roles(config)
    for one in known:
        if component in one.components:
            return one
    names = [name for one in known for name in one.components]
    from difflib import get_close_matches

    near = get_close_matches(component, names, 1)
    fix = f"did you mean {near[0]}?" if near else f"those that have one: {', '.join(names)}"
    raise ConfigurationError([Problem(component, "has no role of AWS'", fix, "PK-AWS-010")])


class _Holder(NamedTuple):
    """A component that is somebody to AWS, the one that its role is named after, and its service account."""

    component: str
    named: str
    who: Irsa | PodIdentity
    account: Account


def _holders(config: PortkeyConfig) -> Iterator[_Holder]:
    names = Names(config)
    operators: dict[tuple[str, str], str] = {}
    for component, one in deployed(config).items():
        yield from _holder(component, identity(config, component), names.namespace, names.service_account(component, one.workload))
    if migrates(config):
        yield from _holder("migration", identity(config, "migration"), names.namespace, names.component("migration"))
    for group in from_manager(config, ExternalSecrets):
        source = secret_source(config, group)
        if not isinstance(source, ExternalSecrets) or isinstance(source.store, ExistingSecretStore):
            continue
        reader, who, store = names.reader(group), reader_identity(config, source), source.store
        if not isinstance(store, AwsSecretsManager) or secrets_by_token(config, source, store):
            yield from _holder(reader, who, names.namespace, names.reader_account(group, source))
        else:
            # The operator's own pods are one somebody, however many of its components they read as.
            place = (store.operator.namespace, store.operator.service_account)
            yield from _holder(reader, who, *place, named=operators.setdefault(place, reader))


def _holder(component: str, who: Identity, namespace: str, account: str, *, named: str | None = None) -> Iterator[_Holder]:
    if isinstance(who, Irsa | PodIdentity):
        yield _Holder(component, named or component, who, Account(namespace, account, isinstance(who, Irsa)))
