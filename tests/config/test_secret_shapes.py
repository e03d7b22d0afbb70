"""Texts that are not secret are not taken for secrets; secrets are; tests/rules/cases/free_text.py has more of them."""

import pytest

from portkey_constructs import PortkeyConfig
from portkey_constructs.config.secret_shapes import FORMS, NAMED, RANDOM, is_secret_name, masked, secret_in, secret_shape
from tests.support.examples import development

HARMLESS = (
    "sha256:" + "0123456789abcdef" * 4,
    "registry.example.org/team/app@sha256:" + "0123456789abcdef" * 4,
    "0f1e2d3c-0000-4000-8000-000000000001",
    "arn:aws:iam::123456789012:role/portkey-gateway",
    "https://example.org/path?signature=none&x=1#part",
    "https://portkey@example.org:8443/a",
    "https://example.org:8443/@scope/package",
    "redis://$(REDIS_USER):$(REDIS_PASSWORD)@redis.example.org:6379",
    "postgres://<user>:<password>@db.example.org/portkey",
    "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQk9HVVM=\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "Bearer $(TOKEN)",
    "basic authentication is off",
    "Basic Configuration",
    "with basic authentication; a bearer token is not possible",
    "the bearer of this certificate",
    "sk-learn-and-other-python-libraries",
    "risk-assessment-of-2024-and-later-years",
    "eyJhbGciOiJub25lIn0",
    "AKIA",
    "gh_pages and xoxb-",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t" * 4,
    "PATH=/usr/local/bin:/usr/bin:$(PATH)",
    "Password: at least twelve characters",
    "--max-tokens 4096 --token-file /run/token",
    "TOKEN=$(cat /run/token); PASSWORD=${PASSWORD}; password={{ .Values.password }}",
    "password=/run/secrets/password&token=true",
    'test -n "$TOKEN"',
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "AmazonEKSClusterAutoscalerPolicyV2Extended",
    "myTeamDataSetV2ForAllUsers",
    "docs/API_v2/HowToUseOIDC_in_EU1",
    "EXAMPLED539D4633E53DE1B71EXAMPLE",
    "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/B71E53DE1D4633EA539D4633E53DE1B7",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "MIIBszCCAVmgAwIBAgIUQk9HVVMx7Kp2mQ9vRt4LzWb8NcYd3Ha",
    "-----BEGIN CERTIFICATE-----\nx7Kp2mQ9vRt4LzWb8NcYd3Ha\n-----END CERTIFICATE-----",
    "<ds:X509Certificate>x7Kp2mQ9vRt4LzWb8NcYd3Ha</ds:X509Certificate>",
    "data:image/png;base64,x7Kp2mQ9vRt4LzWb8NcYd3Ha",
    "Authorization: Bearer $(TOKEN)",
    "Authorization: Bearer <token>",
    'curl -u "$USER:$PASSWORD" https://example.org',
    "curl --user $(LOGIN) https://example.org",
    "mysql -h db -p$MYSQL_PASSWORD",
    "mysql -h db -p -u root",
    "redis-cli -a $REDIS_PASSWORD ping",
    "login with your password",
    '{"auth": "none"}',
    "aa:11:22:33:44:55",
    "registry.example.org:5000/team/app:1.0",
    "SK0123",
    "https://example.org/?key=portkey-settings",
    "https://example.org/?next=https%3A%2F%2Fexample.org%2Fa",
    "$5 and $6",
    "npm_config_cache and hf_hub_offline",
)

