"""Measurements that run in a separate process: `python -m benchmarks.inside resolve | build | calls | render | chart FOLDER | import`."""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

__all__ = ["CONFIGURATION", "ENVIRONMENTS"]

ENVIRONMENTS = 100
CONFIGURATION = Path(__file__).with_name("portkey.yaml")

_ROUNDS = 10
_BUILDS = 100


def resolve() -> None:
    """Prints the seconds it takes to resolve a configuration."""
    from portkey_constructs.config import load
    from portkey_constructs.platform.resolve import resolve

    config = load([CONFIGURATION])

    def once() -> float:
        start = time.perf_counter()
        platform = resolve(config)
        seconds = time.perf_counter() - start
        del platform  # frees it outside the measurement
        return seconds

    print(_typical(once))


def build() -> None:
    """Prints the seconds it takes to build the objects of one environment from a resolved platform without cached results."""
    from portkey_constructs.config import load
    from portkey_constructs.platform.resolve import resolve

    config = load([CONFIGURATION])

    def once() -> float:
        platform = resolve(config)
        start = time.perf_counter()
        objects = platform.objects()
        seconds = time.perf_counter() - start
        del objects  # frees them outside the measurement
        return seconds

    print(_typical(once))


def _typical(once: Callable[[], float]) -> float:
    """The best of several medians, so that another process can spoil a round but not the figure."""
    return min(statistics.median(once() for _ in range(_BUILDS)) for _ in range(_ROUNDS))


def calls() -> None:
    """Prints the number of Python calls in one rendering: reading, checking, resolving, building the objects and writing them as YAML.

    Imports and the validators that pydantic builds on first use are not counted: a rendering before this one has loaded them.
    """
    from portkey_constructs.config import load
    from portkey_constructs.output.yaml_text import to_yaml

    def once() -> None:
        to_yaml(staged.manifest for staged in load([CONFIGURATION]).resolve().objects())

    count = 0

    def profile(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    once()
    sys.setprofile(profile)
    once()
    sys.setprofile(None)
    print(count)


def render() -> None:
    """Renders a hundred environments in one process, each loaded from YAML with a different name and namespace."""
    from portkey_constructs.config import load
    from portkey_constructs.output.yaml_text import to_yaml

    for number in range(ENVIRONMENTS):
        config = load([CONFIGURATION]).model_copy(update={"name": f"portkey-{number}", "namespace": f"team-{number}"})
        to_yaml(staged.manifest for staged in config.resolve().objects())


def chart() -> None:
    """Writes a Helm chart of the size of one environment to the directory in the second argument."""
    from benchmarks.chart import write_chart
    from portkey_constructs.config import load

    write_chart(Path(sys.argv[2]), (dict(staged.manifest) for staged in load([CONFIGURATION]).resolve().objects()))


def imports() -> None:
    """Imports cdk8s and pydantic, the baseline of every program with them."""
    import cdk8s
    import cdk8s_plus_27
    import pydantic

    assert cdk8s
    assert cdk8s_plus_27
    assert pydantic


if __name__ == "__main__":
    {"resolve": resolve, "build": build, "calls": calls, "render": render, "chart": chart, "import": imports}[sys.argv[1]]()
