"""Everything that pods need on this machine: `python -m tests.pods.programs` makes what is missing, and says what it does."""

import os
import sys
from typing import Final

from tests.cluster.binaries import BuildError, MissingGoError, program
from tests.pods.cage import obstacle
from tests.pods.debian import FetchError, MissingToolError
from tests.pods.ingress import ingress_tools
from tests.pods.node import image_store, node_tools
from tests.support.cache import report_progress

__all__ = ["make", "required"]

REQUIRE: Final = "PORTKEY_REQUIRE_PODS"
_PROGRAMS: Final = ("etcd", "kube-apiserver", "kubelet", "coredns", "kube-router", "metrics-server")


def required() -> bool:
    """Whether the tests have to run here, so that nothing may be skipped."""
    return os.environ.get(REQUIRE) == "1"


def make() -> str:
    """Makes what is missing, and returns why pods cannot run here, or nothing; raises `BuildError` and `FetchError`."""
    reason = obstacle()
    if reason:
        return reason
    try:
        for name in _PROGRAMS:
            program(name)
        node_tools()
        ingress_tools()
        image_store()
    except (MissingGoError, MissingToolError) as error:
        return str(error)
    return ""


def main() -> int:
    """Makes everything; 0 also where pods cannot run, as the tests are skipped there, unless they are required."""
    try:
        reason = make()
    except (BuildError, FetchError) as error:
        report_progress(str(error))
        return 1
    if reason:
        report_progress(f"{reason}; the tests with real pods are {'required' if required() else 'skipped'}")
        return int(required())
    print(f"images: {image_store()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
