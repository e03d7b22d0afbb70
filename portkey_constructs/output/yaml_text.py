"""Kubernetes objects as YAML text, by PyYAML.

PyYAML quotes strings that YAML 1.1 would read as another type. The patterns here also make it quote those that YAML 1.2 and the tools of
Kubernetes would misread.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from portkey_constructs.errors import IdentityError

if TYPE_CHECKING:
    from portkey_constructs.manifests.stages import StagedObject

__all__ = ["SUFFIX", "file_name", "file_texts", "to_yaml"]

SUFFIX = ".k8s.yaml"
_NEVER_FOLD = 2**31 - 1

_AMBIGUOUS = {
    "bool": (r"^[yYnN]$", "yYnN"),
    "int": (r"^[-+]?(0[oO][0-7_]+|[0-9_]+)$", "-+0123456789"),
    "float": (r"^[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Keeps the order of keys, writes multi-line strings as blocks, and has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: Any, value: str) -> yaml.ScalarNode:
    # The text of a subclass such as StrEnum.
    plain = str.__str__(value)
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", plain, style="|" if "\n" in plain else None)
    return node


_Dumper.add_multi_representer(str, _string)
_Dumper.add_representer(str, _string)
_Dumper.add_representer(tuple, _Dumper.represent_list)
for _tag, (_pattern, _first) in _AMBIGUOUS.items():
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def to_yaml(objects: Iterable[Mapping[str, Any]]) -> str:
    """The objects as YAML documents that begin with `---`, with their keys in the original order."""
    text: str = yaml.dump_all(objects, Dumper=_Dumper, sort_keys=False, explicit_start=True, allow_unicode=True, width=_NEVER_FOLD)
    return text


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
