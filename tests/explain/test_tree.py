"""Every setting is found, once a path."""

from typing import Any

from portkey_constructs.config.introspection import inner
from portkey_constructs.explain.tree import ANY, maps, places, tree
from portkey_constructs.loading.json_schema import all_models, json_schema


def test_every_setting_of_every_model_has_a_place() -> None:
    assert {(place.model, place.field) for place in places()} == {(model, field) for model in all_models() for field in model.model_fields}
    assert len(tree()) > 800
    assert sum(map(len, tree().values())) == len(places())


def test_paths_are_those_that_the_schema_for_editors_has() -> None:
    schema = json_schema()
    definitions = schema["definitions"]

    def meant(node: dict[str, Any]) -> dict[str, Any]:
        """What a reference leads to."""
        return definitions[node["$ref"].rpartition("/")[2]] if "$ref" in node else node

    def within(node: dict[str, Any]) -> list[dict[str, Any]]:
        """The maps of settings that a value may be."""
        node = meant(node)
        options = [*node.get("anyOf", ()), *node.get("allOf", ()), *([node["then"]] if "then" in node else ())]
        return [*(one for option in options for one in within(option)), *([node] if "properties" in node else [])]

    for path in tree():
        nodes = [schema]
        for part in path.split("."):
            if part == ANY:
                wild = [node.get("additionalProperties") or node.get("patternProperties") or {} for node in nodes]
                nodes = [inside for node in wild for inside in within(node)]
            else:
                found = [meant(node["properties"][part]) for node in nodes if part in node.get("properties", ())]
                assert found, path
                nodes = [*found, *(inside for node in found for inside in within(node))]


def test_a_map_comes_before_what_is_in_it_with_its_kinds() -> None:
    paths = list(tree())
    assert all(paths.index(path.rpartition(".")[0].removesuffix(f".{ANY}")) < paths.index(path) for path in paths if "." in path)
    [arn] = tree()["logStore.encryption.keyArn"]
    assert arn.variants == ((1, ("s3",)), (2, ("kms", "kmsDsse")))
    assert [one.__name__ for one in arn.owners if one] == ["PortkeyConfig", "S3LogStore", "KmsEncryption"]


def test_what_is_told_beside_a_type_is_taken_off() -> None:
    [tls] = [place for place in tree()["exposure.gateway.tls"] if place.variants == ((2, ("ingress",)),)]
    assert [model.__name__ for model in maps(tls.annotation)] == ["TlsFromSecret", "TlsFromCertManager", "TlsAtLoadBalancer"]
    assert inner(tree()["createNamespace"][0].annotation) is bool
