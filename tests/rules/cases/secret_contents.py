"""Cases of the keys of Secrets."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

EXISTING: Final = "secrets:\n  kind: existing\n  "
VAULT: Final = "store: {kind: vault, server: 'https://vault.example.org', role: portkey}"
HOST: Final = "mysql: {kind: external, host: db.example.org}\n"
CACHE: Final = "redis: {kind: external, host: cache.example.org}\n"
POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
LOGS: Final = "logStore: {kind: s3, region: us-west-2, bucket: acme-logs}\n"
PROXY: Final = "proxy: {https: 'http://proxy.example.org:3128'}\n"
UNUSED: Final = "this configuration does not use"
BY_DRIVER: Final = (
    "imagePull: {kind: none}\nmysql: {kind: external, host: db.example.org}\nredis: {kind: external, host: redis.example.org}\n"
    f"clickhouse: {{kind: external, host: ch.example.org}}\nsecrets:\n  kind: secretsStoreCsi\n  delivery: files\n  {VAULT}\n"
)

CASES: Final = [
    Case(
        "PK-SECRET-020",
        f"mysql:\n  kind: external\n  host: ~\n{EXISTING}fromSecret: {{mysql: [mysql_port]}}",
        "mysql.host",
        "3:3",
        "is missing",
        "set it, or list mysql_host in secrets.fromSecret.mysql",
        f"mysql:\n  kind: external\n{EXISTING}fromSecret: {{mysql: [mysql_host]}}",
    ),
    Case(
        "PK-SECRET-020",
        "mysql:\n  kind: external\n  host: ~\n  password: secret",
        "mysql.host",
        "3:3",
        "is missing",
        "set it",
        "mysql: {kind: external, host: db.example.org, password: secret}",
        base="development",
    ),
    Case(
        "PK-SECRET-020",
        "logStore:\n  kind: s3Compatible\n  endpoint: https://minio.example.org\n"
        "secretOverrides:\n  gateway: {kind: existing, fromSecret: {logStore: [logStoreGenerationsBucket]}}",
        "logStore.bucket",
        "1:1",
        "is missing, and logStoreBasePath contains it",
        "list logStoreBasePath in secretOverrides.gateway.fromSecret.logStore too",
        "logStore:\n  kind: s3Compatible\n"
        "secretOverrides:\n  gateway: {kind: existing, fromSecret: {logStore: [logStoreGenerationsBucket, logStoreBasePath]}}",
    ),
    *(
        Case("PK-SECRET-021", f"{HOST}{EXISTING}{wrong}", path, line_column, message, fix, f"{HOST}{EXISTING}{fixed}")
        for wrong, path, line_column, message, fix, fixed in (
            (
                "keys: {mysql: {mysqlPassword: password}}",
                "secrets.keys.mysql.mysqlPassword",
                "4:18",
                "is no key of this Secret",
                "did you mean mysql_password? expected one of mysql_user, ",
                "keys: {mysql: {mysql_password: password}}",
            ),
            (
                "fromSecret: {mysql: [mysql_hots]}",
                "secrets.fromSecret.mysql",
                "4:16",
                "lists mysql_hots, which is no key of this Secret",
                "did you mean mysql_host?",
                "fromSecret: {mysql: [mysql_host]}",
            ),
            (
                "keys: {logStore: {bedrockAssumedRegion: region}}",
                "secrets.keys.logStore.bedrockAssumedRegion",
                "4:21",
                "is no key of this Secret",
                "expected one of logStore, ",
                "keys: {bedrock: {bedrockAssumedRegion: region}}",
            ),
        )
    ),
    Case(
        "PK-SECRET-021",
        f"{HOST}secrets:\n  kind: externalSecrets\n  {VAULT}\n  remote: {{mysql: {{properties: {{password: password}}}}}}",
        "secrets.remote.mysql.properties.password",
        "5:33",
        "is no key of this Secret",
        "did you mean mysql_password?",
        f"{HOST}secrets:\n  kind: externalSecrets\n  {VAULT}\n  remote: {{mysql: {{properties: {{mysql_password: password}}}}}}",
    ),
    *(
        Case("PK-SECRET-022", f"{HOST}{EXISTING}{wrong}", path, line_column, message, fix, f"{HOST}{EXISTING}{fixed}")
        for wrong, path, line_column, message, fix, fixed in (
            (
                "keys: {mysql: {mysql_host: host}}",
                "secrets.keys.mysql.mysql_host",
                "4:18",
                "is set, but the pods take the value from the configuration",
                "add mysql_host to secrets.fromSecret.mysql, or remove it",
                "keys: {mysql: {mysql_host: host}}\n  fromSecret: {mysql: [all]}",
            ),
            (
                "fromSecret: {app: [smtpHost]}",
                "secrets.fromSecret.app",
                "4:16",
                f"lists smtpHost, which {UNUSED}",
                "see portkey-constructs explain app/smtpHost",
                "fromSecret: {app: [all]}",
            ),
            (
                "keys: {registry: {username: user}}",
                "secrets.keys.registry.username",
                "4:21",
                "is in the entry of a secret manager only: the Secret contains .dockerconfigjson",
                "remove it",
                "keys: {}",
            ),
            (
                "keys: {redis: {redis_password: password}}\nredis: {kind: external, host: cache.example.org}",
                "secrets.keys.redis.redis_password",
                "4:18",
                "the Secret contains redis_connection_url",
                "remove it",
                "keys: {}\nredis: {kind: external, host: cache.example.org}",
            ),
            (
                "keys: {app: {jwtPrivateKey: jwt}}\nsecretOverrides: {app: {kind: existing}}",
                "secrets.keys.app",
                "4:10",
                "belongs to a Secret with another source",
                "move it to secretOverrides.app",
                "keys: {}\nsecretOverrides: {app: {kind: existing, keys: {app: {jwtPrivateKey: jwt}}}}",
            ),
            (
                "fromSecret: {app: [all]}\nsecretOverrides: {app: {kind: existing}}",
                "secrets.fromSecret.app",
                "4:16",
                "belongs to a Secret with another source",
                "move it to secretOverrides.app",
                "fromSecret: {}\nsecretOverrides: {app: {kind: existing, fromSecret: {app: [all]}}}",
            ),
        )
    ),
    Case(
        "PK-SECRET-022",
        f"{CACHE}secrets:\n  kind: externalSecrets\n  {VAULT}\n  keys: {{redis: {{redis_password: password}}}}",
        "secrets.keys.redis.redis_password",
        "5:18",
        "is in the entry of a secret manager only",
        "set remote.redis.properties",
        f"{CACHE}secrets:\n  kind: externalSecrets\n  {VAULT}\n  remote: {{redis: {{properties: {{redis_password: password}}}}}}",
    ),
    Case(
        "PK-SECRET-022",
        f"{BY_DRIVER}  keys: {{mysql: {{mysql_password: password}}}}",
        "secrets.keys.mysql.mysql_password",
        "9:18",
        "with delivery: files no Secret exists",
        "remove it",
        BY_DRIVER.replace("files", "synced") + "  keys: {mysql: {mysql_password: password}}",
    ),
    *(
        Case(
            "PK-SECRET-023",
            f"{before}{wrong}\n{EXISTING}fromSecret: {{{listed}}}",
            path,
            line_column,
            message,
            "set it here too: the pods still read the Secret",
            f"{before}{fixed}\n{EXISTING}fromSecret: {{{listed}}}",
        )
        for before, wrong, fixed, listed, path, line_column, message in (
            (
                POD_IDENTITY,
                "logStore: {kind: s3, region: us-west-2}",
                "logStore: {kind: s3, region: us-west-2, bucket: acme-logs}",
                "gateway: [all]",
                "logStore.bucket",
                "2:1",
                "is only in Secret portkey-gateway, but the policies of the pods' roles name the bucket",
            ),
            (
                POD_IDENTITY,
                "logStore: {kind: s3, region: us-west-2, bucket: acme-logs, assumeRole: {}}",
                "logStore: {kind: s3, region: us-west-2, bucket: acme-logs, assumeRole: {roleArn: 'arn:aws:iam::444455556666:role/logs'}}",
                "logStore: [logStoreAwsRoleArn]",
                "logStore.assumeRole.roleArn",
                "2:60",
                "name the role that they assume",
            ),
            (
                POD_IDENTITY,
                "logStore: {kind: s3, bucket: acme-logs, encryption: {kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/9c1f'}}",
                "logStore: {kind: s3, region: us-west-2, bucket: acme-logs,\n  "
                "encryption: {kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/9c1f'}}",
                "logStore: [logStoreRegion]",
                "logStore.region",
                "2:1",
                "name the region of S3 for the key",
            ),
            (
                POD_IDENTITY,
                "bedrock: {models: ['anthropic.*']}",
                "bedrock: {models: ['anthropic.*'], region: us-west-2}",
                "bedrock: [bedrockAssumedRegion]",
                "bedrock.region",
                "2:1",
                "the policy of the gateway's role names the models in it",
            ),
            (
                "",
                "clickhouse: {kind: inCluster}",
                "clickhouse: {kind: inCluster, user: portkey}",
                "clickhouse: [all]",
                "clickhouse.user",
                "1:1",
                "the users file of ClickHouse, a ConfigMap, contains it",
            ),
            (
                "",
                "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster}}",
                "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, user: portkey}}",
                "clickhouseFormer: [all]",
                "clickhouse.former.user",
                "1:52",
                "is only in Secret portkey-clickhouse-former",
            ),
        )
    ),
    *(
        Case(
            "PK-SECRET-024",
            f"{PROXY}{store}: {{kind: external}}\n{EXISTING}fromSecret: {{{store}: [all]}}",
            f"{store}.host",
            "2:1",
            f"is only in Secret portkey-{store}, so NO_PROXY does not list it",
            "set the host beside fromSecret, so that NO_PROXY lists it while the pods still read the Secret",
            f"{PROXY}{store}: {{kind: external, host: {store}.example.org}}\n{EXISTING}fromSecret: {{{store}: [all]}}",
            "warning",
        )
        for store in ("mysql", "redis", "clickhouse")
    ),
    Case(
        "PK-SECRET-025",
        f"{HOST}secrets:\n  kind: externalSecrets\n  {VAULT}\n  keys: {{mysql: {{mysql_user: mysql_password}}}}",
        "secrets.keys.mysql.mysql_user",
        "5:18",
        "is mysql_password, which is also the name of mysql_password",
        "choose another name for one of the keys",
        f"{HOST}secrets:\n  kind: externalSecrets\n  {VAULT}\n  keys: {{mysql: {{mysql_user: login}}}}",
    ),
]
