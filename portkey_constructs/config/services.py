"""Portkey's four services and the database migrations."""

from typing import Annotated, Final, Literal

from pydantic import Field

from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.autoscaling import AnyAutoscaling
from portkey_constructs.config.backend_features import ApiKeyPrefix, BackendFeatures
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.fragments import Affinity, Container, DeploymentStrategy, Toleration
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.non_root import NonRoot
from portkey_constructs.config.nulls import NullIs, NullRefused
from portkey_constructs.config.requests import Cors, HeaderName, LabelPrefix, Limits
from portkey_constructs.config.rollouts import HistoryLimit, ReadySeconds
from portkey_constructs.config.service_settings import ServiceSettings
from portkey_constructs.config.types import (
    HTTP_URL_PATTERN,
    BodySize,
    Boolean,
    BucketName,
    HttpUrl,
    IntOrPercent,
    LabelKey,
    LabelValue,
    LongDuration,
    Matching,
    OrganisationId,
    PositiveInt,
    RoleArn,
    Secret,
    Text,
)
from portkey_constructs.config.workload import Resources, ServiceAccount, Workload

__all__ = [
    "AnyDataService",
    "AnyGateway",
    "AnyMigration",
    "BackendConfig",
    "ControlPlaneAddresses",
    "DataPlane",
    "DataServiceConfig",
    "Deployment",
    "DisruptionBudget",
    "ExternalGateway",
    "FrontendConfig",
    "FullPlatform",
    "GatewayConfig",
    "GatewayLogging",
    "GatewayOnly",
    "GatewayUrl",
    "InPodMigration",
    "JobMigration",
    "Mcp",
    "NoDataService",
    "ServiceConfig",
]


_ANY_DISRUPTION: Final = "write {maxUnavailable: 100%} to allow every disruption, or leave it out for the default"


class DisruptionBudget(Model):
    """A PodDisruptionBudget, with one of the two limits."""

    min_available: IntOrPercent | None = None
    """Minimum number or percentage of available pods. Mutually exclusive with maxUnavailable."""
    max_unavailable: IntOrPercent | None = None
    """Maximum number or percentage of unavailable pods. Mutually exclusive with minAvailable."""


class ServiceConfig(Workload):
    """Settings that Portkey's four services share."""

    replicas: PositiveInt | None = None
    """Fixed number of replicas. Mutually exclusive with autoscaling."""
    autoscaling: Annotated[AnyAutoscaling | None, NullRefused("set replicas for a fixed number of pods, or leave it out for the default")] = None
    """Scaling by load, or by something outside these manifests. Mutually exclusive with replicas."""
    disruption_budget: Annotated[DisruptionBudget | None, NullRefused(_ANY_DISRUPTION)] = None
    """How many pods may be unavailable at once. Defaults to one if there can be more than one replica."""
    service: ServiceSettings = default()
    """Type and port of the Service in front of the pods."""
    strategy: DeploymentStrategy | None = None
    """How a rollout replaces the pods, as Kubernetes defines it. Defaults to a rolling update that adds 25% and never goes below the number
    of replicas."""
    min_ready_seconds: ReadySeconds | None = None
    """Seconds that a new pod must be ready before it counts as available. Defaults to 0."""
    revision_history_limit: HistoryLimit | None = None
    """Number of earlier ReplicaSets that Kubernetes keeps for a rollback. Defaults to 10."""


class Mcp(Model):
    """The MCP gateway, which the pods of the gateway serve on a separate port."""

    external_url: HttpUrl | None = None
    """Public address for clients and their logins. Defaults to the address of its exposure."""
    only: Boolean = False
    """Whether the pods serve only MCP. Use it for a separate MCP gateway."""
    request_timeout: LongDuration | None = None
    """Longest time that a call of an MCP server may take. By default, the images decide: 60 seconds."""
    sign_identities: Boolean = False
    """Whether the gateway signs the identities of users for MCP servers that ask for a JWT. An identityKey implies it."""
    identity_key: Secret | None = None
    """RSA key that signs them, in PKCS#8 format as PEM. Set a value only in the development profile."""


class GatewayLogging(Model):
    """The messages that the gateway prints."""

    level: Literal["error", "critical", "warn", "info", "debug"] | None = None
    """Least severe messages to print. By default, the images decide.

    - error: Only errors.
    - critical: Errors and important events.
    - warn: Warnings, too.
    - info: Events of normal operation, too.
    - debug: Details for finding errors, too.
    """
    timestamps: Boolean = True
    """Whether each message begins with the time."""


