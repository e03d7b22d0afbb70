"""Messages about single settings: the value, what was probably meant, and what to write."""

from pathlib import Path

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.redaction import HIDDEN
from portkey_constructs.errors import ConfigurationError
from tests.rules.configuration_files import OPEN, PRODUCTION, Files, without

TLS_MODES = "rds, disabled, preferred, required, verifyCa, verifyIdentity"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def message_and_fix(files: Files, text: str, path: str, base: str = OPEN) -> tuple[str, str]:
    """Message and fix of the problem at a path, when the text takes the place of what the base says of the same settings."""
    keys = tuple(line.partition(":")[0] for line in text.splitlines() if line[:1].strip())
    problem = files.errors(without(base, *keys) + text + "\n")[path]
    return problem.message, problem.fix


@pytest.mark.parametrize(
    ("text", "path", "message", "fix"),
    [
        ("auth: okta", "auth", "is okta", "write auth: {kind: okta, clientId: 0oa1b2c3d4, domain: acme.okta.com}"),
        ("auth: None", "auth", "is None", "write auth: {kind: none}"),
        ("mysql: inCluster", "mysql", "is inCluster", "write mysql: {kind: inCluster}"),
        ("mysql: incluster", "mysql", "is incluster", "write mysql: {kind: inCluster}"),
        ("redis: valkey", "redis", "is valkey", "write redis: {kind: elasticache} or redis: {kind: external, host: redis.example.org}"),
        ("logStore: S3", "logStore", "is S3", "write logStore: {kind: s3, bucket: acme-portkey-logs, region: us-west-2}"),
        ("exposure: {frontend: LoadBalancer}", "exposure.frontend", "is LoadBalancer", "write frontend: {kind: loadBalancer}"),
        (
            "gateway: {autoscaling: true}",
            "gateway.autoscaling",
            "is true",
            "write autoscaling: {min: 2, max: 10, cpu: 80}",
        ),
        ("mysql: true", "mysql", "is true", "write mysql: {kind: inCluster}; kind is one of inCluster, external, rds"),
        ("gateway: {mcp: true}", "gateway.mcp", "is true", "write mcp: {}"),
        ("dataservice: false", "dataservice", "is false", "write dataservice: {kind: none}"),
        ("monitoring: false", "monitoring", "is false", "leave it out, or write monitoring: {prometheus: true}"),
        (
            "gateway: {image: 'ghcr.io/acme/gateway:2.13.0'}",
            "gateway.image",
            "is ghcr.io/acme/gateway:2.13.0",
            "write image: {repository: ghcr.io/acme/gateway, tag: '2.13.0'}",
        ),
        (
            "gateway: {image: 'localhost:5000/gateway:v2'}",
            "gateway.image",
            "is localhost:5000/gateway:v2",
            "write image: {repository: localhost:5000/gateway, tag: 'v2'}",
        ),
        ("gateway: {image: Sesame}", "gateway.image", "is text", "expected a map of settings, such as image: {repository: "),
        (
            "mysql: sesame-open",
            "mysql",
            "is text",
            "expected a map of settings; kind is one of inCluster, external, rds, such as mysql: {kind: inCluster}",
        ),
        ("mysql: 3306", "mysql", "is a number", "expected a map of settings; kind is one of inCluster, external, rds"),
        ("mysql: [inCluster]", "mysql", "is a list", "expected a map of settings; kind is one of inCluster, external, rds"),
        ("secretOverrides: {mysql: existing}", "secretOverrides.mysql", "is existing", "write mysql: {kind: existing}"),
    ],
)
def test_a_map_is_expected_and_the_intended_map_is_shown(files: Files, text: str, path: str, message: str, fix: str) -> None:
    actual_message, how = message_and_fix(files, text, path)
    assert actual_message == message
    assert how.startswith(fix)


