"""A stand-in seen from one account of many: templates name theirs, and so do the roles that are taken on."""

from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from tests.aws.stand_ins import REGION, StandIn

__all__ = ["Account", "account_of"]


@dataclass(frozen=True, slots=True)
class Account(StandIn):
    """A stand-in whose clients are of one account."""

    account: str

    def client(self, service: str, *, region: str = REGION) -> Any:
        """A client of one service, with credentials of the account."""
        made = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            # LocalStack takes the account from here, moto from a header.
            aws_access_key_id=self.account,
            aws_secret_access_key="test",
            config=Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )
        made.meta.events.register("before-send", self._told)
        return made

    def _told(self, request: Any, **_: Any) -> None:
        request.headers["X-Moto-Account-Id"] = self.account


def account_of(stand_in: StandIn, account: str) -> Account:
    """A stand-in as an account sees it."""
    return Account(stand_in.name, stand_in.endpoint, stand_in.log, account)
