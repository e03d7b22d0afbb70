"""Cases of TLS between the pods."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_OPEN: Final = "auth: {kind: none, allowPublic: true}"
_CA: Final = "ca: {kind: configMap, name: internal-ca}"
_TLS: Final = f"podTls: {{kind: secret, secretName: pod-tls, {_CA}}}"
_SECRET_CA: Final = "podTls: {kind: secret, secretName: pod-tls, ca: {kind: secret, name: pod-tls}}"
_OTHER_KEY: Final = "podTls: {kind: secret, secretName: pod-tls, ca: {kind: configMap, name: internal-ca, key: bundle.pem}}"
_ISSUED: Final = "podTls: {kind: certManager, issuer: internal-ca, restartOnRotation: true}"
_GATEWAY: Final = "host: gateway.example.org"
_ELSEWHERE: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}"
_ARN: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"
_MCP: Final = "gateway: {mcp: {externalUrl: 'https://mcp.example.org'}}"
_ROUTE: Final = f"kind: httpRoute, {_GATEWAY}, gateway: {{name: public}}"


def _exposed(code: str, exposure: str, message: str, fix: str, fixed: str, tls: str = _TLS, name: str = "gateway") -> Case:
    wrong = f"exposure:\n  {name}: {{{exposure}}}\n{_OPEN}\n{tls}\n{_MCP}"
    return Case(code, wrong, f"exposure.{name}", "2:3", message, fix, fixed)


def _fine(exposure: str, tls: str = _TLS) -> str:
    return f"exposure: {{gateway: {{{exposure}}}}}\n{_OPEN}\n{tls}"


CASES: Final = [
    *(
        Case(
            "PK-TLS-001",
            "podTls: {kind: secret, secretName: pod-tls}",
            "podTls",
            "1:1",
            "has no ca, and customCa is not set",
            "set ca, such as {kind: secret, name: pod-tls, key: ca.crt} if the Secret contains it, or set customCa",
            fixed,
        )
        for fixed in (_TLS, "podTls: {kind: secret, secretName: pod-tls}\ncustomCa: {kind: secret, name: company-ca}", _ISSUED)
    ),
    *(
        Case(
            "PK-TLS-002",
            f"podTls:\n  {kind}\n  {_CA}\ncustomCa: {{kind: configMap, name: company-ca}}",
            "podTls.ca",
            f"{3 + kind.count(chr(10))}:3",
            "is set, but so is customCa",
            "put the certificates of both into the bundle of customCa, and remove podTls.ca",
            f"podTls:\n  {kind}\ncustomCa: {{kind: configMap, name: company-ca}}",
        )
        for kind in ("kind: secret\n  secretName: pod-tls", "kind: certManager\n  issuer: internal-ca\n  restartOnRotation: true")
    ),
    Case(
        "PK-TLS-003",
        f"{_TLS}\n{_ELSEWHERE}\ndataservice: {{kind: none}}",
        "podTls",
        "1:1",
        "is set, but neither the gateway nor the data service runs in this cluster",
        "remove podTls",
        f"{_TLS}\ndataservice: {{kind: none}}",
    ),
    *(
        Case("PK-TLS-004", f"{place}env: {{{name}: /own/tls}}", f"{path}env.{name}", column, message, fix, fixed)
        for name in ("TLS_KEY_PATH", "TLS_CERT_PATH")
        for place, path, column, message, fix, fixed in (
            ("", "", "1:7", "makes the server speak HTTPS, but podTls is not set", "set podTls instead of the variables", _TLS),
            ("gateway:\n  ", "gateway.", "2:9", "makes the server speak HTTPS", "set podTls instead", "gateway:\n  env: {TLS_CA: /own/ca.pem}"),
            ("dataservice:\n  ", "dataservice.", "2:9", "makes the server speak HTTPS", "set podTls instead", _TLS),
            ("backend:\n  ", "backend.", "2:9", "is set, but Portkey documents no TLS for the backend", "remove it", "backend:\n  env: {A: b}"),
            ("frontend:\n  ", "frontend.", "2:9", "is set, but Portkey documents no TLS for the frontend", "remove it", "frontend:\n  env: {A: b}"),
        )
    ),
    Case(
        "PK-TLS-004",
        f"backend:\n  env: {{TLS_KEY_PATH: /own/tls}}\n{_TLS}",
        "backend.env.TLS_KEY_PATH",
        "2:9",
        "is set, but Portkey documents no TLS for the backend",
        "remove it",
        _TLS,
    ),
    *(
        _exposed("PK-TLS-005", exposure, "has no known controller, but the pods serve TLS", "set controller", fixed, name=name)
        for exposure, fixed, name in (
            (f"kind: ingress, {_GATEWAY}", _fine(f"kind: ingress, {_GATEWAY}, controller: other"), "gateway"),
            (f"kind: ingress, {_GATEWAY}, class: public", _fine(f"kind: ingress, {_GATEWAY}, class: alb"), "gateway"),
            (f"kind: ingress, {_GATEWAY}, class: public", f"exposure: {{frontend: {{kind: ingress, {_GATEWAY}}}}}\n{_OPEN}\n{_TLS}", "mcp"),
        )
    ),
    *(
        _exposed("PK-TLS-006", f"kind: loadBalancer, {_GATEWAY}{provider}", "passes connections on, but the pods serve TLS", "terminate TLS", fixed)
        for provider, fixed in (
            ("", _fine(f"kind: loadBalancer, {_GATEWAY}, provider: {{kind: aws, certificateArn: '{_ARN}'}}")),
            (", provider: {kind: aws}", f"exposure: {{gateway: {{kind: loadBalancer, {_GATEWAY}}}}}\n{_OPEN}"),
            (", provider: {kind: gcp}", f"exposure: {{frontend: {{kind: loadBalancer, {_GATEWAY}}}}}\n{_OPEN}\n{_TLS}"),
        )
    ),
    *(
        _exposed("PK-TLS-007", exposure, message, "put the certificates into the key ca.crt of a ConfigMap", _fine(exposure, fixed), tls)
        for exposure, tls, message, fixed in (
            (_ROUTE, _SECRET_CA, "is an HTTPRoute, but the certificates of the authority are in the key ca.crt of a Secret", _TLS),
            (_ROUTE, _OTHER_KEY, "is an HTTPRoute, but the certificates of the authority are in the key bundle.pem of a ConfigMap", _TLS),
            (_ROUTE, _ISSUED, "is an HTTPRoute, but the certificates of the authority are in the key ca.crt of a Secret", _TLS),
            (f"kind: ingress, {_GATEWAY}, class: traefik", _OTHER_KEY, "is served by Traefik, but the certificates", _SECRET_CA),
        )
    ),
    _exposed(
        "PK-TLS-008",
        f"{_ROUTE}, controller: gke",
        "is a route of GKE's Gateway, but the pods serve TLS",
        "use an Ingress of class gce",
        _fine(f"kind: ingress, {_GATEWAY}, class: gce"),
    ),
    warning(
        "PK-TLS-009",
        "podTls: {kind: certManager, issuer: internal-ca}",
        "podTls",
        "1:1",
        "renews the certificate, but restartOnRotation is false",
        "set restartOnRotation: true and install Stakater Reloader",
        _ISSUED,
    ),
]