@pytest.mark.parametrize(
    ("text", "path", "message", "fix"),
    [
        ("gateway: {tolerations: true}", "gateway.tolerations", "is true", "expected a list"),
        ("gateway: {tolerations: {key: a}}", "gateway.tolerations", "is a map", "expected a list: put a dash before it, or brackets around it"),
        ("gateway: {labels: team}", "gateway.labels", "is text", "expected a map, such as {team: ...}"),
        ("gateway: {env: [{name: A, value: b}]}", "gateway.env", "is a list", "expected a map of names and values, {NAME: value}"),
        (
            "bedrock: {region: us-west-2, models: nova}",
            "bedrock.models",
            "is text",
            "expected a list, such as [anthropic.claude-3-5-haiku-20241022-v1:0]",
        ),
        ("frontend: {loginDisclaimer: 5}", "frontend.loginDisclaimer", "is 5", "quote it: expected text"),
        ("frontend: {loginDisclaimer: [a]}", "frontend.loginDisclaimer", "is a list", "expected text"),
        ("imagePull: {kind: existing, names: []}", "imagePull.names", "is an empty list", "expected at least one entry, such as [portkey-registry]"),
    ],
)
def test_a_list_map_or_text_is_expected(files: Files, text: str, path: str, message: str, fix: str) -> None:
    actual_message, how = message_and_fix(files, text, path)
    assert actual_message == message
    assert how.startswith(fix)


@pytest.mark.parametrize(
    ("text", "path", "likely", "accepted"),
    [
        (
            "exposure: {frontend: {kind: LoadBalancer}}",
            "exposure.frontend.kind",
            "did you mean loadBalancer?",
            "none, loadBalancer, ingress, httpRoute",
        ),
        (
            "exposure: {frontend: {kind: alb}}",
            "exposure.frontend.kind",
            "did you mean ingress? (for an ALB, set kind: ingress",
            "none, loadBalancer, ingress, httpRoute",
        ),
        (
            "exposure: {frontend: {kind: nlb}}",
            "exposure.frontend.kind",
            "did you mean loadBalancer? (for one of AWS, set provider: {kind: aws})",
            "none,",
        ),
        ("logStore: {kind: S3}", "logStore.kind", "did you mean s3?", "none, controlPlane, s3, s3Compatible"),
        ("logStore: {kind: minio}", "logStore.kind", "did you mean s3Compatible?", "none, controlPlane, s3,"),
        ("redis: {kind: memorstore}", "redis.kind", "did you mean memorystore?", "inCluster, external, memorystore, azure, custom, elasticache"),
        ("redis: {kind: valkey}", "redis.kind", "did you mean elasticache or external? (an Amazon cache is elasticache", "inCluster, external"),
        ("redis: {kind: gcp}", "redis.kind", "did you mean memorystore?", "inCluster, external"),
        ("mysql: {kind: aurora}", "mysql.kind", "did you mean rds or external? (the AWS companion creates rds", "inCluster, external, rds"),
        ("mysql: {kind: postgres}", "mysql.kind", "Portkey stores its data in MySQL only;", "inCluster, external, rds"),
        (
            "auth: {kind: cognito}",
            "auth.kind",
            "did you mean oidc? (with the address of the issuer);",
            "none, oidc, google, entraId, okta, auth0, saml",
        ),
        ("auth: {type: okta}", "auth.kind", "write kind instead of type; did you mean okta?", "none, oidc"),
        ("mysql: {host: db.example.org}", "mysql.kind", "kind external has host;", "inCluster, external, rds"),
        (
            "mysql: {external: {enabled: true}}",
            "mysql.kind",
            "what the Helm chart has in external goes into kind: external",
            "inCluster, external, rds",
        ),
        ("profile: prod", "profile", "did you mean production?", "development, production"),
        ("profile: Development", "profile", "did you mean development?", "development, production"),
        ("profile: staging", "profile", "use production for an environment that should behave like it;", "development, production"),
        ("gateway: {service: {type: loadbalancer}}", "gateway.service.type", "did you mean LoadBalancer?", "ClusterIP, NodePort, LoadBalancer"),
        ("gateway: {image: {pullPolicy: always}}", "gateway.image.pullPolicy", "did you mean Always?", "Always, IfNotPresent, Never"),
        ("mysql: {kind: external, host: a.b, tls: true}", "mysql.tls", "did you mean required?", TLS_MODES),
        ("mysql: {kind: external, host: a.b, tls: PREFER}", "mysql.tls", "did you mean preferred?", TLS_MODES),
        ("mysql: {kind: external, host: a.b, tls: false}", "mysql.tls", "did you mean disabled?", TLS_MODES),
        ("mysql: {kind: external, host: a.b, tls: VERIFY_CA}", "mysql.tls", "did you mean verifyCa?", TLS_MODES),
        ("secretOverrides: {mysq: {kind: existing}}", "secretOverrides.mysq", "did you mean mysql?", "app, mysql, mysqlAdministrator, redis"),
    ],
)
def test_an_unknown_value_gets_a_suggestion_and_the_accepted_values(files: Files, text: str, path: str, likely: str, accepted: str) -> None:
    fix = message_and_fix(files, text, path)[1]
    assert fix.startswith(likely)
    assert f" expected one of {accepted}" in fix


