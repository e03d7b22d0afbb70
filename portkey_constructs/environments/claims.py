"""What an environment claims outside of itself: names in its cluster, in its cloud accounts, and in the stores that it connects to.

Two environments of a repository that claim the same thing overwrite each other, or read each other's data, although each is valid.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa, PodIdentity
from portkey_constructs.config.log_store import AzureBlobLogStore, GcsLogStore, S3CompatibleLogStore, WasabiLogStore
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, ExistingSecretStore, GcpSecretManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, SecretGroup
from portkey_constructs.config.services import DataPlane
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.environments.definition import Environment
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam.arns import account_of
from portkey_constructs.iam.roles import Role, roles
from portkey_constructs.output.gitops_names import gitops_name
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import Secret

__all__ = ["FLUX_NAMESPACE", "Claim", "Resource", "claims"]

Resource = Literal["objects", "flux", "role", "roleNames", "association", "stack", "entry", "store", "bucket", "host", "identity"]
FLUX_NAMESPACE: Final = "flux-system"
"""The namespace of Flux objects, unless `flux --flux-namespace` names another one."""
_MANY: Final = "*"
_OF_A_COMPONENT: Final = (
    *("ConfigMap", "HorizontalPodAutoscaler", "HTTPRoute", "Ingress", "PodDisruptionBudget"),
    *("ScaledObject", "Secret", "Service", "ServiceMonitor"),
)
"""Kinds of objects that can have the name of a component, besides its workload and its ServiceAccount."""


class Claim(NamedTuple):
    """A thing outside of an environment that the environment uses as its own."""

    resource: Resource
    name: str
    """What is claimed; equal names of one resource are the same thing."""
    content: tuple[str, ...]
    """With what it is claimed. Its meaning depends on the resource; it decides whether environments can share the thing."""
    severity: Literal["error", "warning"]
    """How severe it is if another environment claims the thing: a name that the configuration chose may be shared on purpose."""
    path: str
    """The setting that decides the name."""
    cluster: str
    """Name of the cluster; empty if the environment names none."""
    environment: str
    files: tuple[str, ...]


class _Of(NamedTuple):
    """What all claims of an environment have in common."""

    platform: Platform
    cluster: str
    environment: str
    files: tuple[str, ...]

    def claim(
        self, resource: Resource, name: str, path: str, content: tuple[str, ...] = (), severity: Literal["error", "warning"] = "error"
    ) -> Claim:
        return Claim(resource, name, content, severity, path, self.cluster, self.environment, self.files)

    @property
    def system(self) -> tuple[str, ...]:
        """Whether this is a platform or serves one, and its control plane: a gateway shares the stores of its control plane."""
        address, deployment = self.platform.addresses.control_plane, self.platform.config.deployment
        if isinstance(deployment, DataPlane):
            return "part", f"{address or 'hosted'} {' '.join(sorted(deployment.organisations))}"
        return ("platform" if self.platform.deployment == "platform" else "part", address or f"environment {self.environment}")


def claims(environment: Environment, platform: Platform) -> tuple[Claim, ...]:
    """Everything that an environment claims outside of itself, without duplicates.

    The result is small, can be sent to another process, and does not contain secret values.
    """
    cluster = environment.cluster or platform.aws.cluster or ""
    common = _Of(platform, cluster, environment.name, environment.files)
    collected = (*_objects(common), *_aws(common), *_entries(common), *_stores(common), *_log_store(common), *_hosts(common), *_identities(common))
    return tuple(dict.fromkeys(collected))


def _objects(common: _Of) -> Iterator[Claim]:
    platform, names = common.platform, common.platform.names
    namespaced, cluster_wide = [f"{names.prefix}-{_MANY}"], list[str]()
    if platform.config.create_namespace:
        cluster_wide.append(f"Namespace {names.namespace}")
    for secret in platform.needed_secrets:
        if secret.store and (source := secret.from_operator) and not isinstance(source.store, ExistingSecretStore):
            (cluster_wide if source.cluster_wide else namespaced).append(
                f"{'ClusterSecretStore' if source.cluster_wide else 'SecretStore'} {secret.store}"
            )
        if secret.rendered or secret.from_operator or secret.from_csi:
            namespaced.append(f"Secret {secret.name}")
    if platform.config.resource_quota:
        namespaced.append(f"ResourceQuota {names.prefix}")
    namespaced += [f"ServiceAccount {account}" for account in _created_accounts(platform)]
    for adopted in platform.adoption.components.values() if platform.adoption else ():
        if not adopted.name.startswith(f"{names.prefix}-"):
            namespaced += [f"{kind} {adopted.name}" for kind in (adopted.workload, *_OF_A_COMPONENT)]
    yield common.claim("objects", f"{common.cluster}/{names.namespace}", "namespace", tuple(dict.fromkeys(namespaced)))
    yield from (common.claim("objects", f"{common.cluster}/", "namespace", (token,)) for token in dict.fromkeys(cluster_wide))
    for extra in platform.config.extra_objects:
        metadata: Any = extra["metadata"]
        namespace = metadata.get("namespace", names.namespace)
        yield common.claim("objects", f"{common.cluster}/{namespace}", "extraObjects", (f"{extra['kind']} {metadata['name']}",))
    yield common.claim("flux", f"{common.cluster}/{FLUX_NAMESPACE}/{gitops_name(platform)}", "namespace", severity="warning")


def _created_accounts(platform: Platform) -> Iterator[str]:
    for component in platform.components.values():
        if component.created_service_account:
            yield component.service_account
    if platform.migration and platform.migration.created_service_account:
        yield platform.migration.service_account
    if platform.mysql_user:
        yield platform.mysql_user.service_account
    for secret in platform.needed_secrets:
        source = secret.from_operator
        if source and secret.reader and secret.reader.uses_token and isinstance(source.service_account, CreateServiceAccount):
            yield secret.reader.service_account


def _aws(common: _Of) -> Iterator[Claim]:
    platform, aws = common.platform, common.platform.aws
    derived = False
    for role in _known_roles(platform):
        path = "identity" if role.existing else "aws.cluster"
        content = (_digest(role.trust), _digest(role.statements))
        yield common.claim("role", f"{account_of(role.arn)}:{role.name}", path, content, "warning" if role.existing else "error")
        derived = derived or not role.existing
        for account in role.accounts:
            # Each platform has its own service accounts, but those in one cluster share the operator's.
            if not account.uses_token and account.namespace != platform.names.namespace:
                yield common.claim("association", f"{common.cluster}/{account.namespace}/{account.name}", "secrets.store.auth", (role.arn,))
    if derived:
        if not aws.cluster:
            yield common.claim("roleNames", aws.account_id or "", "aws.cluster", severity="warning")
        yield from _stack(common, "roles")
    mysql = platform.mysql is not None and platform.mysql.created_by_companion
    if mysql or platform.redis.created_by_companion or platform.log_store.created_by_companion:
        yield from _stack(common, "data")


def _known_roles(platform: Platform) -> tuple[Role, ...]:
    """The roles; none if there are none, or if an account or region is missing that their policies name."""
    identities = [component.identity for component in platform.components.values()]
    identities += [secret.reader.identity for secret in platform.needed_secrets if secret.reader]
    if not any(isinstance(identity, Irsa | PodIdentity) for identity in identities):
        return ()
    try:
        return roles(platform)
    except ConfigurationError:
        return ()


def _stack(common: _Of, part: str) -> Iterator[Claim]:
    aws = common.platform.aws
    if aws.account_id and aws.region:
        yield common.claim("stack", f"{aws.account_id}/{aws.region}/{aws.stack_name(part)}", "aws.cluster")


def _entries(common: _Of) -> Iterator[Claim]:
    for secret in common.platform.needed_secrets:
        source = secret.source
        if not isinstance(source, ExternalSecrets | CsiSecrets):
            continue
        remote = source.remote.get(secret.group)
        configured = bool(source.path or (remote and remote.key))
        # Environments share one account at the registry, and the entry of a database belongs to that database.
        if secret.rds_entry or (configured and secret.group is SecretGroup.REGISTRY):
            continue
        place = _manager(common, secret)
        certain = not configured and not place.startswith("AWS :")
        severity: Literal["error", "warning"] = "error" if certain else "warning"
        path = f"secrets.remote.{secret.group}.key" if remote and remote.key else "secrets.path"
        yield common.claim("entry", f"{place} {secret.entry}", path, common.system, severity)


def _manager(common: _Of, secret: Secret) -> str:
    """The secret manager of a Secret."""
    source, aws = secret.source, common.platform.aws
    assert isinstance(source, ExternalSecrets | CsiSecrets)
    match source.store:
        case AwsSecretsManager(region=region):
            return f"AWS {aws.account_id or ''}:{region or aws.region or ''}"
        case AzureKeyVault(vault=vault):
            return f"Key Vault {vault}"
        case GcpSecretManager(project=project):
            return f"Secret Manager of {project}"
        case HashiCorpVault(server=server, mount=mount, namespace=namespace):
            return f"Vault {server.rstrip('/')}{f' {namespace}' if namespace else ''} {mount}"
        case ExistingSecretStore(name=name, cluster_wide=cluster_wide):
            namespace = "" if cluster_wide else f"{common.platform.names.namespace}/"
            return f"store {common.cluster}/{namespace}{name}"


def _stores(common: _Of) -> Iterator[Claim]:
    platform = common.platform
    mysql, redis, clickhouse = platform.mysql, platform.redis, platform.clickhouse
    if mysql and not mysql.in_cluster and mysql.host:
        yield common.claim("store", f"MySQL {_at(common, mysql.host)}:{mysql.port}/{mysql.settings.database}", "mysql.host", common.system)
    if not redis.in_cluster and redis.host:
        settings: Any = redis.settings
        host = redis.host if ":" in redis.host else f"{redis.host}:{settings.port or 6379}"
        yield common.claim("store", f"Redis {_at(common, host)}/{settings.database}", "redis.host", common.system)
    if redis.queues:
        queues = redis.queues.settings
        yield common.claim("store", f"Redis {_at(common, queues.host)}:{queues.port}/0", "redis.queues.host", common.system)
    if clickhouse and clickhouse.host and clickhouse.in_cluster is not clickhouse.settings:
        name = f"ClickHouse {_at(common, clickhouse.host)}:{clickhouse.http_port}/{clickhouse.settings.database}"
        yield common.claim("store", name, "clickhouse.host", common.system, "warning")


def _at(common: _Of, host: str) -> str:
    """A host; a name that only one cluster resolves is a different host in each cluster."""
    name = host.partition(":")[0]
    internal = "." not in name or name.endswith((".svc", ".local")) or ".svc." in name
    return f"{common.cluster}/{host}" if internal else host


def _log_store(common: _Of) -> Iterator[Claim]:
    access = common.platform.log_store
    location = _bucket(common)
    if location and location.strip("/"):
        severity: Literal["error", "warning"] = "error" if access.created_by_companion else "warning"
        yield common.claim("bucket", location.rstrip("/"), "logStore.bucket", common.system, severity)


def _bucket(common: _Of) -> str | None:
    access = common.platform.log_store
    match access.settings:
        case S3CompatibleLogStore(endpoint=str() as endpoint, bucket=str() as bucket):
            return f"{_at(common, endpoint.partition('://')[2].rstrip('/'))}/{bucket}"
        case WasabiLogStore(bucket=str() as bucket):
            return f"Wasabi {bucket}"
        case GcsLogStore(bucket=str() as bucket):
            return f"gs://{bucket}"
        case AzureBlobLogStore(storage_account=str() as account, container=str() as container):
            return f"Azure {account}/{container}"
    return f"s3://{access.bucket}/{access.prefix}" if access.bucket else None


def _hosts(common: _Of) -> Iterator[Claim]:
    for name, exposure in common.platform.exposures.items():
        if exposure.settings.host:
            port = getattr(exposure.settings, "port", None)
            place = f"{exposure.settings.host}{f':{port}' if port else ''}{getattr(exposure.settings, 'path', '/')}"
            yield common.claim("host", place, f"exposure.{name}.host", common.system)


def _identities(common: _Of) -> Iterator[Claim]:
    platform = common.platform
    for name, component in platform.components.items():
        yield from _identity(common, name, component.identity)
    for secret in platform.needed_secrets:
        if secret.reader and secret.from_operator:
            yield from _identity(common, secret.reader.component, secret.reader.identity)


def _identity(common: _Of, component: str, identity: Identity) -> Iterator[Claim]:
    match identity:
        case AzureWorkloadIdentity(client_id=client):
            yield common.claim("identity", f"managed identity {client}", "identity.clientId", common.system, "warning")
        case GkeWorkloadIdentity(service_account=str() as account):
            yield common.claim("identity", f"Google service account {account}", "identity.serviceAccount", common.system, "warning")
        case GkeWorkloadIdentity(project=str() as project):
            account = f"{common.platform.names.component(component)}@{project}.iam.gserviceaccount.com"
            yield common.claim("identity", f"Google service account {account}", "identity.project", common.system, "warning")


def _digest(content: object) -> str:
    """A short digest: equal in every process for equal content."""
    return sha256(repr(content).encode()).hexdigest()[:16]
