"""What the platform can have besides: Bedrock, mail, metrics and logs, a certificate authority of one's own."""

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
    """Amazon Bedrock, by the gateway's identity or by access keys."""

    region: AwsRegion | None = None
    """Region of the models; aws.region when left out."""
    models: tuple[BedrockModel, ...] = ()
    """What the gateway's role may invoke: models or inference profiles, the end of a name left open by *; none when left out."""
    credentials: Literal["identity", "keys"] | None = None
    """What calls the models; identity where the gateway has one, else keys, when left out.

    - identity: The gateway's IAM role calls them, by IRSA or Pod Identity: no key anywhere.
    - keys: Access keys call them, from Secret portkey-gateway.
    """
    access_key: Secret | None = None
    """Id of the access key for Bedrock; a value in the development profile alone."""
    secret_key: Secret | None = None
    """Secret access key for Bedrock; a value in the development profile alone."""


class Smtp(Model):
    """The mail server that invitations go out by."""

    host: HostName
    """Host name of the mail server."""
    port: Port = 587
    """Port of the mail server."""
    user: NonEmptyText
    """User to log in to the mail server as."""
    password: Secret | None = None
    """The user's password; a value in the development profile alone."""
    from_address: NonEmptyText
    """Address that the mails come from."""


class Push(Model):
    """Where the services push to, and the credential that is asked for there."""

    url: HttpUrl
    """Address that is pushed to."""
    credential: Secret | None = None
    """Value of the header Authorization; a value in the development profile alone."""


class ServiceMonitor(Model):
    """A ServiceMonitor by which the Prometheus Operator finds the gateway's metrics."""

    interval: LongDuration = 30
    """How often they are fetched."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels by which a Prometheus chooses its ServiceMonitors."""


class Monitoring(Model):
    """What the services tell of themselves."""

    apm: Boolean = False
    """Whether timings of the services themselves are kept."""
    grafana: Boolean = False
    """Whether Grafana is told."""
    prometheus: Boolean = True
    """Whether /metrics is served."""
    prometheus_push: Push | None = None
    """A Prometheus Pushgateway."""
    loki_push: Push | None = None
    """Loki, for the services' own logs."""
    service_monitor: ServiceMonitor | None = None
    """A ServiceMonitor for the gateway's /metrics."""


class CaBundle(Model):
    """A bundle of certificates in a ConfigMap or Secret."""

    kind: Literal["configMap", "secret"]
    """What holds the bundle.

    - configMap: A ConfigMap, which suits certificates: they are no secret.
    - secret: A Secret, where one has the bundle already.
    """
    name: ObjectName
    """Name of the ConfigMap or Secret that has the bundle."""
    key: ConfigKey = "ca.crt"
    """Key in it that has the bundle, in PEM."""
