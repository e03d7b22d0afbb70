"""What a person puts into a key is said of every key that somebody fills, and the commands for it do what they say."""

import base64
import hashlib
import re
import shutil
import subprocess

import pytest

from portkey_constructs.explain.forms import FORMS
from portkey_constructs.platform import secret_keys
from portkey_constructs.platform.secret_keys import CUSTOMER_KEY, CUSTOMER_KEY_MD5, JWT_PRIVATE_KEY, SecretKey

KEYS = [one for one in vars(secret_keys).values() if isinstance(one, SecretKey)]


def test_every_secret_key_has_a_form_and_no_other_has() -> None:
    assert set(FORMS) == {one for one in KEYS if one.sensitive}


def test_a_purpose_is_one_short_line() -> None:
    """It stands between angle brackets where a Secret is to be filled in."""
    for one in KEYS:
        assert "\n" not in one.purpose
        assert len(one.purpose) <= 90, one.key
        assert not one.purpose.endswith(".")


def test_a_purpose_tells_two_keys_apart() -> None:
    purposes = [(one.purpose, one.group) for one in KEYS]
    assert len(set(purposes)) == len(purposes)


def command(key: SecretKey) -> str:
    return str(re.findall(r"`([^`]+)`", FORMS[key])[0])


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl here")
def test_the_commands_make_what_they_say() -> None:
    def run(text: str) -> str:
        return subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=True).stdout.strip()

    assert len(base64.b64decode(run(command(JWT_PRIVATE_KEY)))) == 48
    key = run(command(CUSTOMER_KEY))
    assert len(base64.b64decode(key)) == 32
    digest = run(command(CUSTOMER_KEY_MD5).replace("KEY", key))
    assert base64.b64decode(digest) == hashlib.md5(base64.b64decode(key)).digest()
