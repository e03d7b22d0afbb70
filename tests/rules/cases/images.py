"""Cases of image tags."""

from typing import Final

from tests.rules.case import warning

__all__ = ["CASES"]


CASES: Final = [
    warning(
        "PK-IMAGE-001",
        "gateway:\n  image:\n    tag: ''",
        "gateway.image.tag",
        "3:5",
        "is empty",
        "set a version, or remove tag to use the default version",
        "gateway: {image: {tag: 2.13.0}}",
    ),
    warning(
        "PK-IMAGE-002",
        "mysql:\n  kind: inCluster\n  image: {tag: latest}",
        "mysql.image.tag",
        "3:11",
        "is latest",
        "set a version or a digest",
        "mysql: {kind: inCluster, image: {tag: latest, digest: 'sha256:" + "0" * 64 + "'}}",
    ),
]
