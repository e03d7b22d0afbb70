"""The resolved platform: every default, name, address, port, Secret, variable, identity and exposure, decided once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from portkey_constructs.config.auth import Saml
from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure
from portkey_constructs.config.network_policy import IngressOnlyNetworkPolicy, NoNetworkPolicy, StrictNetworkPolicy
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import CsiSecrets, ExistingPullSecrets, RegistryCredentials, SecretGroup, SecretSource
from portkey_constructs.config.services import GatewayConfig, Mcp
from portkey_constructs.errors import Problem
from portkey_constructs.platform.adoption import Adoption
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.components import MYSQL_USER, Component, Migration, MySqlUserJob, Service, ServiceName, Store, StoreName
from portkey_constructs.platform.customized_pods import ENFORCE, customizes_pods
from portkey_constructs.platform.environment import EnvironmentVariable, environment, migration_environment
from portkey_constructs.platform.exposures import Controller
from portkey_constructs.platform.heap import NODE_OPTIONS, with_heap_option
from portkey_constructs.platform.log_stores import BedrockAccess, LogStoreAccess
from portkey_constructs.platform.login import Registration, registrations
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.pull_registries import PullRegistry, pull_registries
from portkey_constructs.platform.redis import RedisConnection
from portkey_constructs.platform.required_claims import RequiredClaim, required_claims
from portkey_constructs.platform.required_secrets import RequiredSecret, required_secrets
from portkey_constructs.platform.secret_keys import SecretKey, Value
from portkey_constructs.platform.secret_placement import FromSecrets, source_override
from portkey_constructs.platform.secret_values import secret_values
from portkey_constructs.platform.secrets import Secret, resolve_secret
from portkey_constructs.platform.shutdown import proxy_timeout
from portkey_constructs.platform.stores import ClickHouseConnection, MySqlConnection
from portkey_constructs.platform.user_environment import UserVariable, VariableSource, user_environment

if TYPE_CHECKING:
    from portkey_constructs.kubernetes import KubernetesObject
    from portkey_constructs.manifests.stages import StagedObject

__all__ = ["GATEWAY_PATH", "Addresses", "ChangedObjects", "Exposure", "ExposureName", "Platform"]

ExposureName = Literal["frontend", "gateway", "mcp"]
GATEWAY_PATH: Final = "/api"
"""Path of the front end at which it forwards requests to the gateway."""
_STRICT: Final = StrictNetworkPolicy.model_construct()
_NO_POLICY: Final = NoNetworkPolicy.model_construct()


class ChangedObjects(NamedTuple):
    """The objects of each component after `patches`, with the level of the Namespace that suits their pods."""

    components: "Mapping[str, tuple[KubernetesObject, ...]]"
    """The objects by component; empty if they need no change."""
    problems: tuple[Problem, ...]
    """What is wrong with `patches` and `extraObjects`, and with a Namespace that refuses the pods."""


class Exposure(NamedTuple):
    """How a component is reached from outside the cluster."""

    exposure: ExposureName
    component: ServiceName
    """The service that receives the traffic."""
    name: str
    """Name of its Ingress or HTTPRoute: `portkey-mcp`."""
    settings: IngressExposure | LoadBalancerExposure | HttpRouteExposure
    url: str | None
    """Public address without a trailing slash; None without a host name."""
    ingress_class: str | None
    """Ingress class; None for another kind of exposure, or for the default class of the cluster."""
    controller: Controller | None
    """The ingress controller; None for another kind of exposure, or for a controller whose annotations are not known."""
    timeout: int | None
    """Seconds that the load balancer waits for an answer: 0 without a limit, and None if the manifests do not set it."""
    refused_paths: tuple[str, ...]
    """Paths that must not be reachable from outside the cluster."""
    allowed_sources: tuple[str, ...]
    """Address ranges that may connect; empty for all addresses."""

    @property
    def refuses(self) -> bool:
        """Whether the manifests can make the controller refuse paths."""
        return isinstance(self.settings, HttpRouteExposure) or self.controller in ("alb", "nginx", "traefik")


class Addresses(NamedTuple):
    """The addresses by which people and services reach the platform; none ends with a slash."""

    control_plane: str | None
    """Public address of the front end, or of the control plane for a data plane."""
    public_gateway: str
    """Address of the gateway for people and browsers: its public address, or /api on the front end, which is relative if that has none."""
    gateway: str
    """Address of the gateway for the other services."""
    mcp: str | None
    """Public address of the MCP gateway."""
    backend: str | None
    """Address of the backend for the other services."""
    redirect_uri: str | None
    """Where the identity provider redirects after login."""

    @property
    def gateway_at_frontend(self) -> bool:
        """Whether browsers reach the gateway at `GATEWAY_PATH` of the host that serves the front end, and not at an address of its own."""
        host = self.control_plane or ""
        return self.public_gateway == f"{host}{GATEWAY_PATH}" and "/" not in host.partition("://")[2]

    @property
    def shown_gateway(self) -> str:
        """Address of the gateway for people; the one inside the cluster if no public one is known."""
        return self.gateway if self.public_gateway.startswith("/") else self.public_gateway


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Platform:
    """Everything derived from a configuration; immutable.

    Created by `PortkeyConfig.resolve()`. Manifests, rules, IAM policies, constructs, diagrams and explanations read it, so that each
    value is resolved in one place.

    Example:
        >>> platform = PortkeyConfig.from_file("portkey.yaml").resolve()
        >>> platform.gateway.replicas.minimum
        2
        >>> platform.secret("redis").name
        'portkey-redis'
    """

    config: PortkeyConfig
    """The configuration; read it only to tell an explicit value from a default."""
    profile: Literal["development", "production"]
    names: Names
    adoption: Adoption | None
    """The Helm release whose objects the manifests take over; None without one."""
    aws: AwsAccount
    services: Mapping[ServiceName, Service]
    """Portkey's services that run in this cluster."""
    stores: Mapping[StoreName, Store]
    """The stores that run in this cluster."""
    migration: Migration | None
    """The migration Job; None where the backend's pods migrate, or without a backend."""
    mysql_user: MySqlUserJob | None
    """The Job that creates MySQL's user; None without mysql.administrator."""
    mysql: MySqlConnection | None
    """The MySQL database; None in a deployment without the application."""
    redis: RedisConnection
    clickhouse: ClickHouseConnection | None
    """The analytics store; None where the control plane keeps the analytics."""
    log_store: LogStoreAccess
    bedrock: BedrockAccess | None
    exposures: Mapping[ExposureName, Exposure]
    """The configured exposures."""
    addresses: Addresses
    secret_sources: Mapping[SecretGroup, SecretSource]
    secret_placements: Mapping[SecretGroup, SecretGroup]
    """The Secret that contains the keys of each group; those of the log store and of Bedrock may be in `gateway`."""
    from_secrets: FromSecrets
    """The keys whose values only the Secrets decide, because fromSecret lists them."""

    def __repr__(self) -> str:
        # What follows from free text may be secret.
        return f"Platform(name={self.config.name!r}, namespace={self.names.namespace!r}, profile={self.profile!r})"

    @property
    def deployment(self) -> Literal["platform", "gateway", "dataPlane"]:
        """The kind of deployment: the whole platform, a standalone gateway, or a data plane."""
        return self.config.deployment.kind

    @property
    def serves_metrics(self) -> bool:
        """Whether the services serve metrics."""
        monitoring = self.config.monitoring
        return monitoring is not None and monitoring.prometheus

    def controllers(self, component: str) -> frozenset[Controller]:
        """The controllers of a component's exposures."""
        exposures = (exposure for exposure in self.exposures.values() if exposure.component == component)
        return frozenset(exposure.controller for exposure in exposures if exposure.controller)

    @property
    def network_policy(self) -> NoNetworkPolicy | IngressOnlyNetworkPolicy | StrictNetworkPolicy:
        """Which connections the network policies allow; by default strict in production, except for a platform that adopts a release."""
        by_default = _STRICT if self.profile == "production" and self.config.adopt is None else _NO_POLICY
        return self.config.network_policy or by_default

    @property
    def trusted_hosts(self) -> str | None:
        """The hosts with private addresses that the services may call, separated by commas; None without any."""
        return ",".join(self.config.trusted_hosts) or None

    @property
    def request_timeout(self) -> int:
        """Seconds that a request may take."""
        return self.config.gateway.request_timeout

    @property
    def proxy_timeout(self) -> int:
        """Seconds that proxies and load balancers wait for a service."""
        return proxy_timeout(self.request_timeout)

    @property
    def mcp(self) -> Mcp | None:
        """Settings of the MCP gateway; None without one."""
        settings = self.config.gateway
        return settings.mcp if isinstance(settings, GatewayConfig) else None

    @property
    def gateway(self) -> Service | None:
        """The AI gateway; None if it runs outside this cluster."""
        return self.services.get("gateway")

    @property
    def backend(self) -> Service | None:
        """The backend; None in a deployment without the application."""
        return self.services.get("backend")

    @property
    def dataservice(self) -> Service | None:
        """The data service; None where there is none."""
        return self.services.get("dataservice")

    @property
    def frontend(self) -> Service | None:
        """The front end; None in a deployment without the application."""
        return self.services.get("frontend")

    @cached_property
    def registrations(self) -> tuple[Registration, ...]:
        """What to register at the identity provider; empty without a login, or while the front end's address is unknown."""
        front_end, redirect_uri = self.addresses.control_plane, self.addresses.redirect_uri
        if self.deployment != "platform" or redirect_uri is None or (front_end is None and isinstance(self.config.auth, Saml)):
            return ()
        return registrations(self.config.auth, front_end or "", redirect_uri)

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """Every component that runs in this cluster, services first."""
        return MappingProxyType({**self.services, **self.stores})

    @cached_property
    def secrets(self) -> Mapping[SecretGroup, Secret]:
        """Every Secret, including those that this configuration does not need."""
        keys: dict[SecretGroup, dict[SecretKey, Value]] = {group: {} for group in SecretGroup}
        for key, value in secret_values(self):
            keys[self.secret_placements[key.group]][key] = None if key in self.from_secrets.keys else value
        overrides = self.config.secret_overrides
        rds = self.mysql is not None and self.mysql.created_by_companion
        return MappingProxyType(
            {
                group: resolve_secret(
                    self.names,
                    group,
                    self.secret_sources[group],
                    MappingProxyType(values),
                    override=source_override(overrides, group) if overrides else None,
                    rds_entry=rds and group in _RDS_ENTRIES,
                    platform_identity=self.config.identity,
                    aws_prefix=self.aws.prefix,
                )
                for group, values in keys.items()
            }
        )

    def secret(self, group: SecretGroup | str) -> Secret:
        """The Secret that contains the keys of a group such as `redis`; raises `ValueError` for an unknown group.

        For `logStore` and `bedrock`, it is that of `gateway`, unless the configuration places them apart.
        """
        return self.placed_secrets[SecretGroup(group)]

    @cached_property
    def placed_secrets(self) -> Mapping[SecretGroup, Secret]:
        """The Secret that contains the keys of each group."""
        return MappingProxyType({group: self.secrets[place] for group, place in self.secret_placements.items()})

    @cached_property
    def needed_secrets(self) -> tuple[Secret, ...]:
        """The Secrets that contain sensitive keys, including the registry's credentials."""
        return tuple(secret for secret in self.secrets.values() if secret.needed)

    @cached_property
    def required_secrets(self) -> tuple[RequiredSecret, ...]:
        """The Secrets and ConfigMaps that must exist, or be filled from a secret manager, before the pods start."""
        return required_secrets(self)

    @cached_property
    def required_claims(self) -> tuple[RequiredClaim, ...]:
        """The PersistentVolumeClaims that must exist before the pods start."""
        return required_claims(self)

    @cached_property
    def pull_registries(self) -> tuple[PullRegistry, ...]:
        """The registries of the image pull Secret; none if the configuration names other pull Secrets, or none."""
        return tuple(pull_registries(self))

    @cached_property
    def pull_secrets(self) -> tuple[str, ...]:
        """Names of the image pull Secrets."""
        pull = self.config.image_pull
        if isinstance(pull, RegistryCredentials):
            return (self.secrets[SecretGroup.REGISTRY].name,)
        return pull.names if isinstance(pull, ExistingPullSecrets) else ()

    @cached_property
    def environments(self) -> Mapping[str, tuple[EnvironmentVariable, ...]]:
        """The environment variables of each component and Job without those of `env`, in the order in which the pod lists them."""
        environments = {component: environment(self, component) for component in self.components}
        if self.migration:
            own = {**self.config.env, **self.services["backend"].settings.env}
            environments["migration"] = migration_environment(environments["backend"], own, self.migration.resources)
        if self.mysql_user:
            environments[MYSQL_USER] = environment(self, MYSQL_USER)
        return MappingProxyType(environments)

    @cached_property
    def user_environments(self) -> Mapping[str, tuple[UserVariable, ...]]:
        """The environment variables that `env` sets in each component; they replace those of `environments` with the same name."""
        return MappingProxyType({name: user_environment(self, component) for name, component in self.components.items()})

    def variables(self, component: str) -> Mapping[str, VariableSource]:
        """The sources of all variables of a component or of the migration, by name: those of `env` replace the others in place.

        NODE_OPTIONS keeps the heap limit beside the options of `env`.
        """
        variables: dict[str, VariableSource] = dict(self.environments[component])
        for name, _, source in self.user_environments["backend" if component == "migration" else component]:
            option = variables.get(name) if name == NODE_OPTIONS else None
            variables[name] = with_heap_option(option, source) if isinstance(option, str) else source
        return variables

    @cached_property
    def read_secrets(self) -> Mapping[str, tuple[SecretGroup, ...]]:
        """The Secrets that each component reads through environment variables."""
        secret = {key for secret in self.secrets.values() for key in secret.secret_keys}
        return MappingProxyType(
            {component: self._groups(variables, secret) for component, variables in self.environments.items()},
        )

    def _groups(self, variables: tuple[EnvironmentVariable, ...], secret: set[SecretKey]) -> tuple[SecretGroup, ...]:
        sources = {source for _, source in variables if isinstance(source, SecretKey)}
        groups = {self.secret_placements[key.group] for key in sources & secret}
        return tuple(sorted(groups, key=_ORDER.__getitem__))

    @cached_property
    def mounted_secrets(self) -> Mapping[str, tuple[SecretGroup, ...]]:
        """The Secrets that each component's pods mount through the Secrets Store CSI driver."""
        mounted = {group for group, source in self.secret_sources.items() if isinstance(source, CsiSecrets)}
        return MappingProxyType({component: tuple(group for group in groups if group in mounted) for component, groups in self.read_secrets.items()})

    @cached_property
    def changed_objects(self) -> ChangedObjects:
        """The objects of each component with every patch applied, and what is wrong with `patches` and `extraObjects`.

        Empty if no setting changes objects, and no object follows from all of them: the default level of the Namespace suits the default pods.
        """
        config = self.config
        # The level of the Namespace, and the amounts of a quota, are compared with all pods.
        compared = config.resource_quota or ENFORCE in config.namespace_labels or ENFORCE in config.labels
        if not (config.patches or config.extra_objects or compared or customizes_pods(self.components.values(), self.migration)):
            return ChangedObjects(MappingProxyType({}), ())
        # Imported here because `manifests` is a higher layer that imports the platform.
        from portkey_constructs.manifests.stages import changed_objects

        return changed_objects(self)

    def objects(self) -> "tuple[StagedObject, ...]":
        """Every Kubernetes object of the platform, with its deployment stage.

        Raises:
            ConfigurationError: a store is created by the AWS companion, and its outputs are not known yet.
            IdentityError: two objects have the same identity.
        """
        # Imported here because `manifests` is a higher layer that imports the platform.
        from portkey_constructs.manifests.stages import platform_objects

        return platform_objects(self)


_RDS_ENTRIES: Final = (SecretGroup.MYSQL, SecretGroup.MYSQL_ADMINISTRATOR)
_ORDER: Final = {group: index for index, group in enumerate(SecretGroup)}
