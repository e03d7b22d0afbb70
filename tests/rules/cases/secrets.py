"""Cases of secret values and secret managers."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

MYSQL: Final = "mysql: {kind: external, host: db.example.org"
OPERATOR: Final = "secrets: {kind: externalSecrets,\n  store: {kind: "
VAULT: Final = "vault, server: 'https://vault.example.org', role: portkey}"
POD_IDENTITY: Final = "identity: {kind: podIdentity}"
UUID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
AZURE: Final = f"identity: {{kind: azureWorkloadIdentity, clientId: {UUID}}}"
GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}"
DRIVER: Final = "imagePull: {kind: none}\nsecrets: {kind: secretsStoreCsi,\n  store: {kind: "

MOVING: Final = "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster}}\n"

CASES: Final = [
    Case(
        "PK-SECRET-002",
        "secretOverrides: {mysql: {kind: existing}}\nmysql:\n  kind: external\n  host: db.example.org\n  password: secret",
        "mysql.password",
        "5:3",
        "is a secret value",
        "remove it: secretOverrides.mysql.kind is existing, and the pods read it from a Secret",
        "secretOverrides: {mysql: {kind: existing}}\nmysql: {kind: external, host: db.example.org}",
        "error",
        "development",
    ),
    Case(
        "PK-SECRET-002",
        "secretOverrides: {gateway: {kind: existing}}\nbedrock: {region: us-west-2, credentials: keys, accessKey: id}",
        "bedrock.accessKey",
        "2:49",
        "is a secret value",
        "remove it: secretOverrides.gateway.kind is existing, and the pods read it from a Secret",
        "secretOverrides: {gateway: {kind: existing}}\nbedrock: {region: us-west-2, credentials: keys}",
        "error",
        "development",
    ),
    Case(
        "PK-SECRET-003",
        "secrets: {kind: existing}\nsecretOverrides: {app: {kind: inline}}\nclientAuth: ~",
        "clientAuth",
        "3:1",
        "is missing, but secretOverrides.app.kind is inline",
        "set its value, or set secretOverrides.app.kind to existing",
        "secrets: {kind: existing}\nsecretOverrides: {app: {kind: existing}}",
        "error",
        "without secrets",
    ),
    Case(
        "PK-SECRET-001",
        "secrets:\n  kind: inline",
        "secrets.kind",
        "2:3",
        "puts secret values into the manifests",
        "use existing",
        "secrets: {kind: existing}",
    ),
    Case(
        "PK-SECRET-002",
        "clientAuth: license",
        "clientAuth",
        "1:1",
        "is a secret value",
        "remove it: the production profile allows only references, and the pods read it from a Secret",
        "clientAuth: ~",
    ),
    Case(
        "PK-SECRET-002",
        "secrets: {kind: existing}\nimagePull:\n  username: me",
        "imagePull.username",
        "3:3",
        "is a secret value",
        "secrets.kind is existing",
        "secrets: {kind: existing}\nimagePull: {}\nclientAuth: ~\njwtPrivateKey: ~",
        "error",
        "without secrets",
    ),
    Case(
        "PK-SECRET-003",
        "clientAuth: ~",
        "clientAuth",
        "1:1",
        "is missing",
        "set its value, or set secrets.kind to existing",
        "clientAuth: license",
        base="development",
    ),
    Case(
        "PK-SECRET-003",
        "imagePull: {username: me}",
        "imagePull.password",
        "1:1",
        "is missing, but secrets.kind is inline",
        "imagePull.kind to none",
        "imagePull: {username: me, password: secret}",
        "error",
        "development",
    ),
    Case(
        "PK-SECRET-003",
        "mysql:\n  kind: external\n  host: db.example.org",
        "mysql.password",
        "1:1",
        "is missing",
        "set its value, or set secrets.kind to existing",
        f"{MYSQL}, password: secret}}",
        "error",
        "development",
    ),
    Case(
        "PK-SECRET-003",
        "redis: {kind: external, host: r.example.org, user: a}",
        "redis.password",
        "1:1",
        "is missing",
        "set its value, or set secrets.kind to existing",
        "redis: {kind: external, host: r.example.org}",
        base="development",
    ),
    *(
        Case(
            "PK-SECRET-003",
            wrong,
            path,
            place,
            "is missing, but secrets.kind is inline",
            fix,
            fixed,
            base="development",
        )
        for wrong, path, place, fix, fixed in (
            (f"{MYSQL}}}", "mysql.password", "1:1", "only with a password for this server, so give its user one", f"{MYSQL}, password: secret}}"),
            (
                "clickhouse: {kind: external, host: ch.example.org}",
                "clickhouse.password",
                "1:1",
                "only with a password for this server, so give its user one",
                "clickhouse: {kind: external, host: ch.example.org, password: secret}",
            ),
            (
                "smtp: {host: mail.example.org, user: me, fromAddress: me@example.org}",
                "smtp.password",
                "1:1",
                "or remove smtp.user if the mail server requires no login",
                "smtp: {host: mail.example.org, fromAddress: me@example.org}",
            ),
            (
                "monitoring: {lokiPush: {url: 'https://loki.example.org'}}",
                "monitoring.lokiPush.credential",
                "1:14",
                "the gateway does not start without it, and an endpoint without login ignores it",
                "monitoring: {lokiPush: {url: 'https://loki.example.org', credential: 'none:none'}}",
            ),
            (
                "monitoring: {prometheusPush: {url: 'https://push.example.org'}}",
                "monitoring.prometheusPush.credential",
                "1:14",
                "the gateway does not start without it, and an endpoint without login ignores it",
                "monitoring: {prometheusPush: {url: 'https://push.example.org', credential: bm9uZTpub25l}}",
            ),
        )
    ),
    Case(
        "PK-SECRET-004",
        "secrets:\n  kind: existing\n  names: {registry: own, app: own}",
        "secrets.names.registry",
        "3:11",
        "is own, which is also the name of another Secret",
        "a special type",
        "secrets: {kind: existing, names: {mysql: own, app: own}}",
    ),
    Case(
        "PK-SECRET-005",
        f"{POD_IDENTITY}\n{OPERATOR}awsSecretsManager, region: us-west-2,\n  auth: jwt}}}}",
        "secrets.store.auth",
        "4:3",
        "is jwt, but EKS Pod Identity does not accept the token of a service account",
        "set auth: podIdentity and associate the role with the operator's own service account, or use identity: {kind: irsa}",
        f"{POD_IDENTITY}\n{OPERATOR}awsSecretsManager, region: us-west-2,\n  auth: podIdentity}}}}",
    ),
    Case(
        "PK-SECRET-006",
        f"{AZURE}\n{OPERATOR}azureKeyVault, vault: acme}},\n  path: 'portkey/{{name}}'}}",
        "secrets.path",
        "4:3",
        "is portkey/{name}, which azureKeyVault does not accept",
        "such as portkey-{name}",
        f"{AZURE}\n{OPERATOR}azureKeyVault, vault: acme}},\n  path: 'portkey-{{name}}'}}",
    ),
    Case(
        "PK-SECRET-006",
        f"{GKE}\n{OPERATOR}gcpSecretManager, project: acme-platform}},\n  remote: {{mysql: {{key: a/b}}}}}}",
        "secrets.remote.mysql.key",
        "4:20",
        "is a/b, which gcpSecretManager does not accept",
        "letters, digits and hyphens",
        f"{GKE}\n{OPERATOR}gcpSecretManager, project: acme-platform}},\n  remote: {{mysql: {{key: a_b}}}}}}",
    ),
    Case(
        "PK-SECRET-008",
        f"secrets: {{kind: secretsStoreCsi, store: {{kind: {VAULT}}}",
        "imagePull",
        "1:1",
        "needs a Secret that the CSI driver creates only after the image is pulled",
        "secretOverrides: {registry: {kind: existing}}",
        f"secrets: {{kind: secretsStoreCsi, store: {{kind: {VAULT}}}\nsecretOverrides: {{registry: {{kind: existing}}}}",
    ),
    Case(
        "PK-SECRET-009",
        f"{OPERATOR}awsSecretsManager, auth: podIdentity}}}}",
        "secrets.store.region",
        "2:3",
        "is missing",
        "here or as aws.region",
        f"{OPERATOR}awsSecretsManager, auth: podIdentity}}}}\naws: {{region: us-west-2}}",
    ),
    Case(
        "PK-SECRET-010",
        f"{OPERATOR}azureKeyVault, vault: acme}}}}",
        "secrets.store",
        "2:3",
        "is azureKeyVault, but the identity of its reader is none",
        "set identity: {kind: azureWorkloadIdentity}, for the platform or as secrets.identity",
        f"{OPERATOR}azureKeyVault, vault: acme}}, serviceAccount: {{kind: existing, name: reader}}}}",
    ),
    Case(
        "PK-SECRET-011",
        f"{DRIVER}awsSecretsManager, region: us-west-2}}}}",
        "secrets.store",
        "3:3",
        "is awsSecretsManager, but the identity of the gateway is none",
        "set identity: {kind: irsa}: the driver reads with the identity of the pods that mount",
        f"{DRIVER}awsSecretsManager, region: us-west-2}}}}\n{POD_IDENTITY}",
    ),
    Case(
        "PK-SECRET-011",
        f"{DRIVER}awsSecretsManager, region: us-west-2}}}}\n{POD_IDENTITY}\nredis: {{kind: inCluster, identity: {{kind: none}}}}",
        "secrets.store",
        "3:3",
        "is awsSecretsManager, but the identity of the redis is none",
        "set identity: {kind: irsa}: the driver reads with the identity of the pods that mount",
        f"{DRIVER}awsSecretsManager, region: us-west-2}}}}\n{POD_IDENTITY}\nredis: {{kind: inCluster, auth: none, identity: {{kind: none}}}}",
    ),
    Case(
        "PK-SECRET-012",
        f"{OPERATOR}{VAULT}, creationPolicy: Orphan,\n  deletionPolicy: Delete}}",
        "secrets.deletionPolicy",
        "3:3",
        "is Delete, but creationPolicy is Orphan",
        "set Retain, or creationPolicy: Owner: the operator deletes only Secrets that it owns",
        f"{OPERATOR}{VAULT},\n  deletionPolicy: Delete}}",
    ),
    *(
        Case(
            "PK-SECRET-013",
            f"{OPERATOR}existing, name: company}},\n  {setting}}}",
            f"secrets.{setting.partition(':')[0]}",
            "3:3",
            "is set, but the store exists already",
            fix,
            f"{OPERATOR}existing, name: company, clusterWide: true}}}}",
        )
        for setting, fix in (
            (POD_IDENTITY, "remove it"),
            ("serviceAccount: {name: a}", "remove it"),
            ("clusterWide: true", "set secrets.store.clusterWide"),
        )
    ),
    Case(
        "PK-SECRET-014",
        f"{GKE}\n{OPERATOR}gcpSecretManager, project: acme-platform, clusterName: acme}}}}",
        "secrets.store",
        "3:3",
        "has clusterName, but no clusterLocation",
        "set both clusterLocation and clusterName, or neither",
        f"{GKE}\n{OPERATOR}gcpSecretManager, project: acme-platform, clusterName: acme, clusterLocation: europe-west3}}}}",
    ),
    Case(
        "PK-SECRET-015",
        f"{POD_IDENTITY}\n{DRIVER}awsSecretsManager, region: us-west-2,\n    auth: podIdentity}}}}",
        "secrets.store.auth",
        "5:5",
        "is set, but secrets.kind is secretsStoreCsi",
        "remove it: the driver reads with the identity of the pods that mount",
        f"{POD_IDENTITY}\n{DRIVER}awsSecretsManager, region: us-west-2}}}}",
    ),
    Case(
        "PK-SECRET-015",
        f"{GKE}\n{DRIVER}gcpSecretManager, project: acme-platform,\n    clusterName: acme}}}}",
        "secrets.store.clusterName",
        "5:5",
        "is set, but secrets.kind is secretsStoreCsi",
        "remove it: the driver reads with the identity of the pods that mount",
        f"{GKE}\n{DRIVER}gcpSecretManager, project: acme-platform}}}}",
    ),
    Case(
        "PK-SECRET-016",
        f"{AZURE}\n{DRIVER}azureKeyVault, vault: acme}}}}",
        "secrets.store.tenantId",
        "4:3",
        "is missing",
        "set the tenant of the vault, here or as identity.tenantId",
        f"{AZURE[:-1]}, tenantId: {UUID}}}\n{DRIVER}azureKeyVault, vault: acme}}}}",
    ),
    Case(
        "PK-SECRET-017",
        f"{OPERATOR}{VAULT},\n  names: {{app: one, mysql: one}}}}",
        "secrets.names.mysql",
        "3:21",
        "is one, which is also the name of another Secret",
        "choose another name: two entries cannot fill one Secret",
        f"{OPERATOR}{VAULT},\n  names: {{app: one, mysql: two}}}}",
    ),
    *(
        Case("PK-SECRET-018", wrong, path, place, message, "choose another name for one of them", fixed, base=base)
        for wrong, path, place, message, fixed, base in (
            (
                "secrets:\n  kind: existing\n  names: {clickhouse: own, clickhouseFormer: own}",
                "secrets.names.clickhouseFormer",
                "3:28",
                "is own, the name of two Secrets with the key clickhouse_password",
                "secrets:\n  kind: existing\n  names: {clickhouse: own, mysql: own, redis: own, gateway: own, app: own}",
                "production",
            ),
            (
                "secrets:\n  kind: existing\n  names: {clickhouseFormer: portkey-clickhouse}",
                "secrets.names.clickhouseFormer",
                "3:11",
                "is portkey-clickhouse, the name of two Secrets",
                "secrets:\n  kind: existing\n  names: {mysql: portkey-clickhouse}",
                "production",
            ),
            (
                "secretOverrides:\n  clickhouse: {kind: existing, names: {clickhouse: own}}\n"
                "  clickhouseFormer: {kind: existing, names: {clickhouseFormer: own}}",
                "secretOverrides.clickhouseFormer.names.clickhouseFormer",
                "3:46",
                "is own, the name of two Secrets",
                "secretOverrides:\n  clickhouse: {kind: existing, names: {clickhouse: own}}\n  mysql: {kind: existing, names: {mysql: own}}",
                "production",
            ),
            (
                "secretOverrides:\n  mysql: {kind: existing, names: {mysql: portkey-secrets}}",
                "secretOverrides.mysql.names.mysql",
                "2:35",
                "is portkey-secrets, which is also the name of another Secret",
                "secretOverrides:\n  mysql: {kind: existing, names: {mysql: own}}",
                "development",
            ),
        )
    ),
    *(
        Case(
            "PK-SECRET-019",
            f"{MOVING}secrets:\n  kind: externalSecrets\n  store: {{kind: {VAULT}\n  {wrong}",
            path,
            "5:3" if path == "secrets.path" else "5:34",
            "whose property clickhouse_password already fills the Secret portkey-clickhouse",
            "set another key in remote, or other properties for one of them",
            f"{MOVING}secrets:\n  kind: externalSecrets\n  store: {{kind: {VAULT}\n  {fixed}",
        )
        for wrong, path, fixed in (
            ("path: all", "secrets.path", "path: all\n  remote: {clickhouseFormer: {key: former}}"),
            (
                "remote: {clickhouse: {key: a}, clickhouseFormer: {key: a}}",
                "secrets.remote.clickhouseFormer",
                "remote: {clickhouse: {key: a}, clickhouseFormer: {key: a, properties: {clickhouse_password: old}}}",
            ),
        )
    ),
]
