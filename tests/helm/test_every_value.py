"""Any value of the right type at any key of the charts imports, or is refused with its path; no key gets lost."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm import Chart, ChartKey, Imported, chart_keys, import_values
from portkey_constructs.helm.values import GivenValues, helm_merge

pytestmark = pytest.mark.slow

CHARTS: Final[tuple[Chart, ...]] = get_args(Chart)
PLAIN: Final = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
TEXT: Final = st.one_of(
    PLAIN,
    st.sampled_from(
        [
            "true",
            "false",
            "8080",
            "0",
            "1e3",
            "null",
            "~",
            "a.b",
            "{{ .Release.Name }}",
            "https://example.org:8443/x?y=[z",
            "redis://[x",
            "rediss://:@h:p/9",
        ]
    ),
)
SCALAR: Final = st.one_of(TEXT, st.integers(-10, 70000), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False))
NAMES: Final = st.one_of(
    TEXT.filter(bool), st.sampled_from(["name", "value", "valueFrom", "httpGet", "limits", "env", "ports", "secretName", "create"])
)
NESTED: Final = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)
VALUES: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "text": st.one_of(TEXT, st.integers(-10, 70000), st.booleans()),
    "boolean": st.one_of(st.booleans(), st.sampled_from(["true", "false", ""])),
    "integer": st.one_of(st.integers(-10, 70000), st.integers(0, 70000).map(str)),
    "map": st.dictionaries(NAMES, NESTED, max_size=3),
    "list": st.lists(NESTED, max_size=3),
}


def _values(keys: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for path, value in keys.items():
        for part in reversed(path.split(".")):
            value = {part: value}
        values = helm_merge(values, value)
    return values


def _imported(values: Mapping[str, Any], chart: Chart) -> Imported | ConfigurationError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.yaml"
        path.write_text(yaml.safe_dump(dict(values), allow_unicode=True), encoding="utf-8")
        try:
            return import_values([path], release="portkey", chart=chart)
        except ConfigurationError as error:
            return error


def _check(values: Mapping[str, Any], chart: Chart) -> None:
    """Each key is in one list of the report, or the report of the errors has the path."""
    result = _imported(values, chart)
    leaves = list(GivenValues(chart, dict(values), {}).leaves)
    if isinstance(result, ConfigurationError):
        paths = [problem.path for problem in result.problems]
        assert paths
        assert all(path and any(leaf.startswith(path.split("[")[0]) or path.startswith(leaf) for leaf in leaves) for path in paths), paths
        return
    counts = Counter(entry.key for entry in result.entries if not entry.key.startswith("("))
    assert counts == dict.fromkeys(leaves, 1)
    assert yaml.safe_load(result.text)["profile"] == "production"


@pytest.mark.parametrize("chart", CHARTS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_value_at_any_key_imports_or_is_refused_with_its_path(chart: Chart, data: st.DataObject) -> None:
    key: ChartKey = data.draw(st.sampled_from(list(chart_keys(chart).values())))
    value = data.draw(st.one_of(VALUES[key.type], st.none()))

    _check(_values({key.path: value}), chart)


@pytest.mark.parametrize("chart", CHARTS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_values_at_several_keys_lose_none(chart: Chart, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(list(chart_keys(chart))), min_size=2, max_size=5, unique=True))
    keys = {name: data.draw(st.one_of(VALUES[chart_keys(chart)[name].type], st.none())) for name in names}

    _check(_values(keys), chart)


@pytest.mark.parametrize("chart", CHARTS)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_value_of_any_type_imports_or_is_refused_with_its_path(chart: Chart, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(chart_keys(chart))))

    _check(_values({name: data.draw(NESTED)}), chart)
