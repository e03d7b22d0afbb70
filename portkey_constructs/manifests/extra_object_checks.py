"""Checks of the additional objects of `extraObjects`."""

from collections.abc import Iterator, Set

from portkey_constructs.config.object_schema import explanation, has_schema, object_problems
from portkey_constructs.errors import IdentityError, Problem
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.manifests.extra_objects import extra_objects
from portkey_constructs.manifests.object_identity import ObjectIdentity, object_identity
from portkey_constructs.platform.platform import Platform

__all__ = ["extra_object_problems"]


def extra_object_problems(platform: Platform, rendered: Set[ObjectIdentity]) -> Iterator[Problem]:
    """What is wrong with the additional objects, compared with the identities of the rendered ones."""
    identities: dict[ObjectIdentity, str] = dict.fromkeys(rendered, "the platform")
    for index, (_, manifest) in enumerate(extra_objects(platform)):
        path, kind = f"extraObjects.{index}", manifest["kind"]
        try:
            identity = object_identity(manifest)
        except IdentityError as error:
            yield Problem(f"{path}.metadata.name", f"is invalid: {error}", "choose a shorter name", "PK-EXTRA-002")
            continue
        if identity in identities:
            yield Problem(path, f"is {identity}, which {identities[identity]} has already", "choose another name", "PK-EXTRA-001")
        identities.setdefault(identity, path)
        if kind == "Secret" and platform.profile != "development" and {"data", "stringData"} & manifest.keys():
            fix = "create the Secret outside the manifests, or add an ExternalSecret or SealedSecret instead"
            yield Problem(path, "is a Secret with values, which would be in git", fix, "PK-EXTRA-003")
        if kind in KINDS and KINDS[kind].api_version == manifest["apiVersion"] and has_schema(kind):
            for problem in object_problems(kind, manifest):
                place = ".".join((path, *map(str, problem.path)))
                yield Problem(place, f"does not fit: {problem.message}", explanation(kind, problem.path), "PK-EXTRA-002")
