"""What goes wrong at the exposures today: hosts, classes, TLS, nginx, MCP; refused, warned of, or impossible to say."""

from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from tests.rules.configuration_files import OPEN, PRODUCTION, Files, env, without
from tests.support.objects import named, of_kind, rendered

PUBLIC = without(PRODUCTION, "auth") + "auth: {kind: none, allowPublic: true}\n"
EXTERNAL_GATEWAY = "gateway: {kind: external, url: 'https://llm.example.org:8443/base/'}\n"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def nginx(config: PortkeyConfig) -> str:
    text: str = named(rendered(config), "ConfigMap", "portkey-frontend")["data"]["nginx.conf"]
    return text


def exposed(settings: str, name: str = "gateway") -> str:
    return f"{PUBLIC}exposure: {{{name}: {{{settings}}}}}\n"


class TestExposure:
    @pytest.mark.parametrize("kind", ["ingress", "httpRoute, gateway: {name: public}", "loadBalancer"])
    @pytest.mark.parametrize("host", ["''", "'*.example.org'", "https://a.example", "10.0.0.7"])
    def test_an_empty_or_invalid_host_is_refused(self, files: Files, kind: str, host: str) -> None:
        problem = files.errors(exposed(f"kind: {kind}, host: {host}"))["exposure.gateway.host"]
        assert problem.fix == "expected a domain name without scheme, port or path, such as portkey.example.org"

    def test_ingress_and_route_require_a_host(self, files: Files) -> None:
        assert files.errors(exposed("kind: ingress"))["exposure.gateway.host"].message == "is missing"
        assert files.errors(exposed("kind: httpRoute, gateway: {name: a}"))["exposure.gateway.host"].message == "is missing"

    def test_two_exposures_with_one_host_and_path_are_refused(self, files: Files) -> None:
        both = f"{PUBLIC}exposure: {{frontend: {{kind: ingress, host: a.example}}, gateway: {{kind: ingress, host: A.example}}}}\n"
        problem = files.errors(both)["exposure.gateway.host"]
        assert problem.message == "is a.example, but so is exposure.frontend.host"
        assert "both claim /" in problem.fix
        mcp = (
            "gateway: {mcp: {}}\nexposure: {gateway: {kind: ingress, host: a.example}, mcp: {kind: httpRoute, host: a.example, gateway: {name: b}}}\n"
        )
        assert files.errors(PUBLIC + mcp)["exposure.mcp.host"].code == "PK-EXPOSURE-001"

    def test_the_class_annotation_is_refused(self, files: Files) -> None:
        errors = files.errors(exposed("kind: ingress, host: a.example, class: alb, annotations: {kubernetes.io/ingress.class: nginx}"))
        assert errors["exposure.gateway.annotations.kubernetes.io/ingress.class"].code == "PK-EXPOSURE-002"
        [item] = of_kind(rendered(files.config(exposed("kind: ingress, host: a.example, class: alb"))), "Ingress")
        assert item["spec"]["ingressClassName"] == "alb"
        assert "kubernetes.io/ingress.class" not in item["metadata"]["annotations"]

    def test_an_exposure_of_an_external_gateway_is_refused(self, files: Files) -> None:
        problem = files.errors(f"{exposed('kind: ingress, host: a.example')}{EXTERNAL_GATEWAY}")["exposure.gateway"]
        assert (problem.message, problem.fix) == (
            "is set, but the gateway runs elsewhere",
            "move it to the configuration of the cluster in which the gateway runs",
        )

    def test_a_redirect_to_https_needs_tls_and_is_rendered_with_tls(self, files: Files) -> None:
        redirect = "annotations: {nginx.ingress.kubernetes.io/ssl-redirect: 'true'}"
        errors = files.errors(exposed(f"kind: ingress, host: a.example, {redirect}"))
        assert errors["exposure.gateway.annotations.nginx.ingress.kubernetes.io/ssl-redirect"].code == "PK-EXPOSURE-003"
        plain = of_kind(rendered(files.config(exposed("kind: ingress, host: a.example, class: alb"))), "Ingress")[0]["metadata"]["annotations"]
        assert not [key for key in plain if key.endswith(("ssl-redirect", "listen-ports"))]
        by_tls = "kind: ingress, host: a.example, class: alb, certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'"
        annotations = of_kind(rendered(files.config(exposed(by_tls))), "Ingress")[0]["metadata"]["annotations"]
        assert annotations["alb.ingress.kubernetes.io/ssl-redirect"] == "443"
        assert '"HTTPS": 443' in annotations["alb.ingress.kubernetes.io/listen-ports"]

    def test_a_load_balancer_next_to_an_ingress_is_refused(self, files: Files) -> None:
        errors = files.errors(f"{exposed('kind: ingress, host: a.example')}gateway: {{service: {{type: LoadBalancer}}}}\n")
        assert errors["gateway.service.type"].code == "PK-EXPOSURE-005"
        for settings, kinds in (
            ("kind: ingress, host: a.example", {"ClusterIP"}),
            ("kind: loadBalancer, host: a.example", {"ClusterIP", "LoadBalancer"}),
        ):
            objects = rendered(files.config(exposed(settings)))
            services = [item for item in of_kind(objects, "Service") if item["spec"]["selector"]["app.kubernetes.io/component"] == "gateway"]
            assert {item["spec"]["type"] for item in services} == kinds
            assert len(of_kind(objects, "Ingress")) == (1 if "ingress" in settings else 0)

    def test_port_443_never_speaks_plain_http(self, files: Files) -> None:
        assert files.errors(exposed("kind: loadBalancer, port: 443"))["exposure.gateway.port"].code == "PK-EXPOSURE-013"
        certificate = "provider: {kind: aws, certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'}"
        for settings, port in (("kind: loadBalancer", 80), (f"kind: loadBalancer, {certificate}", 443)):
            service = named(rendered(files.config(exposed(settings))), "Service", "portkey-gateway-public")
            assert [item["port"] for item in service["spec"]["ports"]] == [port]
            annotations = service["metadata"].get("annotations", {})
            assert (annotations.get("service.beta.kubernetes.io/aws-load-balancer-ssl-ports") == "443") is (port == 443)
        everywhere = [port["port"] for item in of_kind(rendered(files.config(PUBLIC)), "Service") for port in item["spec"]["ports"]]
        assert 443 not in everywhere

    @pytest.mark.parametrize(
        ("text", "url"),
        [
            (PUBLIC, "/api"),
            (exposed("kind: ingress, host: portkey.example.org, tls: {kind: loadBalancer}", "frontend"), "https://portkey.example.org/api"),
            (exposed("kind: ingress, host: llm.example.org, tls: {kind: loadBalancer}"), "https://llm.example.org"),
            (exposed("kind: httpRoute, host: llm.example.org, gateway: {name: public}"), "https://llm.example.org"),
            (exposed("kind: loadBalancer, host: llm.example.org, port: 8080"), "http://llm.example.org:8080"),
            (PUBLIC + EXTERNAL_GATEWAY, "https://llm.example.org:8443/base"),
        ],
    )
    def test_browsers_get_a_public_address(self, files: Files, text: str, url: str) -> None:
        """Below the front end, the address in the browser is used."""
        config = files.config(text)
        assert env(config, "frontend")["VITE_API_URL"] == url
        page = named(rendered(config), "ConfigMap", "portkey-frontend")["data"]["config.js"]
        expression = 'window.location.origin + "/api"' if url.endswith("/api") else f'"{url}"'
        assert f'"VITE_API_URL": {expression},' in page
        assert "svc.cluster.local" not in page

    def test_the_retired_controller_is_a_warning(self, files: Files) -> None:
        for name in ("traefik", "alb"):
            assert files.warnings(exposed(f"kind: ingress, host: a.example, class: {name}")) == {}
        problem = files.warnings(exposed("kind: ingress, host: a.example, class: nginx"))["exposure.gateway.class"]
        assert problem.message == "is nginx, whose controller was retired in March 2026"

    def test_an_alb_with_a_certificate_from_a_secret_is_refused(self, files: Files) -> None:
        errors = files.errors(exposed("kind: ingress, host: a.example, class: alb, tls: {kind: secret, secretName: a}"))
        assert errors["exposure.gateway.tls.kind"].message == "is secret, but an ALB cannot read a Secret"

    def test_a_gateway_api_route_leads_to_the_service(self, files: Files) -> None:
        [route] = of_kind(
            rendered(files.config(exposed("kind: httpRoute, host: a.example, gateway: {name: public, namespace: gateways}"))), "HTTPRoute"
        )
        assert route["apiVersion"] == "gateway.networking.k8s.io/v1"
        assert [(item["name"], item["namespace"]) for item in route["spec"]["parentRefs"]] == [("public", "gateways")]
        assert [(item["name"], item["port"]) for item in route["spec"]["rules"][0]["backendRefs"]] == [("portkey-gateway", 8787)]


