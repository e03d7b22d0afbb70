"""Everything that can be looked up: settings, environment variables, Secret keys, ports, components and codes.

`portkey-constructs explain` and the documentation read the same pages. What a page says of a setting is asked of the types, the profiles and
the manifests themselves: nothing of it is written twice.
"""

from portkey_constructs.catalogue import ENTRIES, Entry
from portkey_constructs.reference.components import ComponentPage, PortPage, components, ports
from portkey_constructs.reference.effects import Change, Effects
from portkey_constructs.reference.environment import KeyPage, VariablePage, keys, variables
from portkey_constructs.reference.index import Source
from portkey_constructs.reference.lookup import Answer, Page, find, setting_of
from portkey_constructs.reference.settings import SettingPage, Variant, setting, settings, summary

__all__ = [
    "Answer",
    "Change",
    "ComponentPage",
    "Effects",
    "Entry",
    "KeyPage",
    "Page",
    "PortPage",
    "SettingPage",
    "Source",
    "VariablePage",
    "Variant",
    "codes",
    "components",
    "find",
    "keys",
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
