"""Types of the settings of rollouts."""

from typing import Annotated

from portkey_constructs.config.types import Whole

__all__ = ["HistoryLimit", "ReadySeconds", "StoreReadySeconds"]

HistoryLimit = Annotated[int, Whole(0, 100_000, "a whole number from 0")]
ReadySeconds = Annotated[int, Whole(0, 599, "a number of seconds from 0 to 599, because a rollout fails after 600 seconds without progress")]
StoreReadySeconds = Annotated[int, Whole(0, 2**31 - 1, "a number of seconds from 0")]
