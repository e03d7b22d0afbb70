"""Recognizes secrets in free text by their own form: URLs with passwords, private keys, tokens of well-known services, and headers."""

import re
from typing import Final

__all__ = ["secret_shape"]

_SHAPES: Final = {
    "url": ("a URL with a password", r"(?<![A-Za-z0-9+.-])[A-Za-z0-9+.-]+://[^/\s:@'\"<>]*:(?![$<{*@])[^/\s@'\"<>$]+@[^\s/@]"),
    "pem": ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "jwt": ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{8,1000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{16,}"),
    "aws": ("an AWS access key", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    "github": ("a GitHub token", r"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})"),
    "gitlab": ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "slack": ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}"),
    "stripe": ("a Stripe key", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    "model": ("an API key of a model provider", r"\bsk-(?=[A-Za-z_-]{0,100}[0-9])[A-Za-z0-9_-]{20,}"),
    "google": ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    "azure": (
        "an Azure storage key or signature",
        r"\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/%=]{20,}|[?&]sig=[A-Za-z0-9%+/=]{20,}",
    ),
    "header": (
        "an authorization header",
        r"(?i:\bbasic )(?:(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9+/]{8,}={1,2})(?![A-Za-z0-9+/])"
        r"|(?i:\bbearer (?=[a-z._~+/-]*[0-9])[a-z0-9._~+/-]{20,})",
    ),
}
_SECRET: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (_, pattern) in _SHAPES.items()))


def secret_shape(text: str) -> str:
    """What kind of secret a text contains, such as "a private key"; empty if it has none of the known forms."""
    match = _SECRET.search(text)
    return _SHAPES[match.lastgroup][0] if match and match.lastgroup else ""
