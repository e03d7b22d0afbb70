"""The proxy's variables, and the hosts that are reached without it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.variables import variable
from portkey_constructs.loading.reading import load
from portkey_constructs.platform.names import Names
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development, external, production
from tests.support.objects import variables

ADDRESS = "http://proxy.example.org:3128"
NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
SERVICES = ("gateway", "backend", "dataservice", "frontend")
STORES = ("mysql", "redis", "clickhouse")
IN_CLUSTER = (*SERVICES, *STORES)
PROXY = {"proxy": {"https": ADDRESS}}
SOCKS = ("socks", "socks4", "socks5", "socks5h", "SOCKS5")
METADATA = ["169.254.169.254", "169.254.170.2", "169.254.170.23", "metadata.google.internal"]
DEFAULT_NAMES = Names("portkey", "portkey", "cluster.local")
SECRET = {"secretKeyRef": {"name": "egress-proxy", "key": "url"}}


def of_proxy(config: PortkeyConfig, component: str) -> dict[str, Any]:
    actual = variables(config, component)
    return {name: actual[name] for name in NAMES if name in actual}


def no_proxy(config: PortkeyConfig) -> list[str]:
    return str(of_proxy(config, "gateway")["NO_PROXY"]).split(",")


def direct(*components: str, stores: tuple[str, ...] = (), names: Names = DEFAULT_NAMES) -> list[str]:
    services = [name for component in components for name in (names.component(component), names.host(component))]
    domain = names.cluster_domain
    return ["localhost", "127.0.0.1", *services, ".svc", f".svc.{domain}", f".{domain}", *stores, *METADATA]


def test_each_service_has_the_variables_that_its_image_reads() -> None:
    config = production(proxy={"https": ADDRESS, "http": "https://proxy.example.org/"})
    https, http, hosts = {"HTTPS_PROXY": ADDRESS}, {"HTTP_PROXY": "https://proxy.example.org/"}, {"NO_PROXY": ",".join(direct(*IN_CLUSTER))}
    assert of_proxy(config, "gateway") == of_proxy(config, "backend") == https | http | hosts
    assert of_proxy(config, "dataservice") == https | hosts
    assert [of_proxy(config, component) for component in ("frontend", "mysql", "redis", "clickhouse")] == [{}] * 4
    assert [entry.name for entry in config.resolve().environments["migration"] if entry.name in NAMES] == []


def test_without_proxy_there_is_no_variable() -> None:
    assert [of_proxy(production(), component) for component in IN_CLUSTER] == [{}] * len(IN_CLUSTER)


DATABASE, CACHE = "db.cluster-x.us-west-2.rds.amazonaws.com", "master.portkey.abc123.usw2.cache.amazonaws.com"
BY_URL = {"kind": "external", "url": "rediss://cache.example.org:6380", "tls": True}
WITH_READER = {"kind": "external", "host": "db.example.org", "reader": {"host": "replica.example.org"}}
OTHER = {"name": "acme", "namespace": "ai", "clusterDomain": "example.internal"}


@pytest.mark.parametrize(
    ("config", "hosts"),
    [
        (production(**PROXY), direct(*IN_CLUSTER)),
        (production(**PROXY, **OTHER), direct(*IN_CLUSTER, names=Names("acme", "ai", "example.internal"))),
        (production(**PROXY, dataservice={"kind": "none"}), direct("gateway", "backend", "frontend", *STORES)),
        (external(**PROXY), direct(*SERVICES, stores=(DATABASE, CACHE, "clickhouse.example.org"))),
        (external(**PROXY, redis=BY_URL, clickhouse={"kind": "inCluster"}), direct(*SERVICES, "clickhouse", stores=(DATABASE, "cache.example.org"))),
        (external(**PROXY, mysql=WITH_READER), direct(*SERVICES, stores=("db.example.org", "replica.example.org", CACHE, "clickhouse.example.org"))),
        (production(**PROXY, clickhouse={"kind": "cloud", "host": "abc.clickhouse.cloud"}), direct(*SERVICES, "mysql", "redis")),
        (config_from({**HYBRID, **PROXY}), direct("gateway", "dataservice", "redis")),
        (config_from({**ALONE, **PROXY}), direct("gateway", "redis")),
    ],
    ids=[
        "in the cluster",
        "other names",
        "no data service",
        "external stores",
        "reader of MySQL",
        "URL of Redis",
        "ClickHouse Cloud",
        "data plane",
        "gateway only",
    ],
)
def test_hosts_of_the_platform_are_reached_directly(config: PortkeyConfig, hosts: list[str]) -> None:
    assert no_proxy(config) == hosts


def test_own_entries_come_last_and_no_host_is_listed_twice() -> None:
    own = ["models.example.org", ".svc", "10.0.0.0/8", "models.example.org", "*.example.net", "fd00::/8", "vllm:8000"]
    expected = [*direct(*IN_CLUSTER), "models.example.org", "10.0.0.0/8", "*.example.net", "fd00::/8", "vllm:8000"]
    assert no_proxy(production(proxy={"https": ADDRESS, "noProxy": own})) == expected


def test_address_with_a_password_comes_from_a_secret_and_the_list_from_the_setting() -> None:
    config = production(proxy={}, env={"HTTPS_PROXY": SECRET})
    assert of_proxy(config, "gateway") == {"HTTPS_PROXY": SECRET, "NO_PROXY": ",".join(direct(*IN_CLUSTER))}
    [job] = [item.manifest for item in config.resolve().objects() if item.manifest["kind"] == "Job"]
    environment = job["spec"]["template"]["spec"]["containers"][0]["env"]  # type: ignore[typeddict-item]
    assert {"name": "NO_PROXY", "value": ",".join(direct(*IN_CLUSTER))} in environment


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("proxy.example.org:3128", "expected an address with its scheme, such as http://proxy.example.org:3128"),
        ("proxy.example.org", "expected an address with its scheme"),
        ("//proxy.example.org", "expected an address with its scheme"),
        ("http://proxy.example.org:3128/squid", "expected an address without a path"),
        *(
            (f"{scheme}://proxy.example.org:1080", "Portkey documents no support for SOCKS")
            for scheme in ("socks", "socks4", "socks5", "socks5h", "SOCKS5")
        ),
        ("ftp://proxy.example.org", "expected the address of an HTTP proxy such as http://proxy.example.org:3128"),
        ("http://proxy.example.org:99999", "expected the address of an HTTP proxy"),
        ("http://proxy.example.org?a=b", "expected the address of an HTTP proxy"),
        ("http://a.example.org,http://b.example.org", "expected an address without a path"),
        ("", "expected"),
        (3128, "expected the address of an HTTP proxy"),
    ],
)
@pytest.mark.parametrize("setting", ["https", "http"])
def test_address_that_cannot_work_is_refused_with_the_reason(setting: str, address: object, reason: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        development(proxy={setting: address})
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == (f"proxy.{setting}", "PK-SETTING-004")
    assert reason in problem.fix


@pytest.mark.parametrize(
    "address",
    ["http://user:pa55w0rd@proxy.example.org:3128", "user:pa55w0rd@proxy", "socks5://user:pa55w0rd@proxy", "http://pa55w0rd@proxy/a"],
)
def test_address_with_a_password_is_refused_and_not_printed(address: str, tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(f"profile: production\nproxy:\n  https: {address}\n")
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    [problem] = [problem for problem in caught.value.problems if problem.path == "proxy.https"]
    assert "env: {HTTPS_PROXY: {secretKeyRef: {name: egress-proxy, key: url}}}" in problem.fix
    assert "pa55w0rd" not in f"{caught.value}{caught.value!r}{problem!r}"


@pytest.mark.parametrize("entry", ["", "*", "https://models.example.org", "models.example.org/v1", "a,b", "a b", "[::1]", "a:99999", ".", 7])
def test_entry_without_effect_is_refused(entry: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        development(proxy={"https": ADDRESS, "noProxy": [entry]})
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == ("proxy.noProxy.0", "PK-SETTING-004")


@pytest.mark.parametrize(
    ("name", "setting", "unproven"),
    [("HTTPS_PROXY", "proxy.https", ()), ("HTTP_PROXY", "proxy.http", ()), ("NO_PROXY", "proxy.noProxy", ("dataservice",))],
)
def test_explanation_of_a_variable_leads_to_the_setting_and_says_what_is_unproven(name: str, setting: str, unproven: tuple[str, ...]) -> None:
    page = variable(name)
    assert setting in page.settings
    assert tuple(reader for use in page.uses for reader in use.unproven) == unproven


@pytest.mark.parametrize(
    ("versions", "unread"),
    [
        ({"backend": "1.15.0", "gateway": "2.8.0", "dataservice": "1.7.0"}, {"backend.image.tag": "HTTPS_PROXY (since 1.16.0)"}),
        ({"backend": "1.16.0", "gateway": "2.8.0", "dataservice": "1.7.0"}, {}),
    ],
)
def test_image_that_does_not_read_the_variables_is_reported(versions: Mapping[str, str], unread: Mapping[str, str]) -> None:
    config = production(proxy={"https": ADDRESS}, **{name: {"image": {"tag": tag}} for name, tag in versions.items()})
    reported = {problem.path: problem.message for problem in config.warnings() if "HTTPS_PROXY" in problem.message}
    assert reported.keys() == unread.keys()
    assert all(text in reported[path] for path, text in unread.items())
