# ruff: noqa: E501 (one case a line)
"""Single changes for effects that have a condition which no configuration of `tests.support.all_settings` meets."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

__all__ = ["CASES"]

_AWS: Final = "aws: {accountId: '111122223333', region: us-west-2, cluster: acme, oidcIssuer: https://oidc.eks.us-west-2.amazonaws.com/id/E}, "
_IRSA: Final = f"{_AWS}identity: {{kind: irsa}}, "
_S3: Final = f"{_IRSA}logStore: {{kind: s3, bucket: acme-logs}}, "
_OIDC: Final = "auth: {kind: oidc, issuer: https://login.example.org, clientId: a}, "
_VAULT: Final = "{kind: vault, server: https://vault.example.org, role: portkey}"
_KEY_VAULT: Final = "{kind: azureKeyVault, vault: acme-vault}"
_AZURE: Final = "{kind: azureWorkloadIdentity, clientId: 0f1e2d3c-0000-4000-8000-00000000000a, tenantId: 0f1e2d3c-0000-4000-8000-00000000000a}"
_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"
_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]}, "
_SERVICES: Final = ("gateway", "backend", "dataservice", "frontend")
_CLUSTER: Final = "redis: {kind: external, host: a.example.org, mode: cluster"
_STORES: Final = ("mysql", "redis", "clickhouse")
_EXPOSURES: Final = ("frontend", "gateway", "mcp")
_PROXY: Final = "proxy: {https: 'http://proxy.example.org:3128'}, "
_PRICES: Final = "modelPricing: {kind: portkey}, "
_COLLECTOR: Final = "http://collector:4318"
_POOL: Final = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws/providers"
_NAMED: Final = "profile: production, trustedHosts: [a.example.org], mysql: {kind: external, host: a.example.org}, "
_MILVUS: Final = "{kind: milvus, address: 'http://a.example.org:19530', collection: a}"
_CACHE: Final = f"{{store: {_MILVUS}, embeddings: {{provider: openai, url: https://a.example.org/v1/embeddings, model: a}}}}"
_MCP: Final = "gateway: {mcp: {}}, "
_CA: Final = "ca: {kind: configMap, name: internal-ca}"
_MERGED: Final = "patches: [{target: {kind: Deployment, component: gateway}, merge: {metadata: {annotations: {a: b}}}}]"
_PATCHED: Final = "patches: [{target: {kind: Deployment, component: gateway}, json: [{op: add, path: /spec/minReadySeconds, value: 2}, {op: copy, path: /spec/revisionHistoryLimit, from: /spec/minReadySeconds}]}]"
_POD_TLS: Final = f"{{kind: secret, secretName: pod-tls, {_CA}}}"

_TEXTS: Final[list[tuple[str, str, str]]] = [
    ("name", "", "acme"),
    ("adopt", "", "{release: prod, chart: app, version: 1.7.6}"),
    *((f"adopt.{name}", "adopt: {release: prod, chart: app, version: 1.7.6}", value) for name, value in (
        ("release", "other"), ("version", "1.7.5"), ("nameOverride", "llm"), ("fullnameOverride", "llm"), ("componentNames", "{mysql: db}"), ("withoutClaims", "[redis]"))),
    *((f"adopt.{name}", f"{_PLANE}adopt: {{release: prod, chart: gateway, version: 1.7.5}}", value) for name, value in (("chart", "app"), ("selectorLabels", "{gateway: {team: llm}}"))),
    ("openshift", "", "true"),
    ("resourceQuota", "", "{kind: computed}"),
    ("resourceQuota", "resourceQuota: {kind: computed}", "{kind: fixed, hard: {pods: 99}}"),
    ("resourceQuota.headroom", "resourceQuota: {kind: computed}", "90"),
    ("resourceQuota.hard", "resourceQuota: {kind: fixed, hard: {pods: 99}}", "{pods: 98}"),
    ("networkPolicy", f"{_NAMED}secrets: {{kind: existing}}", "{kind: none}"),
    *(case for engine in ("cilium", "gke") for case in (
        ("networkPolicy", f"{_NAMED}clickhouse: {{kind: external, host: a.example.org, former: {{kind: inCluster}}}}", f"{{kind: strict, engine: {engine}}}"),
        ("networkPolicy.destinations", f"{_NAMED}networkPolicy: {{kind: strict, engine: {engine}}}", "{trustedHosts: {hosts: [b.example.org]}}"),
        *((f"networkPolicy.destinations.trustedHosts.{name}", f"{_NAMED}networkPolicy: {{kind: strict, engine: {engine}, destinations: {{trustedHosts: {{hosts: [b.example.org], cidrs: [10.1.0.0/16], namespace: a, podLabels: {{a: b}}, ports: [80]}}}}}}", value)
          for name, value in (("hosts", "[c.example.org]"), ("cidrs", "[10.2.0.0/16]"), ("namespace", "b"), ("podLabels", "{a: c}"), ("ports", "[81]"))))),
    ("argocd", "", "true"),
    *((f"patches.0.{name}", _MERGED, value) for name, value in (
        ("target", "{kind: Deployment, component: backend}"), ("target.kind", "Service"),
        ("target.component", "backend"), ("merge", "{metadata: {annotations: {a: c}}}"))),
    ("patches.0.target.name", _MERGED.replace(", component: gateway", ""), "portkey-gateway"),
    *((f"patches.0.json{name}", _PATCHED, value) for name, value in (
        ("", "[{op: add, path: /spec/minReadySeconds, value: 3}]"), (".1.op", "move"), (".1.path", "/spec/revisionHistoryLimit"), (".1.from", "/spec/replicas"), (".0.value", "3"))),
    *(("podTls", f"monitoring: {{serviceMonitor: {{}}}}, exposure: {{gateway: {{{exposure}, host: a.example.org}}}}", _POD_TLS) for exposure in (
        "kind: ingress, class: alb", "kind: ingress, class: nginx", "kind: ingress, class: gce", "kind: ingress, class: traefik",
        f"'kind': loadBalancer, provider: {{kind: aws, certificateArn: '{_CERTIFICATE}'}}", "kind: httpRoute, gateway: {name: public}")),
    ("podTls", "", "{kind: certManager, issuer: internal-ca}"),
    ("podTls.secretName", "podTls: {kind: certManager, issuer: internal-ca}", "pod-tls"),
    *((f"podTls.ca{part}", f"podTls: {{kind: secret, secretName: pod-tls, {_CA}}}, monitoring: {{serviceMonitor: {{}}}}, exposure: {{gateway: {{{exposure}, host: a.example.org}}}}", value)
      for exposure in ("kind: ingress, class: traefik", "kind: httpRoute, gateway: {name: public}")
      for part, value in (("", "{kind: configMap, name: other}"), (".name", "other"), (".kind", "secret"), (".key", "tls.ca"))),
    ("env", "", "{VITE_A: b}"),
    ("frontend.env", "", "{VITE_A: b}"),
    ("intended", "env: {A: $(PORT)}", "[env.A]"),
    ("imagePull", "imagePull: {kind: none}", "{kind: registry, username: a, password: b}"),
    ("imagePull", "imagePull: {kind: none}", "{kind: registry, auth: YTpi}"),
    ("imagePull.names", "imagePull: {kind: existing, names: [a]}", "[b]"),
    ("imagePull.server", "imagePull: {kind: registry}", "registry.example.org"),
    ("imagePull.server", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}, imagePull: {{kind: registry}}", "registry.example.org"),
    ("imagePull.credentials", "imagePull: {kind: registry}", "auth"),
    *(("imagePull.additionalRegistries", f"{source}imagePull: {{kind: registry}}", "{company: {server: a.example.org}}")
      for source in ("", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}, ")),
    ("imagePull.credentials", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}, imagePull: {{kind: registry}}", "auth"),
    *(
        ("controlPlaneUrl", f"{deployment}{_OIDC}", "https://portkey.example.org")
        for deployment in ("", _PLANE, "deployment: {kind: gateway}, ")
    ),
    *((f"aws.{name}", _S3, value) for name, value in (("accountId", "'555555555555'"), ("cluster", "other"))),
    ("aws.accountId", f"{_IRSA}logStore: {{kind: s3, replica: {{region: eu-west-1}}}}", "'555555555555'"),
    ("aws.region", f"{_IRSA}logStore: {{kind: s3}}", "eu-west-1"),
    ("aws.region", "aws: {region: us-west-2}", "cn-north-1"),
    ("aws.cluster", f"{_IRSA}logStore: {{kind: s3}}", "other"),
    *(("aws.cluster", f"{_IRSA}secrets: {{kind: {kind}, store: {{kind: awsSecretsManager}}}}", "other") for kind in ("externalSecrets", "secretsStoreCsi")),
    ("claudePlatform.workspaces", f"{_IRSA}claudePlatform: {{workspaces: [wrkspc_1]}}", "['*']"),
    ("auth", "", "{kind: saml, metadataXml: <EntityDescriptor/>}"),
    ("clickhouse.service.port", "clickhouse: {kind: inCluster}, gateway: {clickhouseEndpoint: url}", "8124"),
    ("redis.user", "redis: {kind: external, host: a.example.org, password: b}", "acme"),
    ("redis.password", "profile: development, redis: {kind: external, host: a.example.org}", "other"),
    ("redis.password", "profile: development, redis: {kind: inCluster}", "other"),
    ("redis.auth", "redis: {kind: inCluster}", "none"),
    ("redis.auth", "profile: development, redis: {kind: inCluster}", "password"),
    ("backend.nonRoot", "backend: {}", "{user: 1000, writableFolders: [/app/logs]}"),
    ("backend.nonRoot.user", "backend: {nonRoot: {user: 1000}}", "1001"),
    ("backend.nonRoot.group", "backend: {nonRoot: {user: 1000}}", "2000"),
    ("backend.nonRoot.writableFolders", "backend: {nonRoot: {user: 1000}}", "[/app/logs]"),
    *((f"redis.iam.{name}", f"{_IRSA}redis: {{kind: elasticache, host: a.example.org, tls: true, iam: {{clusterName: a, user: b, region: us-west-2}}}}", value)
      for name, value in (("clusterName", "c"), ("user", "c"), ("region", "us-east-1"))),
    ("aws.region", f"{_AWS}redis: {{kind: elasticache, host: a.example.org, iam: {{clusterName: a, user: b}}}}", "eu-west-1"),
    ("aws.region", f"{_IRSA}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}", "eu-west-1"),
    ("identity", "", _AZURE),
    ("identity", f"{_AWS}logStore: {{kind: s3, bucket: acme-logs}}", "{kind: irsa}"),
    ("identity.roleArn", _S3, "arn:aws:iam::111122223333:role/other"),
    ("identity.serviceAccount", "identity: {kind: gkeWorkloadIdentity, serviceAccount: a-portkey@acme-platform.iam.gserviceaccount.com}", "b-portkey@acme-platform.iam.gserviceaccount.com"),
    *((f"{name}.identity", f"{name}: {{kind: inCluster}}", _AZURE) for name in ("gateway", "dataservice", *_STORES)),
    *((f"{name}.identity", "", _AZURE) for name in ("backend", "frontend")),
    *((f"{name}.identity", f"{_AWS}logStore: {{kind: s3, bucket: acme-logs}}", "{kind: irsa}") for name in _SERVICES),
    *((f"{name}.identity", f"{_AWS}{name}: {{kind: inCluster}}", "{kind: irsa}") for name in _STORES),
    *((f"{name}.identity.roleArn", f"{_S3}{name}: {{kind: inCluster, identity: {{kind: irsa}}}}", "arn:aws:iam::111122223333:role/other") for name in _STORES),
    ("clickhouse.former.identity.project", "clickhouse: {kind: external, host: a.example.org, former: {kind: inCluster, identity: {kind: gkeWorkloadIdentity, project: acme-platform}}}", "acme-platform-2"),
    *((f"exposure.{name}", "", "{kind: ingress, host: a.example.org}") for name in _EXPOSURES),
    *((f"exposure.{name}", _MCP, "{kind: httpRoute, host: a.example.org, gateway: {name: public}}") for name in _EXPOSURES),
    *((f"exposure.{name}", _OIDC, "{kind: loadBalancer, host: a.example.org, provider: {kind: aws, certificateArn: '" + _CERTIFICATE + "'}}") for name in _EXPOSURES),
    *((f"exposure.{name}.{setting}", f"{_MCP}{_OIDC}exposure: {{{name}: {{kind: ingress, class: alb, host: a.example.org, alb: {{scheme: internal}}}}}}", value)
      for name in _EXPOSURES for setting, value in (("host", "b.example.org"), ("tls", "{kind: loadBalancer}"), ("tls", "{kind: secret, secretName: a}"), ("certificateArn", _CERTIFICATE), ("alb.group", "acme"))),
    *((f"exposure.{name}.port", f"{_MCP}{_OIDC}exposure: {{{name}: {{kind: loadBalancer, host: a.example.org, provider: {{kind: aws, certificateArn: '{_CERTIFICATE}'}}}}}}", "8443") for name in _EXPOSURES),
    *((f"exposure.{name}.provider.certificateArn", f"{_MCP}{_OIDC}exposure: {{{name}: {{kind: loadBalancer, host: a.example.org, provider: {{kind: aws}}}}}}", _CERTIFICATE) for name in _EXPOSURES),
    *((f"exposure.{name}.gateway", f"exposure: {{{name}: {{kind: httpRoute, host: a.example.org, gateway: {{name: public}}}}}}", "{name: private}") for name in _EXPOSURES),
    *((f"exposure.{name}.class", f"exposure: {{{name}: {{kind: ingress, host: a.example.org}}}}", "nginx") for name in _EXPOSURES),
    *((f"exposure.{name}.controller", f"exposure: {{{name}: {{kind: ingress, host: a.example.org}}}}", "nginx") for name in _EXPOSURES),
    *((f"exposure.{name}.controller", f"exposure: {{{name}: {{kind: ingress, class: gce, host: a.example.org}}}}", "other") for name in _EXPOSURES),
    *((f"exposure.{name}.allowFrom", f"{_MCP}exposure: {{{name}: {{{kind}, host: a.example.org}}}}", "[203.0.113.0/24]")
      for name in _EXPOSURES for kind in ("kind: loadBalancer", "kind: ingress, class: alb", "kind: ingress, class: nginx", "kind: ingress, class: traefik")),
    ("googleFederation", "", f"{{audience: {_POOL}/a}}"),
    *((f"googleFederation.{name}", f"googleFederation: {{audience: {_POOL}/a}}", value) for name, value in (
        ("audience", f"{_POOL}/b"), ("serviceAccount", "portkey@acme-platform.iam.gserviceaccount.com"))),
    ("semanticCache", "", _CACHE),
    ("semanticCache", "proxy: {https: 'http://proxy.example.org:3128'}", _CACHE),
    *((f"semanticCache.{name}", f"{base}semanticCache: {_CACHE}", value) for name, base, value in (
        ("similarityThreshold", "", "0.8"), ("store", "", "{kind: pinecone, index: a}"), ("store.address", "", "http://b.example.org:19530"),
        ("store.address", "proxy: {https: 'http://proxy.example.org:3128'}, ", "http://b.example.org:19530"),
        ("store.collection", "", "b"), ("embeddings", "", "{provider: google, url: https://b.example.org, model: b}"),
        ("embeddings.provider", "", "google"), ("embeddings.url", "", "https://b.example.org"), ("embeddings.model", "", "b"), ("embeddings.dimensions", "", "768"))),
    ("semanticCache.store.index", f"semanticCache: {_CACHE.replace(_MILVUS, '{kind: pinecone, index: a}')}", "b"),
    ("gateway.requestTimeout", "", "10m"),
    ("gateway.limits.jsonBody", "frontend: {}", "200Mi"),
    ("gateway.cors.origins", "gateway: {cors: {origins: ['https://a.example.org']}}", "['https://b.example.org']"),
    *(("gateway.limits.jsonBody", f"exposure: {{{name}: {{kind: ingress, class: nginx, host: a.example.org}}}}", "200Mi") for name in _EXPOSURES[:2]),
    ("gateway.requestTimeout", "backend: {gracePeriod: 6m}", "10m"),
    *((f"{name}.image.tag", "" if name in _SERVICES else f"{name}: {{kind: inCluster}}", "1.2.3") for name in (*_SERVICES, *_STORES)),
    ("clickhouse.former.image.tag", "clickhouse: {kind: external, host: a.example.org, former: {kind: inCluster}}", "1.2.3"),
    *((f"{name}.gracePeriod", "", "4s") for name in _SERVICES),
    *((f"{name}.{setting}", base, value) for name in _SERVICES for setting, base, value in (
        ("replicas", "", "2"), ("replicas", "profile: production", "3"), ("autoscaling", "", "{min: 2, max: 4, cpu: 60}"),
        ("autoscaling", f"{name}: {{replicas: 2}}", "{min: 1, max: 1, cpu: 60}"), ("autoscaling.max", f"{name}: {{autoscaling: {{min: 1, max: 1, cpu: 60}}}}", "2"),
        ("autoscaling", f"{name}: {{replicas: 1}}", "{kind: keda, min: 1, max: 4, cpu: 60}"),
        ("autoscaling.max", f"{name}: {{autoscaling: {{kind: external}}}}", "1"),
        ("disruptionBudget", "", "{minAvailable: 1}"), ("disruptionBudget", "profile: production", "{minAvailable: 1}"), ("disruptionBudget.minAvailable", "profile: production", "1"),
        ("disruptionBudget.maxUnavailable", "profile: production", "2"),
    )),
    *((f"backend.resources{setting}", "", value) for setting, value in (
        ("", "{requests: {cpu: 1}}"), (".requests", "{cpu: 2}"), (".requests.cpu", "2"), (".requests.memory", "2Gi"), (".requests.ephemeral-storage", "2Gi"),
        (".limits", "{cpu: 2}"), (".limits.cpu", "2"), (".limits.memory", "2Gi"), (".limits.ephemeral-storage", "2Gi"))),
    *((f"{name}.service.port", f"exposure: {{{name}: {{kind: httpRoute, host: a.example.org, gateway: {{name: public}}}}}}", "18080") for name in ("gateway", "frontend")),
    *((f"gateway.service.ports.0.{name}", "gateway: {service: {type: NodePort, ports: [{name: own, port: 9000}]}}", value) for name, value in (
        ("name", "other"), ("port", "9001"), ("targetPort", "9002"), ("protocol", "UDP"), ("appProtocol", "http"), ("nodePort", "30090"))),
    ("gateway", "", "{kind: external, url: https://gateway.example.org}"),
    *(("monitoring", f"exposure: {{gateway: {{kind: {exposure}, host: a.example.org}}}}", "{}")
      for exposure in ("ingress, class: alb", "ingress, class: nginx", "ingress, class: traefik", "httpRoute, gateway: {name: public}")),
    *(("monitoring.prometheus", f"monitoring: {{apm: true}}, exposure: {{gateway: {{kind: {exposure}, host: a.example.org}}}}", "false")
      for exposure in ("ingress, class: alb", "ingress, class: nginx", "ingress, class: traefik", "httpRoute, gateway: {name: public}")),
    *((f"exposure.{name}.{setting}", f"{_MCP}exposure: {{{name}: {{kind: {kind}, host: a.example.org}}}}", value)
      for name in _EXPOSURES for setting, kind, value in (
          ("controller", "ingress", "gce"), ("class", "ingress", "gce"), ("controller", "'httpRoute', gateway: {name: public}", "gke"))),
    *((f"{name}.gracePeriod", f"exposure: {{{name}: {{kind: {kind}}}}}", "90s") for name in ("gateway", "frontend") for kind in (
        "ingress, class: alb, host: a.example.org", "ingress, class: gce, host: a.example.org", "'loadBalancer', provider: {kind: aws}",
        "httpRoute, host: a.example.org, controller: gke, gateway: {name: public}")),
    *(("gateway.requestTimeout", f"exposure: {{{name}: {{kind: {kind}}}}}", "10m") for name in ("frontend", "gateway") for kind in (
        "ingress, class: alb, host: a.example.org", "ingress, class: gce, host: a.example.org", "'loadBalancer', provider: {kind: aws}",
        "httpRoute, host: a.example.org, controller: gke, gateway: {name: public}")),
    ("gateway.externalUrl", "", "https://gateway.example.org"),
    *((setting, "", "18080" if setting.endswith("port") else "example.internal") for setting in ("gateway.service.port", "clusterDomain")),
    ("gateway.mcp.externalUrl", _MCP, "https://mcp.example.org"),
    ("dataservice", "", "{kind: none}"),
    ("dataservice.finetunesBucket", f"{_PLANE}{_S3}", "acme-files"),
    ("deployment", "", "{kind: dataPlane, organisations: [acme]}"),
    ("deployment.controlPlane", _PLANE, "{albus: https://a.example.org, api: https://a.example.org/v1, sync: https://a.example.org/sync, modelConfigs: https://a.example.org/models}"),
    *((f"deployment.controlPlane.{name}", _PLANE, "https://a.example.org") for name in ("albus", "api", "sync", "modelConfigs")),
    *(("imageRegistry", base, "registry.example.org") for base in (
        "imagePull: {kind: registry}", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}, imagePull: {{kind: registry}}")),
    *(("imageRegistry", f"{store}: {{kind: inCluster}}", "{docker.io: registry.example.org}") for store in _STORES),
    ("clickhouse", "clickhouse: {kind: external, host: a.example.org}", "{kind: inCluster}"),
    *((path, f"{_PROXY}{base}", value) for path, base, value in (
        ("deployment", "", "{kind: dataPlane, organisations: [acme]}"), ("dataservice", "", "{kind: none}"), ("clusterDomain", "", "example.internal"),
        *((store, "", "{kind: external, host: a.example.org}") for store in _STORES),
        *((f"{store}.host", f"{store}: {{kind: external, host: a.example.org}}", "b.example.org") for store in _STORES),
        ("redis.url", "redis: {kind: external, url: a.example.org}", "b.example.org"),
        ("redis.cluster", f"{_CLUSTER}}}", "{nodes: ['b.example.org:1']}"),
        ("redis.cluster.nodes", f"{_CLUSTER}}}", "['b.example.org:1']"),
        ("redis.cluster.discovery", f"{_CLUSTER}}}", "{url: 'https://b.example.org'}"),
        ("redis.cluster.discovery.url", f"{_CLUSTER}, cluster: {{discovery: {{url: 'https://a.example.org'}}}}}}", "https://b.example.org"),
        ("redis.queues.host", "redis: {kind: external, host: a.example.org, queues: {host: b.example.org}}", "c.example.org"),
        ("clickhouse.former", "clickhouse: {kind: external, host: a.example.org}", "{kind: inCluster}"))),
    *(("modelPricing", _OIDC, value) for value in (
        "{kind: portkey}", "{kind: logStore}", "{kind: mounted, volume: {name: models, persistentVolumeClaim: {claimName: models}}}")),
    ("modelPricing", f"{_PROXY}controlPlaneUrl: https://portkey.example.org", "{kind: portkey}"),
    ("controlPlaneUrl", f"{_PRICES}{_PROXY}", "https://portkey.example.org"),
    ("frontend.service.port", _PRICES, "8081"),
    ("clusterDomain", _PRICES, "example.internal"),
    ("deployment.backendUrl", "deployment: {kind: gateway, backendUrl: https://a.example.org}, modelPricing: {kind: controlPlane}", "https://b.example.org"),
    *((f"exposure.frontend{path}", f"{_PRICES}{_PROXY}{base}", value) for path, base, value in (
        ("", "", "{kind: ingress, host: a.example.org}"), (".host", "exposure: {frontend: {kind: ingress, host: a.example.org}}", "b.example.org"))),
    *((f"exposure.frontend.{setting}", f"{_PRICES}{_OIDC}exposure: {{frontend: {{kind: {base}, host: a.example.org}}}}", value) for setting, base, value in (
        ("tls", "ingress", "{kind: secret, secretName: a}"), ("certificateArn", "ingress, class: alb, alb: {scheme: internal}", _CERTIFICATE),
        ("port", f"'loadBalancer', provider: {{kind: aws, certificateArn: '{_CERTIFICATE}'}}", "8443"),
        ("provider.certificateArn", "'loadBalancer', provider: {kind: aws}", _CERTIFICATE))),
    *((f"{name}.command", f"{name}: {{kind: inCluster}}", "[a]") for name in ("mysql", "redis")),
    ("mysql.maxConnections", "mysql: {kind: inCluster}", "300"),
    ("redis.appendOnly", "redis: {kind: inCluster}", "false"),
    ("redis.resources", "redis: {kind: inCluster}", "{limits: {memory: 3Gi}}"),
    ("redis.resources.limits", "redis: {kind: inCluster, resources: {limits: {memory: 2Gi}}}", "{memory: 3Gi}"),
    ("redis.resources.limits.memory", "redis: {kind: inCluster, resources: {limits: {memory: 2Gi}}}", "3Gi"),
    ("modelPricing.volume", "modelPricing: {kind: mounted, volume: {name: models, persistentVolumeClaim: {claimName: models}}}", "{name: prices, emptyDir: {}}"),
    ("jwtAuthentication", "", "{organisations: [a], defaultScopes: [completions.write]}"),
    *((f"jwtAuthentication.{name}", "jwtAuthentication: {organisations: [a]}", value) for name, value in (("organisations", "[b]"), ("defaultScopes", "[mcp.invoke]"))),
    *((f"gateway.mcp.{name}", _MCP, value) for name, value in (("requestTimeout", "30s"), ("signIdentities", "true"), ("identityKey", "a"))),
    *((f"gateway.logging.{name}", "", value) for name, value in (("level", "warn"), ("timestamps", "false"))),
    *((f"monitoring.metricLabels.{name}", "monitoring: {apm: true}", value) for name, value in (("model", "true"), ("configName", "true"), ("apiKeyName", "true"), ("metadata", "[team]"))),
    *((f"monitoring.buckets.{name}", "monitoring: {apm: true}", "[1]") for name in ("llmLatency", "httpDuration", "gcDuration")),
    ("monitoring.openTelemetry", "monitoring: {apm: true}", f"{{endpoint: {_COLLECTOR}, resourceAttributes: {{a: b}}, auth: headers}}"),
    ("monitoring.openTelemetry", f"{_PROXY}monitoring: {{genAiTraces: {{}}}}", f"{{endpoint: {_COLLECTOR}, resourceAttributes: {{a: b}}, auth: headers}}"),
    ("monitoring.openTelemetry.endpoint", f"{_PROXY}monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}}}, genAiTraces: {{}}}}", "http://other:4318"),
    ("monitoring.openTelemetry.resourceAttributes", f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}}}, genAiTraces: {{}}}}", "{a: b}"),
    *((f"monitoring.openTelemetry.{name}", f"monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}}}, genAiTraces: {{}}}}", value) for name, value in (("auth", "headers"), ("headers", "a=b"))),
    ("monitoring.genAiTraces", f"{_PROXY}monitoring: {{apm: true}}", f"{{endpoint: {_COLLECTOR}, resourceAttributes: {{a: b}}, auth: headers}}"),
    ("monitoring.genAiTraces.endpoint", f"{_PROXY}monitoring: {{openTelemetry: {{endpoint: {_COLLECTOR}, auth: headers}}, genAiTraces: {{}}}}", "http://other:4318"),
    ("migration", "", "{kind: inPod}"),
    ("migration.resources", "migration: {kind: job}", "{requests: {cpu: 1}}"),
    *((f"backend.{name}", "", value) for name, value in (
        ("podLabels", "{a: b}"), ("nodeSelector", "{kubernetes.io/arch: arm64}"), ("tolerations", "[{key: a, operator: Exists}]"),
        ("sidecars", "[{name: a, image: b}]"), ("serviceAccount", "{kind: existing, name: own}"))),
    *((f"backend.serviceAccount.{name}", "backend: {serviceAccount: {kind: existing, name: own}}", value) for name, value in (("name", "other"), ("mountToken", "true"))),
    ("frontend.maxBodySize", "exposure: {frontend: {kind: ingress, class: nginx, host: a.example.org}}", "1Gi"),
    ("mysql.tls", "mysql: {kind: external, host: db.example.org, ca: {kind: configMap, name: ca}}", "verifyCa"),
    *(
        (f"{name}.resources.{part}.{key}", "", value)
        for name in ("gateway", "backend", "dataservice")
        for part in ("requests", "limits")
        for key, value in (("cpu", "1"), ("memory", "3Gi"), ("ephemeral-storage", "1Gi"))
    ),
    *((f"{name}.resources.requests", "", "{cpu: 1}") for name in ("gateway", "backend", "dataservice")),
    ("mysql.port", "mysql: {kind: external, host: db.example.org, reader: {host: replica.example.org}}", "3307"),
    ("mysql.user", "mysql: {kind: external, host: db.example.org, reader: {host: replica.example.org}}", "acme"),
    ("mysql.reader", f"{_PROXY}mysql: {{kind: external, host: db.example.org}}", "{host: replica.example.org, hadr: true}"),
    ("mysql.reader.host", f"{_PROXY}mysql: {{kind: external, host: db.example.org, reader: {{host: replica.example.org}}}}", "other.example.org"),
    ("mysql.ca", "mysql: {kind: external, host: db.example.org, tls: verifyCa}", "{kind: secret, name: ca}"),
    *((f"clickhouse.{name}", "clickhouse: {kind: external, host: a.example.org}", value) for name, value in (("replication", "true"), ("sharding", "true"), ("clusterName", "main"))),
    *(("logStore", f"{_IRSA}", value) for value in (
        "{kind: s3, bucket: acme-logs}", "{kind: gcs, bucket: acme-logs, credentials: keys}", "{kind: mongo, database: a}",
        "{kind: azureBlob, storageAccount: acmelogs, container: logs, login: {kind: key}}")),
    *((f"logStore.{name}", _S3, value) for name, value in (
        ("bucket", "other-logs"), ("region", "eu-west-1"), ("assumeRole", "{roleArn: 'arn:aws:iam::111122223333:role/other', externalId: a}"),
        ("encryption", "{kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/one', bucketKey: true, context: e30=}"), ("encryption", "{kind: customerKey}"),
        ("replica", "{region: eu-west-1}"))),
    ("logStore.region", f"{_IRSA}logStore: {{kind: s3}}", "eu-west-1"),
    ("logStore.credentials", _S3, "keys"),
    ("logStore.region", f"{_IRSA}logStore: {{kind: s3, bucket: acme-logs, encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/one'}}}}", "eu-west-1"),
    ("logStore.replica.bucket", f"{_IRSA}logStore: {{kind: s3, bucket: acme-logs, replica: {{region: eu-west-1}}}}", "other-logs"),
    ("logStore.assumeRole", f"{_AWS}logStore: {{kind: s3, bucket: acme-logs, credentials: keys}}", "{roleArn: 'arn:aws:iam::111122223333:role/other'}"),
    *(("logStore.login", "logStore: {kind: azureBlob, storageAccount: acmelogs, container: logs, login: {kind: workloadIdentity}}", value) for value in (
        "{kind: key, accountKey: a}", "{kind: managedIdentity, clientId: 0f1e2d3c-0000-4000-8000-00000000000a}",
        "{kind: entra, clientId: 0f1e2d3c-0000-4000-8000-00000000000a, tenantId: 0f1e2d3c-0000-4000-8000-00000000000a}")),
    ("bedrock.region", f"{_IRSA}bedrock: {{models: ['anthropic.claude-3-5-haiku-20241022-v1:0']}}", "eu-west-1"),
    *((f"{place}", f"{_IRSA}{source}", value) for place, source, value in (
        ("secrets", "", "{kind: existing}"),
        ("secrets.names", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}", "{mysql: own}"),
        ("secrets.names", f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}", "{mysql: own}"),
        ("secrets.keys", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}", "{app: {jwtPrivateKey: own}}"),
        ("secrets.keys", f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}", "{app: {jwtPrivateKey: own}}"),
        ("secrets.fromSecret", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}", "{mysql: [mysql_db]}"),
        ("secrets.fromSecret", f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}", "{mysql: [mysql_db]}"),
        ("secrets", "", f"{{kind: externalSecrets, store: {_VAULT}}}"),
        ("secrets", "", f"{{kind: secretsStoreCsi, store: {_VAULT}}}"),
        ("secrets.store", f"secrets: {{kind: externalSecrets, store: {_KEY_VAULT}}}", _VAULT),
        ("secrets.store", f"secrets: {{kind: secretsStoreCsi, store: {_KEY_VAULT}}}", _VAULT),
        ("secrets.store.region", "secrets: {kind: secretsStoreCsi, store: {kind: awsSecretsManager}}", "eu-west-1"),
        ("secrets.store.version", f"secrets: {{kind: externalSecrets, store: {_VAULT}}}", "v1"),
        ("secrets.store.version", f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}", "v1"),
        ("secrets.store.project", "secrets: {kind: externalSecrets, store: {kind: gcpSecretManager, project: acme-platform}}", "acme-platform-2"),
        ("secrets.delivery", f"secrets: {{kind: secretsStoreCsi, store: {_VAULT}}}, redis: {{kind: external, host: a.example.org}}, mysql: {{kind: external, host: a.example.org}}, clickhouse: {{kind: external, host: a.example.org}}", "files"),
        ("secrets.identity", f"secrets: {{kind: externalSecrets, store: {_KEY_VAULT}}}", _AZURE),
        ("secrets.identity.clientId", f"secrets: {{kind: externalSecrets, store: {_KEY_VAULT}, identity: {_AZURE}}}", "0f1e2d3c-0000-4000-8000-0000000000ff"),
        ("secrets.identity.tenantId", f"secrets: {{kind: externalSecrets, store: {_KEY_VAULT}, identity: {_AZURE}}}", "0f1e2d3c-0000-4000-8000-0000000000ff"),
    )),
]  # fmt: skip


def _cases() -> Iterator[tuple[tuple[str, ...], Mapping[str, Any], Any]]:
    for path, base, value in _TEXTS:
        data = yaml.safe_load(f"{{{base}}}")
        yield tuple(path.split(".")), {"profile": "development", **data}, yaml.safe_load(value)


CASES: Final = tuple(_cases())
"""The path of a setting, a configuration, and the value that the setting gets in it."""
