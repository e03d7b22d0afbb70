"""What the versions of Portkey's images change that an upgrade must consider, as the page about upgrades lists it."""

from typing import Final, NamedTuple

from portkey_constructs.platform.compatibility import RELEASE_NOTES
from portkey_constructs.platform.image_version import ImageVersion as V

__all__ = ["NOTABLE_CHANGES", "NotableChange"]


class NotableChange(NamedTuple):
    """A version, and what it changes."""

    component: str
    version: V
    date: str
    """Day of the release."""
    change: str
    """One or two sentences, in Markdown."""
    breaking: bool = False
    """Whether it can break a platform that worked before."""

    @property
    def source(self) -> str:
        """The notes that contain the change."""
        return f"{RELEASE_NOTES[self.component]} {self.version}"


NOTABLE_CHANGES: Final = (
    NotableChange("backend", V(1, 4, 0), "2025-11-12", "The image does not run as root any more. The manifests are made for this image.", True),
    NotableChange("backend", V(1, 5, 0), "2025-11-17", "Migrates ClickHouse: the gateway from 1.17.0 and the data service from 1.4.0 need it."),
    NotableChange(
        "backend", V(1, 9, 0), "2026-02-16", "Guardrails, API access, exports, limits, audit logs, SCIM and policies are on. `OFF` disables each."
    ),
    NotableChange("backend", V(1, 12, 0), "2026-03-09", "Migrations call knex without npx, as the manifests do. Nothing to do."),
    NotableChange("backend", V(1, 13, 0), "2026-04-01", "ClickHouse replication and sharding."),
    NotableChange("backend", V(1, 16, 0), "2026-05-13", "Migrates MySQL (types of usage limits). The old OIDC endpoints are gone.", True),
    NotableChange(
        "backend", V(1, 17, 0), "2026-05-26", "Migrates MySQL. The prompt routes of organizations are gone. Any UUID fits the SAML callback.", True
    ),
    NotableChange(
        "backend",
        V(1, 18, 0),
        "2026-06-23",
        "`include_mapped_groups` of SCIM is gone. EKS Pod Identity works; it did not before. With gateway 2.11.0, organizations from 2026-06-19 "
        "refuse inline configs.",
        True,
    ),
    NotableChange("backend", V(1, 19, 0), "2026-07-01", "Migrates MySQL (Databricks, security settings of workspaces)."),
    NotableChange("backend", V(1, 21, 0), "2026-07-27", "Accepts names of the cluster as custom hosts of integration models again."),
    NotableChange("backend", V(1, 22, 0), "2026-08-03", "Each replica opens 12 connections to MySQL instead of 6: check `max_connections`."),
    NotableChange("dataservice", V(1, 4, 0), "2025-11-17", "The image does not run as root any more. Needs backend 1.5.0.", True),
    NotableChange("dataservice", V(1, 5, 0), "2026-02-04", "Needs gateway 2.1.0.", True),
    NotableChange("dataservice", V(1, 7, 0), "2026-05-08", "Works only with gateway 2.8.0 and later: upgrade the gateway directly afterwards.", True),
    NotableChange("dataservice", V(1, 8, 0), "2026-05-20", "The page of the queues (bull-board) is off."),
    NotableChange("gateway", V(1, 10, 3), "2025-01-23", "Latency metrics are in milliseconds instead of seconds.", True),
    NotableChange("gateway", V(1, 11, 3), "2025-06-06", "The metric label `path` is called `endpoint`.", True),
    NotableChange("gateway", V(1, 17, 0), "2025-11-17", "The image does not run as root any more. Needs backend 1.5.0.", True),
    NotableChange("gateway", V(2, 0, 0), "2026-01-28", "The MCP gateway is generally available."),
    NotableChange(
        "gateway",
        V(2, 2, 5),
        "2026-02-27",
        "The metric labels for model and metadata are off: dashboards by model are empty until you enable them.",
        True,
    ),
    NotableChange("gateway", V(2, 4, 4), "2026-03-25", "Attributes of OpenTelemetry spans have other names.", True),
    NotableChange("gateway", V(2, 6, 0), "2026-04-08", "Connections of the MCP gateway live 10 minutes instead of 30."),
    NotableChange("gateway", V(2, 7, 0), "2026-04-30", "Images are signed with cosign."),
    NotableChange(
        "gateway", V(2, 8, 0), "2026-05-14", "Needs data service 1.7.0, deployed before. CORS of the MCP gateway allows no credentials.", True
    ),
    NotableChange(
        "gateway",
        V(2, 10, 0),
        "2026-05-30",
        "Refuses upstreams with private addresses, unless `trustedHosts` lists them: do so "
        "[before the upgrade](private-models.md#before-you-upgrade-to-gateway-2100).",
        True,
    ),
    NotableChange("gateway", V(2, 12, 0), "2026-06-23", "`/dataservice/metrics` obeys `ENABLE_PROMETHEUS`."),
    NotableChange(
        "gateway",
        V(2, 14, 0),
        "2026-07-09",
        "Refuses configs with more than 100 targets, or 50 nested ones: before the upgrade, raise `MAX_ROOT_CONFIG_TARGETS` and "
        "`MAX_NESTED_CONFIG_TARGETS` in `env`. Providers answer `/v1/models`.",
        True,
    ),
    NotableChange("gateway", V(2, 16, 0), "2026-07-27", "Can pass session tags to Bedrock: an assumed role must then allow `sts:TagSession`."),
    NotableChange("frontend", V(1, 5, 0), "2025-11-17", "The image does not run as root any more, and listens on port 8080.", True),
)
"""By service in the order of an upgrade, oldest version first."""
