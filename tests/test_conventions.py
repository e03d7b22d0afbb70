"""Conventions of the code base: explicit exports, short modules, few imports inside functions, plain names, and fast starts."""

import ast
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import portkey_constructs
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "portkey_constructs"
MAX_LINES = 400
MAX_DEFERRED_IMPORTS = 25
MAX_FILLER_NAMES = 30
MAX_CONFIG_PARAMETERS = 32
FILLER_NAMES = {"said", "one", "found", "told", "here", "held", "given", "known", "made"}
GENERATED = {path for path in (PACKAGE / "kubernetes").glob("*.py") if "make imports" in path.read_text("utf-8").partition("\n\n")[0]}
SOURCES = sorted(path for folder in ("portkey_constructs", "apps", "benchmarks", "docs_site", "imports") for path in (ROOT / folder).rglob("*.py"))
# Slow to import, and not needed by `render`. (pydantic itself imports importlib.metadata, and with it the standard library's email.)
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
    """The modules written by hand, and every package."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return [module_name(path) for path in paths if path.name == "__init__.py" or not (path.name == "__main__.py" or path in GENERATED)]


def exported_names(tree: ast.Module) -> list[str] | None:
    """The names in `__all__`, or None if it is not a literal list."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            return list(ast.literal_eval(value)) if isinstance(value, ast.List) else None
    return None


def public_definitions(tree: ast.Module) -> set[str]:
    """The public functions and classes that a module defines at its top level."""
    nodes = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    return {node.name for node in nodes if not node.name.startswith("_") and not is_rule(node)}


