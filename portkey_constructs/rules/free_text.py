"""Rules about secrets in free text, which only their form gives away."""

from typing import Final

from pydantic import SecretStr

from portkey_constructs.config.secret_shapes import secret_shape
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.configured_texts import configured_texts
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_HEADER: Final = "Bearer 0123456789abcdef0123"
"""An invented token."""
_OTHER_RULE: Final = ("redis.url", "redis.queues.url")
"""Settings whose passwords another rule reports."""
_REFERENCE: Final = "{secretKeyRef: {name: proxy, key: header}}"


@rule(
    "PK-SECRET-029",
    title="a secret in free text, outside the development profile",
    cause="The text has the form of a secret: a URL with a password, a private key, a JSON Web Token, an authorization header, or a key or token of "
    "AWS, Azure, Google, GitHub, GitLab, Slack, Stripe, OpenAI or Anthropic. It would be in git and in the manifests.",
    fix="Refer to a Secret instead, such as {secretKeyRef: {name: NAME, key: KEY}} in env, or add the setting to intended if the text is not secret.",
    settings=("**",),
    example=Example(f"gateway: {{env: {{HEADER: '{_HEADER}'}}}}\n", f"gateway: {{env: {{HEADER: {_REFERENCE}}}}}\n"),
    each_alone=True,
)
def secret_in_free_text(platform: Platform) -> Findings:
    if platform.profile == "development":
        return
    texts = [(path, text) for path, text in configured_texts(platform) if not isinstance(text, SecretStr)]
    # One search over everything is enough for a configuration without secrets.
    if not secret_shape("\n".join([text for _, text in texts])):
        return
    accepted = {*platform.config.intended, *_OTHER_RULE}
    for path, text in texts:
        if (shape := secret_shape(text)) and path not in accepted:
            where = (
                "remove it, because VITE_ variables are public"
                if ".VITE_" in path
                else "use {secretKeyRef: {name: NAME, key: KEY}}"
                if "env." in path
                else "move it to a Secret"
            )
            yield Finding(path, f"contains {shape}", f"{where}, or, if it is not secret, write `intended: [{path}]` at the top level")
