"""Fragments in Kubernetes' own shape."""

from types import MappingProxyType

from portkey_constructs.manifests.fragments import copied


def test_copy_shares_nothing() -> None:
    fragment = MappingProxyType({"a": (MappingProxyType({"b": 1}),), "empty": MappingProxyType({})})
    copy = copied(fragment)
    copy["a"][0]["b"] = 2
    copy["empty"]["c"] = 3
    assert fragment == {"a": ({"b": 1},), "empty": {}}
    assert copied({}) == {}
    assert copied(None) is None
    assert copied(()) == []