class GatewayConfig(ServiceConfig):
    """The AI gateway in this cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """The gateway runs in this cluster."""
    request_timeout: LongDuration = 300
    """Longest time that a request may take. Proxies, load balancers and pods that stop wait as long."""
    external_url: HttpUrl | None = None
    """Public address, if something outside these manifests exposes the gateway. Defaults to the address of its exposure, else to /api of the
    front end."""
    mcp: Mcp | None = None
    """MCP gateway. Defaults to none."""
    logging: GatewayLogging = default()
    """Messages that the gateway prints."""
    clickhouse_endpoint: Literal["url", "host"] | None = None
    """Form of the address of ClickHouse in ANALYTICS_STORE_ENDPOINT. Defaults to url if ClickHouse uses TLS, and to host otherwise.

    - url: Scheme, host and port in one piece. The gateway's public source uses TLS only with this form.
    - host: The host name alone, as in Portkey's Helm chart; the port and whether to use TLS are in variables of their own.
    """
    cors: Cors | None = None
    """Websites whose pages may call the gateway from a browser. Defaults to none."""
    limits: Limits = default()
    """Limits of a request."""
    saved_configs_only: Boolean = False
    """Whether the gateway refuses configs, providers, hosts and headers to forward that a request names itself, for every organization."""
    masked_headers: tuple[HeaderName, ...] = ()
    """Headers of requests whose values are hashed in logs, besides those with credentials of Portkey and of providers."""
    metadata_headers: tuple[HeaderName, ...] = ()
    """Headers of requests that the gateway copies into the metadata of logs, such as x-request-id."""
    label_prefix: LabelPrefix | None = None
    """Prefix of the labels that the gateway makes from metadata for Vertex AI. Defaults to pk_gateway_ in the image."""


GatewayUrl = Annotated[str, Matching(HTTP_URL_PATTERN, "an address of at most 400 characters, such as https://ai.example.org", 400)]
"""The address of an external gateway. nginx refuses a parameter of 4096 bytes, and a dollar sign takes nine of them."""


class ExternalGateway(Model):
    """An AI gateway elsewhere, which the application uses by its address."""

    kind: Literal["external"] = "external"
    """The gateway runs elsewhere."""
    url: GatewayUrl
    """Address of the gateway, for browsers and for the services."""
    request_timeout: LongDuration = 300
    """Longest time that a request to this gateway may take. The application's proxies and pods that stop wait as long."""


class BackendConfig(ServiceConfig):
    """The backend, Portkey's REST API."""

    disable_organisation_creation: Boolean = False
    """Whether to forbid new organizations. The first one is created at the first login."""
    features: BackendFeatures = default()
    """Features of the application. Needs backend 1.9.0 or later, except for the model catalog."""
    log_retention_display: PositiveInt | None = None
    """Retention of logs in days that the dashboard shows. It deletes nothing. Defaults to 90."""
    metrics_retention_display: PositiveInt | None = None
    """Retention of metrics in days that the dashboard shows. It deletes nothing. Defaults to 365."""
    api_key_prefix: ApiKeyPrefix | None = None
    """Text with which new API keys of Portkey begin. Defaults to none."""
    non_root: NonRoot | None = None
    """User other than root for the pods and the migration. Defaults to the user of the image, which no document states."""


class DataServiceConfig(ServiceConfig):
    """The data service in this cluster, for exports, batches and fine-tuning."""

    kind: Literal["inCluster"] = "inCluster"
    """The data service runs in this cluster."""
    finetunes_bucket: BucketName | None = None
    """Name of the bucket for fine-tuning files."""
    finetunes_role_arn: RoleArn | None = None
    """ARN of the role to assume for the fine-tuning bucket."""
    log_exports_bucket: BucketName | None = None
    """Name of the bucket for log exports."""


class NoDataService(Model):
    """No data service, which disables exports, batches and fine-tuning."""

    kind: Literal["none"] = "none"
    """No data service."""


class FrontendConfig(ServiceConfig):
    """The web front end."""

    login_disclaimer: Text = ""
    """Text below the login form."""
    onboarding_support_message: Text = ""
    """Text for new users who need help."""
    disable_testimonial: Boolean = True
    """Whether to hide the testimonials on the login page."""
    max_body_size: BodySize | None = None
    """Largest body of a request to the front end, such as an upload. Also the limit of an Ingress of class nginx in front of it.

    Defaults to 100Mi, or to gateway.limits.jsonBody if that is larger.
    """


