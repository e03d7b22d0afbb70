"""The table of partitions, compared with the one of the AWS SDKs."""

import json
from pathlib import Path
from typing import Any

import botocore
import pytest

from portkey_constructs.config.aws_partitions import DNS_SUFFIXES, PARTITIONS, partition_of

SDK: list[dict[str, Any]] = json.loads(Path(botocore.__file__).with_name("data").joinpath("partitions.json").read_text("utf-8"))["partitions"]
REGIONS = {region: partition["id"] for partition in SDK for region in partition["regions"] if not region.endswith("global")}


def test_partitions_and_their_domains_are_those_of_the_sdks() -> None:
    assert {partition.id: partition.dns_suffix for partition in PARTITIONS} == {each["id"]: each["outputs"]["dnsSuffix"] for each in SDK}
    assert set(DNS_SUFFIXES) == {each["outputs"]["dnsSuffix"] for each in SDK}


@pytest.mark.parametrize("region", REGIONS)
def test_region_belongs_to_its_partition(region: str) -> None:
    partition = partition_of(region)
    assert partition is not None
    assert partition.id == REGIONS[region]
    assert partition_of(f"arn:{partition.id}:kms:{region}:111122223333:key/9c1f") is partition


@pytest.mark.parametrize("region", REGIONS)
def test_new_region_of_a_known_area_belongs_to_the_partition_of_the_area(region: str) -> None:
    partition = partition_of(f"{region[:-1]}19")
    assert partition is not None
    assert partition.id == REGIONS[region]


@pytest.mark.parametrize("text", ["", "aws", "xx-west-1", "us-isox-east-1", "us-gov", "eusc-east-1", "europe-west4", "arn:aws-moon:s3:::logs"])
def test_unknown_region_has_no_partition(text: str) -> None:
    assert partition_of(text) is None
