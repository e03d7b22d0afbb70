"""The configuration from Python: the same objects as from YAML, in snake_case, immutable, and checked."""

import copy
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

import pytest
from hypothesis import given, settings
from pydantic import BaseModel, SecretStr, ValidationError

from portkey_constructs import config as public
from portkey_constructs.config import (
    Amounts,
    Autoscaling,
    Exposures,
    ExternalMySql,
    ExternalRedis,
    GatewayConfig,
    IngressExposure,
    InlineSecrets,
    NoAuth,
    NoImagePull,
    Oidc,
    Persistence,
    PortkeyConfig,
    Resources,
    TlsFromSecret,
    load,
)
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import kinds, models_within
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.json_schema import all_models
from tests.support.strategies import configurations, document_text, generated_settings

MODELS = sorted(all_models(), key=lambda model: model.__name__)
SMALL: dict[str, Any] = {"profile": "development", "client_auth": SecretStr("x"), "image_pull": NoImagePull(), "auth": NoAuth()}


def in_python(data: Any, candidates: tuple[type[BaseModel], ...]) -> Any:
    """The same data in Python's spelling, as far as models reach."""
    if isinstance(data, list):
        return [in_python(entry, candidates) for entry in data]
    if not isinstance(data, dict) or not candidates:
        return data
    chosen = [model for model in candidates if data.get("kind") in kinds(model)] or list(candidates[:1])
    fields = {yaml_name(chosen[0], field): (field, info.annotation) for field, info in chosen[0].model_fields.items()}
    fields_in_python: dict[str, Any] = {}
    for name, value in data.items():
        field, annotation = fields[name]
        inner = tuple(models_within(annotation))
        by_key = get_origin(annotation) is Mapping and isinstance(value, dict)
        fields_in_python[field] = {key: in_python(entry, inner) for key, entry in value.items()} if by_key else in_python(value, inner)
    return fields_in_python


