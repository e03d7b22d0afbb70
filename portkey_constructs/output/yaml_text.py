"""The files of rendered objects: the name and the YAML text of each."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from portkey_constructs.errors import IdentityError
from portkey_constructs.manifests.yaml_text import to_yaml

if TYPE_CHECKING:
    from portkey_constructs.manifests.stages import StagedObject

__all__ = ["SUFFIX", "file_name", "file_texts", "to_yaml"]

SUFFIX = ".k8s.yaml"
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')
"""Characters that Kubernetes allows in some names, such as system:reader, but Windows not in file names."""


def file_name(staged: "StagedObject") -> str:
    """The path of an object in the output folder, such as `5-services/Service.portkey-gateway.k8s.yaml`.

    A character that Windows forbids is written as in a URL, `%3A` for a colon: no name of an object contains a percent sign.
    """
    manifest: Mapping[str, Any] = staged.manifest
    name = _FORBIDDEN.sub(lambda match: f"%{ord(match[0]):02X}", manifest["metadata"]["name"])
    return f"{staged.stage}/{manifest['kind']}.{name}{SUFFIX}"


def file_texts(objects: Iterable["StagedObject"]) -> dict[str, str]:
    """The text of each file by its path, one file per object.

    Raises:
        IdentityError: two objects have the same path, or paths that differ only in case, which are one file on Windows and macOS.
    """
    files: dict[str, str] = {}
    names: dict[str, str] = {}
    for staged in objects:
        name = file_name(staged)
        if name in files:
            raise IdentityError(f"two objects would be written to {name}: rename one of them")
        if (other := names.setdefault(name.lower(), name)) != name:
            raise IdentityError(f"two objects would be written to {other} and {name}, which are one file on Windows and macOS: rename one of them")
        files[name] = to_yaml([staged.manifest])
    return files
