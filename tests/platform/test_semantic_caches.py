"""The semantic cache: the variables of the gateway, and what else follows from it."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development, production
from tests.support.objects import key_reference, variables

MILVUS = {"kind": "milvus", "address": "http://milvus.vectors.svc.cluster.local:19530", "collection": "textEmbedding3Small"}
EMBEDDINGS = {"provider": "openai", "url": "https://api.openai.com/v1/embeddings", "model": "text-embedding-3-small"}
CACHE: dict[str, Any] = {"store": MILVUS, "embeddings": EMBEDDINGS}
PREFIXES = ("VECTOR_STORE", "SEMANTIC_CACHE_")
BOTH = {
    "VECTOR_STORE_API_KEY": key_reference("portkey-gateway", "vectorStoreApiKey"),
    "SEMANTIC_CACHE_EMBEDDING_PROVIDER": "openai",
    "SEMANTIC_CACHE_EMBEDDINGS_URL": "https://api.openai.com/v1/embeddings",
    "SEMANTIC_CACHE_EMBEDDING_MODEL": "text-embedding-3-small",
    "SEMANTIC_CACHE_EMBEDDING_API_KEY": key_reference("portkey-gateway", "semanticCacheEmbeddingApiKey"),
    "SEMANTIC_CACHE_SIMILARITY_THRESHOLD": "0.95",
    "SEMANTIC_CACHE_EMBEDDING_DIMENSIONS": "1536",
}
IN_MILVUS = {"VECTOR_STORE": "milvus", "VECTOR_STORE_ADDRESS": MILVUS["address"], "VECTOR_STORE_COLLECTION_NAME": "textEmbedding3Small", **BOTH}


def of_cache(config: PortkeyConfig, component: str = "gateway") -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name.startswith(PREFIXES)}


@pytest.mark.parametrize(
    "config",
    [
        production(semanticCache=CACHE),
        config_from({**HYBRID, "semanticCache": CACHE}),
        config_from({**ALONE, "semanticCache": CACHE}),
    ],
    ids=["platform", "data plane", "gateway only"],
)
def test_only_the_gateway_has_the_variables_of_milvus(config: PortkeyConfig) -> None:
    assert of_cache(config) == IN_MILVUS
    others = [component for component in config.resolve().components if component != "gateway"]
    assert {component: of_cache(config, component) for component in others} == {component: {} for component in others}


def test_pinecone_has_an_index_and_no_collection() -> None:
    config = production(semanticCache={**CACHE, "store": {"kind": "pinecone", "index": "requests"}})
    assert of_cache(config) == {"VECTOR_STORE": "pinecone", "VECTOR_STORE_ADDRESS": "requests", **BOTH}


@pytest.mark.parametrize(("threshold", "text"), [(0.8, "0.8"), ("0.80", "0.80"), (1, "1"), (1.0, "1.0")])
def test_threshold_and_dimensions_can_be_set(threshold: object, text: str) -> None:
    cache = {**CACHE, "embeddings": {**EMBEDDINGS, "dimensions": 3072}, "similarityThreshold": threshold}
    actual = of_cache(production(semanticCache=cache))
    assert (actual["SEMANTIC_CACHE_SIMILARITY_THRESHOLD"], actual["SEMANTIC_CACHE_EMBEDDING_DIMENSIONS"]) == (text, "3072")


@pytest.mark.parametrize("threshold", [0, 0.0, 1.1, -0.5, 95, "95%", "0.000", True])
def test_a_threshold_outside_its_range_is_refused(threshold: object) -> None:
    with pytest.raises(ConfigurationError, match="above 0 and up to 1"):
        production(semanticCache={**CACHE, "similarityThreshold": threshold})


def test_without_semantic_cache_there_is_no_variable() -> None:
    assert of_cache(production()) == {}


def test_keys_are_in_the_secret_of_the_gateway() -> None:
    secret = next(secret for secret in production(semanticCache=CACHE).resolve().required_secrets if secret.name == "portkey-gateway")
    readers = {key.name: key.readers for key in secret.keys}
    assert (readers["vectorStoreApiKey"], readers["semanticCacheEmbeddingApiKey"]) == (("gateway",), ("gateway",))


def test_development_needs_the_values() -> None:
    with pytest.raises(ConfigurationError) as error:
        development(semanticCache=CACHE)
    assert [(problem.path, problem.code) for problem in error.value.problems] == [
        ("semanticCache.store.apiKey", "PK-SECRET-003"),
        ("semanticCache.embeddings.apiKey", "PK-SECRET-003"),
    ]


@pytest.mark.parametrize(
    ("store", "hosts"),
    [
        (MILVUS, ["milvus.vectors.svc.cluster.local"]),
        ({**MILVUS, "address": "https://milvus.corp.example.org/api"}, ["milvus.corp.example.org"]),
        ({"kind": "pinecone", "index": "milvus"}, []),
    ],
)
def test_milvus_is_reached_without_the_proxy(store: dict[str, Any], hosts: list[str]) -> None:
    proxy = {"https": "http://proxy.example.org:3128"}
    config = production(semanticCache={**CACHE, "store": store}, proxy=proxy)
    without = str(variables(production(proxy=proxy), "gateway")["NO_PROXY"]).split(",")
    assert [host for host in str(variables(config, "gateway")["NO_PROXY"]).split(",") if host not in without] == hosts


@pytest.mark.parametrize(("tag", "provider", "codes"), [("2.6.2", "google", ["PK-VERSION-004"]), ("2.6.2", "vertex-ai", ["PK-VERSION-004"])])
def test_an_older_gateway_cannot_use_embeddings_of_google(tag: str, provider: str, codes: list[str]) -> None:
    cache = {**CACHE, "embeddings": {**EMBEDDINGS, "provider": provider}}
    services = {"gateway": {"image": {"tag": tag}}, "dataservice": {"image": {"tag": "1.6.0"}}, "backend": {"image": {"tag": "1.17.0"}}}
    with pytest.raises(ConfigurationError) as error:
        production(semanticCache=cache, **services)
    assert [problem.code for problem in error.value.problems if problem.severity == "error"] == codes
    production(semanticCache=CACHE, **services)


def test_an_older_gateway_does_not_read_the_dimensions() -> None:
    services: dict[str, Any] = {
        "gateway": {"image": {"tag": "1.17.6"}},
        "dataservice": {"image": {"tag": "1.4.0"}},
        "backend": {"image": {"tag": "1.17.0"}},
    }
    cache = {**CACHE, "embeddings": {**EMBEDDINGS, "dimensions": 3072}}
    unread = [problem.message for problem in production(semanticCache=cache, **services).warnings() if problem.code == "PK-VERSION-005"]
    assert any("SEMANTIC_CACHE_EMBEDDING_DIMENSIONS (since 1.17.7)" in message for message in unread)
    default = [problem.message for problem in production(semanticCache=CACHE, **services).warnings() if problem.code == "PK-VERSION-005"]
    assert not any("SEMANTIC_CACHE" in message for message in default)
