"""The levels of Pod Security that the Namespace is given, against the admission of a real API server."""

import json
from collections.abc import Iterator

import pytest

from tests.cluster.control_plane import Cluster
from tests.support.admission_cases import CASES, Case

pytestmark = pytest.mark.cluster

_LEVEL = "pod-security.kubernetes.io/enforce"
_LEVELS = ("restricted", "baseline", "privileged")


@pytest.fixture(scope="module")
def levels(cluster: Cluster) -> Iterator[None]:
    """A namespace of each level."""
    with cluster.removed("level-restricted"), cluster.removed("level-baseline"), cluster.removed("level-privileged"):
        for level in _LEVELS:
            cluster.kubectl("create", "namespace", f"level-{level}")
            cluster.kubectl("label", "namespace", f"level-{level}", f"{_LEVEL}={level}")
        yield


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_server_admits_a_pod_at_its_level_and_not_at_a_stricter_one(cluster: Cluster, levels: None, case: Case) -> None:
    pod = {**case.manifest()}
    # Every namespace gets its service account in its own time.
    pod["spec"] = {**pod["spec"], "automountServiceAccountToken": False}
    for level in _LEVELS:
        arguments = ("create", f"--namespace=level-{level}", "--dry-run=server", "--filename=-")
        process = cluster.kubectl(*arguments, input=json.dumps(pod), check=False)
        if level == case.level:
            assert process.returncode == 0, process.stderr
            return
        assert "violates PodSecurity" in process.stderr, (level, process.stderr)
