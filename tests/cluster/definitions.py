"""The definitions of the custom resources that environments may have, for as long as they are needed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.cluster.control_plane import Cluster

__all__ = ["defined", "pinned"]

_IMPORTS: Final = Path(__file__).resolve().parents[2] / "imports"


def pinned(*besides: str) -> list[Path]:
    """The files that `imports/` pins, besides those of groups whose controllers bring their own: Flux, and what is named."""
    return [path for path in sorted(_IMPORTS.glob("*.yaml")) if not any(group in path.name for group in ("fluxcd.io", *besides))]


@contextmanager
def defined(cluster: Cluster, paths: Sequence[Path]) -> Iterator[None]:
    """Has the server know the definitions in these files, and removes them at the end with all that is of their kinds."""
    files = [argument for path in paths for argument in ("--filename", path)]
    try:
        cluster.kubectl("apply", "--server-side", *files)
        cluster.kubectl("wait", "--for=condition=Established", "--timeout=30s", *files)
        yield
    finally:
        cluster.kubectl("delete", "--ignore-not-found", "--wait", "--timeout=60s", *files)
