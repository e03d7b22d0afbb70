"""An account in an emulator: templates name their account, and so do the roles that components assume."""

from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from tests.aws.emulators import REGION, Emulator

__all__ = ["Account", "account_of"]


@dataclass(frozen=True, slots=True)
class Account(Emulator):
    """An emulator whose clients use one account."""

    account: str

    def client(self, service: str, *, region: str = REGION) -> Any:
        """A client of one service in the account."""
        client = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            # LocalStack reads the account from here, moto from a header.
            aws_access_key_id=self.account,
            aws_secret_access_key="test",
            config=Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )
        client.meta.events.register("before-send", self._set_account)
        return client

    def _set_account(self, request: Any, **_: Any) -> None:
        request.headers["X-Moto-Account-Id"] = self.account


def account_of(emulator: Emulator, account: str) -> Account:
    """An account in an emulator."""
    return Account(emulator.name, emulator.endpoint, emulator.log, account)
