"""Labels and buckets of the gateway's Prometheus metrics."""

from typing import Annotated

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Boolean, Matching

__all__ = ["BucketLimit", "MetadataKey", "MetricBuckets", "MetricLabels"]

MetadataKey = Annotated[
    str,
    Matching("^[A-Za-z0-9_]+$", "a metadata key of letters, digits and underscores, because it becomes a part of a label", 128),
]
BucketLimit = Annotated[
    str,
    Matching(r"^([1-9][0-9]{0,8}(\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*)$", "a number above 0 such as 0.5 or 250", 18, numbers=True),
]


class MetricLabels(Model):
    """Labels of the gateway's own metrics that are off by default, because each multiplies the number of time series."""

    model: Boolean = False
    """Whether metrics have the label model."""
    config_name: Boolean = False
    """Whether metrics have the label config_name, the slug of the request's config."""
    api_key_name: Boolean = False
    """Whether metrics have the label api_key_name, the name of the request's API key."""
    metadata: tuple[MetadataKey, ...] = ()
    """Keys of the request metadata that become labels, each as metadata_KEY. Defaults to none."""


class MetricBuckets(Model):
    """Upper limits of the buckets of the gateway's histograms. Without a list, the images decide."""

    llm_latency: tuple[BucketLimit, ...] = ()
    """Limits for latencies of models, in milliseconds."""
    http_duration: tuple[BucketLimit, ...] = ()
    """Limits for durations of HTTP requests, in seconds."""
    gc_duration: tuple[BucketLimit, ...] = ()
    """Limits for durations of garbage collection, in seconds."""
