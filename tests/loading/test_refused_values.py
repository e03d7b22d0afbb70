"""Values that the API server refuses, or that no pod can use: each is an error with the line of the value."""

from pathlib import Path

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.reading import load

DEVELOPMENT = "profile: development\nclientAuth: license\nimagePull: {kind: none}\nauth: {kind: none, allowPublic: true}\n"
SPREAD = "{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: %s}"
HOST = "kind: ingress, host: a.example.org"

CASES = {
    "gateway:\n  probes:\n    liveness: {periodSeconds: 5}": ("gateway.probes.liveness", 3, "expected exactly one of exec, grpc, httpGet, tcpSocket"),
    "gateway:\n  probes:\n    readiness: {httpGet: {port: 1}, exec: {command: [a]}}": (
        "gateway.probes.readiness",
        3,
        "expected exactly one of exec, grpc, httpGet, tcpSocket",
    ),
    "backend:\n  probes:\n    startup: {tcpSocket: {port: 1}, successThreshold: 2}": (
        "backend.probes.startup.successThreshold",
        3,
        "expected successThreshold 1, because liveness and startup probes end with the first success",
    ),
    "gateway:\n  probes:\n    readiness:\n      httpGet:\n        port: 1\n        scheme: https": (
        "gateway.probes.readiness.httpGet.scheme",
        6,
        "expected one of HTTP, HTTPS",
    ),
    f"exposure:\n  gateway:\n    {{{HOST}, class: Nginx}}": (
        "exposure.gateway.class",
        3,
        "expected the name of a Kubernetes object: lowercase letters, digits, hyphens and dots",
    ),
    f"gateway:\n  topologySpread:\n    - {SPREAD % 1}\n    - {SPREAD % 2}": (
        "gateway.topologySpread.1",
        4,
        "expected a different topologyKey or whenUnsatisfiable for each entry",
    ),
    "gateway:\n  volumeMounts:\n    - {name: tmp, mountPath: /a}\n    - {name: tmp, mountPath: /a}": (
        "gateway.volumeMounts.1",
        4,
        "expected a different mountPath for each entry",
    ),
    "gateway:\n  sidecars:\n    - name: a\n      image: a\n      env: [{name: A}, {name: A}]": (
        "gateway.sidecars.0.env",
        5,
        "expected a different name for each entry",
    ),
    "gateway:\n  disruptionBudget:\n    minAvailable: 9999%": (
        "gateway.disruptionBudget.minAvailable",
        3,
        "expected a number of pods, or a percentage of at most 100% such as 25%",
    ),
    f"gateway:\n  annotations:\n    {{a: {'x' * 260_000}}}": (
        "gateway.annotations",
        2,
        "expected at most 126 KiB of annotations; move long values into a ConfigMap",
    ),
    "gateway:\n  securityContext:\n    runAsUser: -1": ("gateway.securityContext.runAsUser", 3, "expected a number from 0 to 2147483647"),
    'gateway:\n  env:\n    A: "a\\0b"': ("gateway.env.A", 3, "expected text without control characters"),
    'labels: {}\nannotations:\n  a: "\\e[31m"': ("annotations.a", 3, "expected text without control characters"),
    'gateway:\n  sidecars:\n    - name: a\n      image: a\n      args: ["\\0"]': (
        "gateway.sidecars.0.args.0",
        5,
        "expected text without control characters",
    ),
    "mysql: {kind: inCluster}\ncontrolPlaneUrl: https://a.example.org:99999": (
        "controlPlaneUrl",
        2,
        "expected an address such as https://portkey.example.org, optionally with a port from 1 to 65535",
    ),
    "gateway:\n  volumes:\n    - name: a\n      secret: {secretName: a, defaultMode: 0644}": (
        "gateway.volumes.0.secret.defaultMode",
        4,
        "expected a mode from 0 to 511 (octal 0o777); YAML 1.2 writes octal as 0o644",
    ),
    "gateway:\n  sidecars:\n    - name: a\n      image: a\n      env: [{name: A, value: 1.10}]": (
        "gateway.sidecars.0.env.0.value",
        5,
        "quote it: expected text",
    ),
    "gateway:\n  sidecars:\n    - name: a\n      image: a\n      tty: [1]": ("gateway.sidecars.0.tty", 5, "expected true or false"),
    "gateway:\n  affinity: {nodeAffinity: []}": ("gateway.affinity.nodeAffinity", 2, "expected a map"),
    f"exposure:\n  gateway: {{{HOST}, class: alb, alb: {{group: Shared}}}}": (
        "exposure.gateway.alb.group",
        2,
        "expected the name of a group of Ingresses: at most 63 lowercase letters, digits, hyphens and dots",
    ),
}


@pytest.mark.parametrize("text", CASES, ids=lambda text: CASES[text][0])
def test_value_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    path, line, fix = CASES[text]
    file = tmp_path / "portkey.yaml"
    file.write_text(f"{text}\n{DEVELOPMENT}")
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert (problem.path, problem.fix) == (path, fix)
    assert problem.position is not None
    assert (problem.position.file, problem.position.line) == (str(file), line)
