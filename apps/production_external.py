"""Production with external stores: RDS, ElastiCache, a self-managed ClickHouse, logs in S3."""

from typing import Final

from portkey_constructs.config import (
    ElastiCache,
    Exposures,
    ExternalClickHouse,
    ExternalMySql,
    IngressExposure,
    Monitoring,
    Oidc,
    PortkeyConfig,
    S3LogStore,
    ServiceMonitor,
    TlsFromCertManager,
)

__all__ = ["CONFIG"]

_TLS: Final = TlsFromCertManager(issuer="letsencrypt")

CONFIG = PortkeyConfig(
    profile="production",
    # OpenID Connect needs an issuer, and a host for the redirect URI.
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(
        frontend=IngressExposure(host="portkey.example.org", ingress_class="traefik", tls=_TLS),
        gateway=IngressExposure(host="gateway.example.org", ingress_class="traefik", tls=_TLS),
    ),
    # Neither this file nor a URL contains a password: the pods read existing Secrets.
    mysql=ExternalMySql(host="portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", tls="rds"),
    # The URL scheme is derived from tls: with redis:// and TLS enabled, the driver throws an exception.
    redis=ElastiCache(host="master.portkey-cache.xyz.usw2.cache.amazonaws.com", tls=True),
    # With TLS, ClickHouse listens on 8443 and 9440 instead of 8123 and 9000.
    clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True),
    log_store=S3LogStore(bucket="portkey-logs", region="us-west-2"),
    # Prometheus selects ServiceMonitors by this label.
    monitoring=Monitoring(service_monitor=ServiceMonitor(labels={"release": "prometheus"})),
)