@settings(max_examples=80)
@given(configurations())
def test_yaml_and_python_build_the_same_object(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    file = tmp_path_factory.getbasetemp() / "same.yaml"
    file.write_text(document_text(data), encoding="utf-8")
    from_yaml, from_python = load([file]), PortkeyConfig(**in_python(data, (PortkeyConfig,)))
    assert from_yaml == from_python
    assert from_yaml.model_dump() == from_python.model_dump()
    assert from_yaml.warnings() == from_python.warnings()


def test_typed_objects_build_what_yaml_builds(tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(
        "profile: development\nclientAuth: x\nimagePull: {kind: none}\nauth: {kind: none, allowPublic: true}\n"
        "exposure: {frontend: {kind: ingress, class: traefik, host: A.example, tls: {kind: secret, secretName: t}}}\n"
        "gateway: {autoscaling: {min: 1, max: '3', cpu: 60}, gracePeriod: 1m30s, resources: {requests: {cpu: 1, ephemeral-storage: 1Gi}}}\n"
    )
    built = PortkeyConfig(
        **{**SMALL, "auth": NoAuth(allow_public=True)},
        exposure=Exposures(frontend=IngressExposure(ingress_class="traefik", host="a.example", tls=TlsFromSecret(secret_name="t"))),
        gateway=GatewayConfig(
            autoscaling=Autoscaling(min=1, max=3, cpu=60), grace_period=90, resources=Resources(requests=Amounts(cpu="1", ephemeral_storage="1Gi"))
        ),
    )
    assert built == PortkeyConfig.from_file(file) == PortkeyConfig.from_file(str(file))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_python_accepts_only_snake_case_and_suggests_it(model: type[BaseModel]) -> None:
    for field in model.model_fields:
        alias = yaml_name(model, field)
        if alias == field:
            continue
        with pytest.raises(ConfigurationError) as caught:
            model(**{alias: None})
        [problem] = [problem for problem in caught.value.problems if problem.path == alias]
        assert (problem.message, problem.fix) == ("is not a setting", f"did you mean {field}?")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_yaml_accepts_only_camel_case_and_suggests_it(tmp_path: Path, model: type[BaseModel]) -> None:
    if model is not PortkeyConfig:
        return
    for field in model.model_fields:
        alias = yaml_name(model, field)
        if alias != field:
            file = tmp_path / "portkey.yaml"
            file.write_text(f"profile: development\n{field}: ~\n")
            with pytest.raises(ConfigurationError) as caught:
                load([file])
            assert [problem.fix for problem in caught.value.problems if problem.path == field] == [f"did you mean {alias}?"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_models_are_frozen_and_refuse_unknown_fields(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen") is True
    assert model.model_config.get("extra") == "forbid"
    built = PortkeyConfig(**SMALL)
    with pytest.raises(ValidationError, match="frozen"):
        built.namespace = "other"
    with pytest.raises(ConfigurationError):
        model(surely_not_a_setting=1)


@pytest.mark.parametrize(
    ("model", "wrong", "path"),
    [
        (Autoscaling, {"min": 0, "max": 1}, "min"),
        (Autoscaling, {"min": 1}, "max"),
        (ExternalMySql, {"host": "a b"}, "host"),
        (ExternalRedis, {"host": "a", "kind": "other"}, "kind"),
        (Exposures, {"frontend": {"kind": "ingress", "host": "a b"}}, "frontend.host"),
        (GatewayConfig, {"service_account": {"kind": "existing"}}, "service_account.name"),
        (GatewayConfig, {"grace_period": "soon"}, "grace_period"),
        (Oidc, {"issuer": "https://a.example"}, "client_id"),
        (Persistence, {"size": True}, "size"),
        (PortkeyConfig, {}, "profile"),
        (PortkeyConfig, {**SMALL, "auth": None}, "auth"),
        (PortkeyConfig, {**SMALL, "auth": GatewayConfig()}, "auth"),
    ],
)
def test_every_invalid_value_raises_a_configuration_error(model: type[BaseModel], wrong: dict[str, Any], path: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        model(**wrong)
    assert path in [problem.path for problem in caught.value.problems]
    assert caught.value.source == model.__name__
    assert all(problem.severity == "error" and problem.position is None for problem in caught.value.problems)
    assert str(caught.value).startswith(f"{model.__name__}: ")


def test_messages_use_python_names_and_keep_the_names_of_users() -> None:
    gateway = {"pod_labels": {"aB": "-"}, "env": {"camelCase": None}, "disruption_budget": {}, "service_account": {"kind": "existing"}}
    with pytest.raises(ConfigurationError) as caught:
        PortkeyConfig(**{**SMALL, "auth": {"kind": "saml"}, "gateway": gateway})
    problems = {problem.path: problem for problem in caught.value.problems}
    assert {"gateway.pod_labels.aB", "gateway.env.camelCase", "gateway.disruption_budget", "gateway.service_account.name", "auth"} <= problems.keys()
    assert problems["auth"].fix in (
        "set exactly one of metadata_url and metadata_xml",
        "give exposure.frontend a host, or control_plane_url, and the redirect",
    )
    assert problems["gateway.disruption_budget"].fix == "set exactly one of min_available and max_unavailable"


def test_changed_copy_is_validated() -> None:
    built = PortkeyConfig(**SMALL)
    assert built.model_copy() == built.model_copy(deep=True) == copy.deepcopy(built) == pickle.loads(pickle.dumps(built)) == built
    other = built.model_copy(update={"namespace": "other", "gateway": GatewayConfig(replicas=2)})
    assert (other.namespace, other.gateway, other.auth, other.client_auth) == ("other", GatewayConfig(replicas=2), built.auth, built.client_auth)
    assert other.model_fields_set == built.model_fields_set | {"namespace", "gateway"}
    with pytest.raises(ConfigurationError, match="namespace"):
        built.model_copy(update={"namespace": "NOT A LABEL"})
    with pytest.raises(ConfigurationError, match="is not a setting"):
        built.model_copy(update={"nameSpace": "other"})
    with pytest.raises(ConfigurationError, match="is inline"):
        built.model_copy(update={"profile": "production", "secrets": InlineSecrets()})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_public_name_is_exported(model: type[BaseModel]) -> None:
    if not model.__name__.startswith(("Model", "Workload")):
        assert getattr(public, model.__name__) is model


SOUND = """
from pydantic import SecretStr
from portkey_constructs.config import *
config = PortkeyConfig(
    profile="development", client_auth=SecretStr("x"), image_pull=NoImagePull(), auth=NoAuth(),
    exposure=Exposures(frontend=IngressExposure(ingress_class="alb", host="a.example")),
    gateway=GatewayConfig(autoscaling=Autoscaling(min=1, max=2, cpu=60), resources=Resources(requests=Amounts(cpu="1", ephemeral_storage="1Gi"))),
)
name: str = config.name
other: PortkeyConfig = config.model_copy(update={"name": "a"})
"""
UNSOUND = {
    'Autoscaling(min="a", max=2)': "arg-type",
    "Autoscaling(min=1)": "call-arg",
    'PortkeyConfig(profile="test")': "arg-type",
    'PortkeyConfig(profile="production", clientAuth=None)': "call-arg",
    "Exposures(frontend=GatewayConfig())": "arg-type",
    "InClusterMySql(tls=None)": "call-arg",
    'NoAuth().kind = "oidc"': "assignment",
    'PortkeyConfig(profile="production").nmespace': "attr-defined",
}


@pytest.mark.slow
def test_mypy_accepts_valid_code_and_refuses_invalid_code(tmp_path: Path) -> None:
    lines = ["from portkey_constructs.config import *", *UNSOUND]
    (tmp_path / "sound.py").write_text(SOUND)
    (tmp_path / "unsound.py").write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", "--config-file=", "sound.py", "unsound.py"]
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [*command, f"--cache-dir={root}/.mypy_cache"], cwd=tmp_path, env={"MYPYPATH": root, "PATH": ""}, capture_output=True, text=True, check=False
    )
    errors: dict[int, set[str]] = {}
    for line in done.stdout.splitlines():
        file, number, rest = line.split(":", 2)
        if "error:" in rest:
            assert file == "unsound.py", line
            errors.setdefault(int(number), set()).add(rest.rpartition("[")[2].rstrip("]"))
    assert {lines[number - 1]: codes for number, codes in errors.items()} == {line: {code} for line, code in UNSOUND.items()}


def test_every_setting_has_generated_values() -> None:
    settings_with_values = generated_settings(PortkeyConfig)
    assert {"PortkeyConfig.env", "NonRoot.user", "SemanticCache.similarity_threshold"} <= settings_with_values.keys()
