"""Rules about the logins of the registries that images are pulled from."""

from typing import Final

from portkey_constructs.config.secrets import InlineSecrets, SecretGroup
from portkey_constructs.platform.images import registry_path
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pull_registries import PullRegistry
from portkey_constructs.rules.basic_auth import decoded, is_login
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_OTHERS: Final = "imagePull.additionalRegistries.*"
_FIELDS: Final = ("username", "password", "auth", "credentials")
_LOGINS: Final = tuple(f"{path}.{field}" for path in ("imagePull", _OTHERS) for field in _FIELDS)
_HARBOR: Final = "imagePull:\n  additionalRegistries:\n    harbor: {server: harbor.example.org, "
_BASE64: Final = "cm9ib3Q6cGFzc3dvcmQ="


@rule(
    "PK-SECRET-026",
    title="two logins for one registry",
    cause="The pull Secret has one login for each address of a registry. Of two logins with the same address, the kubelet cannot tell which one is "
    "meant. Addresses that differ only in https://, /v1/, /v2/ or in a name of Docker Hub are the same.",
    fix="Remove one of them, or set the paths of the images in their addresses, such as registry.example.org/team.",
    settings=("imagePull", "imagePull.server", f"{_OTHERS}.server", "imageRegistry"),
    example=Example(
        "imagePull: {additionalRegistries: {hub: {server: docker.io}}}\n",
        "imagePull: {additionalRegistries: {harbor: {server: harbor.example.org}}}\n",
    ),
)
def registry_repeated(platform: Platform) -> Findings:
    first: dict[str, str] = {}
    for registry in platform.pull_registries:
        earlier = first.setdefault(registry_path(registry.server), registry.setting)
        if earlier != registry.setting:
            yield Finding(f"{registry.setting}.server", f"is {registry.server}, the registry of {earlier} too")


@rule(
    "PK-SECRET-027",
    title="a registry with another login than credentials names",
    cause="A registry has a user and a password, or both in auth. The Secret contains only one of the two logins, and the other value has no effect.",
    fix="Remove the values of the login that you do not use, or change credentials.",
    settings=_LOGINS,
    example=Example(
        f"imagePull: {{auth: {_BASE64}, username: me}}\n",
        f"imagePull: {{auth: {_BASE64}}}\n",
        "development",
    ),
)
def login_not_used(platform: Platform) -> Findings:
    for registry in _rendered(platform):
        login = registry.login
        kind = "auth" if registry.by_auth else "password"
        why = f"credentials is {kind}" if login.credentials else "auth contains the whole login"
        unused = ("username", "password") if registry.by_auth else ("auth",)
        for field in unused:
            if getattr(login, field) is not None:
                yield Finding(f"{registry.setting}.{field}", f"is set, but {why}", f"remove it, or {_instead(registry.by_auth)}")


def _instead(by_auth: bool) -> str:
    return "remove auth and credentials, to use a user and a password" if by_auth else "remove credentials, username and password, to use auth"


@rule(
    "PK-SECRET-028",
    title="auth of a registry is not USER:PASSWORD in base64",
    cause="The kubelet decodes auth and splits it at the first colon. A token alone is no such value: it is the password of a user, whose name the "
    "registry documents.",
    fix="Set the base64 of USER:PASSWORD, or set the token as password and its user as username.",
    settings=("imagePull.auth", f"{_OTHERS}.auth"),
    example=Example(
        f"{_HARBOR}auth: glpat-token}}\n  username: me\n  password: registry-password\n",
        f"{_HARBOR}auth: {_BASE64}}}\n  username: me\n  password: registry-password\n",
        "development",
    ),
)
def auth_in_another_form(platform: Platform) -> Findings:
    for registry in _rendered(platform):
        if registry.login.auth and not is_login(decoded(registry.login.auth)):
            fix = "set the base64 of USER:PASSWORD: `printf %s USER:PASSWORD | base64 -w0`; or set a token as password and its user as username"
            yield Finding(f"{registry.setting}.auth", "is not USER:PASSWORD in base64", fix)


def _rendered(platform: Platform) -> tuple[PullRegistry, ...]:
    """The registries whose logins are in the configuration; PK-SECRET-002 refuses every value for another source."""
    inline = isinstance(platform.secret_sources[SecretGroup.REGISTRY], InlineSecrets)
    return platform.pull_registries if inline else ()
