"""What goes wrong at the doors today: hosts, classes, TLS, nginx, MCP; refused, warned of, or impossible to say."""

from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from tests.rules.files import OPEN, PRODUCTION, Files, env, without
from tests.support.objects import found, named, rendered

PUBLIC = without(PRODUCTION, "auth") + "auth: {kind: none, allowPublic: true}\n"
ELSEWHERE = "gateway: {kind: external, url: 'https://llm.example.org:8443/base/'}\n"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def nginx(config: PortkeyConfig) -> str:
    text: str = named(rendered(config), "ConfigMap", "portkey-frontend")["data"]["nginx.conf"]
    return text


def door(said: str, name: str = "gateway") -> str:
    return f"{PUBLIC}exposure: {{{name}: {{{said}}}}}\n"


class TestExposure:
    @pytest.mark.parametrize("kind", ["ingress", "httpRoute, gateway: {name: public}", "loadBalancer"])
    @pytest.mark.parametrize("host", ["''", "'*.example.org'", "https://a.example", "10.0.0.7"])
    def test_an_empty_host_or_one_that_is_none_is_refused(self, files: Files, kind: str, host: str) -> None:
        refused = files.errors(door(f"kind: {kind}, host: {host}"))["exposure.gateway.host"]
        assert refused.fix == "expected a domain name without scheme, port or path, such as portkey.example.org"

    def test_a_host_is_required_where_a_rule_needs_one(self, files: Files) -> None:
        assert files.errors(door("kind: ingress"))["exposure.gateway.host"].message == "is missing"
        assert files.errors(door("kind: httpRoute, gateway: {name: a}"))["exposure.gateway.host"].message == "is missing"

    def test_two_doors_on_one_host_and_path_are_refused(self, files: Files) -> None:
        both = f"{PUBLIC}exposure: {{frontend: {{kind: ingress, host: a.example}}, gateway: {{kind: ingress, host: A.example}}}}\n"
        refused = files.errors(both)["exposure.gateway.host"]
        assert refused.message == "is a.example, which exposure.frontend has too"
        assert "both would claim /" in refused.fix
        mcp = (
            "gateway: {mcp: {}}\nexposure: {gateway: {kind: ingress, host: a.example}, mcp: {kind: httpRoute, host: a.example, gateway: {name: b}}}\n"
        )
        assert files.errors(PUBLIC + mcp)["exposure.mcp.host"].code == "PK-EXPOSURE-001"

    def test_a_class_is_said_once(self, files: Files) -> None:
        refused = files.errors(door("kind: ingress, host: a.example, class: alb, annotations: {kubernetes.io/ingress.class: nginx}"))
        assert refused["exposure.gateway.annotations.kubernetes.io/ingress.class"].code == "PK-EXPOSURE-002"
        [one] = found(rendered(files.config(door("kind: ingress, host: a.example, class: alb"))), "Ingress")
        assert one["spec"]["ingressClassName"] == "alb"
        assert "kubernetes.io/ingress.class" not in one["metadata"]["annotations"]

    def test_a_door_of_the_gateway_while_it_is_elsewhere_is_refused(self, files: Files) -> None:
        refused = files.errors(f"{door('kind: ingress, host: a.example')}{ELSEWHERE}")["exposure.gateway"]
        assert (refused.message, refused.fix) == ("is given, and the gateway runs elsewhere", "say it where the gateway runs")

    def test_a_redirect_to_https_without_tls_is_refused_and_made_where_tls_ends(self, files: Files) -> None:
        redirect = "annotations: {nginx.ingress.kubernetes.io/ssl-redirect: 'true'}"
        refused = files.errors(door(f"kind: ingress, host: a.example, {redirect}"))
        assert refused["exposure.gateway.annotations.nginx.ingress.kubernetes.io/ssl-redirect"].code == "PK-EXPOSURE-003"
        plain = found(rendered(files.config(door("kind: ingress, host: a.example, class: alb"))), "Ingress")[0]["metadata"]["annotations"]
        assert not [key for key in plain if key.endswith(("ssl-redirect", "listen-ports"))]
        by_tls = "kind: ingress, host: a.example, class: alb, certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'"
        noted = found(rendered(files.config(door(by_tls))), "Ingress")[0]["metadata"]["annotations"]
        assert noted["alb.ingress.kubernetes.io/ssl-redirect"] == "443"
        assert '"HTTPS": 443' in noted["alb.ingress.kubernetes.io/listen-ports"]

    def test_a_load_balancer_beside_an_ingress_is_refused_and_there_is_one_of_them(self, files: Files) -> None:
        refused = files.errors(f"{door('kind: ingress, host: a.example')}gateway: {{service: {{type: LoadBalancer}}}}\n")
        assert refused["gateway.service.type"].code == "PK-EXPOSURE-005"
        for said, kinds in (
            ("kind: ingress, host: a.example", {"ClusterIP"}),
            ("kind: loadBalancer, host: a.example", {"ClusterIP", "LoadBalancer"}),
        ):
            objects = rendered(files.config(door(said)))
            services = [one for one in found(objects, "Service") if one["spec"]["selector"]["app.kubernetes.io/component"] == "gateway"]
            assert {one["spec"]["type"] for one in services} == kinds
            assert len(found(objects, "Ingress")) == (1 if "ingress" in said else 0)

    def test_port_443_never_speaks_plain_http(self, files: Files) -> None:
        assert files.errors(door("kind: loadBalancer, port: 443"))["exposure.gateway.port"].code == "PK-EXPOSURE-013"
        certificate = "provider: {kind: aws, certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'}"
        for said, port in (("kind: loadBalancer", 80), (f"kind: loadBalancer, {certificate}", 443)):
            service = named(rendered(files.config(door(said))), "Service", "portkey-gateway-public")
            assert [one["port"] for one in service["spec"]["ports"]] == [port]
            noted = service["metadata"].get("annotations", {})
            assert (noted.get("service.beta.kubernetes.io/aws-load-balancer-ssl-ports") == "443") is (port == 443)
        everywhere = [port["port"] for one in found(rendered(files.config(PUBLIC)), "Service") for port in one["spec"]["ports"]]
        assert 443 not in everywhere

    @pytest.mark.parametrize(
        ("text", "url"),
        [
            (PUBLIC, "/api"),
            (door("kind: ingress, host: portkey.example.org, tls: {kind: loadBalancer}", "frontend"), "https://portkey.example.org/api"),
            (door("kind: ingress, host: llm.example.org, tls: {kind: loadBalancer}"), "https://llm.example.org"),
            (door("kind: httpRoute, host: llm.example.org, gateway: {name: public}"), "https://llm.example.org"),
            (door("kind: loadBalancer, host: llm.example.org, port: 8080"), "http://llm.example.org:8080"),
            (PUBLIC + ELSEWHERE, "https://llm.example.org:8443/base"),
        ],
    )
    def test_a_browser_is_told_an_address_that_it_can_reach(self, files: Files, text: str, url: str) -> None:
        config = files.config(text)
        assert env(config, "frontend")["VITE_API_URL"] == url
        page = named(rendered(config), "ConfigMap", "portkey-frontend")["data"]["config.js"]
        assert f'"VITE_API_URL": "{url}"' in page
        assert "svc.cluster.local" not in page

    def test_the_retired_controller_is_warned_of(self, files: Files) -> None:
        for name in ("traefik", "alb"):
            assert files.warnings(door(f"kind: ingress, host: a.example, class: {name}")) == {}
        warned = files.warnings(door("kind: ingress, host: a.example, class: nginx"))["exposure.gateway.class"]
        assert warned.fix == "its controller retired in March 2026; plan for another class"

    def test_an_alb_takes_no_certificate_from_a_secret(self, files: Files) -> None:
        refused = files.errors(door("kind: ingress, host: a.example, class: alb, tls: {kind: secret, secretName: a}"))
        assert refused["exposure.gateway.tls.kind"].message == "is secret, and an ALB reads no Secret"

    def test_a_gateway_api_route_leads_to_the_service(self, files: Files) -> None:
        [route] = found(rendered(files.config(door("kind: httpRoute, host: a.example, gateway: {name: public, namespace: gateways}"))), "HTTPRoute")
        assert route["apiVersion"] == "gateway.networking.k8s.io/v1"
        assert [(one["name"], one["namespace"]) for one in route["spec"]["parentRefs"]] == [("public", "gateways")]
        assert [(one["name"], one["port"]) for one in route["spec"]["rules"][0]["backendRefs"]] == [("portkey-gateway", 8787)]


