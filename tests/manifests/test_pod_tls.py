"""TLS between the pods, object by object."""

import json
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from tests.support.examples import production
from tests.support.objects import Manifest, main_container, named, of_kind, rendered

CA = {"kind": "configMap", "name": "internal-ca"}
SECRET = {"kind": "secret", "secretName": "pod-tls", "ca": CA}
ISSUED = {"kind": "certManager", "issuer": "internal-ca", "restartOnRotation": True}
GATEWAY = "portkey-gateway.portkey.svc.cluster.local"
DATASERVICE = "portkey-dataservice.portkey.svc.cluster.local"
SERVICES = ("gateway", "backend", "dataservice", "frontend")
SERVED = ("gateway", "dataservice")
UNEXPOSED: dict[str, Any] = {"exposure": {}, "auth": {"kind": "none", "allowPublic": True}}
CERTIFICATE = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"


def secured(pod_tls: Any = SECRET, **settings: Any) -> PortkeyConfig:
    return production(podTls=pod_tls, **settings)


def exposed(exposure: dict[str, Any], pod_tls: Any = SECRET) -> list[Manifest]:
    """The objects with an exposure of the gateway."""
    exposures = {"frontend": {"kind": "none"}, "gateway": {"host": "gateway.example.org", **exposure}}
    return rendered(secured(pod_tls, exposure=exposures, controlPlaneUrl="https://portkey.example.org"))


def pod(objects: list[Manifest], component: str) -> Any:
    return named(objects, "Deployment", f"portkey-{component}")["spec"]["template"]["spec"]


def environment(objects: list[Manifest], component: str) -> dict[str, Any]:
    return {variable["name"]: variable.get("value") for variable in main_container(objects, "Deployment", f"portkey-{component}").get("env", ())}


@pytest.mark.parametrize("component", SERVICES)
def test_servers_mount_the_certificate_and_name_its_files(component: str) -> None:
    objects = rendered(secured())
    volumes = {volume["name"]: volume for volume in pod(objects, component)["volumes"]}
    mounts = {mount["name"]: mount["mountPath"] for mount in pod(objects, component)["containers"][0]["volumeMounts"]}
    names = environment(objects, component)
    items = [{"key": key, "path": key} for key in ("tls.crt", "tls.key")]
    serves = component in SERVED
    assert volumes.get("tls") == ({"name": "tls", "secret": {"secretName": "pod-tls", "items": items}} if serves else None)
    assert mounts.get("tls") == ("/etc/portkey/tls" if serves else None)
    assert names.get("TLS_KEY_PATH") == ("/etc/portkey/tls/tls.key" if serves else None)
    assert names.get("TLS_CERT_PATH") == ("/etc/portkey/tls/tls.crt" if serves else None)
    assert names.get("TLS_CA_PATH") == ("/etc/portkey/ca/ca.crt" if component == "gateway" else None)


