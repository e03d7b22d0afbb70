"""Cases of the logins of image registries."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

FIRST: Final = "imagePull:\n  username: me\n  password: secret\n"
OTHERS: Final = f"{FIRST}  additionalRegistries:\n"
AUTH: Final = "cm9ib3Q6cGFzc3dvcmQ="
QUAY: Final = f"    quay: {{server: quay.io, auth: {AUTH}}}"


def _case(code: str, wrong: str, path: str, line_column: str, message: str, fix: str, fixed: str, base: str = "development") -> Case:
    return Case(code, wrong, path, line_column, message, fix, fixed, base=base)


def _repeated(first: str, second: str, path: str, line_column: str, message: str) -> Case:
    servers = f"{OTHERS}    a: {{server: '{first}', auth: {AUTH}}}\n    b: {{server: '{second}', auth: {AUTH}}}"
    return _case("PK-SECRET-026", servers, path, line_column, message, "remove one of them", f"{OTHERS}{QUAY}")


B: Final = "imagePull.additionalRegistries.b.server"
CASES: Final = [
    _repeated("quay.io", "quay.io", B, "6:9", "is quay.io, the registry of imagePull.additionalRegistries.a too"),
    _repeated("https://quay.io/v2/", "QUAY.io/", B, "6:9", "is QUAY.io/, the registry of imagePull.additionalRegistries.a too"),
    _repeated("quay.io/team", "http://quay.io/v1/team/", B, "6:9", "the registry of imagePull.additionalRegistries.a too"),
    _repeated("quay.io", "registry-1.docker.io", B, "6:9", "is registry-1.docker.io, the registry of imagePull too"),
    _case(
        "PK-SECRET-026",
        "imagePull:\n  additionalRegistries:\n    mirror:\n      server: r.example.org\nimageRegistry: r.example.org/portkey",
        "imagePull.additionalRegistries.mirror.server",
        "4:7",
        "is r.example.org, the registry of imagePull too",
        "set the paths of the images",
        "imagePull:\n  additionalRegistries:\n    mirror:\n      server: r.example.org/team\nimageRegistry: r.example.org/portkey",
        "production",
    ),
    _case(
        "PK-SECRET-027",
        f"{OTHERS}    quay: {{server: quay.io, auth: {AUTH}, password: token}}",
        "imagePull.additionalRegistries.quay.password",
        "5:57",
        "is set, but auth contains the whole login",
        "remove it, or remove auth and credentials",
        f"{OTHERS}{QUAY}",
    ),
    _case(
        "PK-SECRET-027",
        f"{FIRST}  credentials: password\n  auth: {AUTH}",
        "imagePull.auth",
        "5:3",
        "is set, but credentials is password",
        "remove credentials, username and password, to use auth",
        f"{FIRST}  credentials: password",
    ),
    *(
        _case(
            "PK-SECRET-028",
            f"imagePull:\n  auth: {wrong}",
            "imagePull.auth",
            "2:3",
            "is not USER:PASSWORD in base64",
            "set a token as password and its user as username",
            f"imagePull: {{auth: {AUTH}}}",
        )
        for wrong in ("glpat-token", "robot:password", "cm9ib3Q=", "OnBhc3N3b3Jk", "cm9ib3Q6cGFzc3dvcmQ")
    ),
    *(
        _case(
            "PK-SECRET-003",
            f"{OTHERS}    quay: {{server: quay.io{settings}}}",
            f"imagePull.additionalRegistries.quay.{missing}",
            "5:5",
            "is missing, but secrets.kind is inline",
            "or remove the registry",
            f"{OTHERS}{QUAY}",
        )
        for settings, missing in ((", username: me", "password"), (", password: token", "username"), (", credentials: auth", "auth"))
    ),
    *(
        _case(
            "PK-SECRET-002",
            f"imagePull:\n  additionalRegistries:\n    quay: {{server: quay.io, {field}: {value}}}",
            f"imagePull.additionalRegistries.quay.{field}",
            "3:29",
            "is a secret value",
            "the production profile allows only references",
            "imagePull:\n  additionalRegistries:\n    quay: {server: quay.io}",
            "production",
        )
        for field, value in (("username", "me"), ("password", "token"), ("auth", AUTH))
    ),
    _case(
        "PK-SECRET-021",
        "imagePull:\n  additionalRegistries: {team-a: {server: quay.io}}\nsecrets:\n  kind: externalSecrets\n"
        "  store: {kind: vault, server: 'https://vault.example.org', role: portkey}\n  remote:\n    registry:\n"
        "      properties: {team-a_username: user}",
        "secrets.remote.registry.properties.team-a_username",
        "8:20",
        "is no key of this Secret",
        "did you mean team_a_username? expected one of username, password, auth, team_a_username, team_a_password",
        "imagePull:\n  additionalRegistries: {team-a: {server: quay.io}}\nsecrets:\n  kind: externalSecrets\n"
        "  store: {kind: vault, server: 'https://vault.example.org', role: portkey}\n  remote:\n    registry:\n"
        "      properties: {team_a_username: user}",
        "production",
    ),
]
