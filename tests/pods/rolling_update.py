"""Rolling updates of all Deployments under load."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from tests.pods.deployment import Deployment
from tests.pods.traffic import Load, Target, send

__all__ = ["DEPLOYMENTS", "RollingUpdate", "update_all"]

DEPLOYMENTS: Final = ("backend", "dataservice", "frontend", "gateway")


@dataclass(frozen=True)
class RollingUpdate:
    """What became of the requests during an update."""

    load: Load
    answers: Mapping[str, int | BaseException]
    """The status of each answer that took as long as an answer may take, or its error."""

    def require_no_loss(self, cut: int = 0) -> None:
        """Fails, with the reasons, if a request was lost; a proxy says that it ended `cut` answers early, for a reason of its own."""
        assert dict(self.answers) == dict.fromkeys(self.answers, 200)
        early = [failure for failure in self.load.failures if "IncompleteRead" in failure]
        lost = early[cut:] + [failure for failure in self.load.failures if failure not in early]
        assert not lost, "\n".join(lost)
        assert min(self.load.sent.values()) > 100, self.load.sent


def update_all(deployment: Deployment, targets: Sequence[Target], longest: Mapping[str, Target], timeout: int) -> RollingUpdate:
    """Updates all Deployments at once, until the old pods are gone, which stay for as long as an answer may take: `timeout` seconds."""
    old = {pod["metadata"]["name"] for component in DEPLOYMENTS for pod in deployment.running(component)}
    with Load(targets) as load, ThreadPoolExecutor(len(longest)) as executor:
        answers = {name: executor.submit(send, target, timeout + 30.0) for name, target in longest.items()}
        # The requests have to be under way before the first pod gets the signal to end.
        threading.Event().wait(2)
        for component in DEPLOYMENTS:
            deployment.cluster.kubectl("rollout", "restart", f"deployment/portkey-{component}", f"--namespace={deployment.namespace}")
        deployment.ready()
        assert deployment.gone(old, timeout + 60)
        return RollingUpdate(load, {name: answer.exception() or answer.result().status for name, answer in answers.items()})
