"""The gateway's ServiceMonitor."""

import re

from portkey_constructs.manifests.gateway import gateway
from tests.support.examples import development
from tests.support.objects import Manifest, named, of_kind, rendered


def monitor(**settings: object) -> Manifest:
    (monitor,) = of_kind(gateway(development(monitoring={"serviceMonitor": settings}).resolve()), "ServiceMonitor")
    return monitor


def test_service_monitor_is_optional() -> None:
    assert of_kind(gateway(development(monitoring={}).resolve()), "ServiceMonitor") == []
    assert monitor()["metadata"]["name"] == "portkey-gateway"


def test_service_monitor_scrapes_the_gateway_port() -> None:
    spec = monitor(interval="90s")["spec"]
    (endpoint,) = spec["endpoints"]
    assert (endpoint["port"], endpoint["path"], endpoint["interval"]) == ("gateway", "/metrics", "1m30s")
    assert spec["namespaceSelector"] == {"matchNames": ["portkey"]}
    assert monitor()["spec"]["endpoints"][0]["interval"] == "30s"


def test_each_pod_is_scraped_once() -> None:
    """The Service of a load balancer has the same labels and the same port: it is dropped by its name."""
    exposure = {"kind": "loadBalancer", "host": "a.example.org"}
    objects = rendered(development(monitoring={"serviceMonitor": {}}, exposure={"gateway": exposure}))
    (monitor,) = of_kind(objects, "ServiceMonitor")
    labels = monitor["spec"]["selector"]["matchLabels"]
    chosen = {service["metadata"]["name"] for service in of_kind(objects, "Service") if labels.items() <= service["metadata"]["labels"].items()}
    assert chosen == {"portkey-gateway", "portkey-gateway-public"}
    (once,) = monitor["spec"]["endpoints"][0]["relabelings"]
    assert (once["action"], once["sourceLabels"]) == ("keep", ["__meta_kubernetes_service_name"])
    assert {name for name in chosen if re.fullmatch(once["regex"], name)} == {"portkey-gateway"}
    assert "gateway" in {port["name"] for port in named(objects, "Service", "portkey-gateway")["spec"]["ports"]}


def test_configured_labels_select_the_service_monitor() -> None:
    labels = monitor(labels={"release": "prometheus"})["metadata"]["labels"]
    assert labels["release"] == "prometheus"
    assert labels["app.kubernetes.io/component"] == "gateway"