class TestNginx:
    def test_the_scheme_from_an_outer_proxy_is_kept(self, files: Files) -> None:
        text = nginx(files.config(PUBLIC))
        assert "proxy_set_header X-Forwarded-Proto $forwarded_proto;" in text
        assert "default $http_x_forwarded_proto;" in text

    def test_an_external_gateway_is_called_with_its_own_host(self, files: Files) -> None:
        text = nginx(files.config(PUBLIC + EXTERNAL_GATEWAY))
        albus, _, api = text.partition("location /api/")
        assert "proxy_pass https://llm.example.org:8443/base$api_path;" in api
        assert "proxy_set_header Host llm.example.org:8443;" in api
        assert "proxy_ssl_server_name on;" in api
        assert "proxy_ssl_name llm.example.org;" in api
        assert "proxy_ssl" not in albus
        assert "proxy_set_header Host $http_host;" in albus
        inside = nginx(files.config(PUBLIC))
        assert "proxy_ssl" not in inside
        assert inside.count("proxy_set_header Host $http_host;") == 2

    def test_names_are_resolved_at_run_time(self, files: Files) -> None:
        text = nginx(files.config(PUBLIC))
        assert "resolver_timeout" in text
        assert [line for line in text.splitlines() if "proxy_pass" in line and "$" not in line] == []
        assert "upstream " not in text


