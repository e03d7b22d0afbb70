"""The Namespace."""

from portkey_constructs.manifests.namespace import namespace
from tests.support.examples import development


def test_it_is_made_unless_somebody_else_makes_it() -> None:
    (manifest,) = namespace(development(namespace="team-a").resolve())
    assert manifest["metadata"]["name"] == "team-a"
    assert "namespace" not in manifest["metadata"]
    assert namespace(development(createNamespace=False).resolve()) == ()
