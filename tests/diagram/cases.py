"""The configurations whose diagrams are tested: every environment, and those that set everything."""

from typing import Final

import pytest

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config.root import PortkeyConfig
from tests.support.all_settings import ALL_SETTINGS
from tests.support.objects import Manifest

__all__ = ["CASES", "EACH", "component_label"]

CASES: Final[dict[str, PortkeyConfig]] = {
    **{name: configuration(name) for name in ENVIRONMENTS},
    **{f"all-{name}": config for name, config in ALL_SETTINGS.items()},
}
EACH: Final = pytest.mark.parametrize("config", CASES.values(), ids=CASES)


def component_label(manifest: Manifest) -> str:
    return str(manifest["metadata"]["labels"]["app.kubernetes.io/component"])
