"""Optional features: Bedrock, mail, metrics and logs, a custom certificate authority."""

from typing import Literal

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import (
    AwsRegion,
    BedrockModel,
    Boolean,
    ConfigKey,
    HostName,
    HttpUrl,
    LabelKey,
    LabelValue,
    LongDuration,
    NonEmptyText,
    ObjectName,
    Port,
    Secret,
)

__all__ = ["Bedrock", "CaBundle", "Monitoring", "Push", "ServiceMonitor", "Smtp"]


class Bedrock(Model):
    """Amazon Bedrock, with the gateway's identity or with access keys."""

    region: AwsRegion | None = None
    """AWS region of the models. Defaults to aws.region."""
    models: tuple[BedrockModel, ...] = ()
    """Models and inference profiles that the gateway's role may invoke. A name may end with *. Defaults to none."""
    credentials: Literal["identity", "keys"] | None = None
    """How the gateway authenticates to Bedrock. Defaults to identity if the gateway has one, and to keys otherwise.

    - identity: The IAM role of the gateway, through IRSA or Pod Identity, without keys.
    - keys: Access keys from Secret portkey-gateway.
    """
    access_key: Secret | None = None
    """Access key ID for Bedrock. Set a value only in the development profile."""
    secret_key: Secret | None = None
    """Secret access key for Bedrock. Set a value only in the development profile."""


class Smtp(Model):
    """The mail server that sends invitations."""

    host: HostName
    """Host name of the mail server."""
    port: Port = 587
    """Port of the mail server."""
    user: NonEmptyText | None = None
    """User name for the mail server. Without one, the backend gets no login, for a relay that accepts mail from the cluster."""
    password: Secret | None = None
    """Password of the user. Set a value only in the development profile."""
    from_address: NonEmptyText
    """Sender address of the mails."""


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
    loki_push: Push | None = None
    """Loki endpoint that receives the logs of the services."""
    service_monitor: ServiceMonitor | None = None
    """ServiceMonitor for the /metrics endpoint of the gateway."""


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
