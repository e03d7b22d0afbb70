"""The rendered front end: its nginx.conf, config.js and start command, in its pod, with a real nginx."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.servers.frontend import ADDRESSES, HOSTS, PAGE, PORT, SETTINGS, Site
from tests.servers.pod import until
from tests.servers.probing import passes
from tests.servers.rendered import Rendered, configuration
from tests.servers.web import NameServer, connected, head, received

pytestmark = pytest.mark.slow


def test_only_the_port_differs_from_the_default() -> None:
    ours, default = (Rendered(configuration(**settings), "frontend").config_map("config") for settings in (SETTINGS, {}))
    assert ours
    assert default
    assert ours["nginx.conf"] != default["nginx.conf"]
    assert ours["nginx.conf"].replace(f"{HOSTS['albus']}:18080", f"{HOSTS['albus']}:8080") == default["nginx.conf"]


def test_configuration_is_valid(site: Site) -> None:
    tried = site.pod.run(["nginx", "-t"])
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr
    assert "[emerg]" not in site.pod.printed()
    assert "[alert]" not in site.pod.printed()


def test_root_is_read_only(site: Site) -> None:
    assert "Read-only" in site.pod.run(["touch", "/usr/share/nginx/html/x"]).stderr
    assert site.pod.run(["id", "-u"]).stdout == "101\n"


@pytest.mark.parametrize("kind", ["startup", "readiness", "liveness"])
def test_probes_pass(site: Site, kind: str) -> None:
    assert passes(site.pod, kind)


@pytest.mark.parametrize(
    "target", ["/", "/index.html", "/login", "/org/acme/logs?page=2", "/v2/auth/callback?code=a%2Fb", "/a%20b", "/%E2%9C%93", "/albusx/y"]
)
def test_page_is_returned_for_its_own_paths(site: Site, target: str) -> None:
    answer = site.ask(target)
    assert (answer.status, answer.body) == (200, PAGE.encode())
    assert answer.headers["Content-Type"] == "text/html"


def test_asset_is_served_with_its_type(site: Site) -> None:
    answer = site.ask("/assets/app.js")
    assert (answer.status, answer.body) == (200, b"start();\n")


@pytest.mark.parametrize("target", ["/", "/config.js", "/albus/health", "/albus/../x", "/assets/app.js"])
def test_responses_have_security_headers(site: Site, target: str) -> None:
    headers = site.ask(target).headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Server"] == "nginx"


_PROGRAM = """\
const window = {location: {origin: process.argv[2]}};
new Function('window', process.argv[1])(window);
process.stdout.write(JSON.stringify(window.APP_CONFIG));
"""


def evaluated(script: str, origin: str = "http://portkey.example.org") -> dict[str, Any]:
    """What the page sees of its settings when it is opened at `origin`."""
    node = os.environ.get("JSII_NODE") or shutil.which("node")
    if not node:
        pytest.skip("not installed: node")
    ran = subprocess.run([node, "-e", _PROGRAM, script, origin], capture_output=True, text=True, encoding="utf-8", timeout=20)
    assert ran.returncode == 0, ran.stderr
    settings: dict[str, Any] = json.loads(ran.stdout)
    return settings


def test_config_js_contains_the_public_addresses(site: Site) -> None:
    answer = site.ask("/config.js")
    assert answer.status == 200
    assert "javascript" in answer.headers["Content-Type"]
    assert answer.headers["Cache-Control"] == "no-cache"
    settings = evaluated(answer.body.decode("ascii"))
    variables = site.pod.rendered.environment
    assert variables
    assert {name: settings[name] for name in variables} == variables


def test_gateway_address_follows_a_port_forward(site: Site) -> None:
    script = site.ask("/config.js").body.decode("ascii")
    settings = evaluated(script, f"http://localhost:{PORT}")
    assert settings["VITE_API_URL"] == f"http://localhost:{PORT}/api"
    assert site.ask("/api/v1/models").echo["upstream"] == "api"


def test_gateway_with_its_own_address_keeps_it_in_a_port_forward(fresh: Callable[..., Site]) -> None:
    hosts = {name: {"kind": "ingress", "host": f"{name}.example.org"} for name in ("frontend", "gateway")}
    site = fresh(exposure=hosts)
    site.start()
    script = site.ask("/config.js").body.decode("ascii")
    assert evaluated(script, "http://localhost:8080")["VITE_API_URL"] == "http://gateway.example.org"


def test_own_gateway_address_overrides_that_of_the_browser(fresh: Callable[..., Site]) -> None:
    site = fresh(frontend={"env": {"VITE_API_URL": "https://ai.example.org"}})
    site.start()
    assert evaluated(site.ask("/config.js").body.decode("ascii"))["VITE_API_URL"] == "https://ai.example.org"


@pytest.mark.parametrize(
    ("limit", "accepted", "refused"), [("10Ki", 10 << 10, (10 << 10) + 1), ("1500k", 1_500_000, 1_500_001), ("120Mi", 120 << 20, (120 << 20) + 1)]
)
def test_body_limit_is_the_configured_one(fresh: Callable[..., Site], limit: str, accepted: int, refused: int) -> None:
    site = fresh(frontend={"max_body_size": limit})
    site.serve("albus", ADDRESSES["albus"])
    site.start()
    assert site.ask("/albus/x", method="POST", headers={"Content-Length": str(refused)}, body=()).status == 413
    piece = bytes(1 << 16)
    whole, rest = divmod(accepted, len(piece))
    body = (*(piece for _ in range(whole)), piece[:rest])
    assert site.ask("/albus/x", method="POST", headers={"Content-Length": str(accepted)}, body=body).echo["body"] == accepted


def test_config_js_escapes_any_text(fresh: Callable[..., Site]) -> None:
    text = 'it\'s "quoted" \\ </script><script>alert(1)</script> ${X} `${y}` $(z) \r\n\t \u2028\u2029 \u00e9\u2713\U0001f511 <!-- --> %'
    site = fresh(frontend={"login_disclaimer": text, "onboarding_support_message": text[::-1]})
    site.start()
    settings = evaluated(site.ask("/config.js").body.decode("ascii"))
    assert settings["VITE_LOGIN_DISCLAIMER"] == text
    assert settings["VITE_ONBOARDING_SUPPORT_MESSAGE"] == text[::-1]


def test_starts_before_the_services_and_follows_them(fresh: Callable[..., Site]) -> None:
    site = fresh()
    process = site.start()
    assert [site.ask(f"/{name}/x").status for name in HOSTS] == [502, 502], "no such name yet"
    assert site.ask("/").status == 200
    assert set(site.names.asked) == set(HOSTS.values()), "the full names are asked for, whatever the search list says"

    for name, address in ADDRESSES.items():
        site.serve(name, address)
    assert until(lambda: [site.ask(f"/{name}/x").status for name in HOSTS] == [200, 200], seconds=15, every=0.2)

    site.serve("albus", "127.0.0.9", "moved")
    assert site.ask("/albus/x").echo["upstream"] == "albus", "an answer is good for a while"
    assert until(lambda: site.ask("/albus/x").echo["upstream"] == "moved", seconds=15, every=0.5)
    assert process.poll() is None
    assert site.pod.stop(process) == 0


def test_a_lost_query_to_the_name_server_is_repeated(fresh: Callable[..., Site]) -> None:
    site = fresh()
    site.serve("api", ADDRESSES["api"])
    # nginx asks for IPv4 and IPv6 addresses.
    site.names.lost = 2
    site.start()
    assert site.ask("/api/x").status == 200
    assert site.names.lost == 0


def test_restarts_in_the_same_pod(fresh: Callable[..., Site]) -> None:
    site = fresh()
    for _ in range(2):
        assert site.pod.stop(site.start()) == 0


@pytest.mark.parametrize(
    "resolv_conf",
    [
        pytest.param("nameserver 127.0.0.1", id="no newline at the end"),
        pytest.param("# nameserver 192.0.2.9\nnameserver\t127.0.0.1  \n\noptions ndots:5\n", id="comment, tab, blanks"),
        pytest.param("nameserver 127.0.0.1 # the node's\n", id="comment behind"),
        pytest.param("nameserver ::1\nnameserver 127.0.0.1\n", id="IPv6 too"),
        pytest.param("nameserver fe80::1%lo\nnameserver 127.0.0.1\n", id="IPv6 with a zone"),
    ],
)
@pytest.mark.parametrize("links", [pytest.param({}, id="sh"), pytest.param({"/bin/sh": "/bin/busybox"}, id="busybox")])
def test_name_servers_are_those_of_the_pod(fresh: Callable[..., Site], resolv_conf: str, links: dict[str, str]) -> None:
    site = fresh(files={"/etc/resolv.conf": resolv_conf}, links=links)
    site.serve("api", ADDRESSES["api"])
    if "::1\n" in resolv_conf:
        sixth = NameServer(site.pod, "::1")
        sixth.known = site.names.known
        site.stack.callback(sixth.close)
    site.start()
    assert site.ask("/api/x").status == 200, Path(site.pod.volume("tmp") / "pod.conf").read_text()


def test_ipv6_requests_are_answered(site: Site) -> None:
    with connected(site.pod, PORT, "::1") as connection:
        connection.sendall(head("GET", "/", {}))
        assert received(connection).body.decode() == PAGE


def test_serves_as_a_user_that_openshift_assigns(fresh: Callable[..., Site]) -> None:
    site = fresh(openshift=True)
    assert (site.pod.user, site.pod.group) == (1000660000, 0)
    site.serve("api", ADDRESSES["api"])
    site.start()
    assert site.ask("/").body.decode() == PAGE
    assert site.ask("/api/x").echo["upstream"] == "api"
