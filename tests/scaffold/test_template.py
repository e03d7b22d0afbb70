"""The templates: what this repository's environments say, with comments and with gaps, and nothing else."""

import json
from pathlib import Path

import pytest
import yaml

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config import Outputs, PortkeyConfig, S3LogStore, load_with_warnings
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.json_schema import json_schema
from portkey_constructs.loading.open_questions import OPEN_QUESTION
from portkey_constructs.manifests.platform import platform
from portkey_constructs.platform.aws_outputs import UNKNOWN_YET, unknown
from portkey_constructs.scaffold.template import SCHEMA, check, templates
from portkey_constructs.scaffold.values import VALUES, checked

EACH = pytest.mark.parametrize("name", templates())
ASKS = "# change:"
# Other values than the defaults, each told from all others.
SAID = {
    "host": "front.acme.test",
    "gateway_host": "models.acme.test",
    "mcp_host": "tools.acme.test",
    "namespace": "models",
    "name": "acme",
    "issuer": "https://id.acme.test/realm",
    "client_id": "0123456789",
    "bucket": "acme-archive",
    "region": "eu-west-3",
    "replica_region": "eu-north-1",
    "account_id": "000000000042",
    "cluster": "acme_1",
    "project": "acme-project-1",
    "tenant_id": "11111111-2222-4333-8444-555555555555",
}


def environment(template: str, file: str) -> str:
    """What the environment is called that a configuration of a template belongs to."""
    return template if file == "portkey.yaml" else f"{template}-{file.removesuffix('.yaml')}"


def written(folder: Path, texts: dict[str, str]) -> dict[str, Path]:
    """The files as somebody leaves them who has done what their comments ask."""
    for file, text in texts.items():
        (folder / file).write_text("".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith(ASKS)))
    return {file: folder / file for file in texts}


def expected(name: str) -> set[str]:
    """What each is warned of: the quick start of what Portkey hands out, another one of what AWS tells."""
    return {"quickstart": {"PK-NAME-001"}, "aws": {UNKNOWN_YET}}.get(name, set())


def undeployed(config: PortkeyConfig) -> PortkeyConfig:
    """Without what only a deployment of the AWS companion tells: an environment may have it in a file, a template has none."""
    return config.model_copy(update={"aws": config.aws.model_copy(update={"outputs": None})}) if config.aws.outputs else config


def test_every_environment_has_its_template() -> None:
    assert {environment(one.name, file) for one in templates().values() for file in one.texts} == set(ENVIRONMENTS)


@EACH
def test_a_template_says_what_its_environment_says(name: str, tmp_path: Path) -> None:
    for file, path in written(tmp_path, templates()[name].filled({})).items():
        config, warnings = load_with_warnings([path])
        told = configuration(environment(name, file))
        assert undeployed(config) == undeployed(told)
        assert {problem.code for problem in warnings} == expected(name)
        if not any(unknown(config)):
            assert platform(config) == platform(told)


@EACH
def test_what_a_template_asks_is_warned_of_until_it_is_done(name: str, tmp_path: Path) -> None:
    for file, text in templates()[name].filled({}).items():
        (tmp_path / file).write_text(text)
        asked = {number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(ASKS)}
        assert asked
        _, warnings = load_with_warnings([tmp_path / file])
        found = [problem.position for problem in warnings if problem.code == OPEN_QUESTION]
        assert {one.line for one in found if one} == asked


@EACH
def test_every_value_arrives_and_no_example_stays(name: str, tmp_path: Path) -> None:
    template = templates()[name]
    values = {value: SAID[value] for value in template.values}
    texts = template.filled(values)
    together = "".join(texts.values())
    for value in template.values:
        assert values[value] in together
        example = template.default(value)
        assert not example or value in ("namespace", "client_id", "cluster") or example not in together, value
    for path in written(tmp_path, texts).values():
        config, warnings = load_with_warnings([path])
        assert (config.namespace, config.name) == ("models", "acme")
        assert {problem.code for problem in warnings} == expected(name)
        assert any(unknown(config)) or len(platform(config)) > 5


