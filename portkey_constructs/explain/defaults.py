"""Determines the default of a setting: from its model, from the profile, or derived from other settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from portkey_constructs.config.duration import duration
from portkey_constructs.config.types import Matching
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.tree import Place, maps
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.platform.defaults import (
    SCRATCH_SIZE_LIMITS,
    default_autoscaling,
    default_replicas,
    default_resources,
    default_sub_path,
    default_volume_size,
)
from portkey_constructs.platform.images import DEFAULT_DIGESTS, DEFAULT_IMAGES
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import PORTS

__all__ = ["PROFILES", "Default", "as_yaml", "default_of", "in_yaml", "model_default", "profile_default"]

PROFILES: Final = ("production", "development")
_NOT_SET: Final = "(not set)"
_OF_ITS_SETTINGS: Final = "the defaults of its settings"
_BY_PROFILE: Final[Mapping[str, Mapping[str, Any]]] = {
    "production": {"networkPolicy": {"kind": "strict"}, "secrets": {"kind": "existing"}},
    "development": {
        "secrets": {"kind": "inline"},
        "logStore": {"kind": "none"},
        "networkPolicy": {"kind": "none"},
        **{store: {"kind": "inCluster"} for store in STORE_NAMES},
    },
}
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((*STORE_NAMES, "logStore"), ("production",)),
    "auth": PROFILES,
}
"""Settings without a default that a profile requires if the application runs in this cluster."""
_FOLLOWS: Final[tuple[tuple[str, str], ...]] = (
    ("auth.redirectUri", "/v2/auth/callback of the front end's address"),
    ("bedrock.credentials", "identity if the gateway has one, else keys"),
    ("bedrock.region", "aws.region"),
    ("claudePlatform.region", "aws.region"),
    ("clickhouse.nativePort", "9000, or 9440 with TLS"),
    ("clickhouse.port", "8123, or 8443 with TLS"),
    ("controlPlaneUrl", "the address of exposure.frontend"),
    ("deployment.controlPlane.*", "the path below controlPlaneUrl, else the address in the images"),
    ("deployment.backendUrl", "/albus of controlPlaneUrl"),
    ("exposure.*.alb.healthCheckPath", "the component's own: / or /v1/health"),
    ("exposure.*.alb.idleTimeout", "gateway.requestTimeout plus 15s"),
    ("exposure.*.controller", "the one that the class is named after"),
    ("exposure.*.port", "443 with a certificate, else 80"),
    ("exposure.*.requestTimeout", "gateway.requestTimeout plus 15s"),
    ("exposure.*.tls.secretName", "portkey-EXPOSURE-tls"),
    ("frontend.maxBodySize", "100Mi, or gateway.limits.jsonBody if that is larger"),
    ("gateway.clickhouseEndpoint", "url if ClickHouse uses TLS, else host"),
    ("gateway.externalUrl", "the address of exposure.gateway, else /api of the front end's"),
    ("gateway.mcp.externalUrl", "the address of exposure.mcp"),
    ("gateway.mcp.requestTimeout", "60s, by Portkey's images"),
    ("imagePull.additionalRegistries.*.credentials", "auth if auth is set, else password"),
    ("imagePull.credentials", "auth if auth is set, else password"),
    ("imagePull.server", "the registry in imageRegistry, else Docker Hub"),
    ("imageRegistry", "docker.io/portkeyai"),
    ("logStore.bucket", "CLUSTER-portkey-logs-ACCOUNT-REGION, which the AWS companion creates"),
    ("logStore.client", "s3_assume with an identity or assumeRole, else s3"),
    ("logStore.credentials", "identity if the pods have one, else keys"),
    ("logStore.region", "aws.region"),
    ("logStore.replica.bucket", "CLUSTER-portkey-logs-ACCOUNT-REGION, which the AWS companion creates"),
    ("migration.nodeSelector", "kubernetes.io/arch and kubernetes.io/os of backend.nodeSelector"),
    ("migration.serviceAccount", "backend.serviceAccount if its kind is existing"),
    ("migration.sidecars", "backend.sidecars"),
    ("migration.tolerations", "backend.tolerations"),
    ("mysql.ca", "customCa"),
    ("monitoring.openTelemetry.serviceName", "the name of the gateway's Service, such as portkey-gateway"),
    ("monitoring.openTelemetry.auth", "headers if headers is set, else none"),
    ("monitoring.genAiTraces.auth", "headers if headers is set, or without endpoint if openTelemetry has headers, else none"),
    ("monitoring.genAiTraces.endpoint", "monitoring.openTelemetry.endpoint"),
    ("mysql.reader.port", "mysql.port"),
    ("mysql.reader.user", "mysql.user"),
    ("redis.ca", "the public certificates, and customCa"),
    ("redis.queues.auth", "password in production; in development, password if redis.queues.password is set"),
    ("redis.auth", "password in production; in development, password if redis.password is set"),
    ("redis.iam.region", "aws.region"),
    ("redis.port", "6379"),
    ("secret*.path", "portkey/{name}, or portkey-{name} where names have no slash"),
    ("secret*.serviceAccount.name", "portkey-external-secrets"),
    ("secret*.store.auth", "jwt if identity.kind is irsa, else podIdentity"),
    ("secret*.store.region", "aws.region"),
    *((f"{service}.gracePeriod", "gateway.requestTimeout plus 15s") for service in SERVICE_NAMES),
    ("*.topologySpread", "over zones and nodes in production"),
)
"""Descriptions of the values that settings without a fixed default derive from other settings."""
_NAMES: Final = Names("portkey", "portkey", "cluster.local")


@dataclass(frozen=True, slots=True)
class Default:
    """The default of a setting; all fields are empty if there is no default."""

    value: str = ""
    """The default as YAML, if it is the same in every profile."""
    by_profile: Mapping[str, str] = field(default_factory=dict)
    """The default as YAML by profile, if profiles differ."""
    required_by: tuple[str, ...] = ()
    """The profiles that require the setting."""
    whole: str = ""
    """The map that you must omit entirely to get this default; empty for most settings."""
    follows: str = ""
    """A description of the default, if it is derived from other settings."""

    @property
    def text(self) -> str:
        """The default as one line of text."""
        if self.value or self.follows:
            return self.value or self.follows
        parts = [f"required in the {profile} profile" for profile in self.required_by]
        if len(parts) == len(PROFILES):
            return "required"
        parts += [f"{value} in the {profile} profile" for profile, value in self.by_profile.items()]
        if not parts:
            return _NOT_SET
        if self.whole:
            return f"{_NOT_SET}; if you leave out all of {self.whole}, {'; '.join(parts)}"
        return "; ".join([*parts, *(f"{_NOT_SET} in the {profile} profile" for profile in PROFILES if not any(profile in part for part in parts))])


def default_of(place: Place) -> Default:
    """The default of a setting."""
    if value := model_default(place):
        return Default(value)
    if place.info.default == {}:
        return Default(follows=_OF_ITS_SETTINGS)
    if place.path in _REQUIRED or place.info.is_required():
        required = _REQUIRED.get(place.path, PROFILES)
        return Default(by_profile=_by_profile(place.parts), required_by=required)
    if follows := next((text for pattern, text in _FOLLOWS if fnmatchcase(place.path, pattern)), ""):
        return Default(follows=follows)
    values = _by_profile(place.parts)
    if len(values) == len(PROFILES) and len(set(values.values())) == 1:
        return Default(values[PROFILES[0]])
    if values:
        return Default(by_profile=values)
    for depth in range(len(place.parts) - 1, 0, -1):
        above = {profile: _within(profile_default(profile, place.parts[:depth]), place.parts[depth:]) for profile in PROFILES}
        if any(value is not None for value in above.values()):
            values = {profile: as_yaml(value) for profile, value in above.items() if value is not None}
            return Default(by_profile=values, whole=".".join(place.parts[:depth]))
    return Default()


def profile_default(profile: str, parts: tuple[str, ...], names: Names = _NAMES) -> Any:
    """The profile's default for a setting of a component, a store or the Secrets; None if there is none."""
    component, *rest = (parts[0], *parts[2:]) if parts[:2] == ("clickhouse", "former") else parts
    within = ".".join(rest)
    if not within:
        return _BY_PROFILE[profile].get(component)
    if component not in (*SERVICE_NAMES, *STORE_NAMES):
        return None
    repository, tag = DEFAULT_IMAGES[component]
    always: dict[str, Any] = {
        "image.repository": repository,
        "image.tag": tag,
        "image.digest": DEFAULT_DIGESTS.get(component),
        "service.port": PORTS[component][0].service,
        "serviceAccount.name": names.component(component),
        "resources": default_resources(profile, component),
        "scratchSizeLimit": SCRATCH_SIZE_LIMITS[component],
    }
    if component in STORE_NAMES:
        size = {"persistence.size": default_volume_size(profile, component), "persistence.subPath": default_sub_path(component)}
        return (always | size).get(within)
    autoscaling = default_autoscaling(profile, component)
    replicas = None if autoscaling else default_replicas(profile)
    budget = {"maxUnavailable": 1} if autoscaling or (replicas or 1) > 1 else None
    return (always | {"autoscaling": autoscaling, "replicas": replicas, "disruptionBudget": budget}).get(within)