class TestNginx:
    def test_what_an_outer_proxy_said_of_the_scheme_stays(self, files: Files) -> None:
        text = nginx(files.config(PUBLIC))
        assert "proxy_set_header X-Forwarded-Proto $forwarded_proto;" in text
        assert "default $http_x_forwarded_proto;" in text

    def test_a_gateway_elsewhere_is_called_by_its_own_name(self, files: Files) -> None:
        text = nginx(files.config(PUBLIC + ELSEWHERE))
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

    def test_names_are_looked_up_while_it_runs(self, files: Files) -> None:
        text = nginx(files.config(PUBLIC))
        assert "resolver_timeout" in text
        assert [line for line in text.splitlines() if "proxy_pass" in line and "$" not in line] == []
        assert "upstream " not in text


class TestMcp:
    def test_it_is_refused_without_an_external_address(self, files: Files) -> None:
        refused = files.errors(f"{PRODUCTION}gateway: {{mcp: {{}}}}\n")["gateway.mcp"]
        assert refused.message == "has no external address"
        assert "clients and their logins are sent there" in refused.fix

    @pytest.mark.parametrize(
        ("text", "url"),
        [
            ("exposure: {mcp: {kind: ingress, host: mcp.example.org, tls: {kind: loadBalancer}}}\ngateway: {mcp: {}}\n", "https://mcp.example.org"),
            ("gateway: {mcp: {externalUrl: 'https://own.example.org/'}}\n", "https://own.example.org"),
        ],
    )
    def test_gateway_and_backend_are_told_the_same_address(self, files: Files, text: str, url: str) -> None:
        config = files.config(PUBLIC + text)
        gateway, backend = env(config, "gateway"), env(config, "backend")
        assert (gateway["MCP_GATEWAY_BASE_URL"], gateway["SERVER_MODE"], gateway["MCP_PORT"]) == (url, "all", "8788")
        assert (backend["MCP_ENABLED"], backend["MCP_GATEWAY_URL"]) == ("ON", url)
        ports = [(one["name"], one["port"]) for one in named(rendered(config), "Service", "portkey-gateway")["spec"]["ports"]]
        assert ports == [("gateway", 8787), ("mcp", 8788)]

    def test_without_it_nobody_hears_of_it(self, files: Files) -> None:
        config = files.config(PUBLIC)
        assert not [name for component in ("gateway", "backend") for name in env(config, component) if name.startswith(("MCP", "SERVER_MODE"))]

    def test_below_a_path_it_is_warned_of(self, files: Files) -> None:
        doors = "exposure: {gateway: {kind: ingress, host: a.example}, mcp: {kind: ingress, host: a.example, path: /mcp}}\ngateway: {mcp: {}}\n"
        assert "/.well-known" in files.warnings(PUBLIC + doors)["exposure.mcp.path"].fix


