"""Installs the definitions of custom resources in a cluster, and removes them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from imports.crds import file_of
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from tests.cluster.control_plane import WAIT_LIMIT, Cluster
from tests.cluster.processes import until

__all__ = ["defined", "pinned"]


def pinned(*excluded_groups: str) -> list[Path]:
    """The pinned files with the custom resources of a platform, except groups whose controller brings its own definitions."""
    groups = {kind.group for kind in PLATFORM_KINDS if kind.custom}
    return [file_of(group) for group in sorted(groups.difference(excluded_groups))]


@contextmanager
def defined(cluster: Cluster, paths: Sequence[Path]) -> Iterator[None]:
    """Applies the definitions in these files, and deletes them at the end together with all objects of their kinds."""
    files = [argument for path in paths for argument in ("--filename", path)]
    try:
        cluster.kubectl("apply", "--server-side", *files)
        # kubectl fails for a large definition that has no conditions yet.
        established = ("wait", "--for=condition=Established", WAIT_LIMIT, *files)
        assert until(lambda: cluster.kubectl(*established, check=False).returncode == 0, 240, 0.3)
        yield
    finally:
        cluster.kubectl("delete", "--ignore-not-found", "--wait", WAIT_LIMIT, *files)
