"""The templates: the environments of this repository with comments and placeholders."""

import json
from pathlib import Path

import pytest
import yaml

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config import Outputs, PortkeyConfig, S3LogStore, load_with_warnings
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.json_schema import json_schema
from portkey_constructs.loading.open_questions import OPEN_QUESTION
from portkey_constructs.platform.aws_outputs import UNKNOWN_OUTPUT, unknown_outputs
from portkey_constructs.scaffold.placeholders import PLACEHOLDERS, validate_value
from portkey_constructs.scaffold.template import SCHEMA, parse, templates

EACH = pytest.mark.parametrize("name", templates())
CHANGE_COMMENT = "# change:"
# Values that differ from the defaults and from each other.
VALUES = {
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
    """The name of the environment with the same configuration."""
    return template if file == "portkey.yaml" else f"{template}-{file.removesuffix('.yaml')}"


def written(folder: Path, texts: dict[str, str]) -> dict[str, Path]:
    """Writes the files without their change comments."""
    for file, text in texts.items():
        (folder / file).write_text("".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith(CHANGE_COMMENT)))
    return {file: folder / file for file in texts}


def expected(name: str) -> set[str]:
    """The codes of the warnings: the quick start lacks credentials from Portkey, and `aws` lacks the outputs of its stacks."""
    return {"quickstart": {"PK-NAME-001"}, "aws": {UNKNOWN_OUTPUT}}.get(name, set())


def undeployed(config: PortkeyConfig) -> PortkeyConfig:
    """The configuration without outputs of the AWS stacks: an environment may have them in a file, a template has not."""
    return config.model_copy(update={"aws": config.aws.model_copy(update={"outputs": None})}) if config.aws.outputs else config


def test_every_environment_has_a_template() -> None:
    assert {environment(template.name, file) for template in templates().values() for file in template.texts} == set(ENVIRONMENTS)


@EACH
def test_template_is_the_configuration_of_its_environment(name: str, tmp_path: Path) -> None:
    for file, path in written(tmp_path, templates()[name].fill({})).items():
        config, warnings = load_with_warnings([path])
        example = configuration(environment(name, file))
        assert undeployed(config) == undeployed(example)
        assert {problem.code for problem in warnings} == expected(name)
        if not any(unknown_outputs(config.resolve())):
            assert config.resolve().objects() == example.resolve().objects()


@EACH
def test_each_change_comment_causes_a_warning(name: str, tmp_path: Path) -> None:
    for file, text in templates()[name].fill({}).items():
        (tmp_path / file).write_text(text)
        comments = {number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(CHANGE_COMMENT)}
        assert comments
        _, warnings = load_with_warnings([tmp_path / file])
        positions = [problem.position for problem in warnings if problem.code == OPEN_QUESTION]
        assert {position.line for position in positions if position} == comments


@EACH
def test_every_value_replaces_its_example(name: str, tmp_path: Path) -> None:
    template = templates()[name]
    values = {name: VALUES[name] for name in template.placeholders}
    texts = template.fill(values)
    together = "".join(texts.values())
    for value in template.placeholders:
        assert values[value] in together
        example = template.default(value)
        assert not example or value in ("namespace", "client_id", "cluster") or example not in together, value
    for path in written(tmp_path, texts).values():
        config, warnings = load_with_warnings([path])
        assert (config.namespace, config.name) == ("models", "acme")
        assert {problem.code for problem in warnings} == expected(name)
        assert any(unknown_outputs(config.resolve())) or len(config.resolve().objects()) > 5


@pytest.mark.slow
@EACH
def test_json_schema_accepts_the_template(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for text in templates()[name].fill({}).values():
        assert text.startswith(f"# yaml-language-server: $schema={SCHEMA}\n")
        jsonschema.Draft7Validator(json.loads(json.dumps(json_schema()))).validate(yaml.safe_load(text))


@EACH
def test_template_is_short_and_has_change_comments(name: str) -> None:
    template = templates()[name]
    assert 10 < len(template.about) < 90
    for text in template.fill({}).values():
        lines = text.splitlines()
        assert any(line.lstrip().startswith("# change: ") for line in lines)
        assert max(map(len, lines)) <= 130
        assert len(lines) < 70
        assert "$" not in "".join(lines[1:])
        assert text.isascii()


@EACH
def test_missing_values_are_left_out_or_have_their_default(name: str) -> None:
    for text in templates()[name].fill({}).values():
        assert "\nname: " not in text
        assert "\nnamespace: portkey\n" in text


def test_one_host_name_determines_the_others() -> None:
    text = templates()["hybrid"].fill({"gateway_host": "models.acme.test"})["portkey.yaml"]
    assert "host: models.acme.test\n" in text
    assert "host: mcp.acme.test\n" in text
    text = templates()["irsa"].fill({"host": "portkey.acme.test"})["portkey.yaml"]
    assert "host: portkey.acme.test\n" in text
    assert "host: gateway.acme.test\n" in text
    assert "example.org" not in text.replace("login.example.org", "").replace("clickhouse.example.org", "")


def test_region_without_replica_region_turns_off_replication() -> None:
    assert "  replica: {region: us-east-1}\n" in templates()["aws"].fill({})["portkey.yaml"]
    text = templates()["aws"].fill({"region": "us-east-1"})["portkey.yaml"]
    log_store = parse(text, "portkey.yaml").log_store
    assert isinstance(log_store, S3LogStore)
    assert log_store.replica is None
    text = templates()["aws"].fill({"region": "eu-west-3", "replica_region": "eu-north-1"})["portkey.yaml"]
    assert "  replica: {region: eu-north-1}\n" in text


@pytest.mark.parametrize("value", ["true", "null", "0123456789", "1e3", "123"])
def test_values_that_yaml_would_not_read_as_text_are_quoted(value: str, tmp_path: Path) -> None:
    texts = templates()["irsa"].fill({"namespace": value, "client_id": value})
    config = PortkeyConfig.from_file(*written(tmp_path, texts).values())
    assert config.namespace == value
    assert config.auth is not None
    assert getattr(config.auth, "client_id", None) == value


@pytest.mark.parametrize("name", PLACEHOLDERS)
@pytest.mark.parametrize("text", ["", " ", "a: b", "a}", "x # y", "-\n", "a,b", "&a", "é", "x" * 3000])
def test_values_with_yaml_syntax_are_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="is invalid: expected "):
        validate_value(name, text)
    assert validate_value(name, VALUES[name]) == VALUES[name]


def test_conflicting_values_are_refused() -> None:
    text = templates()["irsa"].fill({"host": "gateway.acme.test"})["portkey.yaml"]
    with pytest.raises(ConfigurationError) as caught:
        parse(text, "portkey.yaml")
    assert [problem.path for problem in caught.value.problems] == ["exposure.gateway.host"]
    with pytest.raises(ConfigurationError):
        parse("a: [", "portkey.yaml")
    assert parse(templates()["irsa"].fill({})["portkey.yaml"], "portkey.yaml") == configuration("irsa")


def test_outputs_in_the_current_folder_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("outputs.json").write_text('{"other-stack": {"Url": "https://other.example.org"}}')
    config = parse(templates()["aws"].fill({})["portkey.yaml"], "portkey.yaml")
    assert config.aws.outputs == Outputs()
    with pytest.raises(ConfigurationError, match="has no stack of the AWS companion"):
        PortkeyConfig.from_file(*written(tmp_path, templates()["aws"].fill({})).values())
