"""Fragments in Kubernetes' own shape."""

from portkey_constructs.manifests.fragment import copied


def test_a_copy_shares_nothing() -> None:
    said = {"a": [{"b": 1}], "empty": {}}
    copy = copied(said)
    copy["a"][0]["b"] = 2
    copy["empty"]["c"] = 3
    assert said == {"a": [{"b": 1}], "empty": {}}
    assert copied({}) == {}
    assert copied(None) is None
    assert copied(()) == ()
