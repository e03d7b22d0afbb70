"""Every Secret that is read is in the graph, with its source and its readers, and without its values."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel, SecretStr

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.graph import Edge, Graph
from portkey_constructs.diagram.mermaid import mermaid
from portkey_constructs.diagram.svg import svg
from tests.diagram.cases import CASES, EACH, component_label
from tests.support.examples import development, production
from tests.support.fakes import references
from tests.support.objects import nodes, of_kind, pods, rendered
from tests.support.private_keys import private_key

MANAGERS = {
    "aws": "AWS Secrets Manager",
    "azurekv": "Azure Key Vault",
    "azure": "Azure Key Vault",
    "gcpsm": "Google Secret Manager",
    "gcp": "Google Secret Manager",
    "vault": "HashiCorp Vault",
}


def all_text(graph: Graph) -> str:
    return mermaid(graph) + svg(graph)


@EACH
def test_every_secret_of_a_pod_or_ingress_is_listed_with_its_readers(config: PortkeyConfig) -> None:
    objects, graph = rendered(config), build_graph(config.resolve())
    listed = {(secret.kind, secret.name): secret for secret in graph.secrets}
    expected: dict[tuple[str, str], set[str]] = {}
    pulled = set()
    for pod in pods(objects):
        for kind, name, _ in references(pod.spec):
            if kind == "Secret":
                expected.setdefault((kind, name), set()).add(component_label(pod.owner))
        for volume in pod.spec.get("volumes", []):
            if "csi" in volume:
                name = volume["csi"]["volumeAttributes"]["secretProviderClass"]
                kind = "Secret" if ("Secret", name) in listed else "SecretProviderClass"
                expected.setdefault((kind, name), set()).add(component_label(pod.owner))
        pulled |= {pull["name"] for pull in pod.spec.get("imagePullSecrets", [])}
    for ingress in of_kind(objects, "Ingress"):
        for tls in ingress["spec"].get("tls", []):
            exposure = f"exposure-{ingress['metadata']['name'].removeprefix(config.name + '-').removesuffix('-metrics')}"
            expected.setdefault(("Secret", tls["secretName"]), set()).add(exposure)
    assert {key: set(secret.readers) for key, secret in listed.items() if secret.kind != "ConfigMap" and secret.readers} == expected
    assert {secret.name for secret in graph.secrets if secret.pulls_images} == pulled


@EACH
def test_every_secret_has_the_source_of_the_manifests(config: PortkeyConfig) -> None:
    objects, graph = rendered(config), build_graph(config.resolve())
    sources = {node.id: node for node in graph.nodes}
    external = {item["spec"]["target"]["name"]: item["spec"] for item in of_kind(objects, "ExternalSecret")}
    classes = {item["metadata"]["name"]: item["spec"] for item in of_kind(objects, "SecretProviderClass")}
    kinds = ("SecretStore", "ClusterSecretStore")
    stores = {(kind, item["metadata"]["name"]): item["spec"]["provider"] for kind in kinds for item in of_kind(objects, kind)}
    inline = {item["metadata"]["name"] for item in of_kind(objects, "Secret")}
    issued = {
        tls["secretName"]
        for ingress in of_kind(objects, "Ingress")
        for tls in ingress["spec"].get("tls", [])
        if any(key.startswith("cert-manager.io/") for key in ingress["metadata"].get("annotations", {}))
    }
    for secret in graph.secrets:
        source = sources[secret.source]
        if secret.name in external:
            reference = external[secret.name]["secretStoreRef"]
            provider = stores.get((reference["kind"], reference["name"]))
            store = f"{reference['kind']} {reference['name']}"
            assert "by the External Secrets Operator" in source.lines
            assert store in (source.title, *source.lines)
            assert source.title == (MANAGERS[next(iter(provider))] if provider else store)
            assert secret.lines == (f"entry {external[secret.name]['data'][0]['remoteRef']['key']}",)
        elif secret.name in classes:
            assert "by the Secrets Store CSI driver" in source.lines
            assert source.title == MANAGERS[classes[secret.name]["provider"]]
            entry = secret.lines[0].partition(" ")[2].rstrip("*")
            assert entry in str(classes[secret.name]["parameters"])
        elif secret.name in inline:
            assert source.title == "This configuration"
        else:
            assert source.title == ("cert-manager" if secret.name in issued else "Existing Secrets")


def secret_values(model: BaseModel) -> Iterator[str]:
    """Yield every secret value of a configuration."""
    for _, node in nodes([getattr(model, name) for name in type(model).model_fields]):
        if isinstance(node, SecretStr):
            yield node.get_secret_value()
        elif isinstance(node, BaseModel):
            yield from secret_values(node)


@EACH
def test_no_diagram_shows_a_secret_value(config: PortkeyConfig) -> None:
    text = all_text(build_graph(config.resolve()))
    assert [value for value in set(secret_values(config)) if value in text] == []
    proxy = config.env.get("NODE_OPTIONS")
    assert proxy is None or str(proxy) not in text


def test_secret_values_finds_the_values() -> None:
    headers = {"x-api-key=secret", "x-api-key=secret,x-project=acme"}
    assert set(secret_values(CASES["all-development"])) == {"only-for-tests", "acme:secret", "YWNtZTpzZWNyZXQ=", private_key(), *headers}


@pytest.mark.parametrize("password", ["p@evil.example.org:1/x", "a:b@c", "#?/@:"])
def test_password_is_never_read_as_a_host(password: str) -> None:
    store = {"kind": "external", "host": "cache.example.org", "port": 6390, "tls": True, "user": "acme", "password": password}
    graph = build_graph(development(redis=store).resolve())
    (redis,) = [node for node in graph.nodes if node.id == "redis"]
    assert redis.lines == ("cache.example.org",)
    assert Edge("gateway", "redis", "6390 TLS") in graph.edges
    assert "evil" not in all_text(graph)


def test_shared_secret_is_listed_once() -> None:
    names = dict.fromkeys(("app", "mysql", "clickhouse"), "all-in-one")
    graph = build_graph(production(secrets={"kind": "existing", "names": names}).resolve())
    (shared,) = [secret for secret in graph.secrets if secret.name == "all-in-one"]
    assert shared.readers == ("gateway", "backend", "dataservice", "migration", "mysql", "clickhouse")
