"""Settings of Portkey's four services and of the database migrations."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.fragments import ScalingBehavior
from portkey_constructs.config.types import Boolean, IntOrPercent, LongDuration, Percentage, PositiveInt, Text
from portkey_constructs.config.workload import Resources, ServiceSettings, Workload

__all__ = [
    "Autoscaling",
    "Backend",
    "DataService",
    "DisruptionBudget",
    "Frontend",
    "Gateway",
    "InPodMigration",
    "JobMigration",
    "Migration",
    "Service",
]


class Autoscaling(Model):
    """A HorizontalPodAutoscaler."""

    min: PositiveInt
    """Fewest replicas."""
    max: PositiveInt
    """Most replicas."""
    cpu: Percentage | None = None
    """Target of CPU use, in percent of the request."""
    memory: Percentage | None = None
    """Target of memory use, in percent of the request."""
    behavior: ScalingBehavior | None = None
    """How fast it scales, in Kubernetes' shape; Portkey's own when left out."""


class DisruptionBudget(Model):
    """A PodDisruptionBudget: one of the two."""

    min_available: IntOrPercent | None = None
    """Pods that must stay, as a number or a share."""
    max_unavailable: IntOrPercent | None = None
    """Pods that may be away, as a number or a share."""


class Service(Workload):
    """Settings that Portkey's four services have beyond a workload's."""

    replicas: PositiveInt | None = None
    """Fixed number of replicas; instead of autoscaling."""
    autoscaling: Autoscaling | None = None
    """Scaling by load; instead of replicas."""
    disruption_budget: DisruptionBudget | None = None
    """How many pods may be away at once; one when left out and more than one replica can be had."""
    service: ServiceSettings = default()
    """The Service in front."""


class Gateway(Service):
    """The AI gateway."""


class Backend(Service):
    """The backend, Portkey's REST API."""

    disable_organisation_creation: Boolean = False
    """Whether nobody can make further organisations; the first one is made after the first login."""


class DataService(Service):
    """The data service: exports, batches, fine-tuning."""


class Frontend(Service):
    """The web front end."""

    login_disclaimer: Text = ""
    """Text under the login form."""
    onboarding_support_message: Text = ""
    """Text for people who need help while they start."""
    disable_testimonial: Boolean = True
    """Whether the login page leaves out its testimonials."""


class JobMigration(Model):
    """Database migrations by a Job whose name follows from its content."""

    kind: Literal["job"] = "job"
    """A Job migrates, the backend's pods only serve."""
    resources: Resources | None = None
    """Requests and limits of the Job; the backend's when left out."""
    retries: PositiveInt = 10
    """How often the Job tries again; in a fresh cluster it starts before the database does."""
    deadline: LongDuration | None = None
    """How long the Job may take in all; no limit when left out."""


class InPodMigration(Model):
    """Database migrations when a backend pod starts."""

    kind: Literal["inPod"] = "inPod"
    """Every backend pod migrates before it serves; for one replica."""


Migration = Annotated[JobMigration | InPodMigration, Field(discriminator="kind")]
