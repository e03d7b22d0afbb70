"""The front end's two files, read as what they are."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.nginx import POD_FILE, config_js, nginx_conf, start_command
from tests.support.examples import development, production

Directive = tuple[list[str], list[Any] | None]
_TOKENS = re.compile(r"""#[^\n]*|"((?:[^"\\]|\\.)*)"|([{};])|([^\s{};"]+)""")


def parsed(text: str) -> list[Directive]:
    """nginx's syntax: words up to a semicolon, or up to a block."""
    tokens = ((match[2], match[1] if match[1] is not None else match[3]) for match in _TOKENS.finditer(text) if not match[0].startswith("#"))
    return block(tokens)


def block(tokens: Iterator[tuple[str | None, str]]) -> list[Directive]:
    directives: list[Directive] = []
    words: list[str] = []
    for sign, word in tokens:
        if sign is None:
            words.append(word)
        elif sign == "}":
            break
        else:
            directives.append((words, block(tokens) if sign == "{" else None))
            words = []
    assert words == []
    return directives


def conf(config: PortkeyConfig) -> str:
    platform = config.resolve()
    return nginx_conf(platform, platform.services["frontend"])


def server(config: PortkeyConfig) -> list[Directive]:
    (block,) = [inner for words, inner in parsed(conf(config)) if words == ["server"]]
    assert block is not None
    return block


def location(config: PortkeyConfig, *words: str) -> dict[str, list[str]]:
    (block,) = [inner for directive, inner in server(config) if directive == ["location", *words]]
    return {
        " ".join(directive[:2]) if directive[0] == "proxy_set_header" else directive[0]: directive[1:]
        for directive, inner in block or []
        if inner is None
    }


@pytest.mark.parametrize(
    ("prefix", "upstream"), [("albus", "portkey-backend.portkey.svc.cluster.local:8080"), ("api", "portkey-gateway.portkey.svc.cluster.local:8787")]
)
def test_prefix_is_proxied_to_its_service_and_removed(prefix: str, upstream: str) -> None:
    proxy = location(development(), f"/{prefix}/")
    assert proxy["proxy_pass"] == [f"http://{upstream}${prefix}_path"]
    (mapped,) = [inner for words, inner in parsed(conf(development())) if words == ["map", "$request_uri", f"${prefix}_path"]]
    pattern, taken = (mapped or [])[-1][0]
    assert taken == f"${prefix}_rest"
    rest = re.compile(pattern[1:].replace("(?<", "(?P<")).match(f"/{prefix}/v1/a%2Fb?x=1")
    assert rest is not None
    assert rest[f"{prefix}_rest"] == "/v1/a%2Fb?x=1"


def test_bodies_are_streamed_and_forwarded_headers_kept() -> None:
    proxy = location(development(), "/api/")
    assert (proxy["proxy_buffering"], proxy["proxy_request_buffering"]) == (["off"], ["off"])
    assert proxy["proxy_set_header X-Forwarded-Proto"] == ["X-Forwarded-Proto", "$forwarded_proto"]
    assert proxy["proxy_set_header Upgrade"] == ["Upgrade", "$http_upgrade"]
    (scheme,) = [inner for words, inner in parsed(conf(development())) if words[0] == "map" and words[2] == "$forwarded_proto"]
    assert [words for words, _ in scheme or []] == [["default", "$http_x_forwarded_proto"], ["", "$scheme"]]


ARN = "arn:aws:acm:eu-west-1:111122223333:certificate/0f4d"


@pytest.mark.parametrize(
    ("exposure", "scheme"),
    [
        ({"kind": "none"}, "$scheme"),
        ({"kind": "ingress", "host": "a.example.org", "tls": {"kind": "secret", "secretName": "tls"}}, "$scheme"),
        ({"kind": "loadBalancer", "host": "a.example.org"}, "$scheme"),
        ({"kind": "loadBalancer", "host": "a.example.org", "provider": {"kind": "aws"}}, "$scheme"),
        ({"kind": "loadBalancer", "host": "a.example.org", "provider": {"kind": "aws", "certificateArn": ARN}}, "https"),
    ],
)
def test_tls_at_the_load_balancer_sets_the_forwarded_protocol(exposure: dict[str, Any], scheme: str) -> None:
    """The load balancer passes connections on and adds no header: requests without one used TLS."""
    text = conf(development(exposure={"frontend": exposure}))
    (mapping,) = [inner for words, inner in parsed(text) if words[0] == "map" and words[2] == "$forwarded_proto"]
    assert [words for words, _ in mapping or []] == [["default", "$http_x_forwarded_proto"], ["", scheme]]