SECRETS = {
    "url": (
        "https%3A%2F%2Fme%3Apa55%40example.org",
        "jdbc:oracle:thin:me/pa55@db:1521/x",
        "rediss://:pa55@cache.example.org",
        "https://me:pa55@example.org/a",
    ),
    "pem": ("-----BEGIN " + "PRIVATE KEY-----", "LS0tLS1CRUdJTiB" + "QUklWQVRFIEtFWS0tLS0t"),
    "aws": ("AK" + "IAQWERTYUIOPASDFGH", "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"),
    "slack": (
        "xapp-1-" + "A0123456789-0123456789012-0123456789abcdef",
        "https://hooks.slack.com/" + "services/T0123/B0123/abcdefgh12345678",
    ),
    "google": ('{"private_' + 'key_id": "0123"}', "ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCIs"),
    "model": ("hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh", "gsk_" + "a1" * 26, "pplx-" + "a1" * 24),
    "azure": ("abc8Q~" + "AbCdEf123456GhIjKl78abcdAbCdEf1234",),
    "stripe": ("whsec_" + "0123456789abcdef",),
    "service": (
        *("npm_" + "a1" * 18, "pypi-" + "a1" * 12, "dckr_pat_" + "a1" * 12, "dop_v1_" + "a1" * 32, "hvs." + "a1" * 12, "NRAK-" + "A1B" * 9),
        *("SG." + "a1" * 11 + "." + "b2" * 20, "SK" + "a1" * 16, "123456789:AA" + "b" * 33, "AGE-SECRET-KEY-1" + "A1" * 20),
        *("https://s3.amazonaws.com/a?X-Amz-Signature=" + "a1" * 32, "https://maps.example.org/?key=hunter2hunter2"),
    ),
    "hash": (
        "me:$2y$05$" + "c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC",
        "$6$rounds=5000$salt$" + "a1" * 30,
        "$argon2id$v=19$m=1$" + "a1" * 20,
    ),
    "header": ("Bearer hunter2-hunter2", "Authorization: Bearer hunter2", "Authorization: Basic dXNlcjpwYXNzd29yZA=="),
    "assignment": (
        "Server=db;User=portkey;Password=hunter2;",
        "jdbc:mysql://db/portkey?user=portkey&pwd=hunter2",
        "https://example.org/?api_key=hunter2",
        "a: 1\napi_key: hunter2\nb: 2",
        '{"clientSecret": "hunter2"}',
        "<users><password>hunter2</password></users>",
        "export DB_TOKEN=hunter2",
        "redis-cli --pass hunter2",
        "--requirepass hunter2",
        "ALTER USER portkey IDENTIFIED BY 'hunter2'",
        "curl -s -u me:hunter2 https://example.org",
        "mysqldump -h db -phunter2 portkey",
        "redis-cli -h cache -a hunter2 ping",
        '{"auths": {"registry.example.org": {"auth": "bWU6aHVudGVyMg=="}}}',
        "machine example.org login me password hunter2",
        "a: 1\ndb.example.org:5432:portkey:me:hunter2\nb",
        "<password_sha256_hex>65e84be33532fb78</password_sha256_hex>",
    ),
}


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in SECRETS.items() for text in texts])
def test_a_secret_is_recognized_by_its_form(form: str, text: str) -> None:
    assert secret_shape(text) == FORMS[form]


@pytest.mark.parametrize("text", ["x7Kp2mQ9vRt4LzWb8NcYd3Ha", "key x7Kp2mQ9-vRt4LzWb8Nc_Yd3Ha!"])
def test_random_text_is_a_secret(text: str) -> None:
    assert secret_shape(text) == RANDOM


@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "dbPassword", "PASSWORD_2", "DB_PASS", "MYSQL_PWD", "apiToken", "AUTH_TOKEN", "X-Api-Key", "apikey", "CLIENT_SECRET"),
        *("clientSecret", "SECRET", "SIGNING_KEY", "jwtPrivateKey", "Authorization", "AWS_SECRET_ACCESS_KEY", "CREDENTIALS", "REDIS_AUTH"),
        *("example.org/api-key", "example.org/client-secret", "--password", "VITE_API_KEY", "PORTKEY_CLIENT_AUTH", "LICENSE_KEY"),
    ],
)
def test_a_literal_value_with_the_name_of_a_secret_is_a_secret(name: str) -> None:
    assert secret_in(name, "abc") == NAMED
    for harmless in ("", "$(OTHER)", "${OTHER}", "{{ .other }}", "true", "none", "/run/secrets/a", "https://example.org/a", "arn:aws:a", "*****"):
        assert secret_in(name, harmless) == ""


