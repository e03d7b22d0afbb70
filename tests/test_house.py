"""The house is in order: faces are explicit and true, modules are short, a start imports what it needs and no more."""

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import portkey_constructs
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "portkey_constructs"
LONGEST = 400
GENERATED = {path for path in (PACKAGE / "kubernetes").glob("*.py") if "make imports" in path.read_text("utf-8").partition("\n")[0]}
SOURCES = sorted(path for folder in ("portkey_constructs", "apps", "benchmarks", "docs_site", "imports") for path in (ROOT / folder).rglob("*.py"))
# What `render` can do without: Node's side, drawing, networks, the checker of fragments. (pydantic's search for plugins brings
# importlib.metadata, and with it the standard library's email.)
HEAVY = (
    "asyncio",
    "cdk8s",
    "cdk8s_plus_27",
    "constructs",
    "http",
    "jsii",
    "jsonschema_rs",
    "lightkube",
    "pydantic.v1",
    "rich",
    "ssl",
    "urllib.request",
    "xml.sax",
)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def public_modules() -> list[str]:
    """Those that are written by hand, and the faces of all packages."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return [module_name(path) for path in paths if path.name == "__init__.py" or not (path.name == "__main__.py" or path in GENERATED)]


def assigned(tree: ast.Module) -> list[str] | None:
    """The names in `__all__`, when it is written out as a list of texts."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            return list(ast.literal_eval(value)) if isinstance(value, ast.List) else None
    return None


def defined(tree: ast.Module) -> set[str]:
    """The public names that a module defines itself at its top."""
    nodes = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    return {node.name for node in nodes if not node.name.startswith("_") and not registered(node)}


def registered(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator puts a function into the registry of rules, which calls it; nobody imports it."""
    return any(isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "rule" for each in node.decorator_list)


@pytest.mark.parametrize("name", public_modules())
def test_a_face_is_explicit_and_true(name: str) -> None:
    path = PACKAGE.joinpath(*name.split(".")[1:])
    source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    tree = ast.parse(source.read_text("utf-8"))
    face = assigned(tree)
    assert face is not None, "the module has no __all__ that is a list of names"
    assert len(face) == len(set(face))
    assert defined(tree) <= set(face), "a public name is missing in __all__: add it, or begin it with an underscore"
    module = importlib.import_module(name)
    assert [one for one in face if not hasattr(module, one)] == []
    assert ast.get_docstring(tree)


def test_the_package_only_shows_what_others_define() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    assert defined(tree) == set()
    assert [name for name in portkey_constructs.__all__ if not hasattr(portkey_constructs, name)] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path not in GENERATED], ids=module_name)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def imported_by(code: str, *arguments: str) -> set[str]:
    """The modules in a process that has run this code."""
    end = "except SystemExit as end:\n    assert not end.code\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    program = f"import sys\ntry:\n    {code}\n{end}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program, *arguments], env=environment, check=True, capture_output=True, text=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("name", ["quickstart.yaml", "production_internal.yaml"])
def test_render_starts_light(name: str) -> None:
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', 'render', *sys.argv[1:]]; main()"
    seen = imported_by(code, "-f", str(ROOT / "apps" / name))
    assert "portkey_constructs.manifests.stages" in seen
    assert sorted(one for one in HEAVY if one in seen) == []


CUSTOM = {kind.module for kind in PLATFORM_KINDS if kind.custom}
VAULT = "store: {kind: vault, server: 'https://vault.example.org', role: portkey}"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", set()),
        ("exposure: {gateway: {kind: ingress, host: gateway.example.org}}", set()),
        ("identity: {kind: podIdentity}", set()),
        ("secretOverrides: {mysql: {kind: existing}}", set()),
        ("monitoring: {}", set()),
        ("monitoring: {serviceMonitor: {}}", {"monitoring"}),
        ("exposure: {gateway: {kind: httpRoute, host: gateway.example.org, gateway: {name: public}}}", {"gateway_api"}),
        (f"secretOverrides: {{mysql: {{kind: externalSecrets, {VAULT}}}}}", {"external_secrets"}),
        (f"secretOverrides: {{mysql: {{kind: secretsStoreCsi, {VAULT}}}}}", {"secrets_store"}),
    ],
)
def test_render_knows_the_custom_resources_that_it_needs(said: str, wanted: set[str], tmp_path: Path) -> None:
    """The typed dictionaries of each are many."""
    file = tmp_path / "portkey.yaml"
    file.write_text(f"profile: development\nimagePull: {{kind: none}}\nauth: {{kind: none, allowPublic: true}}\nclientAuth: license\n{said}\n")
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', 'render', *sys.argv[1:]]; main()"
    seen = imported_by(code, "-f", str(file))
    assert {name for name in CUSTOM if f"portkey_constructs.kubernetes.{name}" in seen} == wanted


def test_the_configuration_alone_knows_no_kubernetes() -> None:
    seen = imported_by("import portkey_constructs.config")
    assert (
        sorted(
            one for one in seen if one.startswith(("portkey_constructs.kubernetes", "portkey_constructs.manifests", "portkey_constructs.platform"))
        )
        == []
    )


def test_the_package_itself_imports_next_to_nothing() -> None:
    assert {one for one in imported_by("import portkey_constructs") if one.partition(".")[0] in ("pydantic", "yaml", "click", "cdk8s")} == set()


def test_release_notes_are_a_section_of_the_changelog() -> None:
    def notes(*version: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["make", "-s", "notes", *version], cwd=ROOT, capture_output=True, text=True, check=False)

    found, changelog = notes(), (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert (found.returncode, found.stderr) == (0, "")
    assert [line for line in found.stdout.splitlines() if line.startswith("## ")] == ["## [Unreleased]"]
    assert set(found.stdout.splitlines()) <= set(changelog.splitlines())
    assert notes("VERSION=9.9.9").returncode != 0
