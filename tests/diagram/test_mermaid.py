"""The Mermaid text has the whole graph, and Mermaid parses it."""

import json
import re
import subprocess
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.graph import Graph, Identity
from portkey_constructs.diagram.mermaid import mermaid
from tests.diagram.cases import CASES, EACH
from tests.support.node_tools import tools

PARSER = """\
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
const types = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try {
    const { diagramType, config } = await mermaid.parse(text);
    types[name] = Object.keys(config ?? {}).length ? JSON.stringify(config) : diagramType;
  } catch (error) { types[name] = error.message; }
}
console.log(JSON.stringify(types));
"""
STATEMENT = re.compile(
    r"""\s*(?:
        flowchart\ LR | acc(?:Title|Descr):\ .+ | end
        | subgraph\ (?P<group>\w+)\["[^"]*"\]
        | (?P<node>n_\w+)(?:\[\(|\[/|\[\[|\(\[|\{\{|\[)"[^"]*"(?:\)\]|/\]|\]\]|\]\)|\}\}|\])
        | (?P<source>n_\w+)\ (?:-->\|"[^"]*"\||-\.->|-\.-\|has\|)\ (?P<target>n_\w+)
    )""",
    re.VERBOSE,
)
SYNTAX = '"]); end %% <b>#quot; & `x` {y} [z] |a| -->\n\\ \u202e\x00漢'


class MermaidSnapshot(SingleFileSnapshotExtension):
    """A snapshot that Git forges draw."""

    _write_mode = WriteMode.TEXT
    file_extension = "mmd"

    def serialize(self, data, **_) -> str:
        return str(data)


PIECES = [
    '"',
    "]",
    "[",
    ")",
    "}",
    ";",
    "end",
    "%%",
    "%%{init: {'theme': 'forest'}}%%",
    "#quot;",
    "#35;",
    "&",
    "`",
    "|",
    "-->",
    "\\",
    "\n",
    "]]>",
    "</b>",
    "---",
]
hostile_texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=4), max_size=6).map("".join).filter(str.strip)


def with_syntax(graph: Graph, syntax: str = SYNTAX) -> Graph:
    """Return the graph with texts that contain syntax of Mermaid and of XML."""
    return replace(
        graph,
        title=syntax,
        namespace=syntax,
        nodes=tuple(
            node._replace(title=syntax, lines=(syntax,), identity=node.identity and Identity(syntax, f"{syntax} {node.identity.name}"))
            for node in graph.nodes
        ),
        edges=tuple(edge._replace(ports=syntax) for edge in graph.edges),
        secrets=tuple(secret._replace(name=f"{secret.name} {syntax}") for secret in graph.secrets),
    )


def parse(text: str) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the nodes and arrows of a text that has only known statements."""
    nodes: set[str] = set()
    arrows, depth = [], 0
    for line in text.splitlines():
        statement = STATEMENT.fullmatch(line)
        assert statement, line
        depth += bool(statement["group"]) - (line.strip() == "end")
        assert depth >= 0
        if statement["node"]:
            assert statement["node"] not in nodes
            nodes.add(statement["node"])
        elif statement["source"]:
            arrows.append((statement["source"], statement["target"]))
    assert depth == 0
    return nodes, arrows


@EACH
@pytest.mark.parametrize("change", [lambda graph: graph, with_syntax], ids=["plain", "with syntax"])
def test_text_has_all_nodes_and_arrows(config: PortkeyConfig, change) -> None:
    graph = build_graph(config.resolve())
    nodes, arrows = parse(mermaid(change(graph)))
    assert len(nodes) == len(graph.nodes) + len(graph.secrets) + len(graph.identities)
    assert len(arrows) == len(graph.edges) + len(graph.secrets) + sum(len(holders) for holders in graph.identities.values())
    assert {end for arrow in arrows for end in arrow} <= nodes


@pytest.mark.parametrize("name", ["hybrid", "irsa-secrets-manager"])
def test_environment_matches_its_snapshot(name: str, snapshot: SnapshotAssertion) -> None:
    assert mermaid(build_graph(CASES[name].resolve())) == snapshot.use_extension(MermaidSnapshot)


@pytest.mark.slow
def test_mermaid_parses_every_diagram() -> None:
    tools()
    texts = {name: mermaid(build_graph(config.resolve())) for name, config in CASES.items()}
    texts |= {f"{name}, with syntax": mermaid(with_syntax(build_graph(config.resolve()))) for name, config in CASES.items()}
    results = diagram_types({**texts, "wrong": "flowchart LR\n    a[x --> b"})
    assert results.pop("wrong").startswith("Parse error")
    assert results == dict.fromkeys(texts, "flowchart-v2")


def diagram_types(texts: dict[str, str]) -> dict[str, str]:
    """Return the type that Mermaid gives each diagram, or its error."""
    process = subprocess.run(
        [tools().node, "--input-type=module", "-e", PARSER],
        input=json.dumps(texts),
        cwd=tools().modules.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    types: dict[str, str] = json.loads(process.stdout)
    return types


@pytest.mark.slow
@given(hostile_texts)
def test_any_text_is_one_label(text: str) -> None:
    graph = build_graph(CASES["quickstart"].resolve())
    nodes, arrows = parse(mermaid(with_syntax(graph, text)))
    plain_nodes, plain_arrows = parse(mermaid(graph))
    assert (len(nodes), len(arrows)) == (len(plain_nodes), len(plain_arrows))


@pytest.mark.slow
@settings(max_examples=3, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(hostile_texts, min_size=30, max_size=60, unique=True))
def test_mermaid_parses_any_text(cases: list[str]) -> None:
    graph = build_graph(CASES["quickstart"].resolve())
    assert diagram_types({text: mermaid(with_syntax(graph, text)) for text in cases}) == dict.fromkeys(cases, "flowchart-v2")
