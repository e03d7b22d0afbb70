"""The public face: every name that is promised is there, and none costs more than it must."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import portkey_constructs

FACES = (
    "portkey_constructs",
    "portkey_constructs.config",
    "portkey_constructs.constructs",
    "portkey_constructs.errors",
    "portkey_constructs.platform",
)
MODULES = sorted(module.name for module in walk_packages(portkey_constructs.__path__, "portkey_constructs.") if not module.name.endswith("__main__"))


@pytest.mark.parametrize("name", FACES)
def test_all_is_complete_and_sorted(name: str) -> None:
    face = import_module(name)
    assert len(set(face.__all__)) == len(face.__all__)
    assert [name for name in face.__all__ if not hasattr(face, name)] == []
    assert set(face.__all__) <= set(dir(face))


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_all(name: str) -> None:
    module = import_module(name)
    assert module.__doc__
    assert [name for name in getattr(module, "__all__", ()) if not hasattr(module, name)] == []


def test_type_checkers_see_every_export() -> None:
    """The imports for type checkers equal the names that are imported on demand."""
    tree = ast.parse(Path(portkey_constructs.__file__).read_text("utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    imported = {(node.module, alias.name) for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert {name for _, name in imported} == set(portkey_constructs.__all__)
    for module, name in imported:
        assert getattr(portkey_constructs, name) is getattr(import_module(str(module)), name)


def test_unknown_attribute_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Gatway'"):
        portkey_constructs.Gatway  # noqa: B018


@pytest.mark.parametrize(
    ("use", "forbidden"),
    [
        ("import portkey_constructs", ("pydantic", "jsii", "cdk8s", "yaml")),
        ("from portkey_constructs import PortkeyConfig", ("jsii", "cdk8s", "constructs", "rich", "aws_cdk")),
        ("from portkey_constructs.manifests.stages import platform_objects", ("jsii", "cdk8s", "constructs", "rich", "aws_cdk")),
        ("from portkey_constructs import Portkey", ("aws_cdk", "rich", "click")),
    ],
)
def test_using_a_name_imports_no_unneeded_package(use: str, forbidden: tuple[str, ...]) -> None:
    code = f"{use}\nimport sys\nprint([name for name in {forbidden} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "use", ["from portkey_constructs import Portkey", "import portkey_constructs.constructs", "from portkey_constructs.aws import Cache"]
)
def test_missing_node_is_explained_in_one_line(use: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", use], capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: cdk8s and the AWS CDK run on Node 22 or later")
    assert "jsii" not in done.stderr
