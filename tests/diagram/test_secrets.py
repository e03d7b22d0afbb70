"""Every Secret that is read is in the picture, with its source and its readers, and never with what is in it."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel, SecretStr

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.elements import Edge, Graph
from portkey_constructs.diagram.graph import graph
from portkey_constructs.diagram.mermaid import mermaid
from portkey_constructs.diagram.svg import svg
from tests.diagram.cases import CASES, EACH
from tests.support.examples import development, production
from tests.support.fakes import references
from tests.support.objects import Manifest, found, nodes, pods, rendered

MANAGERS = {"aws": "AWS Secrets Manager", "azurekv": "Azure Key Vault", "azure": "Azure Key Vault", "gcpsm": "Google Secret Manager",
            "gcp": "Google Secret Manager", "vault": "HashiCorp Vault"}  # fmt: skip


def component(one: Manifest) -> str:
    return str(one["metadata"]["labels"]["app.kubernetes.io/component"])


def shown(drawn: Graph) -> str:
    return mermaid(drawn) + svg(drawn)


@EACH
def test_every_secret_that_a_pod_reads_is_there_with_its_readers(config: PortkeyConfig) -> None:
    objects, drawn = rendered(config), graph(config)
    held = {(one.kind, one.name): one for one in drawn.secrets}
    wanted: dict[tuple[str, str], set[str]] = {}
    pulled = set()
    for pod in pods(objects):
        for kind, name, _ in references(pod.spec):
            if kind == "Secret":
                wanted.setdefault((kind, name), set()).add(component(pod.owner))
        for volume in pod.spec.get("volumes", []):
            if "csi" in volume:
                name = volume["csi"]["volumeAttributes"]["secretProviderClass"]
                kind = "Secret" if ("Secret", name) in held else "SecretProviderClass"
                wanted.setdefault((kind, name), set()).add(component(pod.owner))
        pulled |= {pull["name"] for pull in pod.spec.get("imagePullSecrets", [])}
    for ingress in found(objects, "Ingress"):
        for tls in ingress["spec"].get("tls", []):
            wanted.setdefault(("Secret", tls["secretName"]), set()).add(f"door-{ingress['metadata']['name'].removeprefix(config.name + '-')}")
    assert {key: set(one.readers) for key, one in held.items() if one.kind != "ConfigMap" and one.readers} == wanted
    assert {one.name for one in drawn.secrets if one.pulls} == pulled


@EACH
def test_every_secret_comes_from_where_the_objects_say(config: PortkeyConfig) -> None:
    objects, drawn = rendered(config), graph(config)
    sources = {one.id: one for one in drawn.sources}
    external = {one["spec"]["target"]["name"]: one["spec"] for one in found(objects, "ExternalSecret")}
    classes = {one["metadata"]["name"]: one["spec"] for one in found(objects, "SecretProviderClass")}
    kinds = ("SecretStore", "ClusterSecretStore")
    stores = {(kind, one["metadata"]["name"]): one["spec"]["provider"] for kind in kinds for one in found(objects, kind)}
    ours = {one["metadata"]["name"] for one in found(objects, "Secret")}
    issued = {tls["secretName"] for one in found(objects, "Ingress") for tls in one["spec"].get("tls", [])
              if any(key.startswith("cert-manager.io/") for key in one["metadata"].get("annotations", {}))}  # fmt: skip
    for one in drawn.secrets:
        source = sources[one.source]
        if one.name in external:
            reference = external[one.name]["secretStoreRef"]
            provider = stores.get((reference["kind"], reference["name"]))
            named = f"{reference['kind']} {reference['name']}"
            assert "by the External Secrets Operator" in source.lines
            assert named in (source.title, *source.lines)
            assert source.title == (MANAGERS[next(iter(provider))] if provider else named)
            assert one.lines == (f"entry {external[one.name]['data'][0]['remoteRef']['key']}",)
        elif one.name in classes:
            assert "by the Secrets Store CSI driver" in source.lines
            assert source.title == MANAGERS[classes[one.name]["provider"]]
            entry = one.lines[0].partition(" ")[2].rstrip("*")
            assert entry in str(classes[one.name]["parameters"])
        else:
            assert source.title == ("This configuration" if one.name in ours else "cert-manager" if one.name in issued else "Made beforehand")


def secret_values(model: BaseModel) -> Iterator[str]:
    """Every secret value in a configuration."""
    for _, node in nodes([getattr(model, name) for name in type(model).model_fields]):
        if isinstance(node, SecretStr):
            yield node.get_secret_value()
        elif isinstance(node, BaseModel):
            yield from secret_values(node)


@EACH
def test_no_secret_value_is_in_a_picture(config: PortkeyConfig) -> None:
    text = shown(graph(config))
    assert [value for value in set(secret_values(config)) if value in text] == []
    for plain in (config.env.get("HTTPS_PROXY"), "said"):
        assert plain is None or str(plain) not in text


def test_the_walk_finds_secret_values() -> None:
    assert set(secret_values(CASES["every-development"])) == {"only-for-tests"}


@pytest.mark.parametrize("password", ["p@evil.example.org:1/x", "a:b@c", "#?/@:"])
def test_a_password_is_never_read_as_a_host(password: str) -> None:
    said = {"kind": "external", "host": "cache.example.org", "port": 6390, "tls": True, "user": "acme", "password": password}
    drawn = graph(development(redis=said))
    (redis,) = [node for node in drawn.nodes if node.id == "redis"]
    assert redis.lines == ("cache.example.org",)
    assert Edge("gateway", "redis", "6390 TLS") in drawn.edges
    assert "evil" not in shown(drawn)


def test_one_secret_for_all_is_one_secret() -> None:
    names = dict.fromkeys(("app", "mysql", "clickhouse"), "all-in-one")
    held = [one for one in graph(production(secrets={"kind": "existing", "names": names})).secrets if one.name == "all-in-one"]
    assert [one.readers for one in held] == [("gateway", "backend", "dataservice", "migration", "mysql", "clickhouse")]
