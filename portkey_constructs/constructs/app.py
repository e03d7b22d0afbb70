"""A cdk8s app whose files mean the same to every tool.

cdk8s leaves strings such as `=` and `0o17` unquoted, and writes some whitespace as a block. Its own YAML reader gets them back, but those of
kubectl, Flux and Argo CD fail or read another value.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import cdk8s
import jsii
import yaml
from constructs import IConstruct, IValidation

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.object_identity import object_identity
from portkey_constructs.manifests.private_files import SECRET, restrict
from portkey_constructs.manifests.yaml_text import ambiguous, to_yaml
from portkey_constructs.platform.argument_types import checked

__all__ = ["PortkeyApp", "check_texts"]

_PRIMITIVE: Final = re.compile(r"true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[-+]?[0-9]+)?")
"""Booleans, null and numbers as cdk8s writes them; it quotes strings that look like one."""
_LINE_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
"""Characters that YAML 1.1 reads as line breaks, and YAML 1.2 as text."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIX: Final = "create the app with portkey_constructs.PortkeyApp, which has the arguments of cdk8s.App"

Object = Mapping[str, Any]


class PortkeyApp(cdk8s.App):
    """A cdk8s App that writes files which every tool reads as cdk8s means them.

    It has the arguments of `cdk8s.App`, and changes only files that other tools might misread. Files with a Secret have mode 0600 afterwards.

    Example:
        >>> app = PortkeyApp(outdir="build")
        >>> Portkey(Chart(app, "portkey"), "Portkey", config=config)
        >>> app.synth()
    """

    if not TYPE_CHECKING:  # Type checkers see the signature of cdk8s.App.
        __init__ = checked(cdk8s.App.__init__)

    def synth(self) -> None:
        """Writes the files."""
        super().synth()
        objects: Mapping[object, list[Object]] = {}
        for file in self._files():
            content = file.read_bytes()
            if SECRET in content:
                restrict(file)
            if not _misread(content.decode()):
                continue
            objects = objects or self._objects()
            identities = [_identity(document) for document in cdk8s.Yaml.load(str(file))]
            if all(identity in objects for identity in identities):
                documents = [objects[identity].pop(0) if len(objects[identity]) > 1 else objects[identity][0] for identity in identities]
                file.write_bytes(to_yaml(documents).encode())

    def _files(self) -> list[Path]:
        folder, suffix = Path(self.outdir), self.output_file_extension
        return sorted(path for pattern in (f"*{suffix}", f"*/*{suffix}") for path in folder.glob(pattern))

    def _objects(self) -> Mapping[object, list[Object]]:
        """Every object by its identity; several of one identity in their order."""
        objects: dict[object, list[Object]] = defaultdict(list)
        for chart in self.charts:
            for manifest in chart.to_json():
                objects[_identity(manifest)].append(manifest)
        return dict(objects)


def check_texts(scope: IConstruct, manifests: Iterable[KubernetesObject]) -> None:
    """Lets the synthesis fail if it would write a text of these manifests so that other tools misread it; a `PortkeyApp` does not."""
    texts = [(f"{object_identity(manifest)} {path}", text) for manifest in manifests for path, text in _texts(manifest, "") if _doubtful(text)]
    if texts:
        root = scope.node.root
        if root not in _TEXTS:
            _TEXTS[root] = _Texts(root)
            root.node.add_validation(_TEXTS[root])
        _TEXTS[root].texts += texts


@jsii.implements(IValidation)
class _Texts:
    """Texts in an app that its writer may write so that other tools misread them."""

    def __init__(self, root: IConstruct) -> None:
        self._protected = isinstance(root, PortkeyApp)
        self.texts: list[tuple[str, str]] = []

    def validate(self) -> list[str]:
        """An error message for each text that would be misread; it does not contain the text, which may be secret."""
        if self._protected:
            return []
        misread = (place for place, text in self.texts if _misread(cdk8s.Yaml.stringify({"text": text})))
        return [f"{place} has a text that cdk8s writes without quotes, and that kubectl would misread: {_FIX}" for place in misread]


_TEXTS: Final[WeakKeyDictionary[IConstruct, _Texts]] = WeakKeyDictionary()


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path.removeprefix("."), value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield f"{path}.{key}", key
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{index}]")


def _doubtful(text: str) -> bool:
    return _another_type(text) or text[:1].isspace() or not text.isascii() or "\x7f" in text


def _another_type(plain: str) -> bool:
    return ambiguous(plain) and not _PRIMITIVE.fullmatch(plain)


def _identity(manifest: Object) -> object:
    metadata = manifest.get("metadata") or {}
    return (manifest.get("apiVersion"), manifest.get("kind"), metadata.get("namespace"), metadata.get("name"))


def _misread(text: str) -> bool:
    """Whether a tool might misread YAML that cdk8s wrote."""
    if _LINE_BREAKS.search(text):
        return True
    try:
        scalars = [token for token in yaml.scan(text, Loader=_LOADER) if isinstance(token, yaml.ScalarToken)]
    except yaml.YAMLError:
        return True
    return any(_another_type(token.value) if token.plain else _starts_with_space(token) for token in scalars)


def _starts_with_space(token: yaml.ScalarToken) -> bool:
    """Whether it is a block that begins with whitespace, or is empty: readers disagree on its indentation."""
    return token.style in ("|", ">") and (not token.value or token.value[0].isspace())
