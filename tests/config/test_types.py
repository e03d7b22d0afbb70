"""The checked types: what each takes, what it makes of it, and what it says about the rest."""

import re
from decimal import Decimal
from typing import Annotated, Any, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, TypeAdapter, ValidationError

from portkey_constructs.config import types
from portkey_constructs.config.aws_partitions import PARTITIONS
from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.printable import is_printable
from portkey_constructs.config.quantities import amount
from tests.support.strategies import leaf

NAMES = [name for name in types.__all__ if getattr(types, name) is str or get_origin(getattr(types, name)) is Annotated]
WRONG_KINDS: tuple[Any, ...] = (None, [], {}, ["a"], {"a": 1}, float("nan"), float("inf"), object())
LABEL_63 = "a" * 63

GOOD: dict[str, list[Any]] = {
    "AnnotationKey": ["team", "example.org/Team_1", "Example.org/a", "a" * 63, f"{LABEL_63}.{LABEL_63}/x"],
    "AwsAccountId": ["111122223333", "000000000001", (444455556666, "444455556666")],
    "AwsRegion": [
        *("us-west-2", "ap-southeast-10", "us-gov-east-1", "us-iso-east-1", "us-isob-east-1", "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1"),
        *(
            "cn-north-1",
            "cn-northwest-1",
            "mx-central-1",
            "il-central-1",
            "me-south-1",
            "af-south-1",
            "ap-east-2",
            "ca-west-1",
            "sa-east-1",
            "eu-north-1",
        ),
    ],
    "BodySize": ["100Mi", "1Gi", "10Ki", "5M", (4096, "4096")],
    "Boolean": [(True, True), (False, False), ("true", True), ("false", False)],
    "BucketLocation": ["abc", "logs.example-1", "0" * 63, "logs/generations", "logs/team/a_b=c-D.2"],
    "BucketName": ["abc", "logs.example-1", "0" * 63],
    "CertificateArn": ["arn:aws:acm:us-west-2:111122223333:certificate/0f4d-9", "arn:aws-cn:acm:cn-north-1:111122223333:certificate/A"],
    "Cidr": ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", ("10.0.0.1", "10.0.0.1/32"), ("10.1.0.0/255.255.0.0", "10.1.0.0/16")],
    "ClaudeWorkspace": ["*", "wrkspc_01AbCdEf23GhIj"],
    "ClickHouseIdentifier": ["portkey", "_x", "A1_", "a" * 63],
    "ConfigKey": ["ca.crt", "A_b-1", "x" * 253],
    "ContainerLocation": ["abc", "a-b", "0-1-2", "a" * 63, "logs/generations"],
    "Cpu": ["500m", "2", "0.5", "0", (2, "2"), (0.5, "0.5")],
    "DatabaseName": ["portkey", "portkey-db", "1_a", "x" * 64],
    "Digest": ["sha256:" + "0af" * 21 + "0"],
    "DnsLabel": ["portkey", "a", "0-9", LABEL_63],
    "DomainName": ["portkey", "Portkey.Example.ORG", "1.2.example", "xn--mller-kva.example", f"{LABEL_63}.{LABEL_63}.{LABEL_63}.org"],
    "Duration": [("90s", 90), ("5m", 300), ("1h30m", 5400), ("1h0m1s", 3601), (0, 0), ("0s", 0), (604800, 604800), ("168h", 604800)],
    "EksClusterName": ["acme", "Acme_1-x", "0", "a" * 100],
    "EnvName": ["A", "_a.b-c", "PORT1"],
    "GcpProject": ["acme-platform", "a12345", "a" * 30],
    "GcpServiceAccount": ["portkey@acme-platform.iam.gserviceaccount.com", "portkey-gateway@a12345.iam.gserviceaccount.com"],
    "GroupName": ["shared", "a.b-c", "a" * 63],
    "GroupOrder": [1, 1000, ("10", 10)],
    "HostName": [("DB.Example.org", "db.example.org"), "10.0.0.7", "redis", "a-b.c"],
    "HttpUrl": ["https://a.example", "http://localhost:8080/x/y", "https://a.example/", "https://a.example/%20;x=1", "https://a.example:65535"],
    "HttpUrlWithQuery": ["https://login.example/x/metadata?appid=1", "https://a.example?x=1", "http://localhost:8080", "https://a.example/x"],
    "HttpsUrl": ["https://a.example", "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE", "https://a.example:8443/"],
    "ImageRepository": ["backend", "docker.io/portkeyai/backend", "localhost:5000/a/b__c", "Registry.Example.org/a", "a--b.c"],
    "ImageTag": ["", "2.13.0", "latest", "_x", "a" * 128],
    "IntOrPercent": ["1", "25%", "0", "100%", (3, "3")],
    "KeyVaultName": ["acme-portkey", "Vault1", "a1b", "a" * 24],
    "BedrockModel": [
        "anthropic.*",
        "anthropic.claude-3-5-haiku-20241022-v1:0",
        "us.amazon.nova-pro-v1:0",
        "*",
        "arn:aws:bedrock:*::foundation-model/x.y",
    ],
    "KmsKeyArn": ["arn:aws:kms:us-west-2:111122223333:key/9c1f-a", "arn:aws-us-gov:kms:us-gov-east-1:111122223333:alias/a/b_c"],
    "LabelKey": ["team", "example.org/team"],
    "LabelValue": ["", "a", "A.b_c-1", "x" * 63],
    "LongDuration": [("90s", 90), ("1h30m", 5400), (1, 1), (604800, 604800)],
    "Memory": ["512Mi", "10Gi", "1.5G", "0.5Gi", "1000k", "2048Ki", "0", "0Gi", "1000000", (1073741824, "1073741824")],
    "MySqlUser": ["portkey", "a.b@c", "x" * 32],
    "NamePrefix": ["portkey", "p", "a" * 30],
    "RegistryName": ["company", "q", "team-registry2", "a" * 30],
    "NonEmptyText": ["x", " x ", "\ta\r\n"],
    "ObjectName": ["portkey", "a.b-c.d", "0"],
    "OAuthScope": ["groups", "api://portkey/.default", "a!#+-./:;<=>?@[]^_`{|}~"],
    "OrganisationId": ["0f1e2d3c-0000-4000-8000-000000000000", "acme", "A1"],
    "Percentage": [1, 100, 1000, ("80", 80)],
    "Port": [1, 65535, ("443", 443)],
    "PositiveInt": [1, 100_000, ("3", 3)],
    "RemoteKey": ["portkey/{name}", "rds!cluster-1", "a.b_c+d=e@f", "/portkey/a", "x" * 512],
    "RoleArn": ["arn:aws:iam::111122223333:role/a", "arn:aws-cn:iam::111122223333:role/path/Name+=,.@_-"],
    "Secret": ["x", "a b", " x"],
    "DatabasePassword": ["x", "a b", " x"],
    "SslPolicy": ["ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-2-2021-06"],
    "StorageAccount": ["acmelogs", "a1b", "a" * 24],
    "SubPath": ["", "data", "a.b-c_1"],
    "SubnetId": ["subnet-0123456789abcdef0", "subnet-0a1b2c3d"],
    "Text": ["", "x", "\ta\r\n", "ä漢"],
    "UrlPath": ["/", "/mcp", "/a-b/c.d_e~f"],
    "Uuid": ["0f1e2d3c-0000-4000-8000-00000000000a", ("0F1E2D3C-0000-4000-8000-00000000000A", "0f1e2d3c-0000-4000-8000-00000000000a")],
    "VaultPath": ["secret", "auth/kubernetes", "kv_2/a-b"],
}