@pytest.mark.parametrize(
    ("settings", "volume"),
    [
        ({"podTls": SECRET}, {"configMap": {"name": "internal-ca", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}),
        (
            {"podTls": {"kind": "secret", "secretName": "pod-tls"}, "customCa": {"kind": "secret", "name": "company-ca"}},
            {"secret": {"secretName": "company-ca", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        ),
        ({"podTls": ISSUED}, {"secret": {"secretName": "portkey-pod-tls", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}),
        ({"podTls": {**ISSUED, "ca": CA}}, {"configMap": {"name": "internal-ca", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}),
        (
            {"podTls": ISSUED, "customCa": {"kind": "configMap", "name": "company-ca"}},
            {"configMap": {"name": "company-ca", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        ),
    ],
    ids=["its own", "customCa", "cert-manager", "own with cert-manager", "customCa with cert-manager"],
)
def test_callers_trust_the_authority(settings: dict[str, Any], volume: dict[str, Any]) -> None:
    objects = rendered(production(**settings))
    for component in SERVICES:
        assert {"name": "custom-ca", **volume} in pod(objects, component)["volumes"]
    for component in ("gateway", "backend", "dataservice"):
        assert environment(objects, component)["NODE_EXTRA_CA_CERTS"] == "/etc/portkey/ca/ca.crt"


def test_front_end_without_tls_does_not_mount_custom_ca() -> None:
    objects = rendered(production(customCa=CA))
    assert "custom-ca" not in {volume["name"] for volume in pod(objects, "frontend")["volumes"]}
    elsewhere = secured(gateway={"kind": "external", "url": "https://gateway.example.org"}, **UNEXPOSED)
    assert "custom-ca" not in {volume["name"] for volume in pod(rendered(elsewhere), "frontend")["volumes"]}


@pytest.mark.parametrize("component", SERVICES)
def test_only_servers_are_probed_with_https(component: str) -> None:
    container = main_container(rendered(secured()), "Deployment", f"portkey-{component}")
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"].get("scheme") == ("HTTPS" if component in SERVED else None)


def test_own_probes_replace_those_with_https() -> None:
    probe = {"tcpSocket": {"port": "gateway"}}
    objects = rendered(secured(gateway={"probes": {"readiness": probe}}))
    assert main_container(objects, "Deployment", "portkey-gateway")["readinessProbe"] == probe


def test_every_address_of_a_server_has_https() -> None:
    objects = rendered(secured(proxy={"https": "http://proxy.example.org:3128"}))
    assert environment(objects, "backend")["GATEWAY_BASE_URL"] == f"https://{GATEWAY}:8787"
    assert environment(objects, "backend")["POLYJUICE_FINETUNE_ENDPOINT"] == f"https://{DATASERVICE}:8081"
    assert environment(objects, "dataservice")["GATEWAY_BASE_URL"] == f"https://{GATEWAY}:8787"
    assert environment(objects, "gateway")["DATASERVICE_BASEPATH"] == f"https://{DATASERVICE}:8081"
    assert environment(objects, "gateway")["ALBUS_BASEPATH"] == "http://portkey-backend.portkey.svc.cluster.local:8080"
    for manifest in objects:
        assert f"http://{GATEWAY}" not in json.dumps(manifest)
        assert f"http://{DATASERVICE}" not in json.dumps(manifest)
    for component in ("gateway", "backend", "dataservice"):
        assert {GATEWAY, DATASERVICE} <= set(environment(objects, component)["NO_PROXY"].split(","))


def test_dashboard_shows_https_without_a_public_address() -> None:
    objects = rendered(secured(**UNEXPOSED))
    assert environment(objects, "backend")["INTERNAL_GATEWAY_URL"] == f"https://{GATEWAY}:8787"


def test_data_service_alone_serves_tls_beside_an_external_gateway() -> None:
    config = secured(gateway={"kind": "external", "url": "https://gateway.example.org"}, **UNEXPOSED)
    objects = rendered(config)
    assert environment(objects, "backend")["POLYJUICE_FINETUNE_ENDPOINT"] == f"https://{DATASERVICE}:8081"
    assert "proxy_ssl_verify" not in named(objects, "ConfigMap", "portkey-frontend")["data"]["nginx.conf"]


@pytest.mark.parametrize("component", SERVICES)
def test_services_keep_their_ports_and_name_the_protocol(component: str) -> None:
    before, after = (named(rendered(config), "Service", f"portkey-{component}") for config in (production(), secured()))
    ports = after["spec"]["ports"]
    assert [port.pop("appProtocol", None) for port in ports] == ["https" if component in SERVED else None]
    assert before["spec"] == after["spec"]


def test_mcp_port_serves_tls() -> None:
    alone = {"deployment": {"kind": "gateway"}, "auth": None, "mysql": None, "controlPlaneUrl": "https://portkey.example.org"}
    stores = {"clickhouse": {"kind": "external", "host": "clickhouse.example.org"}}
    mcp = {"mcp": {"externalUrl": "https://mcp.example.org", "only": True}}
    objects = rendered(secured(gateway=mcp, exposure={}, **alone, **stores))
    assert [port["appProtocol"] for port in named(objects, "Service", "portkey-gateway")["spec"]["ports"]] == ["https"]
    assert main_container(objects, "Deployment", "portkey-gateway")["readinessProbe"]["httpGet"] == {
        "path": "/v1/health",
        "port": "mcp",
        "scheme": "HTTPS",
    }


def test_certificate_has_the_names_of_the_services() -> None:
    [certificate] = of_kind(rendered(secured({**ISSUED, "issuerKind": "Issuer"}, namespace="ai", clusterDomain="k8s.example.org")), "Certificate")
    assert (certificate["metadata"]["name"], certificate["metadata"]["namespace"]) == ("portkey-pod-tls", "ai")
    assert certificate["spec"] == {
        "secretName": "portkey-pod-tls",
        "dnsNames": [f"portkey-{service}{rest}" for service in SERVED for rest in (".ai.svc.k8s.example.org", ".ai.svc", ".ai", "")],
        "usages": ["digital signature", "key encipherment", "server auth", "client auth"],
        "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": "internal-ca"},
    }


def test_certificate_has_no_names_of_services_elsewhere() -> None:
    objects = rendered(secured({**ISSUED, "secretName": "own"}, dataservice={"kind": "none"}))
    [certificate] = of_kind(objects, "Certificate")
    assert certificate["spec"]["secretName"] == "own"
    assert {name.partition(".")[0] for name in certificate["spec"]["dnsNames"]} == {"portkey-gateway"}


def test_secret_needs_no_certificate_object() -> None:
    assert of_kind(rendered(secured()), "Certificate") == []


@pytest.mark.parametrize("pod_tls", [{**SECRET, "restartOnRotation": True}, ISSUED], ids=["secret", "issued"])
def test_servers_restart_when_their_certificate_changes(pod_tls: Any) -> None:
    name = pod_tls.get("secretName", "portkey-pod-tls")
    for config, expected in ((secured(pod_tls), name), (secured({**pod_tls, "restartOnRotation": False}), None)):
        for component in SERVICES:
            annotations = named(rendered(config), "Deployment", f"portkey-{component}")["metadata"].get("annotations", {})
            assert annotations.get("secret.reloader.stakater.com/reload") == (expected if component in SERVED else None)


def test_service_monitor_verifies_the_name_of_the_service() -> None:
    for pod_tls, ca in (
        (SECRET, {"configMap": {"name": "internal-ca", "key": "ca.crt"}}),
        (ISSUED, {"secret": {"name": "portkey-pod-tls", "key": "ca.crt"}}),
    ):
        [endpoint] = named(rendered(secured(pod_tls, monitoring={"serviceMonitor": {}})), "ServiceMonitor", "portkey-gateway")["spec"]["endpoints"]
        assert (endpoint["scheme"], endpoint["tlsConfig"]) == ("https", {"serverName": GATEWAY, "ca": ca})
    [endpoint] = named(rendered(production(monitoring={"serviceMonitor": {}})), "ServiceMonitor", "portkey-gateway")["spec"]["endpoints"]
    assert not endpoint.keys() & {"scheme", "tlsConfig"}


def test_alb_and_nginx_call_the_pods_with_https() -> None:
    for ingress_class, expected in (
        ("alb", {"alb.ingress.kubernetes.io/backend-protocol": "HTTPS", "alb.ingress.kubernetes.io/healthcheck-protocol": "HTTPS"}),
        ("nginx", {"nginx.ingress.kubernetes.io/backend-protocol": "HTTPS"}),
    ):
        annotations = named(exposed({"kind": "ingress", "class": ingress_class}), "Ingress", "portkey-gateway")["metadata"]["annotations"]
        assert expected.items() <= annotations.items()


@pytest.mark.parametrize("ingress_class", ["alb", "nginx"])
def test_exposures_of_the_front_end_stay_without_tls(ingress_class: str) -> None:
    exposures = {"frontend": {"kind": "ingress", "class": ingress_class, "host": "portkey.example.org"}}
    annotations = named(rendered(secured(exposure=exposures)), "Ingress", "portkey-frontend")["metadata"]["annotations"]
    assert not any(key.endswith("/backend-protocol") for key in annotations)


def test_network_load_balancer_with_a_certificate_encrypts_again() -> None:
    objects = exposed({"kind": "loadBalancer", "provider": {"kind": "aws", "certificateArn": CERTIFICATE}})
    annotations = named(objects, "Service", "portkey-gateway-public")["metadata"]["annotations"]
    assert annotations["service.beta.kubernetes.io/aws-load-balancer-backend-protocol"] == "ssl"
    assert annotations["service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol"] == "https"


def test_gke_knows_the_protocol_of_each_port_and_checks_with_https() -> None:
    objects = exposed({"kind": "ingress", "class": "gce"})
    annotations = named(objects, "Service", "portkey-gateway")["metadata"]["annotations"]
    assert json.loads(annotations["cloud.google.com/app-protocols"]) == {"gateway": "HTTPS"}
    assert named(objects, "BackendConfig", "portkey-gateway")["spec"]["healthCheck"]["type"] == "HTTPS"


@pytest.mark.parametrize(
    ("pod_tls", "root"), [(SECRET, {"configMap": "internal-ca"}), (ISSUED, {"secret": "portkey-pod-tls"})], ids=["ConfigMap", "Secret"]
)
def test_traefik_verifies_the_name_of_the_service(pod_tls: Any, root: dict[str, str]) -> None:
    objects = exposed({"kind": "ingress", "class": "traefik"}, pod_tls)
    assert named(objects, "Service", "portkey-gateway")["metadata"]["annotations"] == {
        "traefik.ingress.kubernetes.io/service.serversscheme": "https",
        "traefik.ingress.kubernetes.io/service.serverstransport": "portkey-portkey-gateway@kubernetescrd",
    }
    assert named(objects, "ServersTransport", "portkey-gateway")["spec"] == {"serverName": GATEWAY, "rootCAs": [root]}


def test_gateway_api_verifies_the_name_of_the_service() -> None:
    objects = exposed({"kind": "httpRoute", "gateway": {"name": "public"}})
    assert named(objects, "BackendTLSPolicy", "portkey-gateway")["spec"] == {
        "targetRefs": [{"group": "", "kind": "Service", "name": "portkey-gateway"}],
        "validation": {"hostname": GATEWAY, "caCertificateRefs": [{"group": "", "kind": "ConfigMap", "name": "internal-ca"}]},
    }


@pytest.mark.parametrize(
    "exposure", [{"kind": "ingress", "class": "traefik"}, {"kind": "httpRoute", "gateway": {"name": "public"}}, {"kind": "ingress", "class": "gce"}]
)
def test_without_tls_nothing_is_said_about_it(exposure: dict[str, Any]) -> None:
    exposures = {"frontend": {"kind": "none"}, "gateway": {"host": "gateway.example.org", **exposure}}
    objects = rendered(production(exposure=exposures, controlPlaneUrl="https://portkey.example.org"))
    text = json.dumps(objects)
    assert not {manifest["kind"] for manifest in objects} & {"Certificate", "ServersTransport", "BackendTLSPolicy"}
    assert all(word not in text for word in ("appProtocol", "app-protocols", "serversscheme", '"HTTPS"', "proxy_ssl"))