@pytest.mark.parametrize(
    ("url", "upstream", "host", "name"),
    [
        ("https://ai.example.org", "https://ai.example.org$api_path", "ai.example.org", "ai.example.org"),
        ("https://ai.example.org:8443/", "https://ai.example.org:8443$api_path", "ai.example.org:8443", "ai.example.org"),
        ("https://ai.example.org/gateway/", "https://ai.example.org/gateway$api_path", "ai.example.org", "ai.example.org"),
        ("http://ai.example.org:8787", "http://ai.example.org:8787$api_path", "ai.example.org:8787", None),
    ],
)
def test_external_gateway_gets_its_own_host_name(url: str, upstream: str, host: str, name: str | None) -> None:
    config = development(gateway={"kind": "external", "url": url})
    proxy = location(config, "/api/")
    assert proxy["proxy_pass"] == [upstream]
    assert proxy["proxy_set_header Host"] == ["Host", host]
    assert proxy.get("proxy_ssl_server_name") == (["on"] if name else None)
    assert proxy.get("proxy_ssl_name") == ([name] if name else None)
    backend = location(config, "/albus/")
    assert backend["proxy_set_header Host"] == ["Host", "$http_host"]
    assert "proxy_ssl_server_name" not in backend


def test_services_in_the_cluster_get_the_requested_host_name() -> None:
    for prefix in ("albus", "api"):
        assert location(development(), f"/{prefix}/")["proxy_set_header Host"] == ["Host", "$http_host"]


def test_deep_links_return_the_page() -> None:
    assert location(development(), "/")["try_files"] == ["$uri", "/index.html"]


def test_nginx_listens_on_the_probed_port_and_resolves_names_at_run_time() -> None:
    flat = {words[0]: words[1:] for words, inner in server(development()) if inner is None}
    assert flat["listen"] == ["8080"]
    assert flat["include"] == [POD_FILE]
    script = start_command()[-1]
    assert f"> {POD_FILE}\n" in script
    assert "\nnginx -g 'daemon off;' &\n" in script


@pytest.mark.parametrize(("gateway", "timeout", "idle"), [({}, "315s", "330s"), ({"requestTimeout": "10m"}, "615s", "630s")])
def test_nginx_waits_longer_than_requests_may_take(gateway: dict[str, Any], timeout: str, idle: str) -> None:
    config = development(gateway=gateway)
    for prefix in ("/albus/", "/api/"):
        proxy = location(config, prefix)
        assert proxy["proxy_read_timeout"] == proxy["proxy_send_timeout"] == [timeout]
    assert {words[0]: words[1:] for words, inner in server(config) if inner is None}["keepalive_timeout"] == [idle]


def test_upstream_ports_follow_the_services() -> None:
    config = development(name="acme", gateway={"service": {"port": 80}})
    assert location(config, "/api/")["proxy_pass"] == ["http://acme-gateway.portkey.svc.cluster.local:80$api_path"]


def test_limits_fit_logins_and_uploads() -> None:
    flat = {words[0]: words[1:] for words, inner in server(development()) if inner is None}
    assert flat["large_client_header_buffers"] == ["4", "64k"]
    assert (flat["proxy_buffer_size"], flat["proxy_buffers"]) == (["64k"], ["4", "64k"])
    assert flat["client_max_body_size"] == ["100m"]
    flat = {words[0]: words[1:] for words, inner in server(development(frontend={"maxBodySize": "1Gi"})) if inner is None}
    assert flat["client_max_body_size"] == ["1g"]


def test_dollar_sign_is_defined_only_where_it_is_used() -> None:
    assert "geo $dollar" not in conf(development())
    assert "geo $dollar" in conf(development(gateway={"kind": "external", "url": "https://ai.example.org/$x"}))


def settings(config: PortkeyConfig) -> dict[str, str]:
    """The literals in config.js."""
    text = config_js(config.resolve(), config.resolve().services["frontend"])
    assert text.startswith("window.APP_CONFIG = {\n")
    assert text.endswith("\n};\n")
    lines = [line for line in text.splitlines()[1:-1] if "window.location" not in line]
    app_config: dict[str, str] = json.loads(f"{{{''.join(lines).rstrip(',')}}}")
    return app_config


def test_browser_gets_public_addresses() -> None:
    for config in (development(), development(exposure={})):
        script = config_js(config.resolve(), config.resolve().services["frontend"])
        assert '  "VITE_API_URL": window.location.origin + "/api",\n' in script
    below = development(controlPlaneUrl="https://example.org/portkey")
    assert settings(below)["VITE_API_URL"] == "https://example.org/portkey/api", "a proxy in front removes the prefix"
    assert settings(production())["VITE_API_URL"] == "https://gateway.example.org"
    assert settings(development(gateway={"kind": "external", "url": "https://ai.example.org/"}))["VITE_API_URL"] == "https://ai.example.org"
    assert settings(production())["VITE_BASE_URL"] == "/albus"
    assert (settings(development())["VITE_AUTH_MODE"], settings(production())["VITE_AUTH_MODE"]) == ("NO_AUTH", "SSO")


@pytest.mark.parametrize("text", ['"};alert(1)//', "</script>", "a\nb\\", "\u2028 ü", "', "])
def test_strings_are_escaped(text: str) -> None:
    config = development(frontend={"loginDisclaimer": text})
    assert settings(config)["VITE_LOGIN_DISCLAIMER"] == text
    assert len(config_js(config.resolve(), config.resolve().services["frontend"]).splitlines()) == len(settings(config)) + 3
