"""The rows of the table of environment variables about what the gateway accepts of a request, and what it keeps of its headers."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.requests import Cors
from portkey_constructs.config.services import GatewayConfig
from portkey_constructs.platform.evidence import GATEWAY_NOTES, HEADERS, METADATA, PUBLIC_GATEWAY, SAVED_CONFIGS, Evidence
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variable_rows import GATEWAY

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["REQUEST_VARIABLES"]

_MEBIBYTE: Final = 1024 * 1024


def _row(name: str, setting: str, meaning: str, value: Callable[[GatewayConfig], str | None], evidence: Evidence, since: str = "") -> Variable:
    def of_gateway(platform: "Platform") -> str | None:
        settings = platform.config.gateway
        return value(settings) if isinstance(settings, GatewayConfig) else None

    return Variable(name, meaning, GATEWAY, of_gateway, evidence, since and f"gateway {since}", setting=f"gateway.{setting}")


def _cors(value: Callable[[Cors], str | None]) -> Callable[[GatewayConfig], str | None]:
    return lambda gateway: value(gateway.cors) if gateway.cors else None


def _listed(items: Iterable[str]) -> str | None:
    return ",".join(dict.fromkeys(items)) or None


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)


def _json_size(gateway: GatewayConfig) -> str | None:
    size = gateway.limits.json_body
    return str(int(amount(size) / _MEBIBYTE)) if size else None


_TARGETS: Final = "most targets of a config"
REQUEST_VARIABLES: Final = (
    _row("ENABLE_CORS", "cors", "whether pages of other websites may call the gateway", _cors(lambda _: "true"), PUBLIC_GATEWAY),
    _row("CORS_ALLOWED_ORIGINS", "cors.origins", "websites whose pages may call it", _cors(lambda c: _listed(c.origins)), GATEWAY_NOTES, "1.16.5"),
    _row("CORS_ALLOWED_METHODS", "cors.methods", "methods that the pages may use", _cors(lambda c: _listed(c.methods)), GATEWAY_NOTES, "1.16.5"),
    _row("CORS_ALLOWED_HEADERS", "cors.headers", "headers that the pages may send", _cors(lambda c: _listed(c.headers)), GATEWAY_NOTES, "1.16.5"),
    _row(
        "CORS_ALLOWED_EXPOSE_HEADERS",
        "cors.exposedHeaders",
        "headers of the answer that the pages may read",
        _cors(lambda c: _listed(c.exposed_headers)),
        GATEWAY_NOTES,
        "1.16.5",
    ),
    _row("MAX_JSON_PAYLOAD_SIZE_IN_MB", "limits.jsonBody", "largest JSON body, in units of 1024 * 1024 bytes", _json_size, PUBLIC_GATEWAY),
    _row("MAX_ROOT_CONFIG_TARGETS", "limits.rootTargets", _TARGETS, lambda g: _number(g.limits.root_targets), GATEWAY_NOTES, "2.14.0"),
    _row(
        "MAX_CONDITIONAL_ROOT_CONFIG_TARGETS",
        "limits.conditionalRootTargets",
        f"{_TARGETS} with the strategy conditional",
        lambda g: _number(g.limits.conditional_root_targets),
        GATEWAY_NOTES,
        "2.14.0",
    ),
    _row(
        "MAX_NESTED_CONFIG_TARGETS",
        "limits.nestedTargets",
        "most targets within a target of a config",
        lambda g: _number(g.limits.nested_targets),
        GATEWAY_NOTES,
        "2.14.0",
    ),
    _row(
        "BLOCK_INLINE_CONFIG",
        "savedConfigsOnly",
        "true: requests name only saved configs and providers",
        lambda g: "true" if g.saved_configs_only else None,
        SAVED_CONFIGS,
        "2.11.0",
    ),
    _row("ORGANISATION_HEADERS_TO_MASK", "maskedHeaders", "headers that are hashed in logs", lambda g: _listed(g.masked_headers), HEADERS),
    _row("HEADERS_TO_METADATA", "metadataHeaders", "headers that are copied into metadata", lambda g: _listed(g.metadata_headers), METADATA, "2.5.0"),
    _row("METADATA_MAP_KEY_PREFIX", "labelPrefix", "prefix of labels for Vertex AI", lambda g: g.label_prefix, GATEWAY_NOTES, "2.6.0"),
)
