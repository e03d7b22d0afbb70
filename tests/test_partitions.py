"""Everything that follows from a configuration stays in the partition of its region."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from portkey_constructs.config.aws_partitions import PARTITIONS, Partition, partition_of
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import cluster_config, has_roles, roles
from portkey_constructs.scaffold.template import parse, templates
from tests.config.test_aws_partitions import REGIONS
from tests.iam.configurations import AWS, with_account
from tests.support import matrix
from tests.support.examples import EXTERNAL, config_from, external
from tests.support.objects import rendered

ROWS = {"/".join(row.values()): row for row in matrix.combinations() if row["identity"] in ("irsa", "pod-identity")}
FIRST_REGIONS = tuple({id: region for region, id in reversed(REGIONS.items())}.values())
"""One region of each partition."""
PRINCIPALS = {"bedrock.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com", "sts.amazonaws.com"}
"""Principals, audiences and annotations, which are the same in every partition."""
ON_AWS = ("aws", "irsa", "irsa-secrets-manager", "hybrid", "multi-gateway", "production-external", "production-internal")
SECOND = "us-east-1"


def partition(region: str) -> Partition:
    result = partition_of(region)
    assert result is not None
    return result


def moved(settings: dict[str, Any], region: str) -> PortkeyConfig:
    """The configuration of a row of the matrix, with each region and ARN moved to a region of another partition."""
    text = json.dumps(settings).replace("arn:aws:", f"arn:{partition(region).id}:")
    text = re.sub(r"(us-west-2|eu-central-1|eu-west-1)(?=[^a-z0-9])", region, text).replace(SECOND, f"{region[:-1]}9")
    return with_account(config_from(json.loads(text.replace("amazonaws.com", partition(region).dns_suffix))))


def answers(config: PortkeyConfig) -> Iterator[Any]:
    """The objects, the roles and the eksctl configuration."""
    yield rendered(config)
    platform = config.resolve()
    if has_roles(platform):
        yield [(role.arn, role.trust, role.permissions) for role in roles(platform)]
        # eksctl has nothing to create where roles exist or are shared.
        with suppress(ConfigurationError):
            yield cluster_config(platform)


def foreign(config: PortkeyConfig, expected: Partition) -> set[str]:
    """The ARNs and host names in the answers that belong to another partition."""
    text = json.dumps(list(answers(config)))
    arns = {arn for arn in re.findall(r"arn:[^\"\s]*", text) if not arn.startswith(f"arn:{expected.id}:")}
    hosts = {host for host in re.findall(r"[a-z0-9.-]*amazonaws\.[a-z.]+", text) if not host.endswith(expected.dns_suffix)}
    return arns | {host for host in hosts if host not in PRINCIPALS and not host.startswith("service.")}


@pytest.mark.parametrize("region", FIRST_REGIONS)
def test_every_combination_stays_in_its_partition(region: str) -> None:
    assert {name: strange for name, row in ROWS.items() if (strange := foreign(moved(matrix.settings_of(row), region), partition(region)))} == {}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", ON_AWS)
def test_template_stays_in_the_partition_of_its_region(name: str, region: str) -> None:
    for file, text in templates()[name].fill({"region": region}).items():
        config = parse(text.replace("outputs: outputs.json", "").replace("{kind: rds}", "{kind: inCluster}"), file)
        if config.redis is not None and config.redis.kind == "elasticache" and config.redis.host is None:
            continue
        assert foreign(config, partition(region)) == set()
        assert name not in ("irsa", "hybrid") or f'"arn:{partition(region).id}:' in json.dumps(rendered(config))


def test_a_foreign_arn_is_found() -> None:
    """Without this, a check that finds nothing would pass the tests above."""
    [strange] = foreign(moved({**matrix.settings_of(next(iter(ROWS.values()))), "env": {"KEY": "arn:aws-cn:kms:"}}, "us-west-2"), PARTITIONS[0])
    assert strange == "arn:aws-cn:kms:"


@pytest.mark.parametrize("region", FIRST_REGIONS)
def test_services_call_the_endpoints_of_their_partition(region: str) -> None:
    platform = moved({**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}}, region).resolve()
    domains = {
        component: {variable.name: variable.source for variable in variables}.get("AWS_ENDPOINT_DOMAIN", "amazonaws.com")
        for component, variables in platform.environments.items()
        if component != "frontend"
    }
    assert domains == dict.fromkeys(("gateway", "backend", "dataservice", "migration"), partition(region).dns_suffix)


def test_region_of_the_log_store_decides_outside_aws() -> None:
    settings = {"kind": "s3", "bucket": "logs", "region": "cn-north-1"}
    gateway = external(logStore=settings).resolve().environments["gateway"]
    assert ("AWS_ENDPOINT_DOMAIN", "amazonaws.com.cn") in gateway


def test_access_keys_of_another_partition_are_accepted_where_the_domain_is_the_same() -> None:
    keys = {"kind": "s3", "bucket": "logs", "credentials": "keys"}
    external(aws={"region": "us-gov-west-1"}, logStore={**keys, "region": "us-east-1"})
    for region in ("cn-north-1", "eusc-de-east-1"):
        with pytest.raises(ConfigurationError, match="is in the partition aws, but"):
            external(aws={"region": region}, logStore={**keys, "region": "us-east-1"})
