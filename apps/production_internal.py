"""Production with MySQL, Redis and ClickHouse in the cluster, and logs in S3."""

from typing import Final

from portkey_constructs.config import (
    Amounts,
    Autoscaling,
    BackendConfig,
    Exposures,
    GatewayConfig,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    IngressExposure,
    Oidc,
    Persistence,
    PortkeyConfig,
    Resources,
    S3LogStore,
    TlsFromSecret,
)

__all__ = ["CONFIG"]

_TLS: Final = TlsFromSecret(secret_name="portkey-tls")

CONFIG = PortkeyConfig(
    profile="production",
    # This file contains no credentials: the pods read existing Secrets with complete sets of keys.
    # OpenID Connect needs an issuer. The redirect URI is derived from the host of the front end.
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(
        # Traefik, because the controller of the class nginx is retired. The TLS host is the host of the exposure.
        frontend=IngressExposure(host="portkey.example.org", ingress_class="traefik", tls=_TLS),
        # API clients use this host. Without it, they reach the gateway only through the front end.
        gateway=IngressExposure(host="gateway.example.org", ingress_class="traefik", tls=_TLS),
    ),
    # The access keys come from the Secret portkey-gateway.
    log_store=S3LogStore(bucket="portkey-logs", region="us-west-2"),
    # Targets are percentages of the requests, which this profile sets.
    backend=BackendConfig(autoscaling=Autoscaling(min=2, max=10, cpu=70)),
    gateway=GatewayConfig(autoscaling=Autoscaling(min=3, max=20, cpu=60)),
    # Without requests, Kubernetes would reserve the limits.
    mysql=InClusterMySql(
        persistence=Persistence(size="50Gi", storage_class="gp3"),
        resources=Resources(
            requests=Amounts(cpu="500m", memory="1Gi", ephemeral_storage="256Mi"), limits=Amounts(cpu="2", memory="4Gi", ephemeral_storage="21Gi")
        ),
    ),
    redis=InClusterRedis(
        persistence=Persistence(size="10Gi"),
        resources=Resources(
            requests=Amounts(cpu="100m", memory="256Mi", ephemeral_storage="64Mi"), limits=Amounts(cpu="1", memory="2Gi", ephemeral_storage="2Gi")
        ),
    ),
    clickhouse=InClusterClickHouse(
        persistence=Persistence(size="100Gi"),
        resources=Resources(
            requests=Amounts(cpu="500m", memory="2Gi", ephemeral_storage="512Mi"), limits=Amounts(cpu="2", memory="8Gi", ephemeral_storage="16Gi")
        ),
    ),
)
