"""Keys that OpenSSL creates, as the rule about the key of the MCP gateway sees them."""

import shutil
import subprocess

import pytest

from portkey_constructs.rules.mcp_servers import problem_of_key

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


def openssl(*arguments: str, text: str = "") -> str:
    return subprocess.run(["openssl", *arguments], input=text, capture_output=True, text=True, check=True).stdout


def rsa(bits: int) -> str:
    return openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}")


@pytest.mark.parametrize("bits", [2048, 3072])
def test_rsa_key_of_the_documented_command_is_accepted(bits: int) -> None:
    assert problem_of_key(rsa(bits)) is None
    assert problem_of_key(rsa(bits).strip()) is None


def test_short_key_and_keys_of_other_algorithms_are_refused_without_their_text() -> None:
    short, elliptic = rsa(1024), openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    edwards = openssl("genpkey", "-algorithm", "ED25519")
    messages = [problem_of_key(key) for key in (short, elliptic, edwards)]
    assert [message.message for message in messages if message] == [
        "is an RSA key of 1024 bits, and signing needs at least 2048",
        "is no RSA key",
        "is no RSA key",
    ]


def test_commands_of_the_fixes_convert_the_other_forms() -> None:
    key = rsa(2048)
    traditional = openssl("pkey", "-traditional", text=key)
    encrypted = openssl("pkcs8", "-topk8", "-passout", "pass:secret", text=key)
    for other, command in (
        (traditional, ("pkcs8", "-topk8", "-nocrypt")),
        (encrypted, ("pkcs8", "-passin", "pass:secret")),
    ):
        problem = problem_of_key(other)
        assert problem is not None
        assert problem.message.startswith(("is in PKCS#1", "is encrypted"))
        assert problem_of_key(openssl(*command, text=other)) is None
