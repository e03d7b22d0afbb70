"""Secret values: allowed in the development profile, required there where nothing sensible can be made up, refused elsewhere."""

from collections.abc import Iterator

from pydantic import SecretStr

from portkey_constructs.config.auth import Oidc, Saml
from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import secret_source
from portkey_constructs.config.rules.images import leaves
from portkey_constructs.config.secrets import ExistingSecrets, InlineSecrets, RegistryCredentials
from portkey_constructs.config.stores import ExternalClickHouse, ExternalMySql
from portkey_constructs.errors import Problem

__all__ = ["check"]


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Values where only references may stand, and values that are missing."""
    source = secret_source(config)
    if isinstance(source, InlineSecrets):
        if config.profile != "development":
            fix = "use existing, and make the Secrets before you apply"
            yield Problem("secrets.kind", "is inline, which puts secret values into the manifests", fix, "PK-SECRET-001")
        else:
            yield from _missing(config)
        return
    given = [path for path, value in leaves(config) if isinstance(value, SecretStr)]
    if isinstance(config.image_pull, RegistryCredentials) and config.image_pull.username:
        given.append("imagePull.username")
    why = "the production profile takes references only" if config.profile == "production" else f"secrets.kind is {source.kind}"
    for path in sorted(given):
        yield Problem(path, "is a value", f"leave it out: {why}, and the pods read it from a Secret", "PK-SECRET-002")
    if isinstance(source, ExistingSecrets):
        names = list(source.names.values())
        for group, name in source.names.items():
            if names.count(name) > 1 and group == "registry":
                fix = "an image pull Secret has a type of its own and cannot hold other keys"
                yield Problem("secrets.names.registry", f"is {name}, which another group has too", fix, "PK-SECRET-004")


def _missing(config: PortkeyConfig) -> Iterator[Problem]:
    wanted: list[tuple[str, object]] = [("clientAuth", config.client_auth)]
    if isinstance(config.image_pull, RegistryCredentials):
        wanted += [("imagePull.username", config.image_pull.username), ("imagePull.password", config.image_pull.password)]
    if isinstance(config.auth, Oidc | Saml):
        wanted.append(("jwtPrivateKey", config.jwt_private_key))
    if isinstance(config.auth, Oidc):
        wanted.append(("auth.clientSecret", config.auth.client_secret))
    if isinstance(config.mysql, ExternalMySql):
        wanted.append(("mysql.password", config.mysql.password))
    if isinstance(config.clickhouse, ExternalClickHouse):
        wanted.append(("clickhouse.password", config.clickhouse.password))
    if isinstance(config.log_store, S3LogStore):
        wanted += [("logStore.accessKey", config.log_store.access_key), ("logStore.secretKey", config.log_store.secret_key)]
    for path, value in wanted:
        if value is None:
            fix = "give its value, or set secrets.kind to existing"
            if path.startswith("imagePull"):
                fix += ", or imagePull.kind to none where the nodes may pull by themselves"
            yield Problem(path, "is missing, and secrets.kind is inline", fix, "PK-SECRET-003")
