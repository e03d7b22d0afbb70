"""Literal text in other languages, read by the programs that read those languages. `tests/servers` has nginx."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from shlex import quote
from xml.etree import ElementTree

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.diagram.description import printable
from portkey_constructs.diagram.svg import xml_text
from portkey_constructs.manifests.quoting import go_template_text, javascript_string, jmespath_identifier, nginx_size, nginx_word

TEXTS = [
    "plain",
    "",
    "password",
    "a-b.c",
    "with space",
    'it\'s "quoted"',
    "back\\slash",
    "ends with \\",
    "{{ .password }}",
    "{{{ x }}}",
    "a{",
    "{",
    "{{",
    "{{{",
    "{{- `x` -}}",
    "{{/* comment */}}",
    "}}",
    "$(A) ${B} $C",
    "new\nline\ttab\r",
    "</script><!--",
    "\u2028\u2029 é✓\U0001f511",
    "@ * | [0] && !x `1`",
]
_ALPHABET = "ab0 {}$()\\\"'`-/*|&<>;,:.%@!~=[]#\t\n\u00e9\u2028\U0001f511"


def _random_texts() -> list[str]:
    random_ = random.Random(17)
    return ["".join(random_.choices(_ALPHABET, k=random_.randrange(12))) for _ in range(2000)]


_GO: str = """\
package main

import (
	"encoding/json"
	"os"
	"text/template"
)

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	printed := []string{}
	for _, text := range texts {
		out := new(writer)
		if err := template.Must(template.New("").Parse(text)).Execute(out, map[string]string{"password": "PASSWORD"}); err != nil {
			panic(err)
		}
		printed = append(printed, string(*out))
	}
	json.NewEncoder(os.Stdout).Encode(printed)
}

type writer []byte

func (w *writer) Write(text []byte) (int, error) {
	*w = append(*w, text...)
	return len(text), nil
}
"""


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_jmespath_finds_a_property_of_any_name(name: str) -> None:
    assert jmespath.search(jmespath_identifier(name), {name: "value", "other": "no"}) == "value"


@pytest.mark.parametrize(("name", "expression"), [("password", "password"), ("root-password", '"root-password"'), ('a"b\\', '"a\\"b\\\\"')])
def test_jmespath_quotes_only_where_necessary(name: str, expression: str) -> None:
    assert jmespath_identifier(name) == expression


@pytest.mark.slow
def test_go_templates_print_any_text(tmp_path: Path) -> None:
    """Alone, and between two values."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("not installed: go")
    (tmp_path / "main.go").write_text(_GO)
    action = "{{ .password }}"
    texts = TEXTS + _random_texts()
    templates = [go_template_text(text) for text in texts] + [f"{action}{go_template_text(text)}{action}" for text in texts]
    environment = {**os.environ, "GO111MODULE": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local", "HOME": str(tmp_path)}
    ran = subprocess.run([go, "run", "main.go"], cwd=tmp_path, input=json.dumps(templates), capture_output=True, text=True, env=environment)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [*texts, *(f"PASSWORD{text}PASSWORD" for text in texts)]


@pytest.mark.slow
def test_javascript_reads_any_text() -> None:
    node = os.environ.get("JSII_NODE") or shutil.which("node")
    if not node:
        pytest.skip("not installed: node")
    texts = TEXTS + _random_texts()
    program = f"process.stdout.write(JSON.stringify([{', '.join(map(javascript_string, texts))}]))"
    ran = subprocess.run([node], input=program, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == texts


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["sh", "dash", "bash", "busybox"])
def test_shells_read_any_text(shell: str) -> None:
    """The function for shells is `shlex.quote`: in commands of findings, of `images` and in the scripts of `adopt`."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"not installed: {shell}")
    texts = TEXTS + _random_texts()
    script = "".join(f"printf '%s\\0' {quote(text)}\n" for text in texts)
    ran = subprocess.run([program, *(["sh"] if shell == "busybox" else [])], input=script.encode(), capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode().split("\0")[:-1] == texts


@given(st.text(st.characters(codec="utf-8")))
def test_xml_reads_any_text_of_a_diagram(text: str) -> None:
    assert (ElementTree.fromstring(f"<text>{xml_text(text)}</text>").text or "") == printable(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("http://portkey-gateway.ai.svc.cluster.local:8787", "http://portkey-gateway.ai.svc.cluster.local:8787$x"),
        ("https://ai.example.org/a;b", '"https://ai.example.org/a;b$x"'),
        ('/a"b\\c', '"/a\\"b\\\\c$x"'),
        ("/a$host", '"/a${dollar}host$x"'),
    ],
)
def test_nginx_quotes_only_where_necessary(text: str, word: str) -> None:
    assert nginx_word(text, "$x") == word


@pytest.mark.parametrize(
    ("quantity", "size"),
    [("100Mi", "100m"), ("1Gi", "1g"), ("2048Ki", "2m"), ("10Ki", "10k"), ("100M", "100000000"), ("4096", "4k"), ("1000", "1000")],
)
def test_sizes_are_exact(quantity: str, size: str) -> None:
    assert nginx_size(quantity) == size
