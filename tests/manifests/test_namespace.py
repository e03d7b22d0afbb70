"""The Namespace."""

from portkey_constructs.manifests.namespace import namespace
from tests.support.examples import development


def test_it_is_made_unless_somebody_else_makes_it() -> None:
    (made,) = namespace(development(namespace="team-a").resolve())
    assert made["metadata"]["name"] == "team-a"
    assert "namespace" not in made["metadata"]
    assert namespace(development(createNamespace=False).resolve()) == ()
