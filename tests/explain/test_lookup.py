"""Names lead to their pages in any spelling; unknown names lead to similar ones."""

import pytest

from portkey_constructs.explain import setting_of
from portkey_constructs.explain.lookup import ChoicesPage, Page, SettingsPage, find, synonyms
from portkey_constructs.explain.objects import ObjectPage
from portkey_constructs.explain.settings import SettingPage
from portkey_constructs.rules.catalogue import CATALOGUE


def label(page: Page) -> str:
    if isinstance(page, SettingPage):
        return f"SettingPage {page.path}{dict(page.only) or ''}"
    if isinstance(page, ObjectPage):
        return f"ObjectPage {page.kind}/{page.name}"
    return f"{type(page).__name__} {next(getattr(page, name) for name in ('code', 'name', 'kind', 'value') if hasattr(page, name))}"


@pytest.mark.parametrize(
    ("name", "pages"),
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
def test_a_name_leads_to_its_pages(name: str, pages: list[str]) -> None:
    assert [label(page) for page in find(name).pages] == pages


@pytest.mark.parametrize(
    ("name", "pages"),
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
        ("hpa", ["KindPage HorizontalPodAutoscaler", "SettingPage gateway.autoscaling{'gateway.autoscaling': 'hpa'}", "ChoicesPage hpa"]),
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
        ("s3", ["ChoicesPage s3"]),
        ("irsa", ["SettingPage identity{'identity': 'irsa'}", "ChoicesPage irsa"]),
        ("elasticache", ["SettingPage redis{'redis': 'elasticache'}"]),
        ("verifyIdentity", ["SettingPage mysql.tls"]),
        ("production", ["SettingPage profile"]),
        ("valkey", ["SettingPage redis{'redis': 'elasticache'}", "SettingPage redis{'redis': 'external'}"]),
        ("nlb", ["SettingPage exposure.gateway.provider{'exposure.gateway.provider': 'aws'}"]),
        ("storageClass", ["SettingsPage storageClass"]),
        ("persistence.storageClass", ["SettingsPage persistence.storageClass"]),
        ("refreshInterval", ["SettingsPage refreshInterval"]),
        ("loginDisclaimer", ["SettingPage frontend.loginDisclaimer"]),
        ("environment.data", ["SettingsPage environment.data"]),
        ("imageCredentials", ["SettingPage imagePull"]),
        ("ingress", ["KindPage Ingress", "SettingPage exposure.frontend{'exposure.frontend': 'ingress'}", "ChoicesPage ingress"]),
    ],
)
def test_a_name_from_a_cluster_or_from_elsewhere_leads_to_its_pages(name: str, pages: list[str]) -> None:
    assert [label(page) for page in find(name).pages] == pages


def test_a_kind_in_a_path_limits_the_page_to_that_kind() -> None:
    [page] = find("redis.elasticache.host").pages
    assert isinstance(page, SettingPage)
    assert [variant.under for variant in page.variants] == [{"redis": ("elasticache",)}]
    [page] = find("logStore.gcs").pages
    assert isinstance(page, SettingPage)
    assert (page.path, page.kind, list(page.kinds)) == ("logStore", "gcs", ["gcs"])
    parts = {part.path for part in page.parts}
    assert "logStore.credentials" in parts
    assert "logStore.endpoint" not in parts


@pytest.mark.parametrize(
    ("name", "similar"),
    [
        ("gatway", "gateway"),
        ("REDIS_URI", "REDIS_URL"),
        ("logStore.bukcet", "logStore.bucket"),
        ("PK-MYSQL-099", "PK-MYSQL-009"),
        ("redis.replicas", "redis.sidecars"),
        ("LOG_STOR", "LOG_STORE"),
        ("logStroe", "logStore"),
        ("redis_pasword", "redis_password"),
        ("portkey-secrets/jwtPrivateKye", "portkey-secrets/jwtPrivateKey"),
        ("Deploment", "deployment"),
        ("Deployment/nothing", "deployment"),
        ("identity.roleArm", "identity.roleArn"),
        ("", ""),
        ("zzz", ""),
    ],
)
def test_an_unknown_name_leads_to_similar_ones(name: str, similar: str) -> None:
    answer = find(name)
    assert answer.pages == ()
    assert not similar or similar in answer.similar
    assert len(answer.similar) <= 5


def test_similar_names_are_of_the_same_sort() -> None:
    assert all(name.isupper() for name in find("LOG_STOR").similar)
    assert all(name in CATALOGUE for name in find("PK-MYSQL-099").similar)
    for name in ("logStroe", "LOG_STOR", "gatway", "redis.tsl"):
        assert not set(find(name).similar) & set(CATALOGUE), name


def test_a_key_of_the_chart_without_a_setting_has_a_hint() -> None:
    assert find("redis.replicas").hint
    assert not find("zzz").hint


def test_settings_that_end_in_a_name_are_listed() -> None:
    [page] = find("storageClass").pages
    assert isinstance(page, SettingsPage)
    assert [part.path for part in page.settings] == [
        *("mysql.persistence.storageClass", "redis.persistence.storageClass", "clickhouse.persistence.storageClass"),
        "clickhouse.former.persistence.storageClass",
    ]
    assert all(part.meaning for part in page.settings)
    [page] = find("replicas").pages
    assert isinstance(page, SettingsPage)
    assert {part.path for part in page.settings} == {f"{name}.replicas" for name in ("gateway", "backend", "dataservice", "frontend")}


def test_a_value_that_several_settings_accept_lists_them() -> None:
    [page] = find("s3").pages
    assert isinstance(page, ChoicesPage)
    assert [(choice.name, choice.settings[0]) for choice in page.choices] == [
        ("logStore.s3", "logStore"),
        ("logStore.client", "logStore.client"),
        ("logStore.encryption.s3", "logStore.encryption"),
    ]
    assert all(find(choice.name).pages for choice in page.choices)


def test_a_synonym_says_what_it_is_called_here() -> None:
    assert find("imageCredentials").note == "The Helm chart calls it imageCredentials; here it is imagePull."
    assert find("ingress").note == "The Helm chart calls it ingress; here it is exposure."
    assert find("nlb").note == "nlb is exposure.gateway.provider.aws here."
    assert find("replicas").note == find("redis").note == ""


@pytest.mark.parametrize("name", synonyms())
def test_every_synonym_leads_to_pages(name: str) -> None:
    assert find(name).pages
    for path in synonyms()[name]:
        assert find(path).pages


def test_the_path_of_a_problem_leads_to_its_setting() -> None:
    assert setting_of("gateway.sidecars.0.ports.1.name") == "gateway.sidecars"
    assert setting_of("secrets.remote.mysql.key") == "secrets.remote.*.key"
    assert setting_of("gateway.resources.requests.ephemeral-storage") == "gateway.resources.requests.ephemeral-storage"
    assert setting_of("ingres") is None
    assert setting_of("") is None
