"""The PersistentVolumeClaims that must exist before the pods start."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from portkey_constructs.config.persistence import ExistingClaim
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.model_pricing import mounted_prices

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["RequiredClaim", "required_claims"]


class RequiredClaim(NamedTuple):
    """A PersistentVolumeClaim that must exist before the pods start."""

    name: str
    purpose: str
    readers: tuple[str, ...]
    """The components whose pods mount it."""


def required_claims(platform: "Platform") -> tuple[RequiredClaim, ...]:
    """Every claim that the configuration names and `extraObjects` does not contain, each once."""
    own = {item["metadata"]["name"] for item in platform.config.extra_objects if item["kind"] == "PersistentVolumeClaim"}
    claims: dict[str, RequiredClaim] = {}
    for claim in _claims(platform):
        if claim.name not in own:
            before = claims.get(claim.name, claim)
            claims[claim.name] = before._replace(readers=tuple(dict.fromkeys((*before.readers, *claim.readers))))
    return tuple(claims.values())


def _claims(platform: "Platform") -> Iterator[RequiredClaim]:
    for name, component in platform.components.items():
        if isinstance(component, Store) and isinstance(component.settings.persistence, ExistingClaim):
            yield RequiredClaim(component.settings.persistence.name, f"data of {name}", (name,))
        volumes = [(f"{component.path}.volumes", volume) for volume in component.settings.volumes]
        if name == "backend" and (prices := mounted_prices(platform)):
            volumes.append(("modelPricing.volume", prices.volume))
        for setting, volume in volumes:
            if claim := volume.get("persistentVolumeClaim"):
                yield RequiredClaim(claim["claimName"], f"volume {volume['name']} of {setting}", (name,))