def as_yaml(value: Any) -> str:
    """A value as one line of YAML."""
    if isinstance(value, BaseModel):
        value = _without_empty({**_kind(value), **value.model_dump(by_alias=True, exclude_defaults=True, mode="json")})
    if value == "":
        return "''"
    text: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=2**31 - 1)
    return text.removesuffix("\n").removesuffix("...").strip()


def in_yaml(value: Any, annotation: Any) -> Any:
    """A value as you write it in YAML: a duration with units, a tuple as a list."""
    if isinstance(value, tuple):
        return list(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return duration(value) if is_number and annotation is not None and "a duration" in accepted(annotation) else value


def model_default(place: Place) -> str:
    """The model's default; empty for a map whose settings have separate defaults."""
    value = place.info.default
    if value is PydanticUndefined or value is None or (value == {} and maps(place.annotation)):
        return ""
    if isinstance(value, str) and any(isinstance(item, Matching) and item.numbers for item in place.info.metadata):
        return value
    return as_yaml(in_yaml(value, place.annotation))


def _by_profile(parts: tuple[str, ...]) -> dict[str, str]:
    return {profile: as_yaml(value) for profile in PROFILES if (value := profile_default(profile, parts)) is not None}


def _within(value: Any, parts: tuple[str, ...]) -> Any:
    """The value of a setting in a mapping or a model."""
    for part in parts:
        if isinstance(value, BaseModel):
            value = value.model_dump(by_alias=True, mode="json")
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _kind(value: BaseModel) -> dict[str, str]:
    return {"kind": value.kind} if "kind" in type(value).model_fields else {}  # type: ignore[attr-defined]


def _without_empty(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {key: rest for key, inner in value.items() if (rest := _without_empty(inner)) != {}}