@pytest.mark.parametrize(
    ("text", "path", "fix"),
    [
        ("profile:", "profile", "expected one of development, production"),
        ("logStore: {kind: gcs}", "logStore.bucket", "followed by a slash and a prefix, such as acme-portkey-logs"),
        (
            "logStore: {kind: s3Compatible, bucket: abc}",
            "logStore.endpoint",
            "expected an address such as https://minio.example.org, optionally with a port from 1 to 65535",
        ),
        (
            "logStore: {kind: azureBlob, storageAccount: abc, container: abc}",
            "logStore.login",
            "kind is one of key, managedIdentity, entra, workloadIdentity",
        ),
        ("auth: {kind: okta, clientId: a}", "auth.domain", "such as acme.okta.com"),
        ("auth: {kind: auth0, clientId: a}", "auth.domain", "such as acme.eu.auth0.com"),
        ("auth: {kind: okta, domain: a.b}", "auth.clientId", "it has no default; expected some text, such as 0oa1b2c3d4"),
        ("customCa: {name: ca}", "customCa.kind", "it has no default; expected one of configMap, secret"),
        ("gateway: {autoscaling: {max: 2}}", "gateway.autoscaling.min", "a whole number from 1, such as 2"),
        ("exposure: {frontend: {kind: httpRoute, host: a.b}}", "exposure.frontend.gateway", "a map of settings, such as {name: public}"),
    ],
)
def test_a_missing_setting_shows_what_is_expected_with_an_example(files: Files, text: str, path: str, fix: str) -> None:
    assert fix in message_and_fix(files, text, path)[1]


def test_a_missing_profile_names_both() -> None:
    with pytest.raises(ConfigurationError) as caught:
        PortkeyConfig(auth={"kind": "none"})  # type: ignore[arg-type,call-arg]
    assert [(problem.path, problem.message, problem.fix) for problem in caught.value.problems if problem.path == "profile"] == [
        ("profile", "is missing", "it has no default; expected one of development, production")
    ]


@pytest.mark.parametrize("domain", ["https://acme.okta.com", "acme okta"])
def test_domains_of_identity_providers_have_their_own_example(files: Files, domain: str) -> None:
    assert message_and_fix(files, f"auth: {{kind: okta, clientId: a, domain: '{domain}'}}", "auth.domain")[1].endswith("such as acme.okta.com")
    assert message_and_fix(files, f"auth: {{kind: auth0, clientId: a, domain: '{domain}'}}", "auth.domain")[1].endswith("such as acme.eu.auth0.com")
    assert message_and_fix(files, f"clusterDomain: '{domain}'", "clusterDomain")[1].endswith("such as portkey.example.org")


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("namespace: 42", "namespace", "is 42"),
        ("namespace: true", "namespace", "is true"),
        ("gateway: {nodeSelector: {team: 1}}", "gateway.nodeSelector.team", "is 1"),
        ("gateway: {image: {tag: 1.1}}", "gateway.image.tag", "is 1.1"),
        ("deployment: {kind: dataPlane, organisations: [42]}", "deployment.organisations.0", "is 42"),
    ],
)
def test_quoting_is_suggested_for_a_number_that_is_valid_as_text(files: Files, text: str, path: str, message: str) -> None:
    actual_message, fix = message_and_fix(files, text, path)
    assert actual_message == message
    assert fix.startswith("quote it: expected ")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("name: 42", "name"),
        ("mysql: {kind: external, host: a.b, port: 33.07}", "mysql.port"),
        ("gateway: {autoscaling: {min: true, max: 2}}", "gateway.autoscaling.min"),
        ("clientAuth: 42", "clientAuth"),
    ],
)
def test_quoting_is_not_suggested_for_a_number_that_is_invalid_as_text(files: Files, text: str, path: str) -> None:
    assert message_and_fix(files, text, path)[1].startswith(("expected ", "some text; "))


