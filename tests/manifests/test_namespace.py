"""The Namespace."""

from portkey_constructs.manifests.namespace import namespace
from tests.support.examples import development


def test_namespace_is_created_unless_disabled() -> None:
    (manifest,) = namespace(development(namespace="team-a").resolve())
    assert manifest["metadata"]["name"] == "team-a"
    assert "namespace" not in manifest["metadata"]
    assert namespace(development(createNamespace=False).resolve()) == ()
