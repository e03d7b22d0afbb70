"""What a setting is when it is left out: its own default, or what each profile gives."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from portkey_constructs.config.duration import duration
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.grounds import Profile, least
from portkey_constructs.explain.tree import Place, maps
from portkey_constructs.manifests.platform import platform
from portkey_constructs.platform import defaults as profiles
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.labels import COMPONENT_LABEL
from portkey_constructs.platform.ports import ports

__all__ = ["as_said", "by_profile", "given", "own_default", "written"]

_STORES: Final[Mapping[str, Callable[[PortkeyConfig], Any]]] = {
    "mysql": profiles.mysql,
    "redis": profiles.redis,
    "clickhouse": profiles.clickhouse,
    "logStore": profiles.log_store,
    "secrets": profiles.secret_source,
}


def own_default(place: Place) -> str:
    """The default that its type has, as one writes it in YAML; empty when there is none, or when it is a map whose settings have their own."""
    value = place.info.default
    if value is PydanticUndefined or value is None or (value == {} and maps(place.annotation)):
        return ""
    return written(as_said(list(value) if isinstance(value, tuple) else value, place.annotation))


def as_said(value: Any, annotation: Any) -> Any:
    """A value as one says it: a duration with its units."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return duration(value) if is_number and annotation is not None and "a duration" in accepted(annotation) else value


def by_profile(place: Place) -> dict[str, str]:
    """What each profile gives where its type has no default, as YAML; empty for a profile that gives nothing."""
    found: dict[str, str] = {}
    profile: Profile
    for profile in ("development", "production"):
        value = given(least(profile), place)
        if value is not None:
            found[profile] = written(value)
    return found


def given(config: PortkeyConfig, place: Place) -> Any:
    """What a configuration gives where a setting is left out, as its profile says; None for nothing."""
    path = place.path
    if path in _STORES:
        return None if config.profile == "production" and path != "secrets" else _STORES[path](config)
    component = place.parts[0]
    within = ".".join(place.parts[2:] if place.parts[:2] == ("clickhouse", "former") else place.parts[1:])
    if component in profiles.STORE_NAMES:
        return _of_store(config, component, within)
    return _of_service(config, component, within) if component in profiles.SERVICE_NAMES else None


def _of_store(config: PortkeyConfig, store: str, setting: str) -> Any:
    said = getattr(profiles, store)(config)
    match setting:
        case "persistence.size" if isinstance(said, InClusterStore):
            return profiles.volume_size(config, store, said)
        case "persistence.subPath" if isinstance(said, InClusterStore):
            return profiles.volume_sub_path(store, said)
    return _of_workload(config, store, setting, said)


def _of_service(config: PortkeyConfig, service: Any, setting: str) -> Any:
    match setting:
        case "replicas":
            return profiles.replicas(config, service).fixed
        case "autoscaling":
            return profiles.replicas(config, service).scaled
        case "disruptionBudget":
            return _bounds(_rendered(config, "PodDisruptionBudget", service))
    return _of_workload(config, service, setting, profiles.service(config, service))


def _of_workload(config: PortkeyConfig, component: str, setting: str, said: Any) -> Any:
    match setting:
        case "image.repository":
            return DEFAULT_IMAGES[component][0]
        case "image.tag":
            return DEFAULT_IMAGES[component][1]
        case "service.port":
            return ports(config, component)[0].service
        case "resources":
            return profiles.resources(config, component, said)
        case "topologySpread":
            controller = _rendered(config, "Deployment", component) or _rendered(config, "StatefulSet", component)
            return controller["spec"]["template"]["spec"].get("topologySpreadConstraints")
    return None


def _rendered(config: PortkeyConfig, kind: str, component: str) -> Any:
    """A component's object of a kind, None when there is none."""
    labelled = (manifest for _, manifest in platform(config) if manifest["kind"] == kind)
    return next((one for one in labelled if one["metadata"]["labels"][COMPONENT_LABEL] == component), None)


def _bounds(budget: Any) -> Any:
    """The part of a disruption budget that can be said."""
    return {name: value for name, value in budget["spec"].items() if name in ("minAvailable", "maxUnavailable")} if budget else None


def written(value: Any) -> str:
    """A value as it stands in one line of YAML."""
    import yaml

    if isinstance(value, BaseModel):
        kind = {"kind": value.kind} if "kind" in type(value).model_fields else {}  # type: ignore[attr-defined]
        value = {**kind, **_without_empty(value.model_dump(by_alias=True, exclude_defaults=True, mode="json"))}
    if value == "":
        return "''"
    text: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=2**31 - 1)
    return text.removesuffix("\n").removesuffix("...").strip()


def _without_empty(value: Any) -> Any:
    """A value without the maps that say nothing."""
    if not isinstance(value, dict):
        return value
    return {key: rest for key, inner in value.items() if (rest := _without_empty(inner)) != {}}
