"""kustomize builds the same objects from the rendered files, and overlays can build on them."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from apps import ENVIRONMENTS, configuration
from portkey_constructs.cli.app import program
from portkey_constructs.manifests.object_identity import object_identity
from portkey_constructs.output.files import write_directory
from portkey_constructs.output.kustomization import kustomization_texts
from portkey_constructs.output.yaml_text import file_texts
from tests.support.examples import development

ROOT = Path(__file__).parents[2]


def built(folder: Path) -> dict[Any, Any]:
    """What kustomize builds from a folder, by identity."""
    if not (kubectl := shutil.which("kubectl")):
        pytest.skip("kubectl, which contains kustomize, is not installed")
    done = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    manifests = list(yaml.safe_load_all(done.stdout))
    objects = {object_identity(manifest): manifest for manifest in manifests}
    assert len(objects) == len(manifests)
    return objects


def test_every_folder_lists_its_files_and_folders_in_order() -> None:
    texts = kustomization_texts(["5-services/b.k8s.yaml", "1-namespace/x.k8s.yaml", "5-services/a.k8s.yaml"])
    assert {name: yaml.safe_load(text)["resources"] for name, text in texts.items()} == {
        "kustomization.yaml": ["1-namespace", "5-services"],
        "1-namespace/kustomization.yaml": ["x.k8s.yaml"],
        "5-services/kustomization.yaml": ["a.k8s.yaml", "b.k8s.yaml"],
    }


def render(*arguments: str) -> Any:
    return CliRunner().invoke(program, ["render", "-f", str(ROOT / "apps/quickstart.yaml"), *arguments])


def test_render_adds_and_removes_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    done = render("-o", str(folder), "--kustomization")
    assert "34 objects and 6 kustomizations (40 added, 0 changed, 0 removed, 0 unchanged)" in done.stdout
    assert len(list(folder.rglob("kustomization.yaml"))) == 6
    assert render("-o", str(folder), "--kustomization", "--check").exit_code == 0
    assert "(0 added, 0 changed, 6 removed, 34 unchanged)" in render("-o", str(folder)).stdout
    assert "  ~ 5-services/kustomization.yaml\n" in render("-o", str(folder), "--kustomization", "--check").stdout
    assert list(folder.rglob("kustomization.yaml")) == []


def test_render_keeps_a_kustomization_of_yours(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [5-services]")
    assert render("-o", str(tmp_path)).exit_code == 0
    refused = render("-o", str(tmp_path), "--kustomization")
    assert refused.exit_code == 1
    assert "kustomization.yaml, which this library did not write" in refused.stderr
    assert (tmp_path / "kustomization.yaml").read_text() == "resources: [5-services]"


def test_files_for_kustomize_need_a_folder() -> None:
    done = render("--kustomization")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--output DIR" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_kustomize_builds_the_objects_of_an_environment(name: str, tmp_path: Path) -> None:
    staged = configuration(name).resolve().objects()
    texts = file_texts(staged)
    write_directory(tmp_path, texts | kustomization_texts(texts))
    expected = {object_identity(each.manifest): dict(each.manifest) for each in staged}
    assert built(tmp_path) == expected
    for stage in {each.stage for each in staged}:
        assert built(tmp_path / stage).items() <= expected.items()


@pytest.mark.slow
def test_an_overlay_changes_one_field(tmp_path: Path) -> None:
    texts = file_texts(development(env={"TEXT": "${a} $$ = 0o17 \u2028"}).resolve().objects())
    write_directory(tmp_path / "base", texts | kustomization_texts(texts))
    before = built(tmp_path / "base")
    overlay = tmp_path / "base/overlay/kustomization.yaml"
    overlay.parent.mkdir()
    patch = "- {op: add, path: /spec/minReadySeconds, value: 10}"
    overlay.write_text(
        yaml.safe_dump({"resources": [".."], "patches": [{"target": {"kind": "Deployment", "name": "portkey-gateway"}, "patch": patch}]})
    )
    with pytest.raises(AssertionError):  # kustomize refuses a base that contains the overlay
        built(overlay.parent)
    overlay.write_text(overlay.read_text().replace("- ..", "- ../5-services"))
    after = built(overlay.parent)
    assert [identity for identity in after if after[identity] != before[identity]] == [
        i for i in after if i.kind == "Deployment" and i.name == "portkey-gateway"
    ]
    write_directory(tmp_path / "base", texts)
    assert overlay.exists()
