"""Compares Secrets in files with those that a configuration needs, without a cluster; never reports a value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import yaml

from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.required_secrets import FILLED_BY, Source
from portkey_constructs.platform.secret_keys import AZURE_AUTH_MODE, LOG_STORE, SECRET_KEYS
from portkey_constructs.verify.cluster_state import HiddenValue

__all__ = ["SecretComparison", "SecretContent", "compare_secrets", "read_secrets"]

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VALUES: Final = ("data", "stringData", "binaryData")
_ALWAYS_READ: Final = ("kubernetes.io/dockerconfigjson", "kubernetes.io/tls")
"""Types of Secrets that something else than a pod's variable reads."""

_EMPTY_HAS_A_MEANING: Final = (AZURE_AUTH_MODE, LOG_STORE)

Status = Literal["ok", "missing", "incomplete", "notChecked"]
Name = tuple[str, str]
"""Kind and name of a Secret or ConfigMap."""


class SecretContent(NamedTuple):
    """The keys of a Secret or ConfigMap in a file."""

    type: str
    """Empty if the file does not contain it."""
    keys: Mapping[str, bool]
    """Whether each key has a value."""


class SecretComparison(NamedTuple):
    """What a Secret or ConfigMap of the files lacks."""

    kind: str
    name: str
    source: Source
    status: Status
    missing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    wrong_type: str = ""
    """Its type, if it is not the one that the readers expect."""
    expected_type: str = ""
    unread: tuple[str, ...] = ()
    """Keys of Portkey that this configuration does not read from it."""

    @property
    def message(self) -> str:
        """The comparison as text without a full stop."""
        problems = [
            f"has no {', '.join(self.missing)}" if self.missing else "",
            f"has an empty {', '.join(self.empty)}" if self.empty else "",
            f"is of type {self.wrong_type}, not {self.expected_type}" if self.wrong_type else "",
        ]
        text = {
            "ok": "has every key",
            "missing": f"is not in the files; it needs {', '.join(self.missing)}",
            "notChecked": f"is filled by {FILLED_BY.get(self.source, '')} and not in the files",
        }.get(self.status) or "; ".join(filter(None, problems))
        return f"{text} (not read: {', '.join(self.unread)})" if self.unread else text


def read_secrets(text: str, namespace: str) -> dict[Name, SecretContent]:
    """The Secrets and ConfigMaps in YAML or JSON: manifests, lists of them, or a map of names and lists of keys.

    Objects of another namespace and of other kinds are left out.

    Raises:
        ValueError: the text is neither.
    """
    contents: dict[Name, SecretContent] = {}
    try:
        documents = [document for document in yaml.load_all(text, _Loader) if document is not None]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # The message of the parser can quote a line with a value.
        raise ValueError(f"is no YAML{f' in line {mark.line + 1}' if mark else ''}") from None
    for item in _items(documents):
        if not isinstance(item, Mapping):
            raise ValueError("contains something else than manifests and maps of names and keys")
        if "kind" not in item:
            contents |= _listed(item)
        elif item["kind"] in ("Secret", "ConfigMap"):
            meta = item.get("metadata") or {}
            if meta.get("namespace", namespace) == namespace:
                contents[str(item["kind"]), str(meta.get("name"))] = _content(item)
    return contents


def _items(documents: Iterable[Any]) -> Iterator[Any]:
    for document in documents:
        if isinstance(document, Mapping) and str(document.get("kind", "")).endswith("List"):
            yield from _items(document.get("items") or ())
        elif isinstance(document, list):
            yield from _items(document)
        else:
            yield document


def _content(manifest: Mapping[str, Any]) -> SecretContent:
    secret = manifest["kind"] == "Secret"
    keys = {
        key: not HiddenValue(value).empty if secret and field == "data" else bool(str(value or "").strip())
        for field in _VALUES
        for key, value in (manifest.get(field) or {}).items()
    }
    return SecretContent(str(manifest.get("type") or ("Opaque" if secret else "")), keys)


def _listed(names: Mapping[Any, Any]) -> dict[Name, SecretContent]:
    """Secrets of which only the names of the keys are listed."""
    if not all(isinstance(keys, list) and all(isinstance(key, str) for key in keys) for keys in names.values()):
        raise ValueError("contains a map without kind, whose values are not lists of keys")
    return {("Secret", str(name)): SecretContent("", dict.fromkeys(keys, True)) for name, keys in names.items()}


def compare_secrets(platform: Platform, contents: Mapping[Name, SecretContent]) -> tuple[SecretComparison, ...]:
    """Each Secret and ConfigMap that the platform needs, compared with those in the files."""
    needed: dict[Name, tuple[Source, str, dict[str, None]]] = {}
    for required in platform.required_secrets:
        _, _, keys = needed.setdefault((required.kind, required.name), (required.source, required.type, {}))
        if required.source == "existing":
            keys.update(dict.fromkeys(key.name for key in required.keys))
    for secret in platform.needed_secrets:
        entry = needed.get(("Secret", secret.name))
        if entry and entry[0] != "existing":
            read = secret.keys if isinstance(secret.source, ExternalSecrets) else secret.secret_keys
            own = (".dockerconfigjson",) if secret.group is SecretGroup.REGISTRY else tuple(map(secret.key_name, read))
            entry[2].update(dict.fromkeys(own))
    return tuple(_compare(platform, name, *entry, contents.get(name)) for name, entry in needed.items())


def _compare(platform: Platform, name: Name, source: Source, type_: str, keys: Iterable[str], content: SecretContent | None) -> SecretComparison:
    required = tuple(keys)
    if content is None:
        status: Status = "missing" if source == "existing" else "notChecked"
        return SecretComparison(*name, source, status, required if source == "existing" else ())
    missing = tuple(key for key in required if key not in content.keys)
    may_be_empty = {platform.secret(key.group).key_name(key) for key in _EMPTY_HAS_A_MEANING}
    empty = tuple(key for key in required if key in content.keys and not content.keys[key] and key not in may_be_empty)
    wrong_type = content.type if content.type and type_ in _ALWAYS_READ and content.type != type_ else ""
    status = "incomplete" if missing or empty or wrong_type else "ok"
    expected_type = type_ if wrong_type else ""
    return SecretComparison(*name, source, status, missing, empty, wrong_type, expected_type, _unread(platform, name[1], required, content))


def _unread(platform: Platform, name: str, required: Sequence[str], content: SecretContent) -> tuple[str, ...]:
    own = {
        secret.key_name(key): None
        for secret in platform.secrets.values()
        if secret.name == name
        for key in SECRET_KEYS
        if platform.secret_placements[key.group] is secret.group
    }
    return tuple(key for key in own if key in content.keys and key not in required)