@pytest.mark.parametrize(
    "name",
    [
        *("MAX_TOKENS", "TOKEN_ENDPOINT", "PASSWORD_MIN_LENGTH", "TOKENIZER", "secretKey", "secretName", "topologyKey", "key", "COMPASS"),
        *("nginx.ingress.kubernetes.io/auth-secret", "COST_PER_TOKEN", "PARTITION_KEY", "AUTHOR", "bypass", "imagePullSecret"),
    ],
)
def test_another_name_makes_no_secret(name: str) -> None:
    assert secret_in(name, "abc-def") == ""


@pytest.mark.parametrize(
    "word",
    [
        *("password", "passwd", "passphrase", "requirepass", "masterauth", "pass", "pwd", "pw", "secret", "credential", "authorization", "token"),
        *("client-secret", "app-secret", "consumer-secret", "shared-secret", "client-auth", "redis-auth", "api-key", "access-key", "private-key"),
        *("secret-key", "signing-key", "encryption-key", "master-key", "license-key", "account-key", "shared-key", "storage-key", "hmac-key"),
        *("subscription-key", "jwt-key", "deploy-key", "webhook-key", "ssh-key", "admin-key", "auth-key"),
    ],
)
def test_the_case_of_a_name_does_not_matter(word: str) -> None:
    for name in (word, word.capitalize(), word.upper(), word.replace("s", "\u017f")):
        assert secret_shape(f"{name}=abc")
        assert secret_shape(f"{name}: 'abc'")
        assert is_secret_name(name) or word == "secret"


def test_a_number_is_secret_only_as_a_password() -> None:
    assert [secret_in(name, "4096") for name in ("PASSWORD", "PIN_PASS", "TOKEN", "API_KEY")] == [NAMED, NAMED, "", ""]


def test_the_value_of_a_key_is_secret_if_it_is_no_name() -> None:
    assert secret_in("ROUTING_KEY", "0123456789abcdef") == NAMED
    assert [secret_in("ROUTING_KEY", "tenant_id"), secret_in("PUBLIC_KEY", "0123456789abcdef")] == ["", ""]


def test_a_path_is_cut_before_a_secret() -> None:
    token = "gh" + "p_" + "0123456789abcdef" * 2 + "0123"
    assert masked(f"annotations.{token}.a") == "annotations.(hidden)"
    assert masked("annotations.x7Kp2mQ9vRt4LzWb8NcYd3Ha") == "annotations.(hidden)"
    assert masked("gateway.env.PASSWORD") == "gateway.env.PASSWORD"


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_no_secret(text: str) -> None:
    assert secret_shape(text) == ""


@pytest.mark.parametrize(("name", "value"), [("--user", "me:hunter2"), ("-u", "me:hunter2"), ("Cookie", "session=hunter2")])
def test_a_user_with_a_password_and_a_cookie_are_secret(name: str, value: str) -> None:
    assert secret_in(name, value) == NAMED
    assert [secret_in(name, harmless) for harmless in ("1000:1000", "me", "me:$(PASSWORD)", "")] == [""] * 4


@pytest.mark.parametrize("field", ["data", "stringData"])
def test_every_value_of_a_secret_is_hidden(field: str) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "note"}, field: {"note": "aHVudGVyMg=="}}
    config = development(extraObjects=[secret])
    for text in (repr(config), str(config.model_dump()), config.model_dump_json(), repr(config.resolve())):
        assert "aHVudGVyMg" not in text
    assert PortkeyConfig.model_validate(config.model_dump()) == config
