"""The root of the configuration."""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from portkey_constructs.config.adoption import AdoptConfig
from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.auth import Auth
from portkey_constructs.config.aws import Aws
from portkey_constructs.config.base import Model, Validation, default, is_yaml
from portkey_constructs.config.clickhouse import AnyClickHouse
from portkey_constructs.config.exposure import Exposures
from portkey_constructs.config.features import Bedrock, CaBundle, ClaudePlatform, EntraFederation, GoogleFederation, Monitoring, Smtp
from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.image_registry import ImageRegistry
from portkey_constructs.config.jwt_authentication import JwtAuthentication
from portkey_constructs.config.log_store import LogStore
from portkey_constructs.config.model_pricing import ModelPricing
from portkey_constructs.config.mysql import AnyMySql
from portkey_constructs.config.network_policy import AnyNetworkPolicy
from portkey_constructs.config.nulls import NullRefused
from portkey_constructs.config.patches import ExtraObject, Patch
from portkey_constructs.config.pod_tls import AnyPodTls
from portkey_constructs.config.proxy import Proxy
from portkey_constructs.config.redis import AnyRedis
from portkey_constructs.config.resource_quota import AnyResourceQuota
from portkey_constructs.config.secret_facts import with_facts_of_secrets
from portkey_constructs.config.secrets import ImagePull, SecretGroup, SecretSource
from portkey_constructs.config.semantic_cache import SemanticCache
from portkey_constructs.config.services import AnyDataService, AnyGateway, AnyMigration, BackendConfig, Deployment, FrontendConfig
from portkey_constructs.config.trusted_hosts import TrustedHost
from portkey_constructs.config.types import (
    Boolean,
    DnsLabel,
    DomainName,
    EnvName,
    HttpUrl,
    LabelKey,
    LabelValue,
    NamePrefix,
    NonEmptyText,
    Secret,
)
from portkey_constructs.errors import Problem

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["EXTENSION", "RULES", "PortkeyConfig", "Rules", "is_extension"]

RULES: Final = "rules"
"""The type of the validation error of a configuration that breaks rules; its context has the problems."""


_STORE: Final = NullRefused("write its kind, such as {kind: inCluster}, or leave it out for the store of the development profile", "development")
EXTENSION: Final = "x-"
"""The prefix of top-level keys in YAML that are not settings."""


def is_extension(name: object) -> bool:
    """Whether a top-level key of YAML is not a setting."""
    return isinstance(name, str) and name.startswith(EXTENSION)


class Rules(Enum):
    """Validation contexts: whether validation checks the rules across settings, or the caller does so later."""

    LATER = "later"


