"""The partitions of AWS: their regions and the suffix of their host names.

Every ARN names its partition, and nothing refers to a resource of another partition. The table has the areas of regions instead of the
regions, so a new region of a known area needs no new version.

Sources, which agree: `data/partitions.json` of botocore 1.44.5, which `tests/config/test_aws_partitions.py` compares, and
https://docs.aws.amazon.com/general/latest/gr/rande.html.
"""

import re
from typing import Final, NamedTuple

__all__ = ["ARN_PARTITION", "DNS_SUFFIXES", "PARTITIONS", "REGION", "Partition", "partition_of"]

_ENDING: Final = "-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9][0-9]?"
"""Direction and number of a region."""


class Partition(NamedTuple):
    """A partition of AWS."""

    id: str
    """The second part of its ARNs: `aws-us-gov`."""
    areas: tuple[str, ...]
    """Patterns of what the names of its regions begin with: `us-gov` for `us-gov-west-1`."""
    dns_suffix: str
    """Suffix of the host names of its services: `amazonaws.com`."""


PARTITIONS: Final = (
    Partition("aws", ("us", "eu", "ap", "ca", "sa", "me", "af", "il", "mx"), "amazonaws.com"),
    Partition("aws-cn", ("cn",), "amazonaws.com.cn"),
    Partition("aws-us-gov", ("us-gov",), "amazonaws.com"),
    Partition("aws-eusc", ("eusc-[a-z]{2}",), "amazonaws.eu"),
    Partition("aws-iso", ("us-iso",), "c2s.ic.gov"),
    Partition("aws-iso-b", ("us-isob",), "sc2s.sgov.gov"),
    Partition("aws-iso-e", ("eu-isoe",), "cloud.adc-e.uk"),
    Partition("aws-iso-f", ("us-isof",), "csp.hci.ic.gov"),
)
"""Every partition; the one of the commercial regions first."""

REGION: Final = f"^({'|'.join(area for partition in PARTITIONS for area in partition.areas)}){_ENDING}$"
"""Pattern of the name of a region in any partition."""

ARN_PARTITION: Final = f"({'|'.join(partition.id for partition in PARTITIONS)})"
"""Pattern of the partition in an ARN."""

DNS_SUFFIXES: Final = tuple(dict.fromkeys(partition.dns_suffix for partition in PARTITIONS))
"""The suffixes of host names in any partition."""


def partition_of(region_or_arn: str) -> Partition | None:
    """The partition of a region or an ARN; None if it has none, like an empty text."""
    if region_or_arn.startswith("arn:"):
        id = region_or_arn.split(":")[1]
        return next((partition for partition in PARTITIONS if partition.id == id), None)
    return next((partition for partition in PARTITIONS if re.fullmatch(f"({'|'.join(partition.areas)}){_ENDING}", region_or_arn)), None)
