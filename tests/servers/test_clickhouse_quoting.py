"""Any text in ClickHouse's configuration, read by a real clickhouse-server.

The server merges its files and writes the result before it looks at its other settings, so it needs no port and no data here.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portkey_constructs import ConfigurationError, PortkeyConfig
from portkey_constructs.manifests.clickhouse import users_xml
from tests.support.examples import development

pytestmark = pytest.mark.slow

CONFIG: Final = "<clickhouse><path>{folder}/data/</path><users_config>users.xml</users_config></clickhouse>"
PIECES: Final = [
    *("<a>", "</a>", "<b x='1'>", "</b>", "<a/>", "text", " ", "\n", "\r\n", "\t", "&amp;", "&lt;", "&#65;", "&#x1F600;", "&quot;", "\u2028", "\x7f"),
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?pi x?>",
        "&",
        "<",
        ">",
        '"',
        "'",
        "$HOME",
        "${X}",
        "%",
        "\\",
        "&e;",
        "&#0;",
        "&#1;",
        "\ufeff",
        "\ufffe",
        "é",
    ),
    *("<clickhouse>", "</clickhouse>", "<yandex/>", "<n:a/>", "<n:a xmlns:n='u'/>", "<a x='1' x='2'/>", '<a x="<"/>', "xml:space='preserve'"),
]
HEADS: Final = [
    "",
    '<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    "<?xml version='1.0' encoding='utf-8' standalone='yes'?>",
    "<!-- c -->",
    "\n",
    "\ufeff",
]
DOCTYPES: Final = ["", "<!DOCTYPE clickhouse>", '<!DOCTYPE clickhouse [<!ENTITY e "v">]>', '<!DOCTYPE clickhouse SYSTEM "a.dtd">']
documents = st.builds(
    lambda head, doctype, content: f"{head}{doctype}<clickhouse>{''.join(content)}</clickhouse>",
    st.sampled_from(HEADS),
    st.sampled_from(DOCTYPES),
    st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=3), max_size=8),
)
texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=4), max_size=8).map(
    "".join
)
many_cases = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _clickhouse(need: Callable[..., None]) -> None:
    need("clickhouse-server")


def merged(folder: Path, custom: str) -> tuple[Element | None, str]:
    """What the server reads of its files with `custom`, None if it refuses them, and what it prints."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    for name in ("config.d", "data"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "config.xml").write_text(CONFIG.format(folder=folder))
    (folder / "users.xml").write_text(users_xml("portkey"))
    (folder / "config.d" / "custom.xml").write_text(custom, encoding="utf-8", newline="")
    command = ["clickhouse-server", f"--config-file={folder}/config.xml"]
    printed = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    file = folder / "data" / "preprocessed_configs" / "config.xml"
    return (fromstring(file.read_bytes()) if file.exists() else None), (printed.stdout + printed.stderr).decode(errors="replace")


def accepted(document: str) -> str | None:
    """The file that the manifests mount for a document, None if the configuration refuses it."""
    try:
        config: PortkeyConfig = development(clickhouse={"kind": "inCluster", "config": document})
    except ConfigurationError:
        return None
    [file] = (
        manifest["data"]["custom.xml"]
        for manifest in (cast(Any, staged.manifest) for staged in config.resolve().objects())
        if manifest["kind"] == "ConfigMap" and "custom.xml" in manifest["data"]
    )
    return str(file)


def content(root: Element) -> list[tuple[str, str]]:
    """Elements and their texts, without the settings of `CONFIG` and the space around values."""
    return [(element.tag, (element.text or "").strip()) for element in root.iter() if element.tag not in ("path", "users_config", "clickhouse")]


@example(document='<?xml version="1.1"?><clickhouse><a>1</a></clickhouse>')
@example(document='<!DOCTYPE clickhouse [<!ENTITY e "v">]><clickhouse><a>&e;</a></clickhouse>')
@example(document='<clickhouse><a xmlns="u">1</a></clickhouse>')
@example(document="\ufeff<clickhouse><a>1</a></clickhouse>")
@example(document="<clickhouse><a>&#1;</a></clickhouse>")
@example(document="<clickhouse><a><![CDATA[<&>]]></a></clickhouse>")
@given(document=documents)
@many_cases
def test_server_reads_every_document_that_the_configuration_accepts(tmp_path: Path, document: str) -> None:
    file = accepted(document)
    if file is None:
        return
    result, printed = merged(tmp_path, file)
    assert result is not None, printed
    expected = fromstring(file)
    tags = [element.tag for element in expected]
    if len(set(tags)) == len(tags) and not any("}" in element.tag for element in expected.iter()):
        assert sorted(content(result)) == sorted(content(expected))


# Settings accept neither control characters nor U+FFFE, and the server strips the space around a value.
@given(text=texts.filter(lambda text: not {"\ufffe", "\x7f"} & {*text} and text == text.strip()))
@many_cases
def test_server_reads_every_text_as_it_is(tmp_path: Path, text: str) -> None:
    root = Element("clickhouse")
    SubElement(root, "value").text = text
    document = tostring(root, encoding="unicode")
    file = accepted(document)
    assert file is not None, document
    result, printed = merged(tmp_path, file)
    assert result is not None, printed
    assert (result.findtext("value") or "") == fromstring(document).findtext("value")


@given(user=st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,20}\Z"))
@settings(many_cases, max_examples=15)
def test_users_file_names_the_user(tmp_path: Path, user: str) -> None:
    try:
        development(clickhouse={"kind": "inCluster", "user": user})
    except ConfigurationError:
        return
    result, printed = merged(tmp_path, users_xml(user))
    assert result is not None, printed
    assert result.find(f"users/{user}") is not None