class JobMigration(Model):
    """A Job that migrates the databases; its name depends on its content, so that each version runs once."""

    kind: Literal["job"] = "job"
    """A Job migrates the databases, and the backend only serves."""
    resources: Annotated[Resources | None, NullIs({})] = None
    """Requests and limits of the Job. Defaults to those of the profile for the backend. Null in YAML removes them."""
    retries: PositiveInt = 10
    """Number of retries of the Job. In a new cluster it starts before the database does."""
    deadline: LongDuration | None = None
    """Time limit of the Job, including retries. Defaults to no limit."""
    annotations: Annotations = default()
    """Annotations of the Job."""
    pod_labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the pods, besides those of the backend's pods."""
    pod_annotations: Annotations = default()
    """Annotations of the pods. Those of the backend's pods do not apply."""
    node_selector: Annotated[FrozenMap[LabelKey, LabelValue] | None, NullIs({})] = None
    """Labels that a node must have to run the pods. Defaults to the architecture and the operating system in backend.nodeSelector."""
    tolerations: Annotated[tuple[Toleration, ...] | None, NullIs(())] = None
    """Taints the pods tolerate. Defaults to those of the backend."""
    affinity: Affinity | None = None
    """Node and pod affinity, as Kubernetes defines it. That of the backend does not apply."""
    sidecars: Annotated[tuple[Container, ...] | None, NullIs(())] = None
    """Additional containers of the pods, which run until the migration ends. Defaults to those of the backend."""
    service_account: ServiceAccount | None = None
    """Service account of the pods. Defaults to that of the backend if it exists, and otherwise to one for the Job."""


class InPodMigration(Model):
    """Migration by the backend pod when it starts, for a single replica."""

    kind: Literal["inPod"] = "inPod"
    """Each backend pod migrates the databases before it serves."""


class FullPlatform(Model):
    """The whole platform: backend, front end, data service, and the gateway unless it runs elsewhere."""

    kind: Literal["platform"] = "platform"
    """The application, with its gateway or with one elsewhere."""


class GatewayOnly(Model):
    """A gateway alone, for an application in another cluster."""

    kind: Literal["gateway"] = "gateway"
    """The gateway alone. Set controlPlaneUrl to the address of the application."""
    backend_url: HttpUrl | None = None
    """Address of the application's backend. Defaults to the front end's address followed by /albus."""
    organisations: tuple[OrganisationId, ...] = ()
    """Organizations whose changes the gateway polls. Changes of other organizations arrive late."""


class ControlPlaneAddresses(Model):
    """Addresses of a hosted control plane whose paths differ from those below controlPlaneUrl."""

    albus: HttpUrl | None = None
    """Address of the backend (ALBUS_BASEPATH). Defaults to controlPlaneUrl followed by /albus, or to the address in the images."""
    api: HttpUrl | None = None
    """Address of the API (CONTROL_PLANE_BASEPATH). Defaults to controlPlaneUrl followed by /api/v1, or to the address in the images."""
    sync: HttpUrl | None = None
    """Address from which the gateway fetches changes (SOURCE_SYNC_API_BASEPATH). Defaults to controlPlaneUrl followed by /api/v1/sync, or to the
    address in the images."""
    model_configs: HttpUrl | None = None
    """Address of prices and capabilities of models (CONFIG_READER_PATH). Defaults to controlPlaneUrl followed by /api/model-configs, or to the
    address in the images."""


class DataPlane(Model):
    """A gateway and a data service for Portkey's hosted control plane (hybrid), without databases or a login."""

    kind: Literal["dataPlane"] = "dataPlane"
    """The hybrid data plane."""
    organisations: tuple[OrganisationId, ...] = Field(min_length=1)
    """IDs of the organizations to serve, as shown in the control plane."""
    control_plane: ControlPlaneAddresses = default()
    """Addresses of the control plane, one by one, where controlPlaneUrl does not lead to them."""


Deployment = Annotated[FullPlatform | GatewayOnly | DataPlane, ByKind()]
AnyGateway = Annotated[GatewayConfig | ExternalGateway, ByKind("inCluster")]
AnyDataService = Annotated[DataServiceConfig | NoDataService, ByKind("inCluster")]
AnyMigration = Annotated[JobMigration | InPodMigration, ByKind()]