def is_rule(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a function is a registered rule, which only the registry calls."""
    return any(
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "rule" for decorator in node.decorator_list
    )


@pytest.mark.parametrize("name", public_modules())
def test_module_exports_exactly_its_public_names(name: str) -> None:
    path = PACKAGE.joinpath(*name.split(".")[1:])
    source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    tree = ast.parse(source.read_text("utf-8"))
    exports = exported_names(tree)
    assert exports is not None, "the module has no __all__ that is a list of names"
    assert len(exports) == len(set(exports))
    assert public_definitions(tree) <= set(exports), "a public name is missing in __all__: add it, or begin it with an underscore"
    module = importlib.import_module(name)
    assert [export for export in exports if not hasattr(module, export)] == []
    assert ast.get_docstring(tree)


def test_package_defines_no_names_of_its_own() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    assert public_definitions(tree) == set()
    assert [name for name in portkey_constructs.__all__ if not hasattr(portkey_constructs, name)] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path not in GENERATED], ids=module_name)
def test_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def imported_by(code: str, *arguments: str) -> set[str]:
    """The modules that a process has imported after running this code."""
    end = "except SystemExit as end:\n    assert not end.code\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    program = f"import sys\ntry:\n    {code}\n{end}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program, *arguments], env=environment, check=True, capture_output=True, text=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("name", ["quickstart.yaml", "production_internal.yaml"])
def test_render_imports_no_slow_module(name: str) -> None:
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', 'render', *sys.argv[1:]]; main()"
    imported = imported_by(code, "-f", str(ROOT / "apps" / name))
    assert "portkey_constructs.manifests.stages" in imported
    assert sorted(module for module in HEAVY if module in imported) == []


CUSTOM = {kind.module for kind in PLATFORM_KINDS if kind.custom}
OF_EXPOSURES = {"controllers", "gateway_api"}
OF_SECRETS = {"cert_manager", "external_secrets", "secrets_store"}
VAULT = "store: {kind: vault, server: 'https://vault.example.org', role: portkey}"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", set()),
        ("exposure: {gateway: {kind: ingress, host: gateway.example.org}}", set()),
        ("identity: {kind: podIdentity}", set()),
        ("secretOverrides: {mysql: {kind: existing}}", set()),
        ("monitoring: {}", set()),
        ("monitoring: {serviceMonitor: {}}", {"monitoring"}),
        ("exposure: {gateway: {kind: httpRoute, host: gateway.example.org, gateway: {name: public}}}", OF_EXPOSURES),
        ("exposure: {gateway: {kind: ingress, class: gce, host: gateway.example.org}}", OF_EXPOSURES),
        ("monitoring: {}\nexposure: {gateway: {kind: ingress, class: traefik, host: gateway.example.org}}", OF_EXPOSURES),
        ("podTls: {kind: certManager, issuer: internal-ca}", OF_SECRETS),
        (f"secretOverrides: {{mysql: {{kind: externalSecrets, {VAULT}}}}}", OF_SECRETS),
        (f"secretOverrides: {{mysql: {{kind: secretsStoreCsi, {VAULT}}}}}", OF_SECRETS),
    ],
)
def test_render_imports_custom_resources_only_for_the_subjects_that_render_some(settings: str, expected: set[str], tmp_path: Path) -> None:
    """The typed dictionaries of a custom resource take time to import."""
    file = tmp_path / "portkey.yaml"
    file.write_text(f"profile: development\nimagePull: {{kind: none}}\nauth: {{kind: none, allowPublic: true}}\nclientAuth: license\n{settings}\n")
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', 'render', *sys.argv[1:]]; main()"
    imported = imported_by(code, "-f", str(file))
    assert {name for name in CUSTOM if f"portkey_constructs.kubernetes.{name}" in imported} == expected


def test_config_does_not_import_kubernetes_manifests_or_platform() -> None:
    imported = imported_by("import portkey_constructs.config")
    layers_above = tuple(f"portkey_constructs.{layer}" for layer in ("kubernetes", "manifests", "platform"))
    assert sorted(module for module in imported if module.startswith(layers_above)) == []


def test_package_itself_imports_no_dependency() -> None:
    assert {
        module for module in imported_by("import portkey_constructs") if module.partition(".")[0] in ("pydantic", "yaml", "click", "cdk8s")
    } == set()


def test_release_notes_are_a_section_of_the_changelog() -> None:
    def notes(*version: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["make", "-s", "notes", *version], cwd=ROOT, capture_output=True, text=True, check=False)

    unreleased, changelog = notes(), (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert (unreleased.returncode, unreleased.stderr) == (0, "")
    assert [line for line in unreleased.stdout.splitlines() if line.startswith("## ")] == ["## [Unreleased]"]
    assert set(unreleased.stdout.splitlines()) <= set(changelog.splitlines())
    assert notes("VERSION=9.9.9").returncode != 0


def trees() -> Iterator[tuple[Path, list[str], ast.Module]]:
    """Every module of the package that is written by hand: its path, its lines and its syntax tree."""
    for path in sorted(set(PACKAGE.rglob("*.py")) - GENERATED):
        text = path.read_text("utf-8")
        yield path, text.splitlines(), ast.parse(text)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def deferred_imports(tree: ast.Module) -> set[int]:
    """The lines of the imports inside functions."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {node.lineno for function in functions for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)}


def has_reason(lines: list[str], number: int) -> bool:
    """Whether an import has a comment on its line or on a line next to it, or continues an import that has one."""
    before, line, after = lines[number - 2], lines[number - 1], lines[number] if number < len(lines) else ""
    if "#" in line or before.lstrip().startswith("#") or after.lstrip().startswith("#"):
        return True
    return before.lstrip().startswith(("import ", "from ")) and has_reason(lines, number - 1)


def test_modules_do_not_import_each_other_in_a_cycle() -> None:
    """Imports inside functions are apart: `test_imports_inside_functions_are_few_and_have_a_reason` counts them."""
    graph = grimp.build_graph("portkey_constructs", exclude_type_checking_imports=True, cache_dir=None)
    deferred = {module_name(path): deferred_imports(tree) for path, _, tree in trees()}
    imports: dict[str, set[str]] = {}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            lines = {detail["line_number"] for detail in graph.get_import_details(importer=importer, imported=imported)}
            if not lines <= deferred.get(importer, set()):
                imports.setdefault(importer, set()).add(imported)
    assert cyclic(imports) == set()


def cyclic(imports: dict[str, set[str]]) -> set[str]:
    """The modules that remain when those without imports, and those without importers, are removed again and again."""
    modules = set(imports)
    while True:
        imported = {module for importer in modules for module in imports[importer]}
        inner = {module for module in modules if module in imported and imports[module] & modules}
        if inner == modules:
            return modules
        modules = inner


@pytest.mark.parametrize(
    ("imports", "cycle"),
    [
        ({"a": {"b"}, "b": {"c"}}, set()),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a", "c"}}, {"b", "c"}),
        ({"a": {"a"}}, {"a"}),
    ],
)
def test_cycles_are_detected(imports: dict[str, set[str]], cycle: set[str]) -> None:
    assert cyclic(imports) == cycle


def test_imports_inside_functions_are_few_and_have_a_reason() -> None:
    deferred = [(path, lines, number) for path, lines, tree in trees() for number in sorted(deferred_imports(tree))]
    assert [place(path, number) for path, lines, number in deferred if not has_reason(lines, number)] == []
    assert len(deferred) < MAX_DEFERRED_IMPORTS, [place(path, number) for path, _, number in deferred]


def test_filler_words_are_rarely_names() -> None:
    names = [f"{place(path, line)}: {name}" for path, _, tree in trees() for line, name in bound_names(tree) if name in FILLER_NAMES]
    assert len(names) < MAX_FILLER_NAMES, names


def bound_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The parameters and variables of a module, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def test_few_parameters_take_the_whole_configuration() -> None:
    parameters = [
        f"{place(path, node.lineno)}: {node.arg}"
        for path, _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) and node.annotation is not None and "PortkeyConfig" in ast.unparse(node.annotation)
    ]
    assert len(parameters) < MAX_CONFIG_PARAMETERS, parameters
