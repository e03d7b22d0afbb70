"""Ingresses."""

from portkey_constructs.manifests.exposure import ingress
from tests.examples import DEVELOPMENT, config, development, production


def test_no_door_no_ingress() -> None:
    assert ingress(development(), "gateway") is None


def test_a_door_leads_the_whole_host_to_the_named_port() -> None:
    door = ingress(production(), "gateway")
    assert door is not None
    backend = {"service": {"name": "portkey-gateway", "port": {"name": "gateway"}}}
    assert door["spec"] == {
        "ingressClassName": "alb",
        "tls": [{"hosts": ["gateway.example.org"], "secretName": "portkey-tls"}],
        "rules": [{"host": "gateway.example.org", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
    }


def test_class_and_tls_are_left_out_when_they_were() -> None:
    annotations = {"example.org/timeout": "60"}
    said = {"frontend": {"kind": "ingress", "host": "Portkey.example.org", "annotations": annotations}}
    door = ingress(config({**DEVELOPMENT, "exposure": said}), "frontend")
    assert door is not None
    assert set(door["spec"]) == {"rules"}
    assert door["spec"]["rules"][0]["host"] == "portkey.example.org"
    assert door["metadata"]["annotations"] == annotations
