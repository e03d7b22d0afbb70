"""Names lead to their pages, in every spelling that is harmless; others to the nearest."""

import pytest

import portkey_constructs.explain as face
from portkey_constructs.explain import PartsPage, SettingPage, WordsPage, find, setting_of
from portkey_constructs.explain.components import ComponentPage, PortPage
from portkey_constructs.explain.lookup import Page
from portkey_constructs.explain.objects import ObjectPage
from portkey_constructs.explain.words import ELSEWHERE
from portkey_constructs.rules.catalogue import CATALOGUE, ENTRIES


def named(page: Page) -> str:
    """The page in a word and its name, with the kinds that it is of alone."""
    if isinstance(page, SettingPage):
        return f"SettingPage {page.path}{dict(page.of) or ''}"
    if isinstance(page, ObjectPage):
        return f"ObjectPage {page.kind}/{page.name}"
    return f"{type(page).__name__} {next(getattr(page, one) for one in ('code', 'name', 'kind', 'asked', 'word') if hasattr(page, one))}"


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
    assert isinstance(page, SettingPage)
    assert (page.path, page.kind, list(page.kinds)) == ("logStore", "gcs", ["gcs"])
    assert "logStore.credentials" in {one.path for one in page.below}
    assert "logStore.endpoint" not in {one.path for one in page.below}


@pytest.mark.parametrize(
    ("asked", "nearest", "hint"),
    [
        ("gatway", "gateway", ""),
        ("REDIS_URI", "REDIS_URL", ""),
        ("logStore.bukcet", "logStore.bucket", ""),
        ("PK-MYSQL-099", "PK-MYSQL-005", ""),
        ("redis.replicas", "redis.sidecars", "a store in the cluster is a single server"),
        ("LOG_STOR", "LOG_STORE", ""),
        ("logStroe", "logStore", ""),
        ("redis_pasword", "redis_password", ""),
        ("portkey-secrets/jwtPrivateKye", "portkey-secrets/jwtPrivateKey", ""),
        ("Deploment", "deployment", ""),
        ("Deployment/nothing", "deployment", ""),
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


def test_the_nearest_are_of_the_sort_that_was_asked_for() -> None:
    assert all(name.isupper() for name in find("LOG_STOR").nearest)
    assert all(name in CATALOGUE for name in find("PK-MYSQL-099").nearest)
    for asked in ("logStroe", "LOG_STOR", "gatway", "redis.tsl"):
        assert not set(find(asked).nearest) & set(CATALOGUE), asked


@pytest.mark.parametrize(
    ("asked", "pages"),
    [
        ("portkey-redis", ["ComponentPage redis", "SecretPage portkey-redis"]),
        ("portkey-backend", ["ComponentPage backend"]),
        ("portkey-migration", ["ComponentPage migration"]),
        ("Deployment/portkey-backend", ["ObjectPage Deployment/portkey-backend"]),
        ("deployment portkey-backend", ["ObjectPage Deployment/portkey-backend"]),
        ("deploy/backend", ["ObjectPage Deployment/portkey-backend"]),
        ("DEPLOYMENT PORTKEY-BACKEND", ["ObjectPage Deployment/portkey-backend"]),
        ("svc portkey-gateway-public", ["ObjectPage Service/portkey-gateway-public"]),
        ("portkey-gateway-public", ["ObjectPage Service/portkey-gateway-public"]),
        ("Secret/portkey-redis", ["SecretPage portkey-redis"]),
        ("HorizontalPodAutoscaler", ["KindPage HorizontalPodAutoscaler"]),
        ("hpa", ["KindPage HorizontalPodAutoscaler"]),
        ("Deployment", ["KindPage Deployment", "SettingPage deployment"]),
        ("deployment", ["SettingPage deployment", "KindPage Deployment"]),
        ("portkey-secrets", ["SecretPage portkey-secrets"]),
        ("app", ["SecretPage portkey-secrets"]),
        ("clickhouseFormer", ["SecretPage portkey-clickhouse-former"]),
        ("portkey/redis", ["SecretPage portkey-redis"]),
        ("portkey-secrets/jwtPrivateKey", ["KeyPage app/jwtPrivateKey"]),
        ("portkey-mysql/mysql_host", ["KeyPage mysql/mysql_host"]),
        ("portkey/redis/redis_password", ["KeyPage redis/redis_password"]),
        ("8787", ["PortPage gateway"]),
        ("8080", ["PortPage backend", "PortPage frontend"]),
        ("80", ["PortPage frontend"]),
        ("s3", ["WordsPage s3"]),
        ("irsa", ["SettingPage identity{'identity': 'irsa'}", "WordsPage irsa"]),
        ("elasticache", ["SettingPage redis{'redis': 'elasticache'}"]),
        ("verifyIdentity", ["SettingPage mysql.tls"]),
        ("production", ["SettingPage profile"]),
        ("valkey", ["SettingPage redis{'redis': 'elasticache'}", "SettingPage redis{'redis': 'external'}"]),
        ("nlb", ["SettingPage exposure.gateway.provider{'exposure.gateway.provider': 'aws'}"]),
        ("storageClass", ["PartsPage storageClass"]),
        ("persistence.storageClass", ["PartsPage persistence.storageClass"]),
        ("refreshInterval", ["PartsPage refreshInterval"]),
        ("loginDisclaimer", ["SettingPage frontend.loginDisclaimer"]),
        ("environment.data", ["PartsPage environment.data"]),
        ("imageCredentials", ["SettingPage imagePull"]),
        ("ingress", ["KindPage Ingress", "SettingPage exposure.frontend{'exposure.frontend': 'ingress'}", "WordsPage ingress"]),
    ],
)
def test_what_one_sees_elsewhere_is_found(asked: str, pages: list[str]) -> None:
    assert [named(page) for page in find(asked).pages] == pages


def test_settings_that_end_so_are_told_of_each() -> None:
    [page] = find("storageClass").pages
    assert isinstance(page, PartsPage)
    assert [one.path for one in page.parts] == [
        *("mysql.persistence.storageClass", "redis.persistence.storageClass", "clickhouse.persistence.storageClass"),
        "clickhouse.former.persistence.storageClass",
    ]
    assert all(one.meaning for one in page.parts)
    [page] = find("replicas").pages
    assert isinstance(page, PartsPage)
    assert {one.path for one in page.parts} == {f"{name}.replicas" for name in ("gateway", "backend", "dataservice", "frontend")}


def test_a_word_that_several_settings_take_is_told_of_each() -> None:
    [page] = find("s3").pages
    assert isinstance(page, WordsPage)
    assert [(one.path, one.is_kind) for one in page.said] == [("logStore", True), ("logStore.client", False), ("logStore.encryption", True)]
    assert [find(one.name).pages != () for one in page.said] == [True] * 3


def test_a_word_of_others_says_what_it_is_here() -> None:
    assert find("imageCredentials").note == "The Helm chart calls it imageCredentials; here it is imagePull."
    assert find("ingress").note == "The Helm chart calls it ingress; here it is exposure."
    assert find("nlb").note == "Nothing is called nlb here: it is said by exposure.gateway.provider.aws."
    assert find("hpa").note == find("replicas").note == find("redis").note == ""


@pytest.mark.parametrize("word", ELSEWHERE)
def test_every_word_of_others_leads_somewhere(word: str) -> None:
    answer = find(word)
    assert answer.pages
    for path in ELSEWHERE[word]:
        assert find(path).pages


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
