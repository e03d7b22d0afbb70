"""Cases of what the gateway accepts of a request, and what it keeps of its headers."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_APP: Final = "https://app.example.org"
_AWS: Final = "aws: {accountId: '111122223333', region: us-west-2, cluster: acme}\nidentity: {kind: podIdentity}"

CASES: Final = [
    *(
        warning(
            "PK-CORS-001",
            f"gateway: {{cors: {{origins: {origins}}}}}",
            f"gateway.cors.origins.{index}",
            f"1:{column}",
            "is *, which allows every website",
            "list the origins of your own websites",
            f"gateway: {{cors: {{origins: ['{_APP}']}}}}",
        )
        for origins, index, column in (("['*']", 0, 28), (f"['{_APP}', '*']", 1, 55))
    ),
    *(
        Case(
            "PK-CORS-002",
            f"gateway: {{cors: {{origins: ['{origin}{port}']}}}}",
            "gateway.cors.origins.0",
            "1:28",
            f"is {origin}{port}, which browsers send without {port}",
            f"write {origin}",
            f"gateway: {{cors: {{origins: ['{origin}:8443', '{origin}']}}}}",
        )
        for origin, port in ((_APP, ":443"), ("http://app.example.org", ":80"), ("https://[fd00::7]", ":443"))
    ),
    *(
        warning(
            "PK-CORS-003",
            f"gateway: {{cors: {{origins: ['{_APP}'], headers: [content-type, x-trace]}}}}",
            "gateway.cors.headers",
            "1:56",
            "has neither authorization nor x-portkey-api-key",
            "or leave headers out",
            f"gateway: {{cors: {{origins: ['{_APP}'], headers: [{header}]}}}}",
        )
        for header in ("Authorization", "x-portkey-api-key", "'*'")
    ),
    *(
        warning(
            "PK-LIMIT-001",
            f"gateway: {{limits: {{jsonBody: {limit}}}}}\nfrontend: {{maxBodySize: {size}}}",
            "frontend.maxBodySize",
            "2:12",
            f"is {size}, but gateway.limits.jsonBody is {limit}",
            "raise frontend.maxBodySize, or leave it out",
            fixed,
        )
        for limit, size, fixed in (
            ("200Mi", "100Mi", "gateway: {limits: {jsonBody: 200Mi}}"),
            ("1Gi", "1023Mi", "gateway: {limits: {jsonBody: 1Gi}}\nfrontend: {maxBodySize: 1024Mi}"),
            ("20Mi", "20M", "frontend: {maxBodySize: 20M}"),
        )
    ),
    *(
        Case(
            "PK-LIMIT-002",
            f"gateway: {{metadataHeaders: [x-request-id, {header}]}}",
            "gateway.metadataHeaders.1",
            "1:43",
            f"is {header.lower()}, which contains a credential",
            "remove the header",
            "gateway: {metadataHeaders: [x-request-id]}",
        )
        for header in ("Authorization", "x-portkey-api-key", "api-key", "x-api-key", "cookie", "proxy-authorization", "x-amz-security-token")
    ),
    warning(
        "PK-LOGSTORE-016",
        f"logStore: {{kind: s3, objectLock: true}}\n{_AWS}",
        "logStore.objectLock",
        "1:22",
        "is true, but the bucket is the AWS companion's",
        "set logStore.bucket to a bucket of yours with Object Lock",
        f"logStore: {{kind: s3, objectLock: true, bucket: acme-locked-logs}}\n{_AWS}",
    ),
]
