"""What a setting takes, in words and by example: for whoever left it out, or wrote something else."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import PathParts, field_called, inner, kinds, models, models_at, type_at

__all__ = ["SUCH_AS", "a_map", "annotation_at", "example", "expected", "fits", "sample", "samples", "scalar", "words"]

_EXAMPLES: Final[Mapping[str, str]] = {
    "bucket": "acme-portkey-logs",
    "clientId": "0oa1b2c3d4",
    "clusterName": "acme-portkey",
    "container": "portkey-logs",
    "cpu": "80",
    "database": "portkey",
    "fromAddress": "portkey@example.org",
    "host": "portkey.example.org",
    "issuer": "letsencrypt",
    "issuerKind": "ClusterIssuer",
    "max": "10",
    "min": "2",
    "names": "[portkey-registry]",
    "organisations": "[7b0c1f0e-3c1d-4a55-9d0b-2f5d6f1c0a11]",
    "region": "eu-central-1",
    "role": "portkey",
    "secretName": "portkey-tls",
    "storageAccount": "acmeportkeylogs",
    "user": "portkey",
    "vault": "acme-portkey",
}
"""For types whose own words have no example, by the setting."""
_OF_MODELS: Final[Mapping[str, Mapping[str, str]]] = {
    "Auth0": {"domain": "acme.eu.auth0.com"},
    "CaBundle": {"name": "acme-ca"},
    "ClickHouseCloud": {"host": "abc123.us-west-2.aws.clickhouse.cloud"},
    "EntraId": {"clientId": "0f1e2d3c-2222-4222-8222-0123456789ab"},
    "ExistingSecretStore": {"name": "acme-secrets"},
    "ExistingServiceAccount": {"name": "portkey-gateway"},
    "ExternalClickHouse": {"host": "clickhouse.example.org"},
    "ExternalMySql": {"host": "db.example.org"},
    "Google": {"clientId": "123456789012-portkey.apps.googleusercontent.com"},
    "HashiCorpVault": {"server": "https://vault.example.org"},
    "Oidc": {"issuer": "https://login.example.org"},
    "ParentGateway": {"name": "public"},
    "S3CompatibleLogStore": {"endpoint": "https://minio.example.org"},
    "Smtp": {"host": "smtp.example.org"},
}
"""The same, where the setting means something else in one model than in others."""
_BESIDES: Final[Mapping[str, str]] = {
    "Alb": "scheme: internal",
    "Amounts": "cpu: 500m, memory: 1Gi",
    "Autoscaling": "cpu: 80",
    "Aws": "accountId: '111122223333', region: us-west-2, cluster: acme",
    "BackendConfig": "replicas: 2",
    "Bedrock": "region: us-west-2, models: [anthropic.*]",
    "DataServiceConfig": "replicas: 2",
    "DisruptionBudget": "maxUnavailable: 1",
    "Exposures": "frontend: {kind: ingress, host: portkey.example.org}",
    "ExternalRedis": "host: redis.example.org",
    "FrontendConfig": "replicas: 2",
    "GatewayConfig": "replicas: 2",
    "GkeWorkloadIdentity": "project: acme-platform",
    "Image": "repository: registry.example.org/portkeyai/backend, tag: '2.13.0'",
    "Monitoring": "prometheus: true",
    "Persistence": "size: 50Gi",
    "Resources": "requests: {cpu: 500m, memory: 1Gi}",
    "S3LogStore": "bucket: acme-portkey-logs, region: us-west-2",
    "Saml": "metadataUrl: 'https://login.example.org/metadata'",
    "ServiceSettings": "type: NodePort",
}
"""What people say of a model besides what they must."""
SUCH_AS: Final = re.compile(r"\bsuch as ([^\s,;()]*[^\s,;:()])(?=[\s,;)]|$)")
"""The example in what a type says of itself."""
_LEFT_OUT_BY_MOST: Final = frozenset(("BackendConfig", "CreateServiceAccount", "DataServiceConfig", "FrontendConfig", "GatewayConfig"))


def annotation_at(root: type[BaseModel], path: PathParts, data: object = None) -> Any:
    """The type of the setting at a path with all that is told beside it, or None."""
    for model in models_at(root, path[:-1], data) if path else ():
        if (field := field_called(model, path[-1])) is not None:
            return model.model_fields[field].rebuild_annotation()
    return type_at(root, path, data)


def expected(annotation: Any) -> str:
    """What a type takes, as its error says it: `a port number from 1 to 65535`, `one of v1, v2`."""
    if found := tuple(models(annotation)):
        return a_map(_kinds(found))
    bare = inner(annotation)
    if get_origin(bare) is tuple:
        return f"a list; each entry: {expected(get_args(bare)[0])}"
    return "a map" if get_origin(bare) is Mapping else scalar(annotation)


def a_map(named: Sequence[str]) -> str:
    """What a map of settings of these kinds is called; of one kind, or of none, there is nothing to say."""
    return f"a map of settings; kind is one of {', '.join(named)}" if len(named) > 1 else "a map of settings"


@cache
def scalar(annotation: Any) -> str:
    """What a type takes that is no map and no list, by asking: it is given what cannot be right."""
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    for wrong in (object(), "", "\0"):
        try:
            adapter.validate_python(wrong)
        except ValidationError as error:
            said = error.errors(include_url=False, include_input=False)[0]
            if said["type"] == "expected":
                return said["msg"]
            if said["type"] in ("literal_error", "enum"):
                return f"one of {', '.join(words(said['ctx']['expected']))}"
    return "text"


def words(listed: str) -> tuple[str, ...]:
    """The words in pydantic's list of what is expected: `'a', 'b' or 'c'`."""
    return tuple(re.findall(r"'([^']*)'", listed))


