"""Hypothesis strategies for configurations: valid ones as YAML spells them, made from the models themselves.

What the rules forbid between settings is put right in `tests/support/valid_configs.py`; what a single setting may be follows from its type.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml
from annotated_types import MinLen
from hypothesis import strategies as st
from pydantic import BaseModel

from portkey_constructs.config import fragments, jwt_authentication, metrics, patches, rollouts, telemetry
from portkey_constructs.config import types as settings_types
from portkey_constructs.config.allowed_sources import AllowedSource
from portkey_constructs.config.autoscaling import Autoscaling, ExternalAutoscaling, IdleReplicas, KedaAutoscaling, ReplicaCount
from portkey_constructs.config.backend_features import ApiKeyPrefix
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.identity import GkeWorkloadIdentity
from portkey_constructs.config.image_registry import ImageRegistry
from portkey_constructs.config.introspection import inner, kinds, models_within
from portkey_constructs.config.mail import MailAddress
from portkey_constructs.config.model_pricing import PricePath
from portkey_constructs.config.outputs import OutputsFile
from portkey_constructs.config.redis import DatabaseNumber, ExternalRedis
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_shapes import secret_shape
from portkey_constructs.config.service_settings import AffinitySeconds, AppProtocol, IpAddress, PortName, TargetPort
from portkey_constructs.config.services import DisruptionBudget
from portkey_constructs.config.trusted_hosts import TrustedHost
from portkey_constructs.config.workload import Amounts, Resources
from portkey_constructs.loading.yaml_scalars import plain
from portkey_constructs.platform.components import STORE_NAMES
from tests.support.valid_configs import made_valid

__all__ = ["configurations", "document_text", "leaf", "model_data", "yaml_documents"]

Data = dict[str, Any]

_WORDS = ("alpha", "beta", "gamma-1", "x", "team7")
_labels = st.sampled_from(_WORDS) | st.from_regex(r"[a-z]([-a-z0-9]{0,10}[a-z0-9])?", fullmatch=True)
_hosts = st.builds(lambda name, domain: f"{name}.{domain}", _labels, st.sampled_from(["example.org", "svc.cluster.local", "Example.COM"]))
_sentences = st.text(st.sampled_from("abc XYZ0189 .,:;!?#&*'\"\\/|%@{}[]äß漢-_=+~`\t$$()"), max_size=12).filter(lambda text: "{{" not in text)
_secrets = st.text(st.sampled_from("abcXYZ019$&/\\'\"@:#% {}`!ü"), min_size=3, max_size=20).filter(lambda text: bool(text.strip()))
_keys = st.builds(
    lambda prefix, name: f"{prefix}{name}", st.sampled_from(["", "example.org/", "a.example.com/"]), st.sampled_from(["team", "Tier_1", "a.b"])
)
_bytes = st.sampled_from(["512Mi", "1Gi", "10Gi", "1.5G", "2000000k", 1073741824])
_addresses = st.builds(
    lambda scheme, host, port, path: f"{scheme}://{host}{port}{path}",
    st.sampled_from(["https", "http"]),
    _hosts,
    st.sampled_from(["", ":8443"]),
    st.sampled_from(["", "/", "/v2/auth/callback", "/a-b/c"]),
)


@cache
def _leaves() -> dict[Any, st.SearchStrategy[Any]]:
    """What each checked type takes, in every form that YAML may give it."""
    ports = st.integers(1, 65535)
    return {
        str: _sentences,
        settings_types.Text: _sentences,
        settings_types.NonEmptyText: _sentences.filter(lambda text: bool(text.strip())),
        settings_types.DnsLabel: _labels,
        settings_types.NamePrefix: _labels,
        settings_types.RegistryName: _labels,
        settings_types.ObjectName: _labels | st.sampled_from(["a.b", "portkey-own"]),
        settings_types.HostName: _hosts | st.just("10.0.0.7"),
        settings_types.DomainName: _hosts,
        ApiKeyPrefix: st.sampled_from(["acme-", "A1._"]),
        MailAddress: st.sampled_from(["support@example.org", "a.b+c@d"]),
        PricePath: st.sampled_from(["pricing", "models/general", "a.b-c_1"]),
        TrustedHost: st.sampled_from(["vllm.ai.svc", "*.Models.example.org", "10.1.2.3", "fd00:10::7"]),
        settings_types.HttpUrl: _addresses,
        settings_types.HttpUrlWithQuery: _addresses,
        settings_types.Port: ports | ports.map(str),
        DatabaseNumber: st.integers(0, 15) | st.just("2"),
        settings_types.PositiveInt: st.integers(1, 9) | st.just("3"),
        IpAddress: st.sampled_from(["10.0.0.9", "2001:db8::9"]),
        PortName: st.sampled_from(["metrics", "h2-c"]),
        TargetPort: st.sampled_from([9901, "9902"]),
        AppProtocol: st.sampled_from(["http", "kubernetes.io/h2c"]),
        AffinitySeconds: st.integers(1, 86400),
        ReplicaCount: st.integers(0, 9),
        IdleReplicas: st.just(0),
        settings_types.Percentage: st.integers(1, 1000),
        settings_types.Boolean: st.booleans() | st.sampled_from(["true", "false"]),
        rollouts.HistoryLimit: st.integers(0, 9),
        rollouts.ReadySeconds: st.integers(0, 599) | st.just("30"),
        rollouts.StoreReadySeconds: st.integers(0, 900),
        settings_types.Duration: st.integers(0, 604800) | st.sampled_from(["90s", "5m", "1h30m", "1h2m3s", "0s"]),
        settings_types.LongDuration: st.integers(1, 604800) | st.sampled_from(["90s", "1h30m"]),
        settings_types.Cpu: st.sampled_from(["50m", "1", "0.5", 2, 0.25]),
        settings_types.Memory: _bytes,
        settings_types.BodySize: st.sampled_from(["1", "10Ki", "100Mi", "1Gi", "5M"]),
        settings_types.GroupName: st.sampled_from(["shared", "a.b-c"]),
        settings_types.GroupOrder: st.integers(1, 1000),
        settings_types.IntOrPercent: st.sampled_from([1, "1", "25%"]),
        settings_types.RoleArn: st.just("arn:aws:iam::111122223333:role/portkey/gateway"),
        settings_types.AwsRegion: st.sampled_from(["us-west-2", "eu-central-1", "us-gov-east-1"]),
        settings_types.ClaudeWorkspace: st.sampled_from(["*", "wrkspc_01AbCdEf"]),
        settings_types.BucketName: st.sampled_from(["logs", "portkey-logs.example", "a1b"]),
        settings_types.BucketLocation: st.sampled_from(["logs", "portkey-logs.example/a", "a1b/team/a.b"]),
        AllowedSource: st.sampled_from(["10.0.0.0/8", "192.168.1.1/32", "2001:db8::/32", "portkeyControlPlane"]),
        ImageRegistry: st.sampled_from(
            [
                "registry.example.org",
                "registry.example.org:5000/ai/portkey",
                {"docker.io": "registry.example.org"},
                {"docker.io/library": "registry.example.org:5000/hub", "*": "registry.example.org"},
            ]
        ),
        settings_types.Cidr: st.sampled_from(["10.0.0.0/8", "192.168.1.1/32", "2001:db8::/32"]),
        settings_types.EnvName: st.sampled_from(["EXTRA", "LOG_LEVEL", "EXTRA_URL", "_x.y-z", "NODE_ENV", "PORT_LIKE"]),
        settings_types.LabelKey: _keys,
        settings_types.AnnotationKey: _keys | st.just("Example.org/a"),
        settings_types.LabelValue: st.sampled_from(["", "a", "A.b_c-1", "x" * 63]),
        settings_types.ImageRepository: st.sampled_from(["registry.example.org/portkeyai/backend", "backend", "localhost:5000/a/b-c__d"]),
        settings_types.ImageTag: st.sampled_from(["2.13.0", "1.10", "latest", "", "_a.B-c"]),
        settings_types.Digest: st.just("sha256:" + "0123456789abcdef" * 4),
        settings_types.MySqlUser: st.sampled_from(["portkey", "a.b-c_1", "p@server"]),
        settings_types.DatabaseName: st.sampled_from(["portkey", "portkey-db", "_1"]),
        settings_types.ClickHouseIdentifier: st.sampled_from(["portkey", "_a1", "Default"]),
        settings_types.Secret: _secrets,
        settings_types.DatabasePassword: _secrets,
        settings_types.SubPath: st.sampled_from(["", "data", "a.b-c_1"]),
        settings_types.AwsAccountId: st.sampled_from(["111122223333", 444455556666]),
        settings_types.EksClusterName: st.sampled_from(["acme", "Acme_1-prod"]),
        settings_types.HttpsUrl: _addresses.map(lambda url: url.replace("http:", "https:")),
        settings_types.CertificateArn: st.just("arn:aws:acm:us-west-2:111122223333:certificate/0f4d-1"),
        settings_types.BedrockModel: st.sampled_from(
            ["anthropic.*", "us.amazon.nova-pro-v1:0", "*", "arn:aws:bedrock:*::foundation-model/amazon.titan*"]
        ),
        OutputsFile: st.just("outputs.json"),
        settings_types.KmsKeyArn: st.sampled_from(
            ["arn:aws:kms:us-west-2:111122223333:key/9c1f", "arn:aws-cn:kms:cn-north-1:111122223333:alias/a/b"]
        ),
        settings_types.UrlPath: st.sampled_from(["/", "/mcp", "/a-b/c.d"]),
        settings_types.SslPolicy: st.just("ELBSecurityPolicy-TLS13-1-2-2021-06"),
        settings_types.SubnetId: st.sampled_from(["subnet-0123456789abcdef0", "subnet-0a1b2c3d"]),
        settings_types.Uuid: st.uuids().map(str),
        settings_types.GcpProject: st.just("acme-platform"),
        settings_types.GcpServiceAccount: st.just("portkey@acme-platform.iam.gserviceaccount.com"),
        settings_types.StorageAccount: st.sampled_from(["acmelogs", "a1b"]),
        settings_types.ConfigKey: st.sampled_from(["ca.crt", "bundle_1.pem"]),
        settings_types.ContainerLocation: st.sampled_from(["logs", "a-b1", "logs/generations"]),
        settings_types.KeyVaultName: st.sampled_from(["acme-portkey", "Vault1"]),
        settings_types.VaultPath: st.sampled_from(["secret", "auth/kubernetes", "kv_2"]),
        settings_types.RemoteKey: st.sampled_from(["portkey/{name}", "a/b", "rds!cluster-1", "x"]),
        settings_types.OAuthScope: st.sampled_from(["groups", "api://portkey/.default"]),
        telemetry.OtlpEndpoint: st.sampled_from(
            ["http://collector.observability.svc:4318", "https://otlp.example.org/api/v2/", "http://collector:4318"]
        ),
        telemetry.AttributeName: st.sampled_from(["deployment.environment", "AssetId"]),
        telemetry.AttributeValue: st.sampled_from(["production", "team a", "ü"]),
        metrics.MetadataKey: st.sampled_from(["team", "cost_center", "1"]),
        metrics.BucketLimit: st.sampled_from(["0.5", 250, 1.25, "10"]),
        jwt_authentication.JwtScope: st.sampled_from(["completions.write", "portkey.logs.read"]),
        settings_types.OrganisationId: st.sampled_from(["0f1e2d3c", "acme-1"]),
        fragments.EnvValue: _environment_values(),
        patches.Patch: st.sampled_from(_PATCHES),
        patches.ExtraObject: st.sampled_from(_EXTRA_OBJECTS),
    }


_PATCHES: Sequence[Data] = (
    {"target": {"kind": "Deployment"}, "merge": {"metadata": {"annotations": {"example.org/own": "a"}}}},
    {"target": {"kind": "Deployment"}, "json": [{"op": "add", "path": "/spec/minReadySeconds", "value": 5}]},
)
_EXTRA_OBJECTS: Sequence[Data] = (
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "own"}, "data": {"a": "b"}},
    {"apiVersion": "v1", "kind": "ConfigMap", "stage": "3-stores", "metadata": {"name": "other", "namespace": "team"}, "data": {"b": "c"}},
)


def _environment_values() -> st.SearchStrategy[Any]:
    reference = st.sampled_from(
        [
            {"secretKeyRef": {"name": "own", "key": "token"}},
            {"configMapKeyRef": {"name": "own", "key": "k", "optional": True}},
            {"fieldRef": {"fieldPath": "status.podIP"}},
            {"resourceFieldRef": {"resource": "limits.cpu"}},
        ]
    )
    return _sentences | st.booleans() | st.integers(-(10**12), 10**12) | reference


_HTTP = {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 5}
_SHAPES: Mapping[str, tuple[Data, ...]] = {
    "Affinity": (
        {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone"}}]}},
        {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": []}]}}},
    ),
    "Container": (
        {"name": "side-one", "image": "docker.io/busybox:1.37", "args": ["sleep", "inf"]},
        {"name": "side-two", "image": "busybox", "ports": [{"containerPort": 9090}], "env": [{"name": "A", "value": "1"}]},
    ),
    "ContainerPort": ({"name": "debug", "containerPort": 9229}, {"name": "debug-udp", "containerPort": 9229, "protocol": "UDP"}),
    "DeploymentStrategy": ({"type": "RollingUpdate"}, {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": "10%"}}),
    "EnvFromSource": ({"secretRef": {"name": "own"}}, {"prefix": "OWN_", "configMapRef": {"name": "own", "optional": True}}),
    "HostAlias": ({"ip": "10.0.0.9", "hostnames": ["a.example.org"]}, {"ip": "2001:db8::9", "hostnames": ["b"]}),
    "LabelSelector": ({"matchLabels": {"disk": "fast"}},),
    "Lifecycle": ({"preStop": {"exec": {"command": ["/bin/stop"]}}}, {"postStart": {"exec": {"command": ["/bin/start"]}}}, {}),
    "SecurityContext": ({"runAsUser": 1000}, {"readOnlyRootFilesystem": False, "capabilities": {"drop": ["ALL"]}}, {}),
    "PodSecurityContext": ({"fsGroup": 2000, "runAsNonRoot": True}, {"seccompProfile": {"type": "RuntimeDefault"}}, {}),
    "PodDNSConfig": ({"nameservers": ["10.0.0.10"], "options": [{"name": "ndots", "value": "1"}]},),
    "Probe": (_HTTP, {"tcpSocket": {"port": 8080}}, {"exec": {"command": ["true"]}, "failureThreshold": 3}),
    "HorizontalPodAutoscalerBehavior": ({"scaleDown": {"stabilizationWindowSeconds": 300}}, {"scaleUp": {"selectPolicy": "Max"}}),
    "StatefulSetUpdateStrategy": ({"type": "OnDelete"}, {"rollingUpdate": {"partition": 0}}),
    "TypedLocalObjectReference": ({"kind": "PersistentVolumeClaim", "name": "old"},),
    "Toleration": ({"key": "dedicated", "operator": "Equal", "value": "ai", "effect": "NoSchedule"}, {"operator": "Exists"}),
    "TopologySpreadConstraint": ({"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"},),
    "Volume": ({"name": "scratch", "emptyDir": {"sizeLimit": "1Gi"}}, {"name": "own-certs", "secret": {"secretName": "certs"}}),
    "VolumeMount": ({"name": "scratch", "mountPath": "/scratch"}, {"name": "own-certs", "mountPath": "/own/certs", "readOnly": True}),
}


def leaf(hint: Any) -> st.SearchStrategy[Any] | None:
    """What a checked type takes, or None for a type that is not one of those."""
    try:
        return _leaves().get(hint)
    except TypeError:
        return None


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    # Names that models import only for type checking belong to private attributes.
    return get_type_hints(model, localns={"Platform": Any}, include_extras=True)


def _of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type, as YAML spells them."""
    strategy = leaf(hint)
    if strategy is not None:
        return strategy
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        unique = next((annotation.fields for annotation in arguments[1:] if isinstance(annotation, fragments.UniqueBy)), ())
        if unique:
            return _of(arguments[0]).map(lambda entries: [*{tuple(entry[field] for field in unique): entry for entry in entries}.values()])
        shapes = [annotation for annotation in arguments[1:] if isinstance(annotation, fragments.Shape)]
        whole = next((annotation for annotation in arguments[1:] if isinstance(annotation, settings_types.Whole)), None)
        if whole:
            return st.integers(whole.least, whole.most)
        matching = next((annotation for annotation in arguments[1:] if isinstance(annotation, settings_types.Matching)), None)
        if matching:
            return _matching(matching)
        if shapes:
            return st.sampled_from(_SHAPES[shapes[0].name])
        least = next((bound.min_length for field in arguments[1:] for bound in getattr(field, "metadata", ()) if isinstance(bound, MinLen)), 0)
        return _of(arguments[0]).filter(lambda entries: len(entries) >= least) if least else _of(arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([_of(argument) for argument in arguments if argument is not type(None)])
    if origin is Mapping:
        return st.dictionaries(_of(arguments[0]), _of(arguments[1]), max_size=2)
    if origin is tuple:
        return st.lists(_of(arguments[0]), min_size=1, max_size=2, unique_by=repr)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([member.value for member in hint])
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return model_data(hint)
    raise NotImplementedError(f"no strategy for {hint}")


def _matching(text: settings_types.Matching) -> st.SearchStrategy[str]:
    """Texts that match a pattern, are no longer than allowed, and look like no secret, which production refuses."""
    texts = st.from_regex(text.pattern, fullmatch=True, alphabet=st.characters(codec="ascii", exclude_categories=["Cc"]))
    most = text.max_length
    return texts.filter(lambda candidate: (most is None or len(candidate) <= most) and not secret_shape(candidate))


@st.composite
def _sparse(draw: st.DrawFn, model: type[BaseModel], most: int) -> Data:
    """Every required setting of a model, and a few of the others."""
    hints = _hints(model)
    required = [name for name, field in model.model_fields.items() if field.is_required() or (name == "kind" and kinds(model))]
    others = [name for name in model.model_fields if name not in required]
    chosen = draw(st.lists(st.sampled_from(others), unique=True, max_size=most)) if others else []
    return {yaml_name(model, name): draw(_of(hints[name])) for name in [*required, *chosen]}


@st.composite
def _amounts(draw: st.DrawFn) -> Data:
    cpu, memory = st.sampled_from(["50m", 0.1, "0.2"]), st.sampled_from(["64Mi", 1048576, "100M"])
    low = {name: draw(values) for name, values in (("cpu", cpu), ("memory", memory), ("ephemeral-storage", memory)) if draw(st.booleans())}
    high = {name: draw(st.sampled_from([2, "4"] if name == "cpu" else ["8Gi", 10**10])) for name in ("cpu", "memory") if draw(st.booleans())}
    return {"requests": low, "limits": high}


@st.composite
def _autoscaling(draw: st.DrawFn) -> Data:
    least = draw(st.integers(1, 4))
    autoscaling: Data = {"min": least, "max": least + draw(st.integers(0, 5))}
    for metric in draw(st.sampled_from([("cpu",), ("memory",), ("cpu", "memory")])):
        autoscaling[metric] = draw(st.integers(1, 200))
    if draw(st.booleans()):
        autoscaling["behavior"] = draw(st.sampled_from(_SHAPES["HorizontalPodAutoscalerBehavior"]))
    return autoscaling


_PROMETHEUS: Data = {"type": "prometheus", "name": "load", "metadata": {"serverAddress": "http://prometheus:9090", "query": "up", "threshold": "5"}}


@st.composite
def _keda(draw: st.DrawFn) -> Data:
    scaling = draw(_autoscaling())
    scaling.pop("behavior", None)
    events = draw(st.booleans())
    optional: Data = {"pollingInterval": "15s", "cooldownPeriod": 0, "annotations": {"example.org/note": "a"}}
    optional["advanced"] = draw(st.sampled_from([{"restoreToOriginalReplicaCount": True}, {"horizontalPodAutoscalerConfig": {"behavior": {}}}]))
    if events:
        optional |= {"min": 0, "idle": 0, "fallback": {"failureThreshold": 3, "replicas": 2}}
    chosen = draw(st.lists(st.sampled_from([*optional]), unique=True, max_size=3))
    triggers = {"triggers": [_PROMETHEUS]} if events else {}
    return {**scaling, "kind": "keda", **triggers, **{name: optional[name] for name in chosen}}


@st.composite
def _redis(draw: st.DrawFn) -> Data:
    tls = draw(st.booleans())
    redis: Data = {"kind": draw(st.sampled_from(kinds(ExternalRedis))), "tls": tls}
    host = draw(_hosts).lower()
    if draw(st.booleans()):
        redis["host"] = host
        redis.update(draw(st.sampled_from([{}, {"port": 6380}])))
    else:
        redis["url"] = draw(st.sampled_from(["", "rediss://" if tls else "redis://"])) + host + draw(st.sampled_from(["", ":6390"]))
    redis.update(draw(st.sampled_from([{}, {"mode": "cluster"}, {"user": "app", "mode": "standalone"}])))
    return redis


@st.composite
def _google(draw: st.DrawFn) -> Data:
    account = {"serviceAccount": "portkey@acme-platform.iam.gserviceaccount.com"}
    return {"kind": "gkeWorkloadIdentity", **draw(st.sampled_from([{"project": "acme-platform"}, account]))}


_WHOLE: Mapping[type[BaseModel], Callable[[], st.SearchStrategy[Data]]] = {
    Amounts: lambda: _amounts().map(lambda both: both["requests"]),
    Resources: _amounts,
    Autoscaling: _autoscaling,
    ExternalAutoscaling: lambda: st.sampled_from([{"kind": "external"}, {"kind": "external", "min": 1, "max": 4}]),
    KedaAutoscaling: _keda,
    ExternalRedis: _redis,
    GkeWorkloadIdentity: _google,
    DisruptionBudget: lambda: st.sampled_from([{"minAvailable": 1}, {"maxUnavailable": "25%"}, {"maxUnavailable": 1}, {"minAvailable": "50%"}]),
}


def model_data(model: type[BaseModel], most: int = 3) -> st.SearchStrategy[Data]:
    """Settings of one model that are right each by itself: all that are required, and up to `most` others."""
    whole = _WHOLE.get(model)
    return whole() if whole else _sparse(model, most)


def generated_settings(root: type[BaseModel]) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for each setting of a model and of the models in it, by model and name.

    Raises:
        NotImplementedError: a setting has a type without a strategy.
    """
    generated: dict[str, st.SearchStrategy[Any]] = {}
    waiting, seen = [root], {root, *_WHOLE}
    while waiting:
        model = waiting.pop()
        for name, field in model.model_fields.items():
            generated[f"{model.__name__}.{name}"] = _of(_hints(model)[name])
            inside = [part for part in models_within(inner(field.annotation)) if part not in seen and leaf(part) is None]
            seen.update(inside)
            waiting += inside
    return generated


_OFTEN = ("deployment", "secrets", "secret_overrides", "identity", "exposure", "gateway", "redis", "clickhouse", "log_store", "monitoring", "bedrock")
"""What other settings hang on."""


@st.composite
def configurations(draw: st.DrawFn, profile: Literal["development", "production"] | None = None) -> Data:
    """The data of a `portkey.yaml` that the loader accepts, warnings allowed."""
    data = draw(_sparse(PortkeyConfig, 9))
    if profile:
        data["profile"] = profile
    hints = _hints(PortkeyConfig)
    for name in draw(st.lists(st.sampled_from(_OFTEN), unique=True, min_size=2, max_size=5)):
        data.setdefault(yaml_name(PortkeyConfig, name), draw(_of(hints[name])))
    for name in ("auth", *STORE_NAMES, "logStore"):
        if name == "auth" or data["profile"] == "production":
            data.setdefault(name, draw(_of(hints["log_store" if name == "logStore" else name])))
    return made_valid(data, draw(_secrets))


class _Dumper(yaml.SafeDumper):
    """Quotes a text that would be something else when it is read back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    try:
        quoted = plain(text) != text
    except OverflowError:
        quoted = True
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)


def document_text(data: Data, *, flow: bool | None = False) -> str:
    """The data as the text of a YAML file; `flow` is PyYAML's: braces for all, for the innermost (None), or for nothing."""
    return yaml.dump(data, Dumper=_Dumper, default_flow_style=flow, allow_unicode=True, sort_keys=False)


def yaml_documents(profile: Literal["development", "production"] | None = None) -> st.SearchStrategy[str]:
    """The texts of files that the loader accepts."""
    return st.builds(lambda data, flow: document_text(data, flow=flow), configurations(profile), st.sampled_from([False, True, None]))
