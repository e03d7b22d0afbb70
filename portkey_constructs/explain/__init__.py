"""Everything that can be looked up: settings, environment variables, Secret keys, ports, components and codes.

`portkey-constructs explain` and the documentation read the same pages. What a page says of a setting is asked of the types, the profiles and
the manifests themselves: nothing of it is written twice.
"""

from portkey_constructs.explain.components import ComponentPage, PortPage, components, ports
from portkey_constructs.explain.effects import Change, Effects
from portkey_constructs.explain.environment import KeyPage, VariablePage, keys, variables
from portkey_constructs.explain.index import Source
from portkey_constructs.explain.lookup import Answer, Page, find
from portkey_constructs.explain.objects import KindPage, ObjectPage, objects
from portkey_constructs.explain.outcomes import Outcome
from portkey_constructs.explain.paths import setting_of
from portkey_constructs.explain.secrets import SecretPage
from portkey_constructs.explain.settings import Part, SettingPage, Variant, setting, settings, summary
from portkey_constructs.explain.words import PartsPage, WordsPage
from portkey_constructs.rules.catalogue import ENTRIES, Entry

__all__ = [
    "Answer",
    "Change",
    "ComponentPage",
    "Effects",
    "Entry",
    "KeyPage",
    "KindPage",
    "ObjectPage",
    "Outcome",
    "Page",
    "Part",
    "PartsPage",
    "PortPage",
    "SecretPage",
    "SettingPage",
    "Source",
    "VariablePage",
    "Variant",
    "WordsPage",
    "codes",
    "components",
    "find",
    "keys",
    "objects",
    "ports",
    "setting",
    "setting_of",
    "settings",
    "summary",
    "variables",
]


def codes() -> tuple[Entry, ...]:
    """Every code, family by family."""
    return ENTRIES
