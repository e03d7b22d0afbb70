"""Cases of choices that open the nodes or switch a protection off."""

from typing import Final

from tests.rules.case import warning

__all__ = ["CASES"]

_PATCH: Final = "patches:\n  - target: {kind: Deployment, component: gateway}\n    "
_JSON: Final = "json: [{op: add, path: /spec/template/spec/"
_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_UNVERIFIED: Final = "{name: NODE_TLS_REJECT_UNAUTHORIZED, value: '0'}"
_ON_NODE: Final = (
    ("gateway:\n  volumes:\n    - name: a\n      hostPath: {path: /a}", "gateway.volumes.0.hostPath", "4:7", "mounts a folder of the node"),
    ("gateway:\n  securityContext:\n    privileged: true", "gateway.securityContext.privileged", "3:5", "lets the container do everything"),
    (
        "gateway:\n  sidecars:\n    - name: a\n      image: a:1\n      securityContext: {privileged: true}",
        "gateway.sidecars.0.securityContext.privileged",
        "5:25",
        "lets the container do everything",
    ),
    (
        f"{_PATCH}merge: {{spec: {{template: {{spec: {{hostNetwork: true}}}}}}}}",
        "patches.0.merge.spec.template.spec.hostNetwork",
        "3:38",
        "puts the pod into the network of the node",
    ),
    (f"{_PATCH}{_JSON}hostPID, value: true}}]", "patches.0.json.0.value", "3:57", "shows the pod all processes"),
)

CASES: Final = [
    *(warning("PK-POD-004", wrong, path, place, message, "", "gateway: {}") for wrong, path, place, message in _ON_NODE),
    warning(
        "PK-NAMESPACE-004",
        f"namespaceLabels: {{{_ENFORCE}: privileged}}",
        f"namespaceLabels.{_ENFORCE}",
        "1:19",
        "is privileged",
        "set enforce to baseline or restricted",
        f"namespaceLabels: {{{_ENFORCE}: baseline}}",
    ),
    *(
        warning("PK-NAMESPACE-005", f"namespace: {name}", "namespace", "1:1", f"is {name}", "set namespace to a name of its own", "namespace: ai")
        for name in ("default", "kube-system")
    ),
    warning(
        "PK-ENV-006",
        "gateway:\n  env:\n    NODE_TLS_REJECT_UNAUTHORIZED: '0'",
        "gateway.env.NODE_TLS_REJECT_UNAUTHORIZED",
        "3:5",
        "is 0, which accepts every certificate",
        "set customCa",
        "gateway: {env: {NODE_TLS_REJECT_UNAUTHORIZED: '1'}}",
    ),
    *(
        warning("PK-ENV-006", wrong, path, place, "sets NODE_TLS_REJECT_UNAUTHORIZED to 0", "set customCa", "gateway: {}")
        for wrong, path, place in (
            (f"gateway:\n  sidecars:\n    - {{name: a, image: 'a:1', env: [{_UNVERIFIED}]}}", "gateway.sidecars.0.env.0", "3:37"),
            (f"gateway:\n  initContainers:\n    - {{name: a, image: 'a:1', env: [{_UNVERIFIED}]}}", "gateway.initContainers.0.env.0", "3:37"),
            (
                f"{_PATCH}merge: {{spec: {{template: {{spec: {{containers: [{{name: gateway, env: [{_UNVERIFIED}]}}]}}}}}}}}",
                "patches.0.merge.spec.template.spec.containers.0.env.0",
                "3:73",
            ),
        )
    ),
    warning(
        "PK-ENV-006",
        "env:\n  NODE_TLS_REJECT_UNAUTHORIZED: '0'",
        "env.NODE_TLS_REJECT_UNAUTHORIZED",
        "2:3",
        "is 0, which accepts every certificate",
        "set customCa",
        "env: {}",
    ),
    warning(
        "PK-NAMESPACE-004",
        f"patches:\n  - target: {{kind: Namespace}}\n    merge: {{metadata: {{labels: {{{_ENFORCE}: privileged}}}}}}",
        "patches.0.merge.metadata.labels",
        "3:24",
        "to privileged, which admits every pod",
        "set enforce to baseline or restricted",
        f"patches:\n  - target: {{kind: Namespace}}\n    merge: {{metadata: {{labels: {{{_ENFORCE}: baseline}}}}}}",
    ),
]
