"""The changes whose plan the tests compare with what a cluster does."""

from typing import Final

from tests.cluster.plan_cases.adoption import ADOPTION
from tests.cluster.plan_cases.case import Case
from tests.cluster.plan_cases.fields import FIELDS
from tests.cluster.plan_cases.object_defaults import OBJECT_DEFAULTS
from tests.cluster.plan_cases.pod_defaults import POD_DEFAULTS
from tests.cluster.plan_cases.settings import SETTINGS
from tests.cluster.plan_cases.templates import TEMPLATES

__all__ = ["CASES"]

CASES: Final[tuple[Case, ...]] = (*SETTINGS, *TEMPLATES, *FIELDS, *POD_DEFAULTS, *OBJECT_DEFAULTS, *ADOPTION)
