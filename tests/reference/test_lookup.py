"""Names lead to their pages, in every spelling that is harmless; others to the nearest."""

import pytest

import portkey_constructs.reference as face
from portkey_constructs.catalogue import ENTRIES
from portkey_constructs.reference import find, setting_of
from portkey_constructs.reference.components import ComponentPage, PortPage
from portkey_constructs.reference.lookup import Page


def named(page: Page) -> str:
    return f"{type(page).__name__} {getattr(page, 'path', None) or getattr(page, 'code', None) or page.name}"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "pages"),
    [
        ("gateway.autoscaling.cpu", ["SettingPage gateway.autoscaling.cpu"]),
        ("LOG_STORE", ["VariablePage LOG_STORE"]),
        ("log_store", ["SettingPage logStore"]),
        ("log_store.encryption.key_arn", ["SettingPage logStore.encryption.keyArn"]),
        ("LOGSTORE.Encryption.keyarn", ["SettingPage logStore.encryption.keyArn"]),
        ("exposure.gateway.ingress_class", ["SettingPage exposure.gateway.class"]),
        ("redis_connection_url", ["KeyPage redis/redis_connection_url"]),
        ("mysql/mysql_host", ["KeyPage mysql/mysql_host"]),
        ("clickhouse_user", ["KeyPage clickhouse/clickhouse_user", "KeyPage clickhouseFormer/clickhouse_user"]),
        ("redis_url", ["VariablePage REDIS_URL"]),
        ("ch-native", ["PortPage ch-native"]),
        ("gateway", ["SettingPage gateway", "ComponentPage gateway", "PortPage gateway"]),
        ("PK-MYSQL-001", ["Entry PK-MYSQL-001"]),
        ("pk-mysql-001", ["Entry PK-MYSQL-001"]),
        ("secretOverrides.mysql.store.region", ["SettingPage secretOverrides.*.store.region"]),
        ("gateway.tolerations.0.key", ["SettingPage gateway.tolerations"]),
        ("labels.owner", ["SettingPage labels"]),
        ("exposure.gateway.annotations.kubernetes.io/ingress.class", ["SettingPage exposure.gateway.annotations"]),
    ],
)
def test_a_name_has_its_pages(asked: str, pages: list[str]) -> None:
    assert [named(page) for page in find(asked).pages] == pages


def test_a_kind_in_a_path_tells_of_that_kind_alone() -> None:
    [page] = find("redis.elasticache.host").pages
    assert [one.under for one in page.variants] == [{"redis": ("elasticache",)}]  # type: ignore[union-attr]
    [page] = find("logStore.gcs").pages
    assert page.path == "logStore"  # type: ignore[union-attr]
    assert list(page.kinds) == ["gcs"]  # type: ignore[union-attr]
    assert "logStore.credentials" in page.below  # type: ignore[union-attr]
    assert "logStore.endpoint" not in page.below  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "nearest", "hint"),
    [
        ("gatway", "gateway", ""),
        ("REDIS_URI", "REDIS_URL", ""),
        ("logStore.bukcet", "logStore.bucket", ""),
        ("PK-MYSQL-099", "PK-MYSQL-005", ""),
        ("ingress", "", "did you mean exposure? (the Helm chart calls it ingress)"),
        ("redis.replicas", "redis.sidecars", "redis in the cluster is one server"),
        ("identity.roleArm", "identity.roleArn", ""),
        ("", "", ""),
        ("zzz", "", ""),
    ],
)
def test_a_name_that_means_nothing_has_the_nearest(asked: str, nearest: str, hint: str) -> None:
    answer = find(asked)
    assert answer.pages == ()
    assert not nearest or nearest in answer.nearest
    assert len(answer.nearest) <= 5
    assert answer.hint.startswith(hint) if hint else not answer.hint


def test_a_problem_s_path_leads_to_its_setting() -> None:
    assert setting_of("gateway.sidecars.0.ports.1.name") == "gateway.sidecars"
    assert setting_of("secrets.remote.mysql.key") == "secrets.remote.*.key"
    assert setting_of("gateway.resources.requests.ephemeral-storage") == "gateway.resources.requests.ephemeral-storage"
    assert setting_of("ingres") is None
    assert setting_of("") is None


def test_the_face_has_every_page() -> None:
    assert [name for name in face.__all__ if not hasattr(face, name)] == []
    assert face.codes() == ENTRIES
    assert {type(page) for page in face.components()} == {ComponentPage}
    assert {type(page) for page in face.ports()} == {PortPage}