class TestMcp:
    def test_a_public_address_is_required(self, files: Files) -> None:
        problem = files.errors(f"{PRODUCTION}gateway: {{mcp: {{}}}}\n")["gateway.mcp"]
        assert problem.message == "has no public address, to which clients and their logins are sent"
        assert problem.fix == "set a host in exposure.mcp, or set gateway.mcp.externalUrl"

    @pytest.mark.parametrize(
        ("text", "url"),
        [
            ("exposure: {mcp: {kind: ingress, host: mcp.example.org, tls: {kind: loadBalancer}}}\ngateway: {mcp: {}}\n", "https://mcp.example.org"),
            ("gateway: {mcp: {externalUrl: 'https://own.example.org/'}}\n", "https://own.example.org"),
        ],
    )
    def test_gateway_and_backend_get_the_same_address(self, files: Files, text: str, url: str) -> None:
        config = files.config(PUBLIC + text)
        gateway, backend = env(config, "gateway"), env(config, "backend")
        assert (gateway["MCP_GATEWAY_BASE_URL"], gateway["SERVER_MODE"], gateway["MCP_PORT"]) == (url, "all", "8788")
        assert (backend["MCP_ENABLED"], backend["MCP_GATEWAY_URL"]) == ("ON", url)
        ports = [(item["name"], item["port"]) for item in named(rendered(config), "Service", "portkey-gateway")["spec"]["ports"]]
        assert ports == [("gateway", 8787), ("mcp", 8788)]

    def test_without_mcp_no_variable_mentions_it(self, files: Files) -> None:
        config = files.config(PUBLIC)
        assert not [name for component in ("gateway", "backend") for name in env(config, component) if name.startswith(("MCP", "SERVER_MODE"))]

    def test_a_path_is_a_warning(self, files: Files) -> None:
        exposures = "exposure: {gateway: {kind: ingress, host: a.example}, mcp: {kind: ingress, host: a.example, path: /mcp}}\ngateway: {mcp: {}}\n"
        assert "/.well-known" in files.warnings(PUBLIC + exposures)["exposure.mcp.path"].fix


class TestDeployment:
    def test_settings_without_effect_are_refused(self, files: Files) -> None:
        errors = files.errors(f"{OPEN}deployment: {{kind: dataPlane, organisations: [a]}}\nmysql: {{kind: inCluster}}\n")
        assert {path: problem.code for path, problem in errors.items()} == dict.fromkeys(("auth", "jwtPrivateKey", "mysql"), "PK-SHAPE-001")

    def test_an_external_gateway_of_a_gateway_deployment_is_refused(self, files: Files) -> None:
        text = f"{without(OPEN, 'auth', 'jwtPrivateKey')}deployment: {{kind: gateway, backendUrl: 'https://b.example', organisations: [a]}}\n"
        assert set(files.errors(text + EXTERNAL_GATEWAY)) == {"gateway.kind"}

    def test_a_standalone_gateway_needs_the_address_of_its_application(self, files: Files) -> None:
        base = f"{without(OPEN, 'auth', 'jwtPrivateKey')}deployment: {{kind: gateway, organisations: [one, two]}}\n"
        assert files.errors(base)["deployment"].code == "PK-SHAPE-002"
        variables: dict[str, Any] = env(files.config(f"{base}controlPlaneUrl: https://portkey.example.org\n"), "gateway")
        assert variables["ALBUS_BASEPATH"] == "https://portkey.example.org/albus"
        assert (variables["ANALYTICS_STORE"], variables["LOG_STORE"]) == ("control_plane", "control_plane")
        assert variables["ORGANISATIONS_TO_SYNC"] == "one,two"
        assert "GATEWAY_CACHE_MODE" not in variables
