"""Reference pages for settings, environment variables, Secrets and their keys, objects, components, ports and codes.

`portkey-constructs explain` and the documentation use the same pages. They come from the models and from declared tables: variables,
Secret keys, kinds of objects, rules, and the effects of settings in `effects.yaml`. Only `in_config` renders objects.
"""

from portkey_constructs.explain.lookup import Answer, Page, find
from portkey_constructs.explain.paths import setting_of
from portkey_constructs.explain.settings import SettingPage, setting, settings

__all__ = ["Answer", "Page", "SettingPage", "find", "setting", "setting_of", "settings"]
