"""The resolved platform: everything derived from a configuration, and the requirements of Portkey's images as data."""

from portkey_constructs.platform.components import Component, Migration, Replicas, Service, Store
from portkey_constructs.platform.platform import Addresses, Exposure, Platform
from portkey_constructs.platform.resolve import resolve
from portkey_constructs.platform.secrets import Secret

__all__ = ["Addresses", "Component", "Exposure", "Migration", "Platform", "Replicas", "Secret", "Service", "Store", "resolve"]
