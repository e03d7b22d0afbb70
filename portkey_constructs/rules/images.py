"""Rules about image tags."""

from typing import Final

from portkey_constructs.config.workload import Image
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_MOVING_TAGS: Final = ("latest", "stable", "main", "master", "edge", "nightly")


@rule(
    "PK-IMAGE-001",
    title="the image tag is empty",
    cause="A container runtime reads an empty tag as latest: what runs can change without a change in this file.",
    fix="Set a version, or remove tag to use the default version.",
    settings=("**.image.tag", "**.image.digest"),
    severity="warning",
    example=Example("gateway: {image: {tag: ''}}\n", "gateway: {image: {tag: 2.13.0}}\n"),
)
def empty_tag(platform: Platform) -> Findings:
    for path, image in _images(platform):
        if image.tag == "" and not image.digest:
            yield Finding(f"{path}.image.tag", "is empty")


@rule(
    "PK-IMAGE-002",
    title="the image tag moves",
    cause="Publishers move tags such as latest or stable, so a rescheduled pod may run another version than the other pods.",
    fix="Set a version or a digest.",
    settings=("**.image.tag", "**.image.digest"),
    severity="warning",
    example=Example("gateway: {image: {tag: latest}}\n", "gateway: {image: {tag: 2.13.0}}\n"),
)
def moving_tag(platform: Platform) -> Findings:
    for path, image in _images(platform):
        if image.tag in _MOVING_TAGS and not image.digest:
            yield Finding(f"{path}.image.tag", f"is {image.tag}, which can point to another version at any time")


def _images(platform: Platform) -> list[tuple[str, Image]]:
    """The images of the components and of the Job that creates MySQL's user, each with the path of its settings."""
    images = [(component.path, component.settings.image) for component in platform.components.values()]
    return [*images, ("mysql.administrator", platform.mysql_user.settings.image)] if platform.mysql_user else images
