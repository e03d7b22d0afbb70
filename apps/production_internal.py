"""Production with MySQL, Redis and ClickHouse in the cluster and logs in S3."""

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
    # No credential stands here: the pods name Secrets that exist, with complete key sets.
    # OpenID Connect needs its issuer; where people come back to follows from the front end's host.
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(
        # Traefik, since the controller behind the class nginx is retired; the TLS host is the door's own.
        frontend=IngressExposure(host="portkey.example.org", ingress_class="traefik", tls=_TLS),
        # API clients come in here; without a door of its own the gateway is reached through the front end alone.
        gateway=IngressExposure(host="gateway.example.org", ingress_class="traefik", tls=_TLS),
    ),
    # The access keys come from the Secret portkey-gateway.
    log_store=S3LogStore(bucket="portkey-logs", region="us-west-2"),
    # Targets are shares of the requests, which this profile sets.
    backend=BackendConfig(autoscaling=Autoscaling(min=2, max=10, cpu=70)),
    gateway=GatewayConfig(autoscaling=Autoscaling(min=3, max=20, cpu=60)),
    # Requests beside the limits: a limit alone would reserve all of it.
    mysql=InClusterMySql(
        persistence=Persistence(size="50Gi", storage_class="gp3"),
        resources=Resources(requests=Amounts(cpu="500m", memory="1Gi"), limits=Amounts(cpu="2", memory="4Gi")),
    ),
    redis=InClusterRedis(
        persistence=Persistence(size="10Gi"),
        resources=Resources(requests=Amounts(cpu="100m", memory="256Mi"), limits=Amounts(cpu="1", memory="2Gi")),
    ),
    clickhouse=InClusterClickHouse(
        persistence=Persistence(size="100Gi"),
        resources=Resources(requests=Amounts(cpu="500m", memory="2Gi"), limits=Amounts(cpu="2", memory="8Gi")),
    ),
)