BAD: dict[str, list[Any]] = {
    "AnnotationKey": ["", "a b", "-a", "a/b/c", "/a", "a_b/c", "a" * 64],
    "AwsAccountId": ["", "11112222333", "1111222233334", "1111-2222-3333", "acme", 11112222333, True],
    "AwsRegion": [
        "",
        "us-west",
        "US-WEST-2",
        "us-west-2a",
        "west",
        "us-wst-2",
        "uss-west-2",
        "us-west2",
        "eu-centrall-1",
        "us-west-0",
        "us-west-100",
        "xx-west-1",
        "us-isox-east-1",
        "eusc-east-1",
    ],
    "BodySize": ["", "0", "0Mi", "1.5Gi", "100m", "1Ti", "-1", "100 Mi", True, 1.5],
    "Boolean": ["yes", "on", "True", "", 0, 1, 1.0],
    "BucketLocation": [
        "ab",
        "A-b",
        "a" * 64,
        "logs/",
        "/logs",
        "logs//a",
        "logs/a/",
        "logs/..",
        "logs/a*",
        "logs/a b",
        "logs/a?x",
        "logs/$a",
        "s3://logs",
    ],
    "BucketName": ["ab", "A-b", "a_b", "-ab", "ab-", "a" * 64],
    "CertificateArn": ["", "arn:aws:acm:us-west-2:1:certificate/a", "arn:aws:iam::111122223333:server-certificate/a", "0f4d"],
    "Cidr": ["", "10.0.0.1/8", "10.0.0.0/33", "10.0.0", "example.org", "2001:db8::1/32"],
    "ClaudeWorkspace": ["", "wrkspc_", "default", "wrkspc_*", "wrkspc_a/b"],
    "ClickHouseIdentifier": ["", "a-b", "1a", "a b", "a.b", "<x>", "ä", "a" * 64],
    "ConfigKey": ["", "a/b", "a b", "x" * 254],
    "ContainerLocation": ["ab", "A-b", "a--b", "-ab", "ab-", "a_b", "a" * 64, "logs/", "logs/a*", f"{'a' * 64}/logs"],
    "Cpu": ["", "500 m", "-1", "1.5m", "0.0001", "1e3", "1Gi", "m", True, -1],
    "DatabaseName": ["", "a b", "a`b", "a;b", "x" * 65],
    "Digest": ["", "sha256:abc", "0af" * 21 + "0", "sha256:" + "G" * 64],
    "DnsLabel": ["", "A", "a.b", "-a", "a-", "a" * 64, "a_b", "a\n"],
    "DomainName": ["", "https://a.example", "a.example/", "a.example:443", "10.0.0.7", "a..b", "*.example", "a_b.example", "a." * 127 + "a"],
    "Duration": ["", "5", "5 m", "1d", "m", "30m1h", "-5s", "1.5h", -1, 604801, "169h", 1.5, True],
    "EksClusterName": ["", "-a", "a.b", "a b", "a" * 101],
    "EnvName": ["", "1A", "A B", "A=B", "ä"],
    "GcpProject": ["acme", "1acme-x", "Acme-platform", "acme-", "a" * 31],
    "GcpServiceAccount": ["", "portkey", "portkey@acme.example.org", "p@acme-platform.iam.gserviceaccount.com", "portkey@acme-platform.iam"],
    "GroupName": ["", "A", "a_b", "-a", "a" * 64],
    "GroupOrder": [0, -1, 1001, 1.0, True],
    "HostName": ["", "redis://x", "x:6379", "x/0", "u@x", "a b", "-a", "a..b", "::1", "a" * 254],
    "HttpUrl": [
        "",
        "a.example",
        "ftp://a.example",
        "https://",
        "https://u:p@a.example",
        "https://a.example?x=1",
        "https://a.example/#x",
        "https://a b",
        "https://a.example/\0",
        *(f"https://a.example:{port}" for port in (0, "00080", 65536, 99999)),
    ],
    "HttpUrlWithQuery": [
        "",
        "a.example",
        "ftp://a.example",
        "https://a.example/#x",
        "https://a.example/?a b",
        "https://a.example:99999",
        "https://a.example/?\x1b",
    ],
    "HttpsUrl": ["", "http://a.example", "a.example", "https://u:p@a.example", "https://a.example?x=1", "https://a.example:0"],
    "ImageRepository": ["", "a:1.0", "a@sha256:0", "https://a/b", "A", "a//b", "a/", "/a", "a:99999/b"],
    "ImageTag": ["a b", ":x", "-x", ".x", "a" * 129, "a/b"],
    "IntOrPercent": ["", "x", "25 %", "-1", "123456", "2.5%", "101%", "9999%", "-5%", True],
    "KeyVaultName": ["ab", "1ab", "a-", "a_b", "https://a.vault.azure.net", "a" * 25],
    "BedrockModel": ["", "a b", "*.claude", "Anthropic", "arn:aws:s3:::a", "anthropic.*.x"],
    "KmsKeyArn": ["", "9c1f", "alias/a", "arn:aws:kms:us-west-2:1:key/a", "arn:aws:iam::111122223333:role/a"],
    "LabelKey": ["", "a b", f"{'a.' * 127}a/x"],
    "LabelValue": ["-a", "a-", "a b", "x" * 64],
    "LongDuration": [0, "0s", "", -1, 604801, True],
    "Memory": ["", "1 Gi", "1gi", "1m", "-1Gi", "1GB", "Gi", True, -1, 0.5, "0.5", 1.5, 512, "1024", "100k", "999Ki"],
    "MySqlUser": ["", "a b", "x" * 33, "a'b"],
    "NamePrefix": ["", "1a", "A", "a-", "a.b", "a" * 31],
    "RegistryName": ["", "1a", "A", "a-", "a_b", "a.b", "a" * 31],
    "NonEmptyText": ["", "  ", "\n", "a\0", "\x1b[31m", "\x7f"],
    "ObjectName": ["", "A", "a_b", "a..b", ".a", "a" * 254],
    "OAuthScope": ["", "a b", "a,b", 'a"b', "a\\b", "gr\u00fcn", "a\tb"],
    "OrganisationId": ["", "a,b", "a b", "a/b", "a" * 65],
    "Percentage": [0, -1, 1001, "80%", 80.5, True],
    "Port": [0, -1, 65536, 80.0, "http", "", "+80", "0x50", "8 0", True, False, "9" * 30],
    "PositiveInt": [0, -1, 100_001, 1.0, "a", True],
    "RemoteKey": ["", "a b", "a:b", "a*", "x" * 513],
    "RoleArn": ["", "arn:aws:iam::1:role/a", "arn:aws:iam::111122223333:user/a", "arn:aws:iam::111122223333:role/", "role/a"],
    "Secret": ["", "  ", "\n", "a\0", 5, 5.5, True],
    "DatabasePassword": ["", "  ", "\n", "a\0", 5, 5.5, True],
    "SslPolicy": ["", "TLS13-1-2-2021-06", "ELBSecurityPolicy-", "ELBSecurityPolicy-a b"],
    "StorageAccount": ["ab", "Acme", "a-b-c", "acme.blob.core.windows.net", "a" * 25],
    "SubPath": ["a/b", "/", "..", ".", "a b", "../a"],
    "SubnetId": ["", "subnet-", "subnet-xyz", "vpc-0a1b2c3d", "subnet-0A1B2C3D"],
    "Text": ["a\0", "\a", "\x1b[31m", "\x7f", 5, 5.5, True],
    "UrlPath": ["", "mcp", "/mcp/", "//a", "/a b", "/a?x=1", "/%20"],
    "Uuid": ["", "0f1e2d3c", "0f1e2d3c00004000800000000000000a", "{0f1e2d3c-0000-4000-8000-00000000000a}", "0f1e2d3c-0000-4000-8000-00000000000g"],
    "VaultPath": ["", "/secret", "secret/", "a//b", "a b", "https://a"],
}


