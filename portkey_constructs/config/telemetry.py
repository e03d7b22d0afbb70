"""Spans that the gateway sends to OpenTelemetry collectors."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import EXPECTED, PORT, Matching, NonEmptyText, Secret

__all__ = ["AttributeName", "AttributeValue", "GenAiTraces", "OpenTelemetry", "OtlpEndpoint"]

_EXAMPLE: Final = "http://collector.observability.svc:4318"
_SIGNAL_PATH: Final = re.compile(r"/v1/(traces|logs|metrics)/?$")


def _explained(value: Any) -> Any:
    """Refuses an address that looks right but cannot work, with the reason; the pattern of the type refuses the rest."""
    if not isinstance(value, str):
        return value
    scheme, separator, _ = value.partition("://")
    if not separator:
        expected = f"an address with its scheme, such as {_EXAMPLE}"
    elif scheme.lower() in ("grpc", "grpcs"):
        expected = f"an address for OTLP over HTTP, such as {_EXAMPLE}; the gateway does not use gRPC"
    elif path := _SIGNAL_PATH.search(value):
        expected = f"the base address of the collector without {path[0].rstrip('/')}, such as {_EXAMPLE}; the gateway appends /v1/traces"
    else:
        return value
    raise PydanticCustomError(EXPECTED, "{expected}", {"expected": expected})


OtlpEndpoint = Annotated[
    str,
    Matching(rf"^https?://[A-Za-z0-9.-]+(:{PORT})?(/[^\s?#@\x00-\x1f\x7f]*)?$", f"the base address of a collector such as {_EXAMPLE}"),
    BeforeValidator(_explained),
]
AttributeName = Annotated[
    str, Matching(r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$", "the name of an attribute such as deployment.environment, without comma and equals sign", 255)
]
AttributeValue = Annotated[
    str, Matching(r"^[^\s,=\x00-\x1f\x7f]([^,=\x00-\x1f\x7f]*[^\s,=\x00-\x1f\x7f])?$", "the value of an attribute, without comma and equals sign")
]


class OpenTelemetry(Model):
    """The gateway sends the analytics of each request to an OpenTelemetry collector, as spans over HTTP."""

    endpoint: OtlpEndpoint
    """Base address of the collector. The gateway appends /v1/traces."""
    protocol: Literal["http/json", "http/protobuf"] = "http/json"
    """Encoding of the spans. The gateway does not use gRPC.

    - http/json: JSON, which is the default of Portkey's images.
    - http/protobuf: Protocol Buffers, which are smaller.
    """
    service_name: NonEmptyText | None = None
    """Value of the attribute service.name. Defaults to the name of the gateway's Service."""
    resource_attributes: FrozenMap[AttributeName, AttributeValue] = default()
    """Further attributes of the gateway, such as deployment.environment."""
    auth: Literal["headers", "none"] | None = None
    """Whether the gateway sends headers, such as an API key. By default it does if headers is set.

    - headers: The headers are in key otelHeaders of Secret portkey-secrets.
    - none: The collector requires no headers.
    """
    headers: Secret | None = None
    """Headers as NAME=VALUE, separated by commas. Set a value only in the development profile."""


class GenAiTraces(Model):
    """The gateway sends each request to a model, with prompt and answer, to an OpenTelemetry collector. Experimental in Portkey's images."""

    endpoint: OtlpEndpoint | None = None
    """Base address of the collector. The gateway appends /v1/traces and sends JSON. Defaults to that of openTelemetry."""
    resource_attributes: FrozenMap[AttributeName, AttributeValue] = default()
    """Attributes of the gateway in addition to those of openTelemetry. service.name is always portkey."""
    auth: Literal["headers", "none"] | None = None
    """Whether the gateway sends headers. By default it does if headers is set, or without endpoint if openTelemetry has headers.

    - headers: The headers are in key genAiOtelHeaders of Secret portkey-secrets.
    - none: The collector requires no headers.
    """
    headers: Secret | None = None
    """Headers as NAME=VALUE, separated by commas. Set a value only in the development profile."""