class TestShapes:
    def test_a_part_of_the_platform_takes_no_setting_of_what_is_elsewhere(self, files: Files) -> None:
        refused = files.errors(f"{OPEN}deployment: {{kind: dataPlane, organisations: [a]}}\nmysql: {{kind: inCluster}}\n")
        assert {path: problem.code for path, problem in refused.items()} == dict.fromkeys(("auth", "jwtPrivateKey", "mysql"), "PK-SHAPE-001")

    def test_a_gateway_alone_and_elsewhere_at_once_is_refused(self, files: Files) -> None:
        text = f"{without(OPEN, 'auth', 'jwtPrivateKey')}deployment: {{kind: gateway, backendUrl: 'https://b.example', organisations: [a]}}\n"
        assert set(files.errors(text + ELSEWHERE)) == {"gateway.kind"}

    def test_a_gateway_alone_knows_where_its_application_is(self, files: Files) -> None:
        base = f"{without(OPEN, 'auth', 'jwtPrivateKey')}deployment: {{kind: gateway, organisations: [one, two]}}\n"
        assert files.errors(base)["deployment"].code == "PK-SHAPE-002"
        known: dict[str, Any] = env(files.config(f"{base}controlPlaneUrl: https://portkey.example.org\n"), "gateway")
        assert known["ALBUS_BASEPATH"] == "https://portkey.example.org/albus"
        assert (known["ANALYTICS_STORE"], known["LOG_STORE"]) == ("control_plane", "control_plane")
        assert known["ORGANISATIONS_TO_SYNC"] == "one,two"
        assert "GATEWAY_CACHE_MODE" not in known