ARNS = [(name, value) for name, values in GOOD.items() for value in values if isinstance(value, str) and value.startswith("arn:")]


def read(name: str, value: Any) -> Any:
    return TypeAdapter(getattr(types, name)).validate_python(value)


def is_read(name: str, value: Any) -> bool:
    try:
        read(name, value)
    except ValidationError:
        return False
    return True


def test_every_type_has_cases() -> None:
    assert set(GOOD) == set(BAD) == set(NAMES)


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in GOOD.items() for case in cases])
def test_valid_value_is_accepted_and_normalized(name: str, case: Any) -> None:
    text, expected = case if isinstance(case, tuple) else (case, case)
    value = read(name, text)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if name == "DomainName":
        expected = expected.lower()
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in (*values, *WRONG_KINDS)])
def test_invalid_value_causes_one_error_that_describes_the_expected_value(name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        read(name, value)
    [error] = caught.value.errors(include_url=False)
    assert error["loc"] == ()
    if name in ("Text", "Cidr") and not isinstance(value, str):
        assert error["type"] == "string_type"
    else:
        assert error["type"] == types.EXPECTED
        assert re.fullmatch(r"[a-zA-Z].*[^.]", error["msg"])


def test_every_type_has_a_description_of_its_own() -> None:
    messages: dict[str, str] = {}
    for name in NAMES:
        if get_origin(getattr(types, name)) is Annotated and name not in ("AnnotationKey", "Text"):
            with pytest.raises(ValidationError) as caught:
                read(name, object())
            messages[name] = caught.value.errors()[0]["msg"]
    assert len(set(messages.values())) == len(messages)


@given(st.one_of(st.booleans(), st.floats(), st.binary(), st.lists(st.integers())))
def test_port_is_neither_a_boolean_nor_a_fraction(value: Any) -> None:
    assert not is_read("Port", value)


@given(st.integers())
def test_port_is_within_its_bounds_quoted_or_not(number: int) -> None:
    fits = 1 <= number <= 65535
    assert is_read("Port", number) is fits
    assert is_read("Port", str(number)) is fits


@given(st.integers(0, 167), st.integers(0, 59), st.integers(0, 59))
def test_duration_is_read_from_seconds_and_from_text(hours: int, minutes: int, seconds: int) -> None:
    total = hours * 3600 + minutes * 60 + seconds
    text = f"{hours}h{minutes}m{seconds}s"
    assert read("Duration", text) == read("Duration", total) == total
    shorter = "".join(f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if number) or "0s"
    assert read("Duration", shorter) == total


@given(st.text("0123456789hms", max_size=8))
def test_duration_keeps_every_part(text: str) -> None:
    if is_read("Duration", text):
        units = {"h": 3600, "m": 60, "s": 1}
        assert "".join(f"{number}{unit}" for number, unit in re.findall(r"(\d+)([hms])", text)) == text
        assert read("Duration", text) == sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([hms])", text))


@given(st.text(max_size=80) | st.text("aA1-._", max_size=80))
def test_host_name_consists_of_labels_separated_by_dots(text: str) -> None:
    labels = text.split(".")
    fits = len(text) <= 253 and all(re.fullmatch("[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?", label, re.ASCII) for label in labels)
    assert is_read("HostName", text) is fits
    if fits:
        assert read("HostName", text) == text.lower()
        assert is_read("DomainName", text) is (not labels[-1][0].isdigit())


_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}
_UNITS |= {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60}


