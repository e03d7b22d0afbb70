"""What is measured within a process of its own: `python -m benchmarks.inside build | render | chart FOLDER | import`."""

import statistics
import sys
import time
from pathlib import Path

__all__ = ["CONFIGURATION", "ENVIRONMENTS"]

ENVIRONMENTS = 100
CONFIGURATION = Path(__file__).with_name("portkey.yaml")

_ROUNDS = 10
_BUILDS = 100


def build() -> None:
    """Prints how many seconds it takes to build the objects of one environment, from a configuration that nothing was made of before.

    The best of some rounds, and of each round the median: another process that comes between spoils a round, not the figure.
    """
    from portkey_constructs.config import load
    from portkey_constructs.manifests.platform import platform

    config = load([CONFIGURATION])

    def once() -> float:
        fresh = config.model_copy()
        begun = time.perf_counter()
        objects = platform(fresh)
        seconds = time.perf_counter() - begun
        del objects  # not within what is measured
        return seconds

    print(min(statistics.median(once() for _ in range(_BUILDS)) for _ in range(_ROUNDS)))


def render() -> None:
    """A hundred environments in one process: each is loaded from YAML, with a name and a namespace of its own, and becomes YAML."""
    from portkey_constructs.config import load
    from portkey_constructs.manifests.platform import platform
    from portkey_constructs.output.yaml_text import to_yaml

    for number in range(ENVIRONMENTS):
        config = load([CONFIGURATION]).model_copy(update={"name": f"portkey-{number}", "namespace": f"team-{number}"})
        to_yaml(staged.manifest for staged in platform(config))


def chart() -> None:
    """Writes a Helm chart of the size of one environment into the folder that is the second argument."""
    from benchmarks.chart import write_chart
    from portkey_constructs.config import load
    from portkey_constructs.manifests.platform import platform

    write_chart(Path(sys.argv[2]), (dict(staged.manifest) for staged in platform(load([CONFIGURATION]))))


def imports() -> None:
    """What a program on cdk8s with pydantic models costs before it does anything."""
    import cdk8s
    import cdk8s_plus_27
    import pydantic

    assert cdk8s
    assert cdk8s_plus_27
    assert pydantic


if __name__ == "__main__":
    {"build": build, "render": render, "chart": chart, "import": imports}[sys.argv[1]]()
