"""The files of rendered objects: the name and the YAML text of each."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from portkey_constructs.errors import IdentityError
from portkey_constructs.manifests.yaml_text import to_yaml

if TYPE_CHECKING:
    from portkey_constructs.manifests.stages import StagedObject

__all__ = ["SUFFIX", "file_name", "file_texts", "to_yaml"]

SUFFIX = ".k8s.yaml"


def file_name(staged: "StagedObject") -> str:
    """The path of an object in the output folder, such as `5-services/Service.portkey-gateway.k8s.yaml`."""
    manifest: Mapping[str, Any] = staged.manifest
    return f"{staged.stage}/{manifest['kind']}.{manifest['metadata']['name']}{SUFFIX}"


def file_texts(objects: Iterable["StagedObject"]) -> dict[str, str]:
    """The text of each file by its path, one file per object.

    Raises:
        IdentityError: two objects have the same path.
    """
    files: dict[str, str] = {}
    for staged in objects:
        name = file_name(staged)
        if name in files:
            raise IdentityError(f"two objects would be written to {name}: rename one of them")
        files[name] = to_yaml([staged.manifest])
    return files
