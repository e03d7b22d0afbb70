"""The sources that an exposure allows."""

from typing import Any

import pytest

from portkey_constructs.errors import ConfigurationError
from tests.platform.test_environment import HYBRID
from tests.support.examples import config_from


@pytest.mark.parametrize(
    ("sources", "path", "expected"),
    [
        (["10.0.0.1/8"], "exposure.gateway.allowFrom.0", "without host bits, or portkeyControlPlane"),
        (["portkey"], "exposure.gateway.allowFrom.0", "or portkeyControlPlane"),
        (["PortkeyControlPlane"], "exposure.gateway.allowFrom.0", "or portkeyControlPlane"),
        ([], "exposure.gateway.allowFrom", "is an empty list, expected at least one entry"),
        ("portkeyControlPlane", "exposure.gateway.allowFrom", "a list"),
    ],
)
def test_what_names_no_sources_is_refused(sources: Any, path: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        config_from({**HYBRID, "exposure": {"gateway": {"kind": "loadBalancer", "allowFrom": sources}}})
    (problem,) = error.value.problems
    assert problem.path == path
    assert expected in f"{problem.message}, {problem.fix}"