@EACH
def test_the_schema_of_editors_takes_it(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for text in templates()[name].filled({}).values():
        assert text.startswith(f"# yaml-language-server: $schema={SCHEMA}\n")
        jsonschema.Draft7Validator(json.loads(json.dumps(json_schema()))).validate(yaml.safe_load(text))


@EACH
def test_comments_say_what_to_change(name: str) -> None:
    template = templates()[name]
    assert 10 < len(template.about) < 90
    for text in template.filled({}).values():
        lines = text.splitlines()
        assert any(line.lstrip().startswith("# change: ") for line in lines)
        assert max(map(len, lines)) <= 130
        assert len(lines) < 70
        assert "$" not in "".join(lines[1:])
        assert text.isascii()


@EACH
def test_what_is_not_said_is_left_out_or_the_default(name: str) -> None:
    for text in templates()[name].filled({}).values():
        assert "\nname: " not in text
        assert "\nnamespace: portkey\n" in text


def test_one_host_name_gives_the_others() -> None:
    text = templates()["hybrid"].filled({"gateway_host": "models.acme.test"})["portkey.yaml"]
    assert "host: models.acme.test\n" in text
    assert "host: mcp.acme.test\n" in text
    text = templates()["irsa"].filled({"host": "portkey.acme.test"})["portkey.yaml"]
    assert "host: portkey.acme.test\n" in text
    assert "host: gateway.acme.test\n" in text
    assert "example.org" not in text.replace("login.example.org", "").replace("clickhouse.example.org", "")


def test_nothing_is_copied_out_of_a_region_that_somebody_says_unless_told_where_to() -> None:
    assert "  replica: {region: us-east-1}\n" in templates()["aws"].filled({})["portkey.yaml"]
    text = templates()["aws"].filled({"region": "us-east-1"})["portkey.yaml"]
    log_store = check(text, "portkey.yaml").log_store
    assert isinstance(log_store, S3LogStore)
    assert log_store.replica is None
    text = templates()["aws"].filled({"region": "eu-west-3", "replica_region": "eu-north-1"})["portkey.yaml"]
    assert "  replica: {region: eu-north-1}\n" in text


@pytest.mark.parametrize("value", ["true", "null", "0123456789", "1e3", "123"])
def test_what_yaml_would_not_read_as_text_is_quoted(value: str, tmp_path: Path) -> None:
    texts = templates()["irsa"].filled({"namespace": value, "client_id": value})
    config = PortkeyConfig.from_file(*written(tmp_path, texts).values())
    assert config.namespace == value
    assert config.auth is not None
    assert getattr(config.auth, "client_id", None) == value


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("text", ["", " ", "a: b", "a}", "x # y", "-\n", "a,b", "&a", "é", "x" * 3000])
def test_nothing_gets_in_that_yaml_would_take_for_more(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="does not fit: expected "):
        checked(name, text)
    assert checked(name, SAID[name]) == SAID[name]


def test_a_combination_that_cannot_serve_is_told() -> None:
    text = templates()["irsa"].filled({"host": "gateway.acme.test"})["portkey.yaml"]
    with pytest.raises(ConfigurationError) as refused:
        check(text, "portkey.yaml")
    assert [problem.path for problem in refused.value.problems] == ["exposure.gateway.host"]
    with pytest.raises(ConfigurationError):
        check("a: [", "portkey.yaml")
    assert check(templates()["irsa"].filled({})["portkey.yaml"], "portkey.yaml") == configuration("irsa")


def test_outputs_of_another_deployment_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("outputs.json").write_text('{"other-stack": {"Url": "https://other.example.org"}}')
    config = check(templates()["aws"].filled({})["portkey.yaml"], "portkey.yaml")
    assert config.aws.outputs == Outputs()
    with pytest.raises(ConfigurationError, match="has no stack of the AWS companion"):
        PortkeyConfig.from_file(*written(tmp_path, templates()["aws"].filled({})).values())
