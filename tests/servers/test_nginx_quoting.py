"""Any text in nginx's configuration, read by a real nginx."""

import http.client
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from portkey_constructs.config.services import GatewayUrl
from portkey_constructs.manifests.nginx import POD_FILE, nginx_conf
from portkey_constructs.manifests.quoting import NGINX_DOLLAR, nginx_word
from tests.servers.pod import until
from tests.support.examples import development

pytestmark = pytest.mark.slow

PIECES = ["$", "${", "}", "{", ";", '"', "'", "\\", "\\\\", "\\n", "#", "\n", "\r", "\t", " ", "$host", "${dollar}", "$1", "]]>", "&", "<", "\x7f"]
texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4), max_size=8).map("".join)
url_pieces = st.sampled_from([piece for piece in PIECES if not piece.isspace()]) | st.text(st.characters(codec="utf-8"), max_size=4)
urls = st.lists(url_pieces, max_size=8).map(lambda pieces: f"https://ai.example.org/{''.join(pieces)}")
many_cases = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _nginx(need: Callable[..., None]) -> None:
    need("nginx")


class Connection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))

    def accepted(self) -> bool:
        try:
            self.connect()
        except OSError:
            self.close()
            return False
        return True


def configuration_file(folder: Path, http_block: str) -> Path:
    """Write a complete configuration that has this text in its block `http`."""
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    outer = f"pid {folder}/pid;\ndaemon off;\nmaster_process off;\nerror_log stderr notice;\nevents {{}}\n"
    file = folder / "nginx.conf"
    file.write_text(f"{outer}http {{\naccess_log off;\n{temporary}{http_block}}}\n", encoding="utf-8", newline="")
    return file


@contextmanager
def serving(folder: Path, http_block: str) -> Iterator[Connection]:
    """Run nginx, which listens at `folder`/socket."""
    file, path = configuration_file(folder, http_block), folder / "socket"
    path.unlink(missing_ok=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["nginx", "-c", str(file)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        connection = Connection(path)
        assert until(lambda: process.poll() is not None or connection.accepted(), every=0.01)
        assert process.poll() is None, (folder / "log").read_text()
        yield connection
        connection.close()
    finally:
        process.terminate()
        process.wait(10)


def bodies(folder: Path, words: Sequence[str]) -> list[str]:
    """Return what nginx reads as the value of each word."""
    locations = "".join(f"location = /{number} {{ return 200 {word}; }}\n" for number, word in enumerate(words))
    end = 'map $host $end { default "END"; }\n'
    with serving(folder, f"{NGINX_DOLLAR}{end}server {{ listen unix:{folder}/socket; keepalive_requests 1000;\n{locations}}}\n") as connection:
        answers = []
        for number in range(len(words)):
            connection.request("GET", f"/{number}")
            answers.append(connection.getresponse().read().decode())
        return answers


@many_cases
@given(st.lists(texts, min_size=20, max_size=40))
@example(["$", "a$", "\\", 'a\\"', "", "{", "};", "\r\n", "#", "漢\U0001f511\u2028", "$" * 400])
def test_nginx_reads_any_text_unchanged(tmp_path: Path, cases: list[str]) -> None:
    assert bodies(tmp_path, [nginx_word(text) for text in cases]) == cases
    assert bodies(tmp_path, [nginx_word(text, "$end") for text in cases]) == [f"{text}END" for text in cases]


def test_text_without_quoting_is_not_read_unchanged(tmp_path: Path) -> None:
    assert bodies(tmp_path, ['"$end"']) == ["END"]


LONGEST = f"https://ai.example.org/{'$' * 377}"


@many_cases
@given(st.lists(urls, min_size=1, max_size=10))
@example([LONGEST, f"https://ai.example.org/{'🔑' * 377}", "https://ai.example.org/\\", 'https://ai.example.org/";}', "http://ai.example.org/{"])
def test_any_valid_address_of_a_gateway_gives_a_valid_configuration(tmp_path: Path, cases: list[str]) -> None:
    for url in filter(is_valid, cases):
        platform = development(gateway={"kind": "external", "url": url}).resolve()
        (tmp_path / "pod.conf").write_text("resolver 127.0.0.1;\n")
        text = nginx_conf(platform, platform.services["frontend"]).replace(POD_FILE, str(tmp_path / "pod.conf"))
        tried = subprocess.run(["nginx", "-t", "-c", str(configuration_file(tmp_path, text))], capture_output=True, text=True)
        assert tried.returncode == 0, (url, tried.stderr)


def is_valid(url: str) -> bool:
    try:
        TypeAdapter(GatewayUrl).validate_python(url)
    except ValueError:
        return False
    return True


def test_longest_address_is_at_the_limit() -> None:
    assert is_valid(LONGEST)
    assert not is_valid(f"{LONGEST}$")
