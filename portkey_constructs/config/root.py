"""The root of the configuration."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, PrivateAttr, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from portkey_constructs.config.auth import Auth
from portkey_constructs.config.aws import Aws
from portkey_constructs.config.base import Model, default
from portkey_constructs.config.exposure import Exposures
from portkey_constructs.config.features import Bedrock, CaBundle, Monitoring, Smtp
from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.log_store import LogStore
from portkey_constructs.config.secrets import ImagePull, SecretGroup, SecretSource
from portkey_constructs.config.services import AnyDataService, AnyGateway, AnyMigration, BackendConfig, Deployment, FrontendConfig
from portkey_constructs.config.stores import AnyClickHouse, AnyMySql, AnyRedis
from portkey_constructs.config.types import (
    AnnotationKey,
    Boolean,
    DnsLabel,
    DomainName,
    EnvName,
    HttpUrl,
    LabelKey,
    LabelValue,
    NamePrefix,
    Secret,
    Text,
)
from portkey_constructs.errors import Problem

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["PortkeyConfig", "Rules"]


class Rules(Enum):
    """Validation contexts that say when the rules across settings are looked at."""

    LATER = "later"


class PortkeyConfig(Model):
    """The configuration of a Portkey platform; raises `ConfigurationError` with every problem when it cannot serve.

    A value that is left out is the profile's: see `portkey_constructs.platform.defaults`.
    """

    profile: Literal["development", "production"]
    """What is filled in where nothing is said, and how strict the checks are.

    - development: For trying it out: one pod of everything, stores in the cluster, secret values in this file; nothing that matters belongs in it.
    - production: For what matters: two pods or more, every store and the login chosen by you, secret values in Secrets alone, placeholders refused.
    """
    deployment: Deployment = default(kind="platform")
    """What of Portkey runs in this cluster."""
    name: NamePrefix = "portkey"
    """Prefix of every name, and the instance label."""
    namespace: DnsLabel = "portkey"
    """Namespace of every object."""
    create_namespace: Boolean = True
    """Whether the Namespace itself is among the objects."""
    cluster_domain: DomainName = "cluster.local"
    """The cluster's DNS domain."""
    labels: dict[LabelKey, LabelValue] = {}
    """Labels of every object and pod."""
    annotations: dict[AnnotationKey, Text] = {}
    """Annotations of every object."""
    env: dict[EnvName, EnvValue] = Field(default={}, repr=False)
    """Further environment of Portkey's four services; a component's own env goes before it."""
    image_pull: ImagePull = default()
    """How the nodes pull Portkey's private images."""
    secrets: SecretSource | None = None
    """Where the Secrets come from; values in the development profile, existing ones in production when left out."""
    secret_overrides: dict[SecretGroup, SecretSource] = {}
    """Other sources of single Secrets, each by its word."""
    aws: Aws = default()
    """The AWS account and the EKS cluster, said once for all that needs them."""
    identity: Identity = default(kind="none")
    """Who the pods that use a cloud are to it: what opens buckets, models and secret managers without access keys."""
    custom_ca: CaBundle | None = None
    """Certificates that Portkey's services trust besides the public ones."""
    client_auth: Secret | None = None
    """The licence credential that Portkey hands out; a value in the development profile alone."""
    jwt_private_key: Secret | None = None
    """Any long random text, which signs sessions; a value in the development profile alone, made up there when left out and nobody logs in."""
    auth: Auth | None = None
    """How people log in; must be said."""
    control_plane_url: HttpUrl | None = None
    """The address of the front end as people type it, which follows from its door when left out; of a data plane, where its control plane is."""
    exposure: Exposures = default()
    """What the front end, the gateway and the MCP gateway are reached by from outside the cluster, each by a door of its own."""
    mysql: AnyMySql | None = None
    """The relational database; in the cluster in the development profile when left out."""
    redis: AnyRedis | None = None
    """The cache; in the cluster in the development profile when left out."""
    clickhouse: AnyClickHouse | None = None
    """The analytics store; in the cluster in the development profile when left out."""
    log_store: LogStore | None = None
    """Where the logs of requests go; nowhere in the development profile when left out."""
    bedrock: Bedrock | None = None
    """Amazon Bedrock; the gateway is told nothing of it when left out."""
    smtp: Smtp | None = None
    """The mail server; no mails when left out."""
    monitoring: Monitoring | None = None
    """Metrics and logs of the services; the images' own ways when left out."""
    gateway: AnyGateway = default()
    """The AI gateway, which sends requests on to the models: here, or one that runs elsewhere."""
    backend: BackendConfig = default()
    """The backend, Portkey's REST API, which the front end and the gateway ask."""
    dataservice: AnyDataService = default()
    """The data service, for exports, batches and fine-tuning."""
    frontend: FrontendConfig = default()
    """The front end, the pages that people see in their browsers."""
    migration: AnyMigration = default(kind="job")
    """How the databases are migrated."""

    _platform: "Platform | None" = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _obey_rules(self, info: ValidationInfo) -> Self:
        if info.context is Rules.LATER:
            return self
        from portkey_constructs.rules import check

        errors = [problem for problem in check(self.resolve()) if problem.severity == "error"]
        if errors:
            raise PydanticCustomError("rules", "the configuration breaks rules", {"problems": errors})
        return self

    def warnings(self) -> tuple[Problem, ...]:
        """What is allowed and yet unwise."""
        from portkey_constructs.rules import check

        return tuple(problem for problem in check(self.resolve()) if problem.severity == "warning")

    def resolve(self) -> "Platform":
        """The platform that follows from this configuration: every default, name, address, Secret, variable and identity, decided once."""
        if self._platform is None:
            # The platform is a layer above: it reads the models.
            from portkey_constructs.platform.resolve import resolve

            self._platform = resolve(self)
        return self._platform

    @classmethod
    def from_file(cls, *sources: str | Path) -> "PortkeyConfig":
        """The configuration in one YAML file, or in several of which later ones go before; raises `ConfigurationError`."""
        from portkey_constructs.loading.reading import load

        return load(sources)
