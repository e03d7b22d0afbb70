"""Changes of image versions: the order of the upgrade, what the new versions break, and what migrates the databases."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.plan.references import pod_spec
from portkey_constructs.platform.compatibility import NEWEST, REQUIREMENTS, TITLES, UPGRADE_ORDER
from portkey_constructs.platform.image_version import ImageVersion, image_version
from portkey_constructs.platform.labels import component_of
from portkey_constructs.platform.notable_changes import NOTABLE_CHANGES

__all__ = ["database_effects", "upgrade_effects"]

Map = Mapping[str, Any]
Versions = dict[str, ImageVersion]

_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_DATABASES: Final = {"DB_HOST": "MySQL", "CLICKHOUSE_HOST": "ClickHouse"}


def _image(manifest: Map, container: str) -> str | None:
    return next((str(entry.get("image", "")) for entry in pod_spec(manifest).get("containers", ()) if entry.get("name") == container), None)


def _images(manifests: Sequence[Map]) -> dict[str, str]:
    """The image of each service."""
    deployments = ((component_of(manifest), manifest) for manifest in manifests if manifest.get("kind") == "Deployment")
    return {component: image for component, manifest in deployments if component in TITLES and (image := _image(manifest, component))}


def _version(image: str) -> ImageVersion | None:
    return image_version(image.partition("@")[0].rpartition("/")[2].partition(":")[2])


def upgrade_effects(old: Sequence[Map], new: Sequence[Map]) -> tuple[str, ...]:
    """A text for each changed image of a service, and for what its new version needs or breaks."""
    before, after = _images(old), _images(new)
    changed = [name for name in UPGRADE_ORDER if name in before and name in after and before[name] != after[name]]
    return tuple(_effects(before, after, changed))


def _effects(before: Mapping[str, str], after: Mapping[str, str], changed: Sequence[str]) -> Iterator[str]:
    old, new = ({name: version for name, image in images.items() if (version := _version(image))} for images in (before, after))
    for name in changed:
        title = TITLES[name]
        if name not in old or name not in new:
            yield f"{title}: another image, but a tag does not name a version, so the versions are not compared"
        elif new[name] < old[name]:
            undone = ", and the migrations of the newer version are not undone" if name == "backend" else ""
            yield f"{title} {old[name]} becomes {new[name]}: this is a downgrade{undone}"
        elif new[name] != old[name]:
            yield f"{title} {old[name]} becomes {new[name]}"
            yield from _broken(name, old[name], new[name])
            if new[name][:2] > NEWEST[name][:2]:
                yield f"{title} {new[name]} is newer than this version of portkey-constructs knows: read its release notes"
    yield from _ordered(old, new, changed)


def _broken(name: str, old: ImageVersion, new: ImageVersion) -> Iterator[str]:
    for change in NOTABLE_CHANGES:
        if change.component == name and change.breaking and old < change.version <= new:
            yield f"{TITLES[name]} {change.version} breaks: {_LINK.sub(lambda match: match[1], change.change)}"


def _ordered(old: Versions, new: Versions, changed: Sequence[str]) -> Iterator[str]:
    """The order in which the images must be upgraded, because one needs another that is older until now."""
    for requirement in REQUIREMENTS:
        component, needed = requirement.component, requirement.needs
        if component not in new or component not in changed or new[component] < requirement.since or needed not in new:
            continue
        needs = f"{TITLES[component]} {requirement.since} and later need {TITLES[needed]} {requirement.at_least} ({requirement.reason})"
        if new[needed] < requirement.at_least:
            yield f"not allowed: {needs}, but {new[needed]} will run"
        elif needed in old and old[needed] < requirement.at_least:
            when = "first, in a commit of its own" if requirement.in_order else "directly after it"
            yield f"order: {needs}: upgrade the {TITLES[needed]} {when}"


def database_effects(old: Sequence[Map], new: Sequence[Map]) -> tuple[str, ...]:
    """What migrates the databases, and whether to back them up before."""
    before, after = _images(old).get("backend"), _images(new).get("backend")
    if after is None:
        return ()
    jobs, former = ([manifest for manifest in side if component_of(manifest) == "migration" and manifest.get("kind") == "Job"] for side in (new, old))
    names = {str(job["metadata"].get("name")) for job in former}
    added = [job for job in jobs if str(job["metadata"].get("name")) not in names]
    if not (added if jobs else before is not None and before != after):
        return ()
    runner = f"Job {added[0]['metadata'].get('name')}" if jobs else "the first pod of the backend"
    if before is None:
        return (f"{runner} creates the tables of {_databases(new, jobs)}",)
    if before == after:
        return (f"{runner} migrates again with the same image: it changes nothing that an earlier migration completed",)
    return (f"back up {_databases(new, jobs)} before you apply: {runner} migrates them with another image, and migrations cannot be reverted",)


def _databases(manifests: Sequence[Map], jobs: Sequence[Map]) -> str:
    """The databases that the migration writes, with their addresses."""
    runners = jobs or [manifest for manifest in manifests if component_of(manifest) == "backend" and manifest.get("kind") == "Deployment"]
    containers = pod_spec(runners[0]).get("containers", ()) if runners else ()
    variables = {entry.get("name"): entry.get("value") for container in containers[:1] for entry in container.get("env", ())}
    databases = [f"{title} ({host})" if (host := variables.get(name)) else title for name, title in _DATABASES.items() if name in variables]
    return " and ".join(databases) or "the databases"
