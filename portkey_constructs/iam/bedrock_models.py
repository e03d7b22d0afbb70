"""ARNs of the models and inference profiles of Amazon Bedrock.

An inference profile sends requests to its model in several regions, so a role needs permission for both. The ARN of an application inference
profile does not name its model, so the role may invoke any model, but only through this profile:
https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.iam.arns import Arns

__all__ = ["any_model", "application_profiles", "model_arns"]

_PROFILE: Final = re.compile(r"(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)")


def model_arns(arns: Arns, region: str, models: Iterable[str]) -> tuple[str, ...]:
    """The ARNs that a policy must allow for a role to invoke these models or inference profiles."""
    return tuple(dict.fromkeys(arn for model in models for arn in _model_arns(arns, region, model)))


def any_model(arns: Arns) -> str:
    """The ARN of every foundation model, in every region."""
    return f"arn:{arns.partition.id}:bedrock:*::foundation-model/*"


def application_profiles(models: Iterable[str]) -> tuple[str, ...]:
    """The ARNs of application inference profiles among these models."""
    return tuple(model for model in models if ":application-inference-profile/" in model)


def _model_arns(arns: Arns, region: str, model: str) -> Iterator[str]:
    start = f"arn:{arns.partition.id}:bedrock"
    if model.startswith("arn:"):
        yield model
        if profile := _PROFILE.fullmatch(model.partition(":inference-profile/")[2]):
            yield f"{start}:*::foundation-model/{profile[2]}"
    elif model == "*":
        yield any_model(arns)
        yield f"{start}:{region}:{arns.account}:inference-profile/*"
        yield f"{start}:{region}:{arns.account}:application-inference-profile/*"
    elif profile := _PROFILE.fullmatch(model):
        yield f"{start}:{region}:{arns.account}:inference-profile/{model}"
        yield f"{start}:*::foundation-model/{profile[2]}"
    else:
        yield f"{start}:{region}::foundation-model/{model}"
