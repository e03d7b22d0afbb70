"""Cases of what OpenShift's constraints admit."""

from typing import Final

from tests.rules.case import warning

__all__ = ["CASES"]

_HELPER: Final = "{name: helper, image: 'registry.example.org/helper:1', securityContext: {runAsUser: 1}}"

CASES: Final = [
    *(
        warning(
            "PK-OPENSHIFT-001",
            f"openshift: true\n{component}:\n  kind: inCluster\n  {context}:\n    {field}: 1000"
            if component == "redis"
            else f"openshift: true\n{component}:\n  {context}:\n    {field}: 1000",
            f"{component}.{context}.{field}",
            "5:5" if component == "redis" else "4:5",
            "is 1000, but openshift is true",
            "remove it, or grant the constraints that the pods need to their service account, such as nonroot-v2",
            f"{component}: {{{'kind: inCluster, ' if component == 'redis' else ''}{context}: {{{field}: 1000}}}}",
        )
        for component, context, field in (
            ("gateway", "podSecurityContext", "runAsUser"),
            ("backend", "podSecurityContext", "fsGroup"),
            ("frontend", "securityContext", "runAsUser"),
            ("redis", "podSecurityContext", "runAsUser"),
        )
    ),
    *(
        warning(
            "PK-OPENSHIFT-001",
            f"openshift: true\n{owner}:\n  {added}:\n    - {_HELPER}\n  {kind}",
            f"{owner}.{added}.0.securityContext.runAsUser",
            "4:80",
            "is 1, but openshift is true",
            "remove it",
            f"openshift: true\n{owner}:\n  {added}:\n    - {_HELPER.replace('runAsUser: 1', 'runAsGroup: 1')}\n  {kind}",
        )
        for owner, added, kind in (
            ("dataservice", "sidecars", "kind: inCluster"),
            ("gateway", "initContainers", "kind: inCluster"),
            ("migration", "sidecars", "kind: job"),
        )
    ),
    *(
        warning(
            "PK-OPENSHIFT-002",
            f"openshift: true\ngateway:\n  volumes:\n    - {{name: models, {volume}}}",
            "gateway.volumes.0",
            "4:7",
            f"is of type {volume.partition(':')[0]}, but openshift is true",
            "choose another volume, or grant the constraints that the pods need to their service account",
            f"gateway:\n  volumes:\n    - {{name: models, {volume}}}",
        )
        for volume in ("cephfs: {monitors: [192.0.2.1]}", "nfs: {server: nfs.example.org, path: /models}")
    ),
]
