"""Nested models are built on first use, and take the spelling and the context of the model around them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from portkey_constructs.config import GatewayConfig, Image, IngressExposure, PortkeyConfig
from portkey_constructs.config.base import validate
from portkey_constructs.config.root import Rules

ROOT = Path(__file__).parents[2]
BUILT = """
from portkey_constructs.config import *
load(["apps/quickstart.yaml"])
print(*(model.__name__ for model in (GatewayConfig, InClusterMySql, Smtp, S3LogStore, ElastiCache, Saml) if model.__pydantic_complete__))
"""
SMALL: dict[str, Any] = {"profile": "development", "clientAuth": "x", "imagePull": {"kind": "none"}, "auth": {"kind": "none"}}


def yaml(**settings: Any) -> PortkeyConfig:
    return validate(PortkeyConfig, {**SMALL, **settings}, yaml=True, context=Rules.LATER)


def test_a_model_without_values_is_not_built() -> None:
    done = subprocess.run([sys.executable, "-c", BUILT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["GatewayConfig", "InClusterMySql"]


def test_nested_models_take_the_spelling_of_the_root() -> None:
    assert yaml(gateway={"image": {"pullPolicy": "Never"}}).gateway == GatewayConfig(image=Image(pull_policy="Never"))
    with pytest.raises(ValidationError) as caught:
        yaml(gateway={"image": {"pull_policy": "Never"}})
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [
        ("extra_forbidden", ("gateway", "inCluster", "image", "pull_policy")),
    ]


@pytest.mark.parametrize(
    ("exposure", "problem", "location"),
    [
        ({"kind": "tunnel"}, "union_tag_invalid", ()),
        ({"host": "a.example"}, "union_tag_not_found", ()),
        ({"kind": "ingress"}, "missing", ("ingress", "host")),
        ({"kind": "ingress", "host": "a b"}, "expected", ("ingress", "host")),
        ({"kind": "httpRoute", "host": "a.example", "gateway": {}}, "missing", ("httpRoute", "gateway", "name")),
    ],
)
def test_errors_have_the_type_and_location_of_pydantics_own_unions(exposure: Any, problem: str, location: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        yaml(exposure={"mcp": exposure})
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [(problem, ("exposure", "mcp", *location))]


def test_instances_are_kept_as_they_are() -> None:
    exposure, gateway = IngressExposure(host="a.example"), GatewayConfig(replicas=2)
    config = yaml(exposure={"frontend": exposure}, gateway=gateway)
    assert config.exposure.frontend is exposure
    assert config.gateway is gateway
