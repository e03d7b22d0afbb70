"""Rules about the versions of Portkey's images, which compare the tags with the tables in `platform.compatibility`."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.platform.compatibility import FEATURES, FORBIDDEN, NEWEST, OLDEST, REQUIREMENTS, TITLES, Requirement
from portkey_constructs.platform.components import Component
from portkey_constructs.platform.environment import rendered_rows
from portkey_constructs.platform.image_version import ImageVersion
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_TAGS: Final = tuple(f"{service}.image.{name}" for service in TITLES for name in ("tag", "digest"))
_OF_FEATURES: Final = frozenset(name for feature in FEATURES for name in feature.variables)


def _versions(platform: Platform) -> Mapping[str, tuple[Component, ImageVersion]]:
    """The components whose version is known."""
    return {name: (component, component.version) for name, component in platform.components.items() if component.version}


def _tag(component: Component) -> str:
    return f"{component.path}.image.tag"


def _is(component: Component) -> str:
    """The version as a message states it: a default is marked, because the file does not contain it."""
    return f"is {component.version}{'' if component.settings.image.tag else ' by default'}"


@rule(
    "PK-VERSION-001",
    title="a version that must not run",
    cause="The release notes of this version, or of the next, describe a fault that every installation meets, or every one with these settings.",
    fix="Set the tag to the version that fixes it, or to a later one.",
    settings=(*_TAGS, "logStore", "logStore.**", "identity", "gateway.identity"),
    example=Example(
        "gateway: {image: {tag: 2.6.1}}\ndataservice: {image: {tag: 1.6.0}}\n", "gateway: {image: {tag: 2.6.2}}\ndataservice: {image: {tag: 1.6.0}}\n"
    ),
)
def forbidden_version(platform: Platform) -> Findings:
    versions = _versions(platform)
    for forbidden in FORBIDDEN:
        component, version = versions.get(forbidden.component, (None, None))
        if component and version == forbidden.version and forbidden.applies(platform):
            yield Finding(_tag(component), f"{_is(component)}, but {forbidden.reason}", f"set it to {forbidden.instead} or later")


def _violated(platform: Platform, *, in_order: bool) -> Iterator[tuple[Requirement, Component, Component]]:
    """The strictest violated requirement between each two services."""
    versions = _versions(platform)
    strictest: dict[tuple[str, str], Requirement] = {}
    for requirement in REQUIREMENTS:
        if requirement.component not in versions or requirement.needs not in versions or requirement.in_order is not in_order:
            continue
        if versions[requirement.component][1] >= requirement.since and versions[requirement.needs][1] < requirement.at_least:
            pair = (requirement.component, requirement.needs)
            strictest[pair] = max(requirement, strictest.get(pair, requirement), key=lambda row: row.at_least)
    for requirement in strictest.values():
        yield requirement, versions[requirement.component][0], versions[requirement.needs][0]


@rule(
    "PK-VERSION-002",
    title="a service is newer than the service that it needs",
    cause="An image needs a minimum version of another service, which is upgraded before it: first the backend with its migrations, then the data "
    "service, the gateway and the front end.",
    fix="Set the other tag to the version that is needed or a later one, and upgrade that service first.",
    settings=_TAGS,
    example=Example("dataservice: {image: {tag: 1.6.0}}\n", "dataservice: {image: {tag: 1.6.0}}\ngateway: {image: {tag: 2.7.1}}\n"),
)
def needed_service_too_old(platform: Platform) -> Findings:
    for requirement, component, needed in _violated(platform, in_order=True):
        at_least = f"{TITLES[requirement.needs]} {requirement.at_least}"
        yield Finding(
            _tag(component),
            f"{_is(component)}, and {_tag(needed)} {_is(needed)}, but {TITLES[requirement.component]} {requirement.since} and later need {at_least}: "
            f"{requirement.reason}",
            f"set {_tag(needed)} to {requirement.at_least} or later, and upgrade it first",
        )


@rule(
    "PK-VERSION-003",
    title="an upgrade is not finished",
    cause="A data service works only with a minimum version of the gateway, which is upgraded after it. The state between the two upgrades is "
    "necessary, but it should last for minutes.",
    fix="Set the tag of the gateway to the version that is needed or a later one, directly after the data service.",
    settings=_TAGS,
    severity="warning",
    example=Example("gateway: {image: {tag: 2.7.1}}\n", "gateway: {image: {tag: 2.8.0}}\n"),
)
def upgrade_unfinished(platform: Platform) -> Findings:
    for requirement, component, needed in _violated(platform, in_order=False):
        yield Finding(
            _tag(needed),
            f"{_is(needed)}, but {_tag(component)} {_is(component)}, and {TITLES[requirement.component]} {requirement.since} and later work only "
            f"with {TITLES[requirement.needs]} {requirement.at_least} and later",
            f"set it to {requirement.at_least} or later to finish the upgrade",
        )


@rule(
    "PK-VERSION-004",
    title="a feature needs newer images",
    cause="The configuration uses something that the images support only from a later version, which may concern several services.",
    fix="Set the tag to the version that is needed or a later one, or remove the settings of the feature.",
    settings=(
        *_TAGS,
        "auth.clientAuthentication",
        "gateway.mcp",
        "podTls",
        "jwtAuthentication",
        "semanticCache.embeddings.provider",
        "redis.login",
        "identity",
        "backend.identity",
        "env.**",
        "gateway.env.**",
        "backend.env.**",
    ),
    example=Example(
        "jwtAuthentication: {organisations: [acme]}\nbackend: {image: {tag: 1.12.1}}\n",
        "jwtAuthentication: {organisations: [acme]}\nbackend: {image: {tag: 1.13.0}}\n",
    ),
)
def feature_too_new(platform: Platform) -> Findings:
    versions = _versions(platform)
    for feature in FEATURES:
        for name, at_least in feature.needs.items():
            component, version = versions.get(name, (None, None))
            if component and version and version < at_least and feature.used(platform):
                message = f"{_is(component)}, but {feature.name} needs {TITLES[name]} {at_least} or later"
                yield Finding(_tag(component), message, f"set it to {at_least} or later")


@rule(
    "PK-VERSION-005",
    title="the image does not read a variable that the configuration sets",
    cause="The variable is newer than the image, so the setting behind it has no effect. `portkey-constructs explain NAME` lists the settings and "
    "the first version.",
    fix="Set the tag to a version that reads the variables, or remove the settings behind them.",
    settings=(*_TAGS, "**"),
    severity="warning",
    example=Example(
        "auth: {kind: oidc, issuer: 'https://login.example.org', clientId: portkey, customScopes: [groups]}\n"
        "controlPlaneUrl: https://portkey.example.org\nbackend: {image: {tag: 1.10.0}}\n",
        "auth: {kind: oidc, issuer: 'https://login.example.org', clientId: portkey, customScopes: [groups]}\n"
        "controlPlaneUrl: https://portkey.example.org\nbackend: {image: {tag: 1.11.1}}\n",
    ),
)
def variable_not_read(platform: Platform) -> Findings:
    for name, (component, version) in _versions(platform).items():
        if name not in TITLES:
            continue
        values = dict(platform.environments[name])
        rows = (row for row in rendered_rows(platform, name).values() if row.since and row.name not in _OF_FEATURES)
        used = (row for row in rows if row.image_default != values[row.name])
        unread = {row.name: first for row in used if (first := row.first_version(name)) and version < first}
        if unread:
            listed = ", ".join(f"{variable} (since {first})" for variable, first in unread.items())
            yield Finding(_tag(component), f"{_is(component)}, which does not read {listed}", f"set it to {max(unread.values())} or later")


@rule(
    "PK-VERSION-006",
    title="an image is older than the manifests",
    cause="The manifests are made for later images, which run without root. An older one may not start.",
    fix="Set the tag to a later version, or take the manifests of Portkey's own chart for the old image.",
    settings=(*_TAGS, "redis.image.tag", "redis.image.digest"),
    severity="warning",
    example=Example("frontend: {image: {tag: 1.4.9}}\n", "frontend: {image: {tag: 1.5.0}}\n"),
)
def older_than_manifests(platform: Platform) -> Findings:
    versions = _versions(platform)
    for oldest in OLDEST:
        component, version = versions.get(oldest.component, (None, None))
        if component and version and version < oldest.version:
            yield Finding(_tag(component), f"{_is(component)}, but {oldest.reason}", f"set it to {oldest.version} or later")


@rule(
    "PK-VERSION-007",
    title="an image is newer than this library",
    cause="This version of portkey-constructs knows neither what the image needs nor what it changes. A newer patch version is accepted without a "
    "warning.",
    fix="Read Portkey's release notes before you apply, or upgrade portkey-constructs.",
    settings=_TAGS,
    severity="warning",
    example=Example("gateway: {image: {tag: 9.0.0}}\n", "gateway: {image: {tag: 2.18.0}}\n"),
)
def newer_than_library(platform: Platform) -> Findings:
    for name, (component, version) in _versions(platform).items():
        newest = NEWEST.get(name)
        if newest and version[:2] > newest[:2]:
            yield Finding(
                _tag(component), f"{_is(component)}, and the newest {TITLES[name]} that this version of portkey-constructs knows is {newest}"
            )
