"""What comes of leaving a setting out is what the configuration itself comes to."""

import copy
from collections.abc import Sequence
from fnmatch import fnmatchcase

import pytest
import yaml

from portkey_constructs.explain.beside import BASES
from portkey_constructs.explain.effects import same
from portkey_constructs.explain.grounds import configuration, named, without
from portkey_constructs.explain.left_out import PROFILES, LeftOut, left_out
from portkey_constructs.explain.likely import DEPENDS, LIKELY
from portkey_constructs.explain.tree import places, tree

KNOWN = [place for place in places() if place.info.default is None and "*" not in place.parts]


def saying(data: dict, parts: Sequence[str], value: object) -> dict:
    """The same configuration with a value of a setting."""
    found = copy.deepcopy(data)
    inner = found
    for part in parts[:-1]:
        inner = inner[part]
    inner[parts[-1]] = value
    return found


def of(path: str, kind: str = "") -> LeftOut:
    return left_out(next(place for place in tree()[path] if not kind or (place.variants and kind in place.variants[-1][1])))


@pytest.mark.parametrize(
    ("path", "kind", "given"),
    [
        ("redis.auth", "external", {"production": "password"}),
        ("redis.port", "elasticache", {"production": "6379", "development": "6379"}),
        ("clickhouse.port", "external", {"production": "8123", "development": "8123"}),
        ("exposure.gateway.port", "loadBalancer", {"production": "80", "development": "80"}),
        ("exposure.gateway.alb.idleTimeout", "", {"production": "10m", "development": "10m"}),
        ("gateway.serviceAccount.name", "create", {"production": "portkey-gateway", "development": "portkey-gateway"}),
        ("mysql.tls", "", {}),
        ("gateway.priorityClass", "", {}),
    ],
)
def test_a_value_that_changes_nothing_is_what_it_comes_to(path: str, kind: str, given: dict[str, str]) -> None:
    assert of(path, kind).by_profile == given


def test_where_it_follows_from_another_setting_words_say_so() -> None:
    assert of("secrets.path", "externalSecrets").follows.startswith("portkey/{name}")
    assert of("secrets.path", "externalSecrets").by_profile == {"production": "portkey/{name}", "development": "portkey/{name}"}
    assert of("bedrock.region").follows == "aws.region"
    assert of("logStore.bucket", "s3").follows.startswith("portkey-logs-ACCOUNT-REGION")


def test_a_map_that_the_profile_gives_as_a_whole_has_the_setting_in_it() -> None:
    found = of("gateway.autoscaling.cpu")
    assert (found.by_profile, found.above, found.with_above) == ({}, "gateway.autoscaling", {"production": "60"})
    assert of("gateway.resources.requests.cpu").with_above == {"production": "200m", "development": "50m"}
    assert of("gateway.priorityClass") == LeftOut()


def test_what_must_be_said_is_what_the_rules_refuse_to_be_left_out() -> None:
    assert of("redis").must == {"production": "PK-STORE-001"}
    assert of("auth").must == {"production": "PK-AUTH-001", "development": "PK-AUTH-001"}
    assert of("mysql.password", "external").must == {"development": "PK-SECRET-003"}
    assert of("redis.mode").must == {}


def test_what_is_found_is_found_again() -> None:
    """Saying it makes the very same objects, and says it of hundreds of settings."""
    told = 0
    for place in KNOWN:
        found = left_out(place)
        for profile in PROFILES if not found.above else ():
            if profile in found.by_profile and not place.path.endswith("topologySpread"):
                data = without(place, profile)
                value = yaml.safe_load(found.by_profile[profile])
                assert same(configuration(data), configuration(saying(data, place.parts, value))), (place.path, profile)
                told += 1
    assert told > 150


def test_no_guess_is_idle() -> None:
    """Each that is tried is right somewhere, and each that depends is of a setting that there is."""
    idle = {(pattern, str(value)) for pattern, value, _ in LIKELY}
    for place in KNOWN:
        of_place = [(pattern, value, words) for pattern, value, words in LIKELY if fnmatchcase(named(place), pattern)]
        found = left_out(place) if of_place else LeftOut()
        for pattern, value, words in of_place:
            if any(yaml.safe_load(said) == value for said in found.by_profile.values()) and (not words or found.follows == words):
                idle.discard((pattern, str(value)))
    assert idle == set()
    assert [pattern for pattern, _ in DEPENDS if not any(fnmatchcase(named(place), pattern) for place in places())] == []


S3 = {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}
GCS = {"kind": "gcs", "bucket": "acme-logs"}
PODS = {"identity": {"kind": "podIdentity"}}
IRSA = {"identity": {"kind": "irsa"}}
GOOGLE = {"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}}
FROM_AWS = {"secrets": {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}}
ROLE = {"assumeRole": {"roleArn": "arn:aws:iam::444455556666:role/logs"}}


@pytest.mark.parametrize(
    ("beside", "path", "comes_to", "not_to"),
    [
        ({"logStore": S3}, "logStore.credentials", "keys", "identity"),
        ({"logStore": S3, **PODS}, "logStore.credentials", "identity", "keys"),
        ({"logStore": GCS}, "logStore.credentials", "keys", "identity"),
        ({"logStore": GCS, **GOOGLE}, "logStore.credentials", "identity", "keys"),
        ({"logStore": S3}, "logStore.client", "s3", "s3_assume"),
        ({"logStore": S3, **PODS}, "logStore.client", "s3_assume", "s3"),
        ({"logStore": {**S3, **ROLE}}, "logStore.client", "s3_assume", "s3"),
        ({"bedrock": {}}, "bedrock.credentials", "keys", "identity"),
        ({"bedrock": {}, **PODS}, "bedrock.credentials", "identity", "keys"),
        ({**FROM_AWS, **IRSA}, "secrets.store.auth", "jwt", "podIdentity"),
        ({**FROM_AWS, **PODS}, "secrets.store.auth", "podIdentity", "jwt"),
    ],
)
def test_what_depends_comes_to_what_the_words_say(beside: dict, path: str, comes_to: str, not_to: str) -> None:
    data = {**BASES["production"], **beside}
    parts = path.split(".")

    assert any(left_out(place).follows for place in tree()[path])
    assert same(configuration(data), configuration(saying(data, parts, comes_to)))
    assert not same(configuration(data), configuration(saying(data, parts, not_to)))