@given(st.decimals(0, 10**6, places=2), st.sampled_from(sorted(_UNITS)))
def test_memory_is_a_number_with_a_unit_and_not_a_few_bytes(number: Decimal, unit: str) -> None:
    text = f"{number:f}{unit}"
    assert is_read("Memory", text) is (number == 0 or (unit != "" and (number >= 1000 or unit not in ("k", "Ki"))))
    if is_read("Memory", text):
        assert amount(read("Memory", text)) == number * _UNITS[unit]


@given(st.integers(0, 10**12))
def test_memory_without_a_unit_is_a_number_of_at_least_a_million_bytes(number: int) -> None:
    assert is_read("Memory", number) is is_read("Memory", str(number)) is (number == 0 or number >= 10**6)


@given(st.integers(0, 10**6))
def test_cpu_in_millicores_and_in_cores_is_the_same_amount(millicores: int) -> None:
    cores = f"{millicores // 1000}.{millicores % 1000:03}"
    assert amount(read("Cpu", cores)) == Decimal(millicores) / 1000
    if millicores:
        assert amount(read("Cpu", f"{millicores}m")) == amount(cores)


@given(st.text(max_size=12) | st.text("0123456789.mkKMGi", max_size=12))
def test_every_valid_amount_can_be_converted_to_a_number(text: str) -> None:
    for name in ("Cpu", "Memory"):
        if is_read(name, text):
            assert amount(text) >= 0


