"""The one table of environment variables."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from portkey_constructs.explain.effects import effects_of
from portkey_constructs.explain.tree import tree
from portkey_constructs.platform import evidence
from portkey_constructs.platform.components import FORMER_CLICKHOUSE, MYSQL_USER, SERVICE_NAMES, STORE_NAMES
from portkey_constructs.platform.other_variables import OTHER_VARIABLES
from portkey_constructs.platform.secret_keys import SECRET_KEYS, SecretKey
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variables import VARIABLES
from tests.platform.test_environment import HYBRID
from tests.support.all_settings import ALL_SETTINGS, MINIMAL
from tests.support.chart_variables import APP_CHART, GATEWAY_CHART
from tests.support.examples import config_from, production

UUID = "0f1e2d3c-0000-4000-8000-000000000001"
BLOB = {"kind": "azureBlob", "storageAccount": "acmelogs", "container": "logs"}
LOG_STORES: tuple[dict[str, Any], ...] = (
    {**BLOB, "login": {"kind": "key"}},
    {**BLOB, "login": {"kind": "managedIdentity", "clientId": UUID}},
    {**BLOB, "login": {"kind": "entra", "tenantId": UUID, "clientId": UUID}},
    {"kind": "mongo", "database": "logs"},
    {"kind": "s3", "bucket": "acme-logs", "region": "eu-west-1", "encryption": {"kind": "customerKey"}},
    {"kind": "s3", "bucket": "acme-logs", "region": "eu-west-1", "replica": {"region": "us-east-1", "bucket": "acme-copies"}},
)
ENTRA = {"kind": "entra", "tenantId": UUID, "clientId": UUID}
NODES = {"discovery": {"url": "https://nodes.example.org", "auth": "header", "refreshInterval": 60}, "scaleReads": True}
REDIS: tuple[dict[str, Any], ...] = (
    {"kind": "azure", "host": "acme.redis.cache.windows.net", "port": 6380, "tls": True, "login": ENTRA},
    {"kind": "external", "host": "redis.example.org", "user": "acme", "credentials": "variables", "mode": "cluster", "cluster": NODES},
    {"kind": "external", "host": "redis.example.org", "mode": "cluster", "cluster": {"nodes": ["10.0.1.1:6379"]}},
)
CLUSTER = {"kind": "external", "host": "ch.example.org", "replication": True, "clusterName": "analytics"}
CONFIGURATIONS = [
    MINIMAL,
    *ALL_SETTINGS.values(),
    *(production(logStore=store) for store in LOG_STORES),
    *(production(redis=redis) for redis in REDIS),
    production(clickhouse=CLUSTER),
    config_from({**HYBRID, "controlPlaneUrl": "https://control.example.org", "dataservice": {"finetunesBucket": "acme-tunes"}}),
]


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: f"{variable.name}-{variable.readers[0]}")
def test_every_variable_has_a_meaning_readers_and_a_known_origin(variable: Variable) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", variable.name)
    assert variable.meaning
    assert not variable.meaning.endswith(".")
    assert set(variable.readers) <= {*SERVICE_NAMES, *STORE_NAMES, FORMER_CLICKHOUSE, MYSQL_USER}
    assert re.fullmatch(r"(|(, |^)(gateway|backend|data service|front end) [0-9]+\.[0-9]+\.[0-9]+)*", variable.since)


SOURCES = [value for value in vars(evidence).values() if isinstance(value, evidence.Evidence)]


def test_every_row_names_a_source_from_the_set_and_every_source_is_used() -> None:
    assert all(any(variable.evidence is source for source in SOURCES) for variable in VARIABLES)
    used = [*(variable.evidence for variable in VARIABLES), *(variable.evidence for variable in OTHER_VARIABLES)]
    assert [source.title for source in SOURCES if not any(evidence is source for evidence in used)] == []
    assert len({source.title for source in SOURCES}) == len(SOURCES)


@pytest.mark.parametrize(("source", "chart"), [(evidence.CHART, APP_CHART), (evidence.GATEWAY_CHART, GATEWAY_CHART)])
def test_a_row_whose_source_is_a_chart_is_a_variable_of_that_chart(source: evidence.Evidence, chart: Mapping[str, frozenset[str]]) -> None:
    """For each reader that the chart proves: a new row has another source, or the chart sets its variable."""
    rows = [(reader, row.name) for row in VARIABLES if row.evidence is source for reader in row.readers if reader not in row.unproven]
    assert [row for row in rows if row[1] not in chart[row[0].removesuffix("-former")]] == []


def test_variables_without_proof_for_some_image_are_these() -> None:
    assert {(variable.name, *variable.unproven) for variable in VARIABLES if variable.unproven} == {
        ("ANALYTICS_STORE_ENDPOINT", "gateway"),
        ("CLICKHOUSE_HOST", "gateway"),
        ("TLS_CA_PATH", "gateway"),
        ("PROMETHEUS_GATEWAY_AUTH", "gateway", "backend", "dataservice"),
        ("LOKI_AUTH", "gateway", "backend", "dataservice"),
        ("LOG_STORE_FILE_PATH_FORMAT", "backend", "dataservice"),
        ("GCP_AUTH_MODE", "backend", "dataservice"),
        ("AWS_ENDPOINT_DOMAIN", "backend", "dataservice"),
        ("AZURE_REDIS_AUTH_MODE", "backend"),
        ("AZURE_REDIS_MANAGED_CLIENT_ID", "backend"),
        ("AZURE_REDIS_ENTRA_CLIENT_ID", "backend"),
        ("AZURE_REDIS_ENTRA_CLIENT_SECRET", "backend"),
        ("AZURE_REDIS_ENTRA_TENANT_ID", "backend"),
        ("GCP_REDIS_AUTH_MODE", "backend", "dataservice"),
        ("AWS_REDIS_ASSUME_ROLE_ARN", "backend"),
        ("AWS_REDIS_ROLE_EXTERNAL_ID", "backend"),
        ("REDIS_PASSWORD", "backend"),
        ("REDIS_TLS_CERTS", "backend"),
        ("REDIS_CLUSTER_DISCOVERY_REFRESH_INTERVAL", "dataservice"),
        ("AWS_REDIS_AUTH_MODE", "backend"),
        ("AWS_REDIS_CLUSTER_NAME", "backend"),
        ("AWS_REDIS_REGION", "backend"),
        ("REDIS_USERNAME", "backend"),
        ("DB_SSL_CA", "dataservice"),
        ("DB_SSL_CERT", "dataservice"),
        ("DB_SSL_KEY", "dataservice"),
        ("NO_PROXY", "dataservice"),
        ("LOG_TIMESTAMP", "gateway"),
        ("PM2_KILL_TIMEOUT", "backend"),
        ("ENABLE_CORS", "gateway"),
        ("MAX_JSON_PAYLOAD_SIZE_IN_MB", "gateway"),
        ("LOG_STORE_OBJECT_LOCK_RETENTION_ENABLED", "dataservice"),
    }


@pytest.mark.parametrize("variable", [row for row in VARIABLES if row.setting], ids=lambda row: f"{row.name}-{row.readers[0]}")
def test_the_setting_of_a_variable_exists_and_is_declared_to_change_it(variable: Variable) -> None:
    assert variable.setting in tree()
    assert variable.name in {effect.name for effect in effects_of(variable.setting).variables}


def test_a_variable_without_a_meaning_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="PORT has no meaning"):
        replace(next(variable for variable in VARIABLES if variable.name == "PORT"), meaning="")


def test_a_component_reads_each_name_from_one_row() -> None:
    rows = Counter((reader, variable.name) for variable in VARIABLES for reader in variable.readers)
    assert [row for row, count in rows.items() if count > 1] == []


def test_every_row_and_every_key_is_used_by_some_configuration() -> None:
    used: set[tuple[str, str]] = set()
    keys: set[SecretKey] = set()
    for configuration in CONFIGURATIONS:
        platform = configuration.resolve()
        former = platform.clickhouse is not None and platform.clickhouse.former is not None
        for component, variables in platform.environments.items():
            reader = FORMER_CLICKHOUSE if component == "clickhouse" and former else component
            used |= {(reader, variable.name) for variable in variables}
        keys |= {key for secret in platform.secrets.values() for key in secret.keys}
    rows = {(reader, variable.name) for variable in VARIABLES for reader in variable.readers}
    assert sorted(rows - used) == []
    assert {key.name for key in SECRET_KEYS} - {key.name for key in keys} == {"redis/redis_queues_password"}


def test_sensitive_keys_say_what_to_enter_and_the_others_do_not() -> None:
    for key in SECRET_KEYS:
        assert bool(key.form) is key.sensitive, key.name
        assert not key.purpose.endswith(".")


def test_variables_that_other_objects_depend_on_are_owned() -> None:
    owned = {variable.name for variable in VARIABLES if variable.owned and set(variable.readers) & set(SERVICE_NAMES)}
    of_files = {
        "NODE_EXTRA_CA_CERTS",
        "DB_SSL_CA",
        "DB_SSL_CERT",
        "DB_SSL_KEY",
        "REDIS_TLS_CERTS",
        "TLS_KEY_PATH",
        "TLS_CERT_PATH",
        "TLS_CA_PATH",
        "EMAIL_TEMPLATES_PATH",
    }
    assert owned == {"PORT", "MCP_PORT", "SERVER_MODE", "REQUEST_TIMEOUT", "NO_PROXY", *of_files}
    assert all(variable.owned for variable in VARIABLES if not set(variable.readers) & set(SERVICE_NAMES))
    for owner in {variable.owned for variable in VARIABLES if variable.owned}:
        assert owner.reason[0].islower()
        assert owner.fix[0].islower()
