"""Charts to put constructs in, and what comes out of them."""

from typing import Any

from cdk8s import App, Chart, Testing

__all__ = ["Object", "new_chart", "objects", "synthesised"]

Object = dict[str, Any]


def new_chart(id: str = "chart", *, app: App | None = None, **settings: Any) -> Chart:
    """An empty chart, in an app of its own unless one is given."""
    return Chart(app or App(), id, **settings)


def synthesised(chart: Chart) -> list[Object]:
    """What the chart synthesises, in its own order."""
    manifests: list[Object] = Testing.synth(chart)
    return manifests


def objects(chart: Chart) -> list[Object]:
    """What the chart synthesises, in order of kind and name."""
    return sorted(synthesised(chart), key=lambda manifest: (manifest["kind"], manifest["metadata"]["name"]))