@given(st.floats(0, 1e6, allow_nan=False) | st.integers(0, 10**15))
def test_quantity_that_yaml_read_as_a_number_is_accepted_if_its_digits_are(number: float) -> None:
    for name in ("Cpu", "Memory"):
        assert is_read(name, number) is is_read(name, str(number))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("Text", "NonEmptyText", "Secret", "DatabasePassword")])
def test_trailing_line_break_is_refused(name: str) -> None:
    values = [case[0] if isinstance(case, tuple) else case for case in GOOD[name]]
    assert [value for value in values if isinstance(value, str) and is_read(name, f"{value}\n")] == []


@given(st.data())
def test_every_strategy_generates_valid_values(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    strategy = leaf(getattr(types, name))
    assert strategy is not None
    assert is_read(name, data.draw(strategy))


@given(st.text().filter(is_printable))
def test_secret_is_not_shown_in_any_text(text: str) -> None:
    hidden = f"s3cr3t{text}"
    secret = read("Secret", hidden)
    assert secret.get_secret_value() == hidden
    assert "s3cr3t" not in f"{secret} {secret!r}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", ""), ("x", "x"), (True, "true"), (False, "false"), (0, "0"), (10**15, "1000000000000000")],
)
def test_environment_variable_is_the_text_of_its_yaml(value: Any, expected: str) -> None:
    assert TypeAdapter(EnvValue).validate_python(value) == expected


def test_environment_variable_is_not_null() -> None:
    with pytest.raises(ValidationError, match='text, or "" for an empty value'):
        TypeAdapter(EnvValue).validate_python(None)


@pytest.mark.parametrize("value", [1.5, [], {}, {"secretKeyRef": {"name": "a", "key": "b"}, "fieldRef": {"fieldPath": "x"}}, b"x"])
def test_environment_variable_of_another_type_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="text, or one of secretKeyRef, configMapKeyRef and fieldRef"):
        TypeAdapter(EnvValue).validate_python(value)


@pytest.mark.parametrize(("name", "arn"), ARNS)
def test_arn_is_accepted_in_every_partition_and_no_other(name: str, arn: str) -> None:
    kind = arn.split(":", 2)[2]
    assert all(is_read(name, f"arn:{partition.id}:{kind}") for partition in PARTITIONS)
    assert not any(is_read(name, f"arn:{id}:{kind}") for id in ("aws-moon", "aws-", "aws-isoz", "azure", ""))
