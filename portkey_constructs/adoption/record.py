"""The record that Helm keeps of a release in a cluster: a Secret with base64 of base64 of gzip of JSON."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.verify.cluster_state import Unreadable
from portkey_constructs.verify.connection import Connection

__all__ = ["ReleaseRecord", "decoded_record", "release_record"]

_MISSING, _BROKEN, _DENIED = "PK-RELEASE-002", "PK-RELEASE-003", "PK-RELEASE-004"
_TYPE: Final = "helm.sh/release.v1"
_GZIP: Final = b"\x1f\x8b\x08"
_GZIP_FORMAT: Final = 31
_MAX_PACKED: Final = 2 * 1024 * 1024
"""A Secret has at most 1 MiB, and its base64 text a third more."""
_MAX_JSON: Final = 64 * 1024 * 1024
_MAX_NAME: Final = 100
_MAX_MANIFEST: Final = 8 * 1024 * 1024

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class ReleaseRecord:
    """What a record says, without the values of the release; the objects may contain Secrets, so it has no text form."""

    name: str
    revision: int
    status: str
    chart: str
    version: str
    objects: tuple[dict[str, Any], ...]


def release_record(connection: Connection, release: str, namespace: str) -> ReleaseRecord:
    """The record of the deployed revision of a release, or of its last one if none is deployed.

    Raises:
        ClusterError: the server does not answer.
        ConfigurationError: there is no record, it cannot be read, or the user may not read it.
    """
    secrets = connection.list_objects(KINDS["Secret"], namespace, labels={"owner": "helm", "name": release}, fields={"type": _TYPE})
    if isinstance(secrets, Unreadable):
        raise _problem("", secrets.reason, "grant the user get and list for secrets", _DENIED, connection.server)
    if not secrets:
        fix = "check the release and the namespace with helm list -A, and the context"
        raise _problem("adopt.release", f"{release} has no release record in namespace {namespace}", fix, _MISSING, connection.server)
    newest = max(secrets, key=_order)
    record = decoded_record(newest, connection.server)
    # An operation that is not finished has a newer record than the deployed one.
    deployed = [secret for secret in secrets if _labels(secret).get("status") == "deployed"]
    return record if not deployed or record.status != "failed" else decoded_record(max(deployed, key=_order), connection.server)


def _labels(secret: Object) -> Mapping[str, str]:
    return secret["metadata"].get("labels") or {}


def _order(secret: Object) -> int:
    text = str(_labels(secret).get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def decoded_record(secret: Object, source: str) -> ReleaseRecord:
    """The record in a Secret.

    Raises:
        ConfigurationError: it is not what Helm writes; the error contains nothing of its content.
    """
    name = str(secret["metadata"]["name"])
    try:
        return _record(_unpacked((secret.get("data") or {}).get("release")))
    except _BrokenRecordError as error:
        fix = "check the release with helm status, and restore the Secret or roll back if Helm cannot read it either"
        raise _problem(f"Secret {name}", str(error), fix, _BROKEN, source) from None


class _BrokenRecordError(Exception):
    """Why a record cannot be read."""


def _unpacked(text: Any) -> bytes:
    if not isinstance(text, str) or not text:
        raise _BrokenRecordError("has no data.release")
    if len(text) > _MAX_PACKED:
        raise _BrokenRecordError(f"has more than {_MAX_PACKED} characters")
    try:
        packed = base64.b64decode(base64.b64decode(text, validate=True), validate=True)
    except (binascii.Error, ValueError):
        raise _BrokenRecordError("is not base64 of base64") from None
    if not packed.startswith(_GZIP):
        return packed  # Helm reads records without compression, which its first versions wrote
    decompressor = zlib.decompressobj(_GZIP_FORMAT)
    try:
        content = decompressor.decompress(packed, _MAX_JSON)
    except zlib.error:
        raise _BrokenRecordError("is not gzip data") from None
    if decompressor.unconsumed_tail:
        raise _BrokenRecordError(f"has more than {_MAX_JSON} bytes when it is unpacked")
    if not decompressor.eof:
        raise _BrokenRecordError("is truncated gzip data")
    return content


def _record(content: bytes) -> ReleaseRecord:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise _BrokenRecordError("is not JSON") from None
    metadata, info = _part(data, "chart", "metadata"), _part(data, "info")
    manifest, revision = _part(data).get("manifest"), _part(data).get("version")
    if not isinstance(manifest, str) or not isinstance(revision, int) or not metadata or not info:
        raise _BrokenRecordError("lacks its manifest, version, info or chart")
    name, status, chart, version = (
        str(value)[:_MAX_NAME] for value in (data.get("name"), info.get("status"), metadata.get("name"), metadata.get("version"))
    )
    return ReleaseRecord(name, revision, status, chart, version, tuple(_objects(manifest)))


def _part(data: Any, *path: str) -> Mapping[str, Any]:
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def _objects(manifest: str) -> list[dict[str, Any]]:
    if len(manifest) > _MAX_MANIFEST:
        raise _BrokenRecordError(f"has a manifest of more than {_MAX_MANIFEST} characters")
    try:
        documents = [document for document in yaml.load_all(manifest, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if document]
    except (yaml.YAMLError, ValueError, RecursionError):
        raise _BrokenRecordError("has a manifest that is not YAML") from None
    for document in documents:
        name = _part(document, "metadata").get("name")
        if not isinstance(name, str) or not isinstance(document.get("kind"), str) or not isinstance(document.get("apiVersion"), str):
            raise _BrokenRecordError("has a manifest with something that is not a Kubernetes object")
    return documents


def _problem(path: str, message: str, fix: str, code: str, source: str) -> ConfigurationError:
    return ConfigurationError([Problem(path, message, fix, code)], source)