def example(annotation: Any, setting: str = "", model: str = "") -> str:
    """A value that a type takes, as YAML writes it; of one setting a usual one. Empty when none is known."""
    if own := _OF_MODELS.get(model, {}).get(setting):
        return own
    bare = inner(annotation)
    if within := tuple(models(annotation)):
        return sample(within[0])
    if get_origin(bare) is Literal:
        return str(get_args(bare)[0])
    if isinstance(bare, type) and issubclass(bare, Enum):
        return str(next(iter(bare)).value)
    if get_origin(bare) is Mapping:
        key, value = get_args(bare)
        return f"{{{example(key)}: {example(value) or '...'}}}" if example(key) else ""
    if (found := SUCH_AS.search(expected(annotation))) and get_origin(bare) is not tuple:
        return found[1]
    if own := _EXAMPLES.get(setting):
        return own
    entry = example(get_args(bare)[0]) if get_origin(bare) is tuple else ""
    return f"[{entry}]" if entry else ""


def sample(model: type[BaseModel], kind: str = "") -> str:
    """A map of a model's settings as YAML writes it: its kind, what it must have, and what most say."""
    named = kinds(model)
    said = [f"kind: {kind or named[0]}"] if named and (kind or model.__name__ not in _LEFT_OUT_BY_MOST) else []
    for field, info in model.model_fields.items():
        if info.is_required() and field != "kind":
            setting = yaml_name(model, field)
            said.append(f"{setting}: {example(info.rebuild_annotation(), setting, model.__name__)}")
    besides = _BESIDES.get(model.__name__)
    return f"{{{', '.join([*said, *([besides] if besides else [])])}}}"


def samples(found: Sequence[type[BaseModel]], wanted: Sequence[str]) -> tuple[str, ...]:
    """A map for each of some kinds."""
    return tuple(sample(model, kind) for kind in wanted for model in found if kind in kinds(model))


def fits(annotation: Any, value: object) -> bool:
    """Whether a type takes a value."""
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True


def _kinds(found: Sequence[type[BaseModel]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for model in found for kind in kinds(model)))
