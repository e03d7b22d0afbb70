"""Settings of Portkey's four services and of the database migrations."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.fragments import ScalingBehavior
from portkey_constructs.config.types import (
    Boolean,
    BucketName,
    HttpUrl,
    IntOrPercent,
    LongDuration,
    OrganisationId,
    Percentage,
    PositiveInt,
    RoleArn,
    Text,
)
from portkey_constructs.config.workload import Resources, ServiceSettings, Workload

__all__ = [
    "AnyDataService",
    "AnyGateway",
    "AnyMigration",
    "Autoscaling",
    "BackendConfig",
    "DataPlane",
    "DataServiceConfig",
    "Deployment",
    "DisruptionBudget",
    "ExternalGateway",
    "FrontendConfig",
    "FullPlatform",
    "GatewayConfig",
    "GatewayOnly",
    "InPodMigration",
    "JobMigration",
    "Mcp",
    "NoDataService",
    "ServiceConfig",
]


class Autoscaling(Model):
    """A HorizontalPodAutoscaler."""

    min: PositiveInt
    """Fewest replicas."""
    max: PositiveInt
    """Most replicas."""
    cpu: Percentage | None = None
    """Use of CPU that it scales for, in percent of the request; CPU does not count when left out beside min and max."""
    memory: Percentage | None = None
    """Use of memory that it scales for, in percent of the request; memory does not count when left out beside min and max."""
    behavior: ScalingBehavior | None = None
    """How fast it scales, in Kubernetes' shape; Portkey's own when left out."""


class DisruptionBudget(Model):
    """A PodDisruptionBudget: one of the two."""

    min_available: IntOrPercent | None = None
    """Pods that must stay, as a number or a share; instead of maxUnavailable."""
    max_unavailable: IntOrPercent | None = None
    """Pods that may be away, as a number or a share; instead of minAvailable."""


class ServiceConfig(Workload):
    """Settings that Portkey's four services have beyond a workload's."""

    replicas: PositiveInt | None = None
    """Fixed number of replicas; instead of autoscaling."""
    autoscaling: Autoscaling | None = None
    """Scaling by load; instead of replicas."""
    disruption_budget: DisruptionBudget | None = None
    """How many pods may be away at once; one when left out and more than one replica can be had."""
    service: ServiceSettings = default()
    """The Service in front of the pods: its type and port."""


class Mcp(Model):
    """The MCP gateway, which the gateway's pods serve on a port of its own."""

    external_url: HttpUrl | None = None
    """The address that clients and their logins know it by; follows from its door when left out."""
    only: Boolean = False
    """Whether the pods serve MCP and nothing else, for a gateway that stands alone."""


class GatewayConfig(ServiceConfig):
    """The AI gateway runs in this cluster."""

    kind: Literal["inCluster"] = "inCluster"
    """The gateway runs here."""
    mcp: Mcp | None = None
    """The MCP gateway; none when left out."""


class ExternalGateway(Model):
    """The AI gateway runs elsewhere: an application here uses it by its address."""

    kind: Literal["external"] = "external"
    """The gateway runs elsewhere."""
    url: HttpUrl
    """Address of that gateway, for browsers and for the services."""


class BackendConfig(ServiceConfig):
    """The backend, Portkey's REST API."""

    disable_organisation_creation: Boolean = False
    """Whether nobody can make further organisations; the first one is made after the first login."""


class DataServiceConfig(ServiceConfig):
    """The data service runs in this cluster: exports, batches, fine-tuning."""

    kind: Literal["inCluster"] = "inCluster"
    """The data service runs here."""
    finetunes_bucket: BucketName | None = None
    """Bucket of the files of fine-tuning."""
    finetunes_role_arn: RoleArn | None = None
    """Role that is assumed for that bucket."""
    log_exports_bucket: BucketName | None = None
    """Bucket of exported logs."""


class NoDataService(Model):
    """No data service: no exports, batches and fine-tuning."""

    kind: Literal["none"] = "none"
    """There is no data service."""


class FrontendConfig(ServiceConfig):
    """The web front end."""

    login_disclaimer: Text = ""
    """Text under the login form."""
    onboarding_support_message: Text = ""
    """Text for people who need help while they start."""
    disable_testimonial: Boolean = True
    """Whether the login page leaves out its testimonials."""


class JobMigration(Model):
    """A Job migrates the databases, whose name follows from its content: the same is migrated once."""

    kind: Literal["job"] = "job"
    """A Job migrates, the backend's pods only serve."""
    resources: Resources | None = None
    """Requests and limits of the Job; the backend's when left out."""
    retries: PositiveInt = 10
    """How often the Job tries again; in a fresh cluster it starts before the database does."""
    deadline: LongDuration | None = None
    """How long the Job may take in all; no limit when left out."""


class InPodMigration(Model):
    """A backend pod migrates the databases when it starts; for one replica."""

    kind: Literal["inPod"] = "inPod"
    """Every backend pod migrates before it serves."""


class FullPlatform(Model):
    """All of it: backend, front end, data service, and the gateway unless that runs elsewhere."""

    kind: Literal["platform"] = "platform"
    """The application, with its gateway or with one elsewhere."""


class GatewayOnly(Model):
    """A gateway alone, for an application that runs in another cluster."""

    kind: Literal["gateway"] = "gateway"
    """The gateway alone; controlPlaneUrl leads to the application."""
    backend_url: HttpUrl | None = None
    """Address of the application's backend; the front end's /albus when left out."""
    organisations: tuple[OrganisationId, ...] = ()
    """Organisations whose changes are looked for; those of others are seen late."""


class DataPlane(Model):
    """A gateway and a data service for the control plane at Portkey (hybrid): no database, no login, no ClickHouse."""

    kind: Literal["dataPlane"] = "dataPlane"
    """The hybrid data plane."""
    organisations: tuple[OrganisationId, ...] = Field(min_length=1)
    """Organisations to serve, by the ids that the control plane shows."""


Deployment = Annotated[FullPlatform | GatewayOnly | DataPlane, ByKind()]
AnyGateway = Annotated[GatewayConfig | ExternalGateway, ByKind("inCluster")]
AnyDataService = Annotated[DataServiceConfig | NoDataService, ByKind("inCluster")]
AnyMigration = Annotated[JobMigration | InPodMigration, ByKind()]
