"""The hosts that may have private addresses: which texts are one, and how they are normalized."""

import pytest
from pydantic import TypeAdapter, ValidationError

from portkey_constructs.config.trusted_hosts import TrustedHost
from portkey_constructs.config.types import EXPECTED

FORM = "a host name, *.domain or an IP address, without scheme, port and path, such as vllm.ai.svc"
NO_RANGES = "host names, *.domain and single IP addresses, because the images read no ranges"


def only(host: str) -> str:
    return f"only the host, without scheme, port and path: {host}"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        *((text, text) for text in ("vllm", "vllm.ai.svc", "*.models.example.org", "*.svc", "10.1.2.3", "::1", "fd00:10::7", "a" * 63)),
        ("LLM.Example.ORG", "llm.example.org"),
        ("FD00:0010:0:0::7", "fd00:10::7"),
        ("xn--mller-kva.example.org", "xn--mller-kva.example.org"),
    ],
)
def test_host_is_accepted_and_normalized(text: str, host: str) -> None:
    assert TypeAdapter(TrustedHost).validate_python(text) == host


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://vllm.ai.svc:8000/v1", only("vllm.ai.svc")),
        ("http://10.1.2.3", only("10.1.2.3")),
        ("HTTPS://LLM.example.org/", only("LLM.example.org")),
        ("vllm.ai.svc:8000", only("vllm.ai.svc")),
        ("vllm.ai.svc/v1", only("vllm.ai.svc")),
        ("vllm.ai.svc?a=b", only("vllm.ai.svc")),
        ("vllm.ai.svc.", only("vllm.ai.svc")),
        ("*.models.example.org:443", only("*.models.example.org")),
        ("[fd00::7]", only("fd00::7")),
        ("[fd00::7]:8000", only("fd00::7")),
        ("http://[fd00::7]:8000/v1", only("fd00::7")),
        ("https://user:secret@llm.example.org/v1", only("llm.example.org")),
        ("user@llm.example.org", only("llm.example.org")),
        ("10.0.0.0/8", NO_RANGES),
        ("fd00::/8", NO_RANGES),
        ("10.1.2.3-10.1.2.9:80", only("10.1.2.3-10.1.2.9")),
        ("1:2:3", "an IPv6 address such as fd00:10::7"),
        ("fd00:::7", "an IPv6 address such as fd00:10::7"),
        ("::10.1.2", "an IPv6 address such as fd00:10::7"),
        *((text, FORM) for text in ("", "*", "*.", "*.*.example.org", "llm.*.example.org", "*llm.example.org", "a,b", "a b", "a..b", "-a", "a_b")),
        *((text, FORM) for text in (".example.org", "müller.example.org", "fe80::1%eth0", "{a}", "http://", "a" * 64, "*.fd00::7")),
        *((value, FORM) for value in (None, 5, 10.1, True, ["a"], {"a": "b"})),
    ],
)
def test_anything_else_is_refused_with_what_to_write(text: object, expected: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(TrustedHost).validate_python(text)
    [error] = caught.value.errors(include_url=False)
    assert (error["type"], error["msg"]) == (EXPECTED, expected)
