"""commonEnv of portkey-app reaches the stores, as in the chart."""

from pathlib import Path

import pytest
import yaml

from portkey_constructs.helm import import_values
from portkey_constructs.helm.compare import Mark, compare_with_chart
from tests.helm.compare.test_comparison import MINIMAL, _charts

COMMON = "commonEnv: [{name: HTTPS_PROXY, value: 'http://proxy.example.org:3128'}, {name: POOL, value: models}]\n"


def test_common_variables_reach_the_stores_in_the_cluster_and_replace_their_own(tmp_path: Path) -> None:
    own = "redis: {statefulSet: {extraEnv: [{name: POOL, value: other}, {name: OWN, value: x}]}}\n"
    outside = "clickhouse: {external: {enabled: true, host: clickhouse.example.org}}\n"
    (tmp_path / "values.yaml").write_text(COMMON + own + outside)
    config = yaml.safe_load(import_values([tmp_path / "values.yaml"]).text)
    common = {"HTTPS_PROXY": "http://proxy.example.org:3128", "POOL": "models"}

    assert config["env"] == common
    assert config["mysql"]["env"] == common
    assert config["redis"]["env"] == {**common, "OWN": "x"}
    assert "env" not in config["clickhouse"]


@pytest.mark.slow
def test_common_variables_are_equal_to_those_of_the_chart(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(MINIMAL + COMMON)
    (tmp_path / "answers.yaml").write_text("auth: {allowPublic: true}")
    comparison = compare_with_chart([tmp_path / "values.yaml"], str(_charts() / "portkey-app"), [str(tmp_path / "answers.yaml")])

    assert [str(difference.fact) for difference in comparison.differences if difference.mark is Mark.UNEXPLAINED] == []
