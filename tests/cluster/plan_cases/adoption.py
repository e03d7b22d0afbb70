"""Removing `adopt`: a release keeps its names and selectors until then."""

from collections.abc import Mapping
from typing import Any, Final

from tests.cluster.plan_cases.bases import QUICKSTART, REDIS
from tests.cluster.plan_cases.case import Case

__all__ = ["ADOPTION"]


def _adopted(chart: str, version: str, release: str = "portkey", **settings: Any) -> Mapping[str, Any]:
    return {"adopt": {"release": release, "chart": chart, "version": version, **settings}}


ADOPTION: Final = (
    Case("adopt of portkey-gateway removed, with the same name", REDIS, {}, _adopted("gateway", "1.7.7")),
    Case("adopt of portkey-gateway removed, with another name", REDIS, {}, _adopted("gateway", "1.7.7", "acme")),
    Case("adopt of portkey-app removed, with the same name", QUICKSTART, {"name": "portkey-app"}, _adopted("app", "1.7.6")),
    Case("adopt of portkey-app removed, with another name", QUICKSTART, {}, _adopted("app", "1.7.6")),
    Case(
        "adopt of portkey-app removed, whose stores have no claims",
        QUICKSTART,
        {"name": "portkey-app"},
        _adopted("app", "1.7.6", withoutClaims=["mysql", "redis", "clickhouse"]),
    ),
)
