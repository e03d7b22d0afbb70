"""Text that Mermaid takes, the same each time, with everything of the graph in it."""

import json
import re
import subprocess
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.elements import Graph
from portkey_constructs.diagram.graph import graph
from portkey_constructs.diagram.mermaid import mermaid
from tests.diagram.cases import CASES, EACH
from tests.support.node_tools import tools

PARSER = """\
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
const found = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try { found[name] = (await mermaid.parse(text)).diagramType; } catch (error) { found[name] = error.message; }
}
console.log(JSON.stringify(found));
"""
STATEMENT = re.compile(
    r"""\s*(?:
        flowchart\ LR | acc(?:Title|Descr):\ .+ | end
        | subgraph\ (?P<group>\w+)\["[^"]*"\]
        | (?P<node>n_\w+)(?:\[\(|\[/|\[\[|\(\[|\{\{|\[)"[^"]*"(?:\)\]|/\]|\]\]|\]\)|\}\}|\])
        | (?P<source>n_\w+)\ (?:-->\|"[^"]*"\||-\.->|-\.-\|is\|)\ (?P<target>n_\w+)
    )""",
    re.VERBOSE,
)
NASTY = '"]); end %% <b>#quot; & `x` {y} [z] |a| -->\n\\ \u202e\x00漢'


class MermaidSnapshot(SingleFileSnapshotExtension):
    """Mermaid's text as a file that forges draw."""

    _write_mode = WriteMode.TEXT
    file_extension = "mmd"

    def serialize(self, data, **_) -> str:
        return str(data)


def nasty(drawn: Graph) -> Graph:
    """The same graph, with text that could be read as more than text."""
    return replace(
        drawn,
        title=NASTY,
        namespace=NASTY,
        nodes=tuple(replace(one, title=NASTY, lines=(NASTY,)) for one in drawn.nodes),
        edges=tuple(replace(one, label=NASTY) for one in drawn.edges),
        sources=tuple(replace(one, title=NASTY) for one in drawn.sources),
        secrets=tuple(replace(one, name=NASTY) for one in drawn.secrets),
        identities=tuple(replace(one, kind=NASTY, name=NASTY) for one in drawn.identities),
    )


def read(text: str) -> tuple[set[str], list[tuple[str, str]]]:
    """Nodes and arrows of a text, which holds nothing but the statements that are known here."""
    found_nodes, arrows, depth = set(), [], 0
    for line in text.splitlines():
        found = STATEMENT.fullmatch(line)
        assert found, line
        depth += bool(found["group"]) - (line.strip() == "end")
        assert depth >= 0
        if found["node"]:
            assert found["node"] not in found_nodes
            found_nodes.add(found["node"])
        elif found["source"]:
            arrows.append((found["source"], found["target"]))
    assert depth == 0
    return found_nodes, arrows


@EACH
@pytest.mark.parametrize("change", [lambda drawn: drawn, nasty], ids=["as it is", "nasty"])
def test_everything_is_there_and_in_order(config: PortkeyConfig, change) -> None:
    drawn = graph(config)
    there, arrows = read(mermaid(change(drawn)))
    assert len(there) == len(drawn.nodes) + len(drawn.secrets) + len(drawn.sources) + len(drawn.identities)
    assert len(arrows) == len(drawn.edges) + len(drawn.secrets) + sum(len(who.holders) for who in drawn.identities)
    assert {end for arrow in arrows for end in arrow} <= there


@pytest.mark.parametrize("name", ["hybrid", "irsa-secrets-manager"])
def test_the_text_of_an_environment(name: str, snapshot: SnapshotAssertion) -> None:
    assert mermaid(graph(CASES[name])) == snapshot.use_extension(MermaidSnapshot)


def test_mermaid_itself_takes_every_text() -> None:
    tools()
    texts = {name: mermaid(graph(config)) for name, config in CASES.items()}
    texts |= {f"{name}, nasty": mermaid(nasty(graph(config))) for name, config in CASES.items()}
    found = parsed({**texts, "wrong": "flowchart LR\n    a[x --> b"})
    assert found.pop("wrong").startswith("Parse error")
    assert found == dict.fromkeys(texts, "flowchart-v2")


def parsed(texts: dict[str, str]) -> dict[str, str]:
    """The kind of diagram that each text is to Mermaid, or its error."""
    done = subprocess.run(
        [tools().node, "--input-type=module", "-e", PARSER],
        input=json.dumps(texts),
        cwd=tools().modules.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answered: dict[str, str] = json.loads(done.stdout)
    return answered
