"""The rows of the table of environment variables for the semantic cache."""

from collections.abc import Callable
from typing import Final

from portkey_constructs.config.semantic_cache import Pinecone, SemanticCache
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.evidence import SEMANTIC_CACHING
from portkey_constructs.platform.variable import PlainValue, Variable, from_secret

__all__ = ["SEMANTIC_CACHE_VARIABLES"]

_GATEWAY: Final = ("gateway",)
_SINCE: Final = "gateway 1.10.19"


def _value(value: Callable[[SemanticCache], str | None]) -> PlainValue:
    return lambda p: value(p.config.semantic_cache) if p.config.semantic_cache else None


def _row(
    name: str, meaning: str, value: Callable[[SemanticCache], str | None], setting: str, since: str = "", default: str | None = None
) -> Variable:
    path = f"semanticCache.{setting}"
    return Variable(name, meaning, _GATEWAY, _value(value), SEMANTIC_CACHING, since, image_default=default, setting=path)


def _address(cache: SemanticCache) -> str:
    return cache.store.index if isinstance(cache.store, Pinecone) else cache.store.address


def _collection(cache: SemanticCache) -> str | None:
    return None if isinstance(cache.store, Pinecone) else cache.store.collection


SEMANTIC_CACHE_VARIABLES: Final = (
    _row("VECTOR_STORE", "vector store of the semantic cache: milvus or pinecone", lambda c: c.store.kind, "store.kind", _SINCE),
    _row("VECTOR_STORE_ADDRESS", "address of Milvus, or name of the index of Pinecone", _address, "store", _SINCE),
    _row("VECTOR_STORE_COLLECTION_NAME", "collection of Milvus", _collection, "store.collection", _SINCE),
    from_secret(
        "VECTOR_STORE_API_KEY",
        _GATEWAY,
        keys.VECTOR_STORE_API_KEY,
        SEMANTIC_CACHING,
        since=_SINCE,
        setting="semanticCache.store.apiKey",
    ),
    _row("SEMANTIC_CACHE_EMBEDDING_PROVIDER", "provider of the embeddings", lambda c: c.embeddings.provider, "embeddings.provider"),
    _row("SEMANTIC_CACHE_EMBEDDINGS_URL", "address of the embeddings", lambda c: c.embeddings.url, "embeddings.url"),
    _row("SEMANTIC_CACHE_EMBEDDING_MODEL", "model of the embeddings", lambda c: c.embeddings.model, "embeddings.model"),
    from_secret(
        "SEMANTIC_CACHE_EMBEDDING_API_KEY",
        _GATEWAY,
        keys.EMBEDDING_API_KEY,
        SEMANTIC_CACHING,
        setting="semanticCache.embeddings.apiKey",
    ),
    _row(
        "SEMANTIC_CACHE_SIMILARITY_THRESHOLD",
        "similarity from which a cached response answers a request",
        lambda c: c.similarity_threshold,
        "similarityThreshold",
        default="0.95",
    ),
    _row(
        "SEMANTIC_CACHE_EMBEDDING_DIMENSIONS",
        "length of the vectors",
        lambda c: str(c.embeddings.dimensions),
        "embeddings.dimensions",
        "gateway 1.17.7",
        "1536",
    ),
)
