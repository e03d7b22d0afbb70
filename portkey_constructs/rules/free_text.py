"""Rules about secrets in free text, which their form, their name or their randomness gives away."""

from collections.abc import Iterator
from typing import Final

from pydantic import SecretStr

from portkey_constructs.config.secret_shapes import SECRET_NAMES, secret_in, secret_shape
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.user_environment import PAGE_PREFIX
from portkey_constructs.rules.configured_texts import configured_texts, owner_of_secret_key
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_HEADER: Final = "Bearer 0123456789abcdef0123"
"""An invented token."""
_OTHER_RULE: Final = ("redis.url", "redis.queues.url")
"""Settings whose passwords another rule reports."""
_NAMES_OF_KEYS: Final = ("secrets.", "secretOverrides.")
"""Maps from the keys of Secrets to other names of these keys."""
_REFERENCE: Final = "{secretKeyRef: {name: proxy, key: header}}"


@rule(
    "PK-SECRET-029",
    title="a secret in free text, outside the development profile",
    cause="The text is a literal value with the name of a secret, such as DB_PASSWORD, apiToken or --api-key, or it has the form of a secret: a URL "
    "with a password, a private key, a JSON Web Token, an authorization header, an assignment such as password=..., a key or token of AWS, Azure, "
    "Google, GitHub, GitLab, Slack, Stripe, OpenAI or Anthropic, or random text. It would be in git and in the manifests.",
    fix="Refer to a Secret instead, such as {secretKeyRef: {name: NAME, key: KEY}} in env, or add the setting to intended if the text is not secret.",
    settings=("**",),
    example=Example(f"gateway: {{env: {{HEADER: '{_HEADER}'}}}}\n", f"gateway: {{env: {{HEADER: {_REFERENCE}}}}}\n"),
    each_alone=True,
)
def secret_in_free_text(platform: Platform) -> Findings:
    if platform.profile == "development":
        return
    texts = [text for text in configured_texts(platform) if not isinstance(text[1], SecretStr)]
    names = "\n".join([name for path, _, name in texts if not path.startswith(_NAMES_OF_KEYS)])
    # Two searches over everything are enough for a configuration without secrets.
    if not SECRET_NAMES.search(names) and not secret_shape("\n".join([f"{text}\n{name}" for _, text, name in texts])):
        return
    accepted = {*platform.config.intended, *_OTHER_RULE}
    reported = set()
    for path, text, key in texts:
        name = "" if path.startswith(_NAMES_OF_KEYS) else key
        for place, what, fix in _secrets(path, str(text), name):
            if place not in accepted and place not in reported:
                reported.add(place)
                yield Finding(place, what, f"{fix}, or, if it is not secret, write `intended: [{place}]` at the top level")


def _secrets(path: str, text: str, name: str) -> Iterator[tuple[str, str, str]]:
    """The setting of a secret in a text or in one of its keys, what is wrong, and the fix; the path to a key with a secret ends before it."""
    owner = owner_of_secret_key(path)
    if shape := secret_in(name, text):
        yield owner or path, f"contains {shape}", _instead(path)
    if owner:
        yield owner, f"has a key that contains {secret_shape(path)}", "choose another key"


def _instead(path: str) -> str:
    if f".{PAGE_PREFIX}" in path:
        return f"remove it, because {PAGE_PREFIX} variables are public"
    return "use {secretKeyRef: {name: NAME, key: KEY}}" if "env." in path else "move it to a Secret"
