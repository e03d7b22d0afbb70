"""What a person puts into the keys of Secrets that somebody must fill, with the command that makes or finds it where there is a usual one."""

from collections.abc import Mapping
from typing import Final

from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.secret_keys import SecretKey

__all__ = ["FORMS"]

_MADE_UP: Final = "any text, such as `openssl rand -hex 24` prints"
_AS_IT_IS: Final = "the text as it was handed out, unchanged"

FORMS: Final[Mapping[SecretKey, str]] = {
    keys.CLIENT_AUTH: f"{_AS_IT_IS}: Portkey hands it out with the registry's credentials",
    keys.JWT_PRIVATE_KEY: "any long random text, no PEM: `openssl rand -base64 48`; keep it, since another one logs everybody out",
    keys.OAUTH_CLIENT_SECRET: "the secret's text as the issuer shows it once, where the client is registered",
    keys.SMTP_PASSWORD: "the password of smtp.user as the mail server knows it",
    keys.PROMETHEUS_AUTH: 'the whole value of the header Authorization: "Basic $(printf %s USER:PASSWORD | base64)", or Bearer and a token',
    keys.LOKI_AUTH: 'the whole value of the header Authorization: "Basic $(printf %s USER:PASSWORD | base64)", or Bearer and a token',
    keys.MYSQL_PASSWORD: f"{_MADE_UP}; MySQL in the cluster takes it at its first start alone, and one elsewhere has its own",
    keys.MYSQL_ROOT_PASSWORD: f"{_MADE_UP}; MySQL takes it at its first start alone, and no other component has it",
    keys.REDIS_CONNECTION_URL: "redis://USER:PASSWORD@HOST:PORT, rediss:// with TLS; user may be empty, and the password is URL-encoded: %40 for @",
    keys.REDIS_PASSWORD: "the password as it is, not URL-encoded: the address is put together from it",
    keys.CLICKHOUSE_PASSWORD: f"{_MADE_UP}; ClickHouse in the cluster takes it whenever it starts, and one elsewhere has its own",
    keys.FORMER_CLICKHOUSE_PASSWORD: "the password that the former ClickHouse has had all the while",
    keys.LOG_STORE_ACCESS_KEY: "the id of an access key that may read and write the bucket; of Google the access id of an HMAC key",
    keys.LOG_STORE_SECRET_KEY: "the secret of that access key; Google shows both by `gcloud storage hmac create SERVICE_ACCOUNT`",
    keys.AZURE_ENTRA_CLIENT_SECRET: "the value of a client secret of the application, not the secret's id",
    keys.AZURE_STORAGE_KEY: "one of the account's two keys: `az storage account keys list --account-name ACCOUNT --query '[0].value' -o tsv`",
    keys.MONGO_CONNECTION_URL: "mongodb://USER:PASSWORD@HOST:PORT/ or mongodb+srv://..., the password URL-encoded: %40 for @",
    keys.CUSTOMER_KEY: "32 random bytes in base64: `openssl rand -base64 32`; keep it, since without it no log can be read",
    keys.CUSTOMER_KEY_MD5: "base64 of the key's MD5 digest: `printf %s KEY | base64 -d | openssl dgst -md5 -binary | base64`",
    keys.BEDROCK_ACCESS_KEY: "the id of an access key that may invoke the models",
    keys.BEDROCK_SECRET_KEY: "the secret of that access key",
    keys.REGISTRY_USERNAME: f"{_AS_IT_IS}; a Secret that you make has it in .dockerconfigjson: `kubectl create secret docker-registry` makes one",
    keys.REGISTRY_PASSWORD: f"{_AS_IT_IS}; a Secret that you make has it in .dockerconfigjson: `kubectl create secret docker-registry` makes one",
}
"""By the key; what is not secret follows from settings, and nobody fills it."""