class PortkeyConfig(Model):
    """Configuration of a Portkey platform. Raises `ConfigurationError` with every problem.

    Settings without a value take the default of their type, or that of the profile.
    """

    profile: Literal["development", "production"]
    """Defaults of the settings, and how strict validation is.

    - development: For evaluation: one pod of each component, stores in the cluster, secret values in this file. Do not use it for data that matters.
    - production: For real use: at least two pods, explicit stores and login, secret values only in Secrets, no placeholders.
    """
    deployment: Deployment = default(kind="platform")
    """Which parts of Portkey run in this cluster."""
    name: NamePrefix = "portkey"
    """Prefix of all object names, and value of the instance label."""
    adopt: AdoptConfig | None = None
    """A running Helm release whose objects the manifests take over. Defaults to none: the objects have the names of this platform."""
    namespace: DnsLabel = "portkey"
    """Namespace of all objects."""
    create_namespace: Boolean = True
    """Whether to create the Namespace."""
    namespace_labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the Namespace, such as those of Pod Security admission or of a service mesh. Only for a Namespace that is created here.

    By default, it enforces the strictest level of Pod Security that admits the pods, and reports what the level restricted would refuse.
    """
    namespace_annotations: Annotations = default()
    """Annotations of the Namespace. Only for a Namespace that is created here."""
    cluster_domain: DomainName = "cluster.local"
    """DNS domain of the cluster."""
    openshift: Boolean = False
    """Whether the cluster is OpenShift. The pods then have no fixed user and group, and its security context constraints assign them."""
    argocd: Boolean = False
    """Whether Argo CD applies the objects: they then have annotations with the sync wave of their stage, and it never deletes the Namespace."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of all objects and pods."""
    annotations: Annotations = default()
    """Annotations of all objects."""
    env: FrozenMap[EnvName, EnvValue] = Field(default={}, validate_default=True, repr=False)
    """Additional environment variables of Portkey's four services. The env of a component overrides them.

    $(NAME) refers to another variable of the container.
    """
    intended: tuple[NonEmptyText, ...] = ()
    """Settings whose text is meant exactly as it is written, named as in error messages, such as env.NOTE.

    It is not reported as a placeholder or a secret, $(NAME) in it is no reference, and a variable may replace a part of a store's connection or
    what a setting sets.
    """
    image_registry: ImageRegistry | None = None
    """Registry of the images: text for Portkey's images, or a map of prefixes for all images. Defaults to docker.io/portkeyai.

    Text replaces docker.io/portkeyai, with the path to the images if there is one. image.repository of a component overrides it, and the images of
    MySQL, Redis and ClickHouse do not follow it. A map, such as {docker.io: registry.example.org}, replaces the longest prefix of every image: also
    of image.repository, sidecars, init containers and extraObjects, but not of patches. The key * stands for all other registries, and the path to
    the image is kept.
    """
    image_pull: ImagePull = default()
    """How the nodes pull Portkey's private images."""
    secrets: Annotated[SecretSource | None, NullRefused("write its kind, such as {kind: existing}, or leave it out for the default")] = None
    """Source of the Secrets. Defaults to values in this file in the development profile, and to existing Secrets in production."""
    secret_overrides: FrozenMap[SecretGroup, SecretSource] = default()
    """Different sources for individual Secrets, by the name of the Secret."""
    aws: Aws = default()
    """The AWS account and the EKS cluster, for all settings that need them."""
    identity: Identity = default(kind="none")
    """Cloud identity of the pods, with which they use buckets, models and secret managers without access keys."""
    custom_ca: CaBundle | None = None
    """CA certificates that Portkey's services trust in addition to the public ones."""
    pod_tls: AnyPodTls | None = None
    """TLS between the pods: the gateway and the data service serve HTTPS, and all callers use it. Defaults to HTTP."""
    trusted_hosts: tuple[TrustedHost, ...] = ()
    """Hosts that the services may call although their addresses are private, such as your own model servers, guardrails and MCP servers.

    An entry is a host name, *.DOMAIN for a domain and all names below it, or an IP address, without scheme, port and path. By default, the
    services call only public addresses.
    """
    proxy: Proxy | None = None
    """Proxy through which the gateway, the backend and the data service reach addresses outside the cluster. Defaults to none."""
    client_auth: Secret | None = None
    """License credential from Portkey. Set a value only in the development profile."""
    jwt_private_key: Secret | None = None
    """Long random text that signs sessions. Set a value only in the development profile, which generates one by default if there is no login."""
    jwt_authentication: JwtAuthentication | None = None
    """Authentication of API clients with JSON Web Tokens that the gateway checks itself. Defaults to none: the backend checks tokens."""
    auth: Auth | None = None
    """How users log in. Required."""
    control_plane_url: HttpUrl | None = None
    """Public address of the front end. Defaults to the address of its exposure. For a data plane, the address of its control plane."""
    exposure: Exposures = default()
    """How the front end, the gateway and the MCP gateway are reached from outside the cluster."""
    mysql: Annotated[AnyMySql | None, _STORE] = None
    """MySQL, the relational database. Defaults to MySQL in the cluster in the development profile."""
    redis: Annotated[AnyRedis | None, _STORE] = None
    """Redis, for cached responses, queued analytics, usage counters and MCP sessions. Defaults to one in the cluster in the development profile."""
    clickhouse: Annotated[AnyClickHouse | None, _STORE] = None
    """Analytics store. Defaults to ClickHouse in the cluster in the development profile, and to the control plane if that runs elsewhere."""
    log_store: LogStore | None = None
    """Storage of request logs. Defaults to none in the development profile, and there to controlPlane if the control plane runs elsewhere."""
    model_pricing: ModelPricing | None = None
    """Source of the prices and capabilities of models. Defaults to controlPlane for a data plane, and to bundled otherwise."""
    bedrock: Bedrock | None = None
    """Access to Amazon Bedrock. Defaults to none."""
    claude_platform: ClaudePlatform | None = None
    """Access to Claude Platform on AWS. Defaults to none."""
    entra_federation: EntraFederation | None = None
    """Access to models in Azure with the gateway's AWS identity. Defaults to none."""
    google_federation: GoogleFederation | None = None
    """Access to models in Vertex AI with the gateway's AWS identity. Defaults to none."""
    semantic_cache: SemanticCache | None = None
    """Cache that answers requests with a similar meaning. Defaults to none."""
    smtp: Smtp | None = None
    """Mail server. Without one, Portkey sends no mails."""
    network_policy: Annotated[AnyNetworkPolicy | None, NullRefused("write {kind: none} to turn it off, or leave it out for the default")] = None
    """Which connections of the pods the cluster's network allows. Defaults to strict in production, and to none in the development profile.

    A platform that adopts a Helm release has none by default.
    """
    resource_quota: AnyResourceQuota | None = None
    """How much the pods of the namespace may request together. Defaults to no limit."""
    monitoring: Monitoring | None = None
    """Metrics and logs of the services. Defaults to the behavior of the images."""
    gateway: AnyGateway = default()
    """AI gateway, which forwards requests to the models. It runs in this cluster or elsewhere."""
    backend: BackendConfig = default()
    """Backend, which serves Portkey's REST API to the front end and the gateway."""
    dataservice: AnyDataService = default()
    """Data service, for exports, batches and fine-tuning."""
    frontend: FrontendConfig = default()
    """Front end, the web pages for users."""
    migration: AnyMigration = default(kind="job")
    """How the databases are migrated."""
    patches: tuple[Patch, ...] = ()
    """Changes to rendered objects that no setting makes. They are checked against the schema of the objects."""
    extra_objects: tuple[ExtraObject, ...] = ()
    """Additional objects, as whole manifests. An object without a namespace gets that of the platform."""

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, data: Any, info: ValidationInfo) -> Any:
        """Drops the keys of YAML that begin with x-, in which a file defines its anchors, and sets what only a Secret contains to None."""
        if not isinstance(data, Mapping):
            return data
        yaml = is_yaml(info)
        settings = {name: value for name, value in data.items() if not is_extension(name)} if yaml else data
        return with_facts_of_secrets(cls, settings, yaml=yaml)

    @model_validator(mode="after")
    def _check_rules(self, info: ValidationInfo) -> Self:
        later = isinstance(info.context, Validation) and info.context.context is Rules.LATER
        if not later and (errors := [problem for problem in self._rule_problems() if problem.severity == "error"]):
            raise PydanticCustomError(RULES, "the configuration breaks rules", {"problems": errors})
        return self

    def _rule_problems(self) -> Iterable[Problem]:
        # The rules are a layer above the models that they check.
        from portkey_constructs.rules import check

        return check(self.resolve())

    def warnings(self) -> tuple[Problem, ...]:
        """The problems of the configuration that do not prevent its use."""
        return tuple(problem for problem in self._rule_problems() if problem.severity == "warning")

    def resolve(self) -> "Platform":
        """The platform that follows from this configuration: every default, name, address, Secret, variable and identity, decided once."""
        return self._platform

    @cached_property
    def _platform(self) -> "Platform":
        # The platform is a layer above: it reads the models.
        from portkey_constructs.platform.resolve import resolve

        return resolve(self)

    @classmethod
    def from_file(cls, *sources: str | Path) -> "PortkeyConfig":
        """The configuration in YAML files; later files override earlier ones. Raises `ConfigurationError`."""
        # Loading is a layer above the models that it fills.
        from portkey_constructs.loading.reading import load

        return load(*sources)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, source: str = "PortkeyConfig") -> "PortkeyConfig":
        """The configuration in a mapping that spells settings as YAML does; `source` names it in errors. Raises `ConfigurationError`.

        ```python
        PortkeyConfig.from_dict({"profile": "development", "clientAuth": "license", "auth": {"kind": "none"}}, source="staging")
        ```
        """
        # Loading is a layer above the models that it fills.
        from portkey_constructs.loading.reading import from_mapping

        return from_mapping(data, source)
