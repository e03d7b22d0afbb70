"""Versions of images, as their tags name them."""

import re
from typing import Final, NamedTuple

__all__ = ["ImageVersion", "image_version"]

_TAG: Final = re.compile(r"v?([0-9]{1,6})\.([0-9]{1,6})(?:\.([0-9]{1,6}))?(-.+)?")


class ImageVersion(NamedTuple):
    """A version of an image, which compares by its numbers.

    Example:
        >>> ImageVersion(1, 10, 0) > ImageVersion(1, 9, 3)
        True
        >>> str(ImageVersion(1, 10, 0))
        '1.10.0'
    """

    major: int
    minor: int
    patch: int = 0

    def __str__(self) -> str:
        return ".".join(map(str, self))


def image_version(tag: str, *, variants: bool = False) -> ImageVersion | None:
    """The version that a tag names; None for `latest` and for a mirror's own tags.

    With `variants`, the patch number is optional, and a suffix such as `-alpine` names a variant of the same version.
    """
    match = _TAG.fullmatch(tag)
    if match is None or (not variants and (match[3] is None or match[4])):
        return None
    return ImageVersion(int(match[1]), int(match[2]), int(match[3] or 0))
