"""Recognizes secrets in free text: by the form of the text, by the name that the text has, and at last by its randomness.

This is the only detector: rules, errors, `repr`, `model_dump`, plans, `explain` and the import from Helm use it.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

__all__ = ["FORMS", "HIDDEN", "NAMED", "RANDOM", "SECRET_DATA", "SECRET_NAMES", "is_secret_name", "masked", "secret_in", "secret_shape"]

HIDDEN: Final = "(hidden)"
"""What stands in a text instead of a secret."""

SECRET_DATA: Final = frozenset(("data", "stringData"))
"""The fields of a Secret in Kubernetes whose values are secret, whatever their names are."""

NAMED: Final = "a value with the name of a secret"
RANDOM: Final = "random text, such as that of a key"

_END: Final = r"(?![^\s\"'<>;&,}])"
_LITERAL: Final = (
    r"(?![$?=<-]|\{\{|%[({]|arn:|vault:|[A-Za-z][A-Za-z0-9+.-]*://"
    rf"|(?:[*x.#]+|(?i:true|false|yes|no|on|off|none|null|nil|undefined|optional|required|enabled|disabled|default|\(?hidden\)?)|\.{{0,2}}(?:/[\w.@-]+)+/?){_END})"
)
"""Precedes a literal value: no reference, placeholder, option, address, ARN or path, and no word such as true or none."""
_WORD: Final = (
    # The possible first letters: skipping all others halves the time of a search.
    r"(?=[ac-ehjlmpr-twAC-EHJLMPR-TW\u017f])"
    r"(?i:password|passwd|passphrase|requirepass|masterauth|(?<![a-z])(?:pass|pwd|pw|secret|credentials?|authorization)|(?<!per[_-])token"
    r"|(?:client|app|consumer|shared)[_.-]?secret|client[_.-]?auth|redis[_.-]?auth"
    r"|(?:api|access|private|secret|signing|encryption|master|license|account|shared|storage|subscription|hmac|jwt|deploy|webhook|ssh|admin|auth)[_.-]?key)"
    r"(?:[_-](?:hash|(?:double_)?sha(?:1|256)(?:_hex)?))?(?:[_-]?[0-9]{1,3})?"
)
"""The end of the name of a secret, also of a hashed one."""
_FORMS: Final = {
    "url": (
        "a URL with a password",
        r"//[^/\s:@'\"<>]*:(?![$<{*@])[^/\s@'\"<>$]+@[^\s/@]"
        r"|(?i:%3a%2f%2f)[^\s/@:%]{0,100}(?i:%3a)(?!(?i:%24|%7b))[^\s/@:]{1,200}?%40|\bjdbc:oracle:[a-z]+:[^\s/@]{1,100}/(?![$<{*@])[^\s/@]{1,200}@",
    ),
    "pem": (
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
        r"|\bLS0tLS1CRUdJTiB(?:QUklWQVRF|SU0EgUFJJVkFURS|FQyBQUklWQVRF|FTkNSWVBURUQg|PUEVOU1NI|EU0EgUFJJVkFURS)",
    ),
    "jwt": ("a JSON Web Token", r"\bey[Jj][A-Za-z0-9_-]{8,1000}\.ey[Jj][A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{16,}"),
    "aws": (
        "an AWS access key",
        r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"
        r"|(?<![A-Za-z0-9+/_.-])(?=[A-Za-z+/]{0,39}[0-9])(?=[A-Z0-9+/]{0,39}[a-z])(?=[a-z0-9+/]{0,39}[A-Z])(?=[A-Za-z0-9]{0,39}[+/])"
        r"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_.-])",
    ),
    "github": ("a GitHub token", r"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})"),
    "gitlab": ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "slack": (
        "a Slack token",
        r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}|\bxapp-[0-9]-[A-Za-z0-9-]{20,}|\bhooks\.slack\.com/services/[A-Za-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9]{8,}",
    ),
    "stripe": ("a Stripe key", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{16,}"),
    "model": (
        "an API key of a model provider",
        r"\bsk-(?=[A-Za-z_-]{0,100}[0-9])[A-Za-z0-9_-]{20,}|\bhf_[A-Za-z]{34}\b|\br8_[A-Za-z0-9]{37}\b|\b(?:gsk_|pplx-|xai-)[A-Za-z0-9]{40,}",
    ),
    "google": (
        "a Google API key or service account key",
        r"\bAIza[A-Za-z0-9_-]{35}\b|\bGOCSPX-[A-Za-z0-9_-]{28}|\bya29\.[A-Za-z0-9_-]{20,}|\\?\"private_key(?:_id)?\\?\"\s*:\s*\\?\"[^\s\"]"
        r"|\b(?:eyJ0eXBlIjoic2VydmljZV9hY2NvdW50|eyJ0eXBlIjogInNlcnZpY2VfYWNjb3Vud|ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3Vud)",
    ),
    "azure": (
        "an Azure storage key or signature",
        r"\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/%=]{20,}|[?&]sig=[A-Za-z0-9%+/=]{20,}"
        r"|\b[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])",
    ),
    "service": (
        "a token of another service",
        r"\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{20,}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}|do[opr]_v1_[0-9a-f]{64}|hv[sb]\.[A-Za-z0-9_-]{20,}"
        r"|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{30,}|NRAK-[A-Z0-9]{27}|SK[0-9a-f]{32}|AGE-SECRET-KEY-1[A-Z0-9]{20,}|[0-9]{8,10}:AA[A-Za-z0-9_-]{33})"
        r"(?![A-Za-z0-9_-])|[?&](?:X-Amz-Signature|X-Goog-Signature)=[0-9a-f]{32,}|[?&]key=(?=[A-Za-z_-]*[0-9])(?=[0-9_-]*[A-Za-z])[A-Za-z0-9_-]{12,}",
    ),
    "hash": (
        "a hashed password",
        r"(?<![\w$])\$(?:2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}|(?:apr1|1|5|6|y|argon2(?:id|i|d)|scrypt)\$[^\s\"'$]+\$[^\s\"']{16,})",
    ),
    "header": (
        "an authorization header",
        r"(?i:\bbasic )(?:(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9+/]{8,}={1,2})(?![A-Za-z0-9+/])"
        r"|(?i:\bbearer (?=[a-z._~+/-]*[0-9])[a-z0-9._~+/-]{20,})|(?i:^(?:basic|bearer) (?![$<{(*])(?=\S*[0-9])\S{8,}$)"
        rf"|(?i:\bauthorization[ \t]*[:=][ \t]*(?:basic|bearer|token|apikey)[ \t]+){_LITERAL}[A-Za-z0-9._~+/=-]*[0-9]",
    ),
    "assignment": (
        "an assignment of a secret",
        rf"{_WORD}(?:\\?[\"'])?[ \t]*(?:=[ \t]*\\?[\"']?{_LITERAL}[^\s\"'<>;&,}}\\]"
        rf"|:[ \t]*(?:\\?[\"']{_LITERAL}[^\"'\\]|{_LITERAL}[^\s\"'<>,{{}}\[\]&*|>!#]\S*[ \t]*$))"
        rf"|<{_WORD}>{_LITERAL}[^<]+</|(?<![\w-])--?[a-z-]*{_WORD}[ \t]+[\"']?{_LITERAL}[^\s\"'<>]"
        rf"|(?i:\bidentified\s(?:with\s\S+\s)?by\s)[\"'](?!\$)[^\"'\s]"
        rf"|\\?\"auth\\?\"[ \t]*:[ \t]*\\?\"[A-Za-z0-9+/]{{8,}}={{0,2}}\\?\"|\blogin[ \t]+\S+\s+password[ \t]+{_LITERAL}\S"
        rf"|\bcurl\b[^|;&\n]{{0,300}}?[ \t](?:-u|--user|--proxy-user)[ \t=]*[\"']?[^\s:\"'$]+:{_LITERAL}[^\s\"']"
        rf"|\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^|;&\n]{{0,300}}?[ \t]-p[\"']?{_LITERAL}[^\s\"']"
        rf"|\bredis-cli\b[^|;&\n]{{0,300}}?[ \t]-a[ \t]+[\"']?{_LITERAL}[^\s\"']"
        rf"|^[a-z][\w-]*(?:\.[\w-]+)+:(?:[0-9]{{2,5}}|\*):[^\s:/]+:[^\s:/]+:{_LITERAL}[^\s:/]+$",
    ),
}
_FORM: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (_, pattern) in _FORMS.items()), re.MULTILINE)
FORMS: Final[Mapping[str, str]] = {name: title for name, (title, _) in _FORMS.items()}
"""What each form is called in errors and in the documentation."""

_PAIR_NAME: Final = r"(?:-u|--user|--proxy-user|(?i:(?:set-)?cookie))$"
SECRET_NAMES: Final = re.compile(rf"(?:{_WORD}|[_.-](?i:key)|(?<=[a-z])Key)$|^{_PAIR_NAME}", re.MULTILINE)
"""Finds every name with which `secret_in` may find a secret in a text without the form of one."""
_NAME: Final = re.compile(rf"{_WORD}$")
_NAME_OF_PAIR: Final = re.compile(_PAIR_NAME)
_NAME_OF_KEY: Final = re.compile(r"(?<!public)(?<!public[_.-])(?:[_.-]key|(?<=[a-z])Key)$", re.IGNORECASE)
_NO_SECRET: Final = re.compile(r"^secret(?:Key)?$|^(?!.*client).*/.*secret$")
"""A Secret that a Kubernetes object names, a key of the External Secrets Operator, and annotations that name a Secret."""
_PASSWORD: Final = re.compile(r"(?i)pass|pwd|pw$")
_VALUE: Final = re.compile(rf"{_LITERAL}[^\s]")
_PAIR: Final = re.compile(rf"(?![0-9]+:[0-9]+$)[^\s:=$]+[:=]{_LITERAL}[^\s]")
"""A user with a password, or a cookie with its value."""
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]*)?")
_KEY: Final = re.compile(r"(?=[A-Za-z+/=]*[0-9])(?=[0-9+/=]*[A-Za-z])[A-Za-z0-9+/=]{16,}")

_CANDIDATE: Final = re.compile(
    r"(?<![A-Za-z0-9+_-])(?=[A-Z0-9+_-]*[a-z])(?=[a-z0-9+_-]*[A-Z])(?=[A-Za-z+_-]*[0-9])"
    r"[A-Za-z0-9+_-]{24,}"
)
"""A word without a slash, which separates the parts of paths and addresses."""
_PUBLIC: Final = re.compile(
    r"-----BEGIN ((?:TRUSTED )?CERTIFICATE|(?:RSA )?PUBLIC KEY)-----.*?-----END \1-----|<(\w*:?X509Certificate)>.*?</\2>|\bdata:[a-z]+/[^\s\"']+"
    r"|\bsha(?:256|384|512)-[A-Za-z0-9+/=]+|(?<![A-Za-z0-9+/_-])(?:MII|AAAA|LS0tLS1CRUdJTiBD|LS0tLS1CRUdJTiBQVUJM)[A-Za-z0-9+/=]+",
    re.DOTALL,
)
"""Certificates, public keys, images and checksums."""
_WORDS: Final = re.compile(r"[A-Z][a-z]{2,}|[a-z]{3,}|[A-Z]{4,}|[0-9]{4,}|[/_-]")
"""What names and paths consist of."""
_MIN_REST: Final = 0.42
"""The part of a text that does not look like words: mostly above 0.5 in random text."""
_MIN_ENTROPY: Final = 3.8
"""Bits for each character."""


def secret_shape(text: str) -> str:
    """What kind of secret a text contains, such as "a private key"; empty if it has none of the forms and is not random."""
    match = _FORM.search(text)
    if match and match.lastgroup:
        return FORMS[match.lastgroup]
    return RANDOM if _CANDIDATE.search(text) and _random_words(text) else ""


def is_secret_name(name: str) -> bool:
    """Whether a name is that of a secret, whatever its value is: DB_PASSWORD, apiToken, X-Api-Key."""
    return _NAME.search(name) is not None and _NO_SECRET.search(name) is None


def secret_in(name: str, text: str) -> str:
    """What kind of secret a text with a name contains; the name of a secret makes a secret of every literal value."""
    if shape := secret_shape(text):
        return shape
    if is_secret_name(name) and _VALUE.match(text) and (_PASSWORD.search(name) or not _NUMBER.fullmatch(text)):
        return NAMED
    if _NAME_OF_PAIR.match(name) and _PAIR.match(text):
        return NAMED
    return NAMED if _NAME_OF_KEY.search(name) and _KEY.fullmatch(text) else ""


def masked(text: str) -> str:
    """A path or a sentence about settings without what follows the beginning of a secret in it."""
    starts = [match.start() for match in (_FORM.search(text),) if match]
    starts += _random_words(text)
    return f"{text[: min(starts)]}{HIDDEN}" if starts else text


def _random_words(text: str) -> list[int]:
    """Where random words begin in a text."""
    private = _PUBLIC.sub(lambda match: " " * len(match[0]), text)
    return [match.start() for match in _CANDIDATE.finditer(private) if _is_random(match[0])]


def _is_random(word: str) -> bool:
    counts = Counter(word)
    entropy = -sum(count / len(word) * math.log2(count / len(word)) for count in counts.values())
    return entropy >= _MIN_ENTROPY and len(_WORDS.sub("", word)) >= _MIN_REST * len(word)
