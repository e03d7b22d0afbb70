"""What must exist before the new pods start, and did not have to before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from portkey_constructs.plan.references import Required, required_objects

__all__ = ["created_objects", "prerequisites"]

Map = Mapping[str, Any]


class _Entry(NamedTuple):
    """A property of an entry in a secret manager; it is empty if the whole entry is the value."""

    entry: str
    property: str


def prerequisites(old: Sequence[Map], new: Sequence[Map]) -> tuple[str, ...]:
    """A text for each Secret, ConfigMap or entry of a secret manager that the new manifests need and the old ones did not."""
    return (*_objects(old, new), *_entries(old, new))


def _objects(old: Sequence[Map], new: Sequence[Map]) -> Iterator[str]:
    created, before, after = created_objects(new), required_objects(old), required_objects(new)
    rendered_before = created_objects(old)
    keys: dict[tuple[str, str], list[str]] = {}
    readers: dict[tuple[str, str], dict[str, None]] = {}
    for reference, names in after.items():
        place = reference.kind, reference.name
        # A Secret that the old manifests created exists no longer if the new ones neither create it.
        is_new = reference not in before or place in rendered_before
        if is_new and place not in created:
            keys.setdefault(place, []).extend([reference.key] if reference.key else [])
            readers.setdefault(place, {}).update(dict.fromkeys(names))
    for (kind, name), wanted in keys.items():
        exists = Required(kind, name, "") in before or any(known.name == name and known.kind == kind for known in before)
        with_keys = f" with {'keys' if len(wanted) > 1 else 'key'} {', '.join(sorted(set(wanted)))}" if wanted else ""
        word = "must have" if exists and wanted and (kind, name) not in rendered_before else "must exist"
        text = f"{kind} {name} {word}{with_keys.removeprefix(' with') if word == 'must have' else with_keys}"
        yield f"{text}, for {', '.join(sorted(readers[kind, name]))}"


def created_objects(manifests: Iterable[Map]) -> set[tuple[str, str]]:
    """The Secrets and ConfigMaps that manifests contain, or that a controller creates for them."""
    created: set[tuple[str, str]] = set()
    for manifest in manifests:
        kind, spec = manifest.get("kind"), manifest.get("spec") or {}
        name = str(manifest["metadata"].get("name", ""))
        if kind in ("Secret", "ConfigMap"):
            created.add((kind, name))
        elif kind == "ExternalSecret":
            created.add(("Secret", str((spec.get("target") or {}).get("name", name))))
        elif kind == "Certificate":
            created.add(("Secret", str(spec.get("secretName", ""))))
        elif kind == "SecretProviderClass":
            created.update(("Secret", str(secret.get("secretName", ""))) for secret in spec.get("secretObjects") or ())
    return created


def _entries(old: Iterable[Map], new: Iterable[Map]) -> Iterator[str]:
    before = {entry for manifest in old for entry in _remote_entries(manifest)}
    missing: dict[str, list[str]] = {}
    for manifest in new:
        for entry in dict.fromkeys(_remote_entries(manifest)):
            if entry not in before:
                missing.setdefault(entry.entry, []).append(entry.property)
    for name, properties in missing.items():
        listed = ", ".join(sorted(filter(None, properties)))
        yield f"entry {name} of the secret manager must have {listed}" if listed else f"entry {name} must exist in the secret manager"


def _remote_entries(manifest: Map) -> Iterator[_Entry]:
    if manifest.get("kind") == "ExternalSecret":
        for data in (manifest.get("spec") or {}).get("data") or ():
            reference = data.get("remoteRef") or {}
            yield _Entry(str(reference.get("key", "")), str(reference.get("property", "")))
