"""Compares the manifests of a chart with ours."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from portkey_constructs.helm.compare.explanations import Context, explained
from portkey_constructs.helm.compare.inventory import Inventory, name_of, secret_values
from portkey_constructs.helm.compare.model import Comparison, Facts, differing
from portkey_constructs.helm.compare.objects import facts_of
from portkey_constructs.helm.compare.rendering import chart_of, helm_program, render_chart
from portkey_constructs.helm.configuration import complete_configuration
from portkey_constructs.helm.importing import import_values
from portkey_constructs.helm.secret_names import component_names

__all__ = ["compare_with_chart"]

_SHORTEST: Final = 4
"""Shorter texts are in many harmless values."""


def compare_with_chart(
    values: Sequence[str | Path], chart: str, files: Sequence[str] = (), *, release: str = "portkey", namespace: str | None = None
) -> Comparison:
    """The differences between what a chart renders with values, and what this library renders.

    Args:
        values: values files; later files override earlier ones, as with `helm -f`.
        chart: folder or archive of the chart `portkey-app` or `portkey-gateway`.
        files: the configuration; without it, the import of the values. Files that are no complete configuration override the import.
        release: name of the release.
        namespace: namespace of the release; by default that of the configuration.

    Raises:
        ConfigurationError: a file is invalid, Helm or the chart is missing, or the chart fails to render.
    """
    program = helm_program()
    name, kind = chart_of(program, chart)
    imported = import_values(values, release=release, namespace=namespace, chart=kind)
    platform = complete_configuration(imported, values, files).resolve()
    namespace = namespace or platform.names.namespace
    confidential = {text for secret in imported.secrets.values() for text in secret.values()}
    theirs = render_chart(program, chart, imported.values, release, namespace, confidential)
    released = {name_of(item): secret_values(item) for item in theirs if item["kind"] == "Secret"}
    # The Secrets of the release stay in the cluster; the import says what else belongs into them.
    secrets = {secret: {**imported.secrets.get(secret, {}), **released.get(secret, {})} for secret in {*imported.secrets, *released}}
    of_chart = Inventory(theirs, namespace, {}, component_names(kind, imported.values, release))
    ours = Inventory([staged.manifest for staged in platform.objects()], namespace, secrets)
    old, new = (_hidden(facts_of(side), confidential) for side in (of_chart, ours))
    environment = {(fact.component, fact.name): value.text for fact, value in new.items() if fact.section == "environment" and value.text is not None}
    context = Context(namespace, frozenset(fact.component for fact in new), environment, {**of_chart.services(), **ours.services()})
    differences = tuple(explained(difference, context) for difference in differing(old, new))
    return Comparison(name, len({*old, *new}), differences)


def _hidden(facts: Facts, confidential: Collection[str]) -> Facts:
    """The facts, with each that contains a confidential text marked."""
    texts = [text for text in confidential if len(text) >= _SHORTEST]
    return {
        fact: value._replace(confidential=True) if value.text and any(text in value.text for text in texts) else value
        for fact, value in facts.items()
    }