@pytest.mark.parametrize("store", ["mysql: {kind: inCluster", "mysql: {kind: external, host: a.b", "clickhouse: {kind: inCluster"])
def test_an_empty_password_of_a_database_is_refused_with_the_reason(files: Files, store: str) -> None:
    message, fix = message_and_fix(files, f"{store}, password: ''}}", f"{store.partition(':')[0]}.password")
    assert message == "is empty"
    assert "Portkey's images are documented only with a password for this server" in fix


_CONTAINER = "gateway: {sidecars: [{name: a, image: b, %s}]}"


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("gateway: {probes: {liveness: {httpGet: {port: 1, scheme: https}}}}", "gateway.probes.liveness.httpGet.scheme", "is https"),
        ("gateway: {probes: {readiness: {tcpSocket: {port: 1}, periodSeconds: -1}}}", "gateway.probes.readiness.periodSeconds", "is -1"),
        (_CONTAINER % "imagePullPolicy: always", "gateway.sidecars.0.imagePullPolicy", "is always"),
        (_CONTAINER % "ports: [{containerPort: 1, protocol: tcp}]", "gateway.sidecars.0.ports.0.protocol", "is tcp"),
        (_CONTAINER % "securityContext: {runAsUser: -1}", "gateway.sidecars.0.securityContext.runAsUser", "is -1"),
        (_CONTAINER % "env: [{name: A, value: 4711}]", "gateway.sidecars.0.env.0.value", f"is {HIDDEN}"),
        (_CONTAINER % "stdin: s3cr3t", "gateway.sidecars.0.stdin", f"is {HIDDEN}"),
        (_CONTAINER % "args: [4711]", "gateway.sidecars.0.args.0", f"is {HIDDEN}"),
        (
            "gateway: {probes: {liveness: {httpGet: {port: 1, httpHeaders: [{name: A, value: 4711}]}}}}",
            "gateway.probes.liveness.httpGet.httpHeaders.0.value",
            f"is {HIDDEN}",
        ),
    ],
)
def test_values_of_kubernetes_fields_are_shown_unless_they_may_be_secrets(files: Files, text: str, path: str, message: str) -> None:
    assert message_and_fix(files, text, path)[0] == message


def test_a_secret_that_is_a_number_is_not_shown(files: Files) -> None:
    message, fix = message_and_fix(files, "clientAuth: 4711", "clientAuth")
    assert "4711" not in message + fix
    assert fix == "expected some text without control characters; quote a number"


@pytest.mark.parametrize(
    ("text", "path", "fix"),
    [
        (
            "mysql: {kind: rds, host: db.example.org}",
            "mysql.host",
            "host is a setting of kind external: the AWS companion creates kind rds; for an existing database set kind: external",
        ),
        (
            "redis: {kind: elasticache, url: redis.example.org}",
            "redis.url",
            "url is a setting of kind external, memorystore, azure, custom; kind elasticache has host",
        ),
        ("redis: {kind: external, host: a.b, iam: {}}", "redis.iam", "iam is a setting of kind elasticache: set kind: elasticache, or leave it out"),
        ("mysql: {kind: inCluster, tls: rds}", "mysql.tls", "tls is a setting of kind external: set kind: external, or leave it out"),
        (
            "logStore: {kind: gcs, bucket: abc, endpoint: 'https://a.b'}",
            "logStore.endpoint",
            "endpoint is a setting of kind s3Compatible, netapp: set one of these, or leave it out",
        ),
        (
            "gateway: {kind: external, url: 'https://a.example', replicas: 2}",
            "gateway.replicas",
            "replicas is a setting of kind inCluster: set kind: inCluster, or leave it out",
        ),
        (
            "exposure: {frontend: {kind: loadBalancer, tls: {}}}",
            "exposure.frontend.tls",
            "tls is a setting of kind ingress, httpRoute: set one of these",
        ),
    ],
)
def test_a_setting_of_another_kind_names_the_kinds_that_have_it(files: Files, text: str, path: str, fix: str) -> None:
    message, actual_fix = message_and_fix(files, text, path, PRODUCTION)
    assert message == "is not a setting"
    assert actual_fix.startswith(fix)
