"""The semantic cache: a vector store and the model whose embeddings it compares."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import HttpUrl, HttpUrlWithQuery, Matching, NonEmptyText, PositiveInt, Secret

__all__ = ["Embeddings", "Milvus", "MilvusCollection", "Pinecone", "SemanticCache", "Similarity", "VectorStore"]

MilvusCollection = Annotated[
    str, Matching("^[A-Za-z_][A-Za-z0-9_]{0,254}$", "the name of a collection: letters, digits and _, such as textEmbedding3Small")
]
Similarity = Annotated[
    str, Matching(r"^(0?\.[0-9]{0,5}[1-9][0-9]{0,5}|1(\.0{1,5})?)$", "a number above 0 and up to 1, such as 0.95", 12, numbers=True)
]


class Milvus(Model):
    """A Milvus server that you run or rent."""

    kind: Literal["milvus"] = "milvus"
    """Milvus."""
    address: HttpUrl
    """Address of the server, with its port: http://milvus.vectors.svc.cluster.local:19530."""
    collection: MilvusCollection
    """Name of the collection, which must exist."""
    api_key: Secret | None = None
    """USER:PASSWORD, or the token of a managed Milvus. Set a value only in the development profile."""


class Pinecone(Model):
    """An index of Pinecone."""

    kind: Literal["pinecone"] = "pinecone"
    """Pinecone."""
    index: NonEmptyText
    """Name of the index, which must exist, with cosine as its metric."""
    api_key: Secret | None = None
    """API key of Pinecone. Set a value only in the development profile."""


VectorStore = Annotated[Milvus | Pinecone, ByKind()]


class Embeddings(Model):
    """The model that turns requests into vectors."""

    provider: Literal["openai", "azure-openai", "google", "vertex-ai"]
    """Provider of the model. The gateway supports google and vertex-ai from version 2.7.0 on.

    - openai: OpenAI, or a server with its API.
    - azure-openai: Azure OpenAI, with an API key; model is the name of the deployment.
    - google: The Gemini API.
    - vertex-ai: Vertex AI.
    """
    url: HttpUrlWithQuery
    """Address of the embeddings, such as https://api.openai.com/v1/embeddings."""
    model: NonEmptyText
    """Name of the model, such as text-embedding-3-small."""
    api_key: Secret | None = None
    """API key of the provider. Set a value only in the development profile."""
    dimensions: PositiveInt = 1536
    """Length of a vector. The collection or the index must have the same."""


class SemanticCache(Model):
    """A cache whose responses also answer requests with a similar meaning. Requests choose it in their config."""

    store: VectorStore
    """Vector store that contains the requests."""
    embeddings: Embeddings
    """Model that turns requests into vectors."""
    similarity_threshold: Similarity = "0.95"
    """Similarity from which a cached response answers a request: 1 is the same meaning."""
