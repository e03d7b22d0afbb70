"""Optional features: Bedrock, mail, metrics and logs, a custom certificate authority."""

from typing import Annotated, Literal

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.mail import MailBranding, MailTemplates
from portkey_constructs.config.metrics import MetricBuckets, MetricLabels
from portkey_constructs.config.nulls import NullInSecret
from portkey_constructs.config.telemetry import GenAiTraces, OpenTelemetry
from portkey_constructs.config.types import (
    AwsRegion,
    BedrockModel,
    Boolean,
    BucketName,
    ClaudeWorkspace,
    ConfigKey,
    GcpServiceAccount,
    HostName,
    HttpUrl,
    LabelKey,
    LabelValue,
    LongDuration,
    Matching,
    NonEmptyText,
    ObjectName,
    Port,
    RoleArn,
    Secret,
)

__all__ = [
    "Bedrock",
    "BedrockBatches",
    "CaBundle",
    "ClaudePlatform",
    "EntraFederation",
    "GoogleFederation",
    "Monitoring",
    "Push",
    "ServiceMonitor",
    "Smtp",
]


WorkloadIdentityProvider = Annotated[
    str,
    Matching(
        "^//iam[.]googleapis[.]com/projects/[0-9]+/locations/global/workloadIdentityPools/[a-z0-9-]+/providers/[a-z0-9-]+$",
        "the full name of a provider: //iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER",
    ),
]


class BedrockBatches(Model):
    """Batch inference of Amazon Bedrock: the gateway creates jobs, and keeps their files in a bucket."""

    bucket: BucketName
    """Name of the bucket for the input and output files of the jobs."""
    role_arn: RoleArn
    """ARN of the service role with which Bedrock reads and writes these files. The gateway passes it to Bedrock, and requests name it."""


class Bedrock(Model):
    """Amazon Bedrock, with the gateway's identity or with access keys."""

    region: AwsRegion | None = None
    """AWS region of the models. Defaults to aws.region."""
    models: tuple[BedrockModel, ...] = ()
    """Models and inference profiles that the gateway's role may invoke. A name may end with *. Defaults to none."""
    batches: BedrockBatches | None = None
    """Batch inference that the gateway's role may use. Defaults to none."""
    assume_roles: tuple[RoleArn, ...] = ()
    """Roles, such as those of other accounts, that integrations name and the gateway's role may assume. Defaults to none."""
    session_tags: Boolean = False
    """Whether the gateway's role may tag the sessions of these roles, as gateways from 2.16.0 do. The trust policies of these roles must allow it."""
    credentials: Literal["identity", "keys"] | None = None
    """How the gateway authenticates to Bedrock. Defaults to identity if the gateway has one, and to keys otherwise.

    - identity: The IAM role of the gateway, through IRSA or Pod Identity, without keys.
    - keys: Access keys from Secret portkey-gateway.
    """
    access_key: Secret | None = None
    """Access key ID for Bedrock. Set a value only in the development profile."""
    secret_key: Secret | None = None
    """Secret access key for Bedrock. Set a value only in the development profile."""


class ClaudePlatform(Model):
    """Claude Platform on AWS, with the gateway's identity. Gateways support it from version 2.10.0 on."""

    region: AwsRegion | None = None
    """AWS region of the workspaces. Defaults to aws.region."""
    workspaces: tuple[ClaudeWorkspace, ...]
    """IDs of the workspaces that the gateway's role may use, or * for all of the account in this region."""


class EntraFederation(Model):
    """Models in Azure with the gateway's AWS identity: AWS issues tokens that Entra ID trusts. Gateways support it from version 2.6.2 on."""

    audience: NonEmptyText = "api://AzureADTokenExchange"
    """Audience of the tokens that the gateway's role may request."""


class GoogleFederation(Model):
    """Models in Vertex AI with the gateway's AWS identity: Google Cloud trusts AWS. Gateways support it from version 2.3.0 on."""

    audience: WorkloadIdentityProvider
    """Provider of the workload identity pool: //iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER."""
    service_account: GcpServiceAccount | None = None
    """Google service account that the gateway impersonates. Defaults to none, if the federated identity itself may use Vertex AI."""


class Smtp(Model):
    """The mail server that sends invitations."""

    host: Annotated[HostName | None, NullInSecret()]
    """Host name of the mail server. Not required if secrets.fromSecret lists smtpHost."""
    port: Port = 587
    """Port of the mail server."""
    user: NonEmptyText | None = None
    """User name for the mail server. Without one, the backend gets no login, for a relay that accepts mail from the cluster."""
    password: Secret | None = None
    """Password of the user. Set a value only in the development profile."""
    from_address: Annotated[NonEmptyText | None, NullInSecret()]
    """Sender address of the mails. Not required if secrets.fromSecret lists smtpFrom."""
    branding: MailBranding | None = None
    """Name, logo and addresses in the mails. Defaults to Portkey's."""
    templates: MailTemplates | None = None
    """Your own templates of the mails. Defaults to those of the image."""


class Push(Model):
    """A push endpoint and its credential."""

    url: HttpUrl
    """Address of the endpoint."""
    credential: Secret | None = None
    """Credential in the form that the images read. Set a value only in the development profile.

    For prometheusPush, it is USER:PASSWORD in base64, without Basic. For lokiPush, it is USER:PASSWORD as plain text.
    """


class ServiceMonitor(Model):
    """A ServiceMonitor, with which the Prometheus Operator discovers the gateway's metrics."""

    interval: LongDuration = 30
    """Interval between two scrapes."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels with which your Prometheus selects its ServiceMonitors."""


class Monitoring(Model):
    """Metrics and logs of the services."""

    apm: Boolean = False
    """Whether the services record application performance metrics."""
    grafana: Boolean = False
    """Whether to enable Portkey's Grafana integration (ENABLE_GRAFANA)."""
    prometheus: Boolean = True
    """Whether the services serve /metrics."""
    prometheus_push: Push | None = None
    """Prometheus Pushgateway that receives the metrics."""
    metric_labels: MetricLabels = default()
    """Additional labels of the gateway's metrics."""
    buckets: MetricBuckets = default()
    """Buckets of the gateway's histograms."""
    loki_push: Push | None = None
    """Loki endpoint that receives the logs of the services."""
    service_monitor: ServiceMonitor | None = None
    """ServiceMonitor for the /metrics endpoint of the gateway."""
    open_telemetry: OpenTelemetry | None = None
    """OpenTelemetry collector that receives the analytics of the gateway. Defaults to none."""
    gen_ai_traces: GenAiTraces | None = None
    """Spans of requests to models, with their prompts and answers. Defaults to none."""


class CaBundle(Model):
    """A bundle of CA certificates in a ConfigMap or Secret."""

    kind: Literal["configMap", "secret"]
    """Kind of the object that contains the bundle.

    - configMap: A ConfigMap, which suits certificates because they are not secret.
    - secret: A Secret, if the bundle is already in one.
    """
    name: ObjectName
    """Name of the ConfigMap or Secret that contains the bundle."""
    key: ConfigKey = "ca.crt"
    """Key of the bundle in the object, in PEM format."""
