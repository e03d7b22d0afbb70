"""The log store that the variables of a release describe."""

import pytest

from portkey_constructs.helm.log_stores import log_store_of_variables


@pytest.mark.parametrize("client", ["s3_custom", "netapp"])
@pytest.mark.parametrize(
    ("address", "bucket", "endpoint", "name"),
    [
        ("https://s3.example.org/logs", "", "https://s3.example.org", "logs"),
        ("https://s3.example.org/logs/", "", "https://s3.example.org", "logs"),
        ("https://s3.example.org:9000/tenant/logs", "", "https://s3.example.org:9000/tenant", "logs"),
        ("https://s3.example.org/logs", "logs", "https://s3.example.org", "logs"),
        ("https://s3.example.org", "logs", "https://s3.example.org", "logs"),
        ("https://s3.example.org/tenant", "logs", "https://s3.example.org/tenant", "logs"),
    ],
)
def test_an_address_with_the_bucket_gives_the_endpoint_and_the_bucket(client: str, address: str, bucket: str, endpoint: str, name: str) -> None:
    store = log_store_of_variables(client, {"LOG_STORE_BASEPATH": address, "LOG_STORE_GENERATIONS_BUCKET": bucket}, keys=True)

    assert (store["endpoint"], store["bucket"]) == (endpoint, name)


def test_an_address_without_a_bucket_leaves_the_bucket_open() -> None:
    assert "bucket" not in log_store_of_variables("s3_custom", {"LOG_STORE_BASEPATH": "https://s3.example.org"}, keys=True)
