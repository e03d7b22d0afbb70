"""Cases of lists whose items must differ."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

NLB: Final = (
    "exposure:\n  gateway: {kind: loadBalancer, host: a.example.org, provider: {kind: aws, subnets: [%s]}}\nauth: {kind: none, allowPublic: true}"
)
VOLUME: Final = "gateway:\n  volumes: [{name: a, emptyDir: {}}]\n  volumeMounts:\n    - {name: a, mountPath: /a}\n    - {name: a, mountPath: %s}"

CASES: Final = [
    Case(
        "PK-LIST-001",
        "imagePull: {kind: existing, names: [a, a, b]}",
        "imagePull.names.1",
        "1:40",
        "is a, as is imagePull.names.0",
        "remove the repetition",
        "imagePull: {kind: existing, names: [a, b]}",
    ),
    Case(
        "PK-LIST-001",
        NLB % "subnet-0a1b2c3d, subnet-0a1b2c3d",
        "exposure.gateway.provider.subnets.1",
        "2:103",
        "is subnet-0a1b2c3d",
        "remove the repetition",
        NLB % "subnet-0a1b2c3d, subnet-0a1b2c3e",
    ),
    Case(
        "PK-LIST-002",
        VOLUME % "/a/",
        "gateway.volumeMounts.1.mountPath",
        "5:17",
        "is /a/, the path of gateway.volumeMounts.0 too",
        "choose another mountPath",
        VOLUME % "/b",
    ),
]
