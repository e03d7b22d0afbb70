"""What a configuration is compared with: folders and revisions of a real git repository."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.reading import load
from portkey_constructs.output.yaml_text import file_texts
from portkey_constructs.plan import compare
from portkey_constructs.plan.baseline import Baseline, baseline, committed_platform
from tests.cli.test_program import QUICK_START

pytestmark = pytest.mark.slow

APPS: Final = Path(__file__).parents[2] / "apps"
FILES: Final = ("portkey.yaml",)
CHANGED: Final = QUICK_START + "gateway: {replicas: 3}\n"


def git(*arguments: str) -> str:
    identity = ("-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def render(folder: str) -> None:
    for name, text in file_texts(load(FILES).resolve().objects()).items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def commit(message: str = "change") -> None:
    git("add", "--all")
    git("commit", "--quiet", f"--message={message}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, outside of every repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    Path(FILES[0]).write_text(QUICK_START)
    return tmp_path


@pytest.fixture
def repository() -> None:
    """A repository whose only commit has the configuration and its manifests."""
    git("init", "--quiet", "--initial-branch=main")
    render("dist")
    commit()


def changes(found: Baseline) -> list[str]:
    """What applying the configuration of the work tree changes."""
    plan = compare(found.objects, [staged.manifest for staged in load(FILES).resolve().objects()])
    return [f"{change.action} {change.identity}" for change in plan.changes]


MORE_REPLICAS: Final = ["changed Deployment portkey-gateway", "added PodDisruptionBudget portkey-gateway"]


def refused(against: str | None, files: tuple[str, ...] = FILES) -> Problem:
    with pytest.raises(ConfigurationError) as raised:
        baseline(files, against)
    assert len(raised.value.problems) == 1
    return raised.value.problems[0]


def test_the_default_is_the_folder_beside_the_configuration() -> None:
    render("dist")
    Path(FILES[0]).write_text(CHANGED)
    found = baseline(FILES, None)
    assert (found.label, sorted(changes(found))) == ("dist/", sorted(MORE_REPLICAS))
    assert found.platform is None
    assert "not in a git repository" in found.notes[0]


def test_a_folder_outside_of_git_needs_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    render("dist")
    monkeypatch.setenv("PATH", "")
    assert changes(baseline(FILES, "dist")) == []


def test_the_old_configuration_is_the_one_of_the_commit(repository: None) -> None:
    Path(FILES[0]).write_text(CHANGED)
    found = baseline(FILES, None)
    assert found.platform is not None
    assert [staged.manifest for staged in found.platform.objects()] != [staged.manifest for staged in load(FILES).resolve().objects()]
    assert found.notes == ()


def test_without_a_folder_the_default_is_the_last_commit(repository: None) -> None:
    Path(FILES[0]).write_text(CHANGED)
    git("rm", "-r", "--quiet", "dist")
    commit("without dist")
    Path(FILES[0]).write_text(QUICK_START + "gateway: {replicas: 4}\n")
    found = baseline(FILES, None)
    assert changes(found) == ["changed Deployment portkey-gateway"]
    assert "this version rendered its configuration" in found.notes[0]


@pytest.mark.parametrize("against", ["HEAD~1", "main~1:dist", "main~1:./dist", "main~1:dist/"])
def test_a_revision_is_compared_by_its_manifests(repository: None, against: str) -> None:
    Path(FILES[0]).write_text(CHANGED)
    render("dist")
    commit()
    assert sorted(changes(baseline(FILES, against))) == sorted(MORE_REPLICAS)
    assert changes(baseline(FILES, "HEAD")) == []


def test_the_manifests_of_a_revision_and_not_the_work_tree_are_read(repository: None) -> None:
    for path in Path("dist").rglob("*.yaml"):
        path.write_text("broken: [")
    assert changes(baseline(FILES, "HEAD")) == []


def test_a_configuration_in_a_folder_is_found_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "--quiet", "--initial-branch=main")
    render("platform/dist")
    Path("platform/portkey.yaml").write_text(QUICK_START)
    commit()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = baseline(("../platform/portkey.yaml",), "HEAD")
    assert found.platform is not None
    assert compare(found.objects, [staged.manifest for staged in found.platform.objects()]).empty
    assert baseline(("../platform/portkey.yaml",), None).label == "../platform/dist/"


def test_outputs_of_the_companion_are_read_from_the_commit(repository: None) -> None:
    for name in ("portkey.yaml", "outputs.json"):
        shutil.copy(APPS / "aws" / name, name)
    commit()
    Path("outputs.json").unlink()
    platform, notes = committed_platform(FILES)
    assert platform is not None, notes
    assert platform.objects()


def test_reading_changes_nothing(repository: None, tmp_path: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    before = state()
    baseline(FILES, None)
    baseline(FILES, "HEAD")
    assert state() == before


def test_files_of_others_and_symbolic_links_are_left_out() -> None:
    render("dist")
    Path("dist/README.md").write_text("mine")
    Path("dist/kustomization.yaml").write_text("resources: [")
    Path("dist/link.k8s.yaml").symlink_to("/etc/passwd")
    assert changes(baseline(FILES, "dist")) == []


def test_a_committed_configuration_that_is_not_valid_is_noted(repository: None) -> None:
    Path(FILES[0]).write_text("profile: none\n")
    commit()
    Path(FILES[0]).write_text(QUICK_START)
    found = baseline(FILES, None)
    assert (found.platform, changes(found)) == (None, [])
    assert "not valid for this version" in found.notes[0]


def test_an_additional_file_that_the_commit_lacks_is_noted(repository: None) -> None:
    Path("more.yaml").write_text("gateway: {replicas: 3}\n")
    found = baseline((*FILES, "more.yaml"), "HEAD")
    assert found.platform is not None
    assert found.notes == ("more.yaml does not exist in HEAD: the old configuration is without it",)


def test_uncommitted_changes_of_the_default_folder_are_refused(repository: None) -> None:
    Path(FILES[0]).write_text(CHANGED)
    render("dist")
    problem = refused(None)
    assert (problem.code, problem.path) == ("PK-PLAN-005", "dist")
    assert "2 changes that are not committed" in problem.message
    found = baseline(FILES, "dist/")
    assert found.notes[0] == "dist/ has 2 files that differ from the last commit"
    assert sorted(changes(baseline(FILES, "HEAD"))) == sorted(MORE_REPLICAS)


def test_a_name_that_is_a_folder_and_a_revision_is_refused(repository: None) -> None:
    git("branch", "dist")
    problem = refused("dist")
    assert (problem.code, problem.message) == ("PK-PLAN-005", "is a folder and a revision")
    assert changes(baseline(FILES, "./dist")) == []


def test_a_folder_of_several_environments_is_refused(repository: None) -> None:
    git("mv", "dist", "production")
    Path("dist").mkdir()
    git("mv", "production", "dist/production")
    commit()
    for against in ("dist", "HEAD"):
        problem = refused(against)
        assert (problem.code, "dist/production" in problem.fix) == ("PK-PLAN-005", True)
    assert changes(baseline(FILES, "HEAD:dist/production")) == []


def test_a_merge_with_conflicts_is_refused(repository: None) -> None:
    for branch, text in (("a", "# a\n"), ("b", "# b\n")):
        git("checkout", "--quiet", "-b", branch, "main")
        Path(FILES[0]).write_text(text + QUICK_START)
        commit()
    subprocess.run(["git", "-c", "user.name=me", "-c", "user.email=me@example.org", "merge", "a"], check=False, capture_output=True)
    problem = refused("main")
    assert (problem.code, "portkey.yaml has conflicts" in problem.message) == ("PK-PLAN-005", True)


@pytest.mark.parametrize("against", ["nope", "nope:dist", "--help", "-rf", ":dist", "HEAD^{tree}", "", "dist\0"])
def test_a_name_that_is_neither_folder_nor_revision_is_refused(repository: None, against: str) -> None:
    assert refused(against).code == "PK-PLAN-002"


def test_a_file_is_no_folder(repository: None) -> None:
    assert "is a file" in refused("portkey.yaml").message


def test_nothing_to_compare_with_is_refused() -> None:
    assert refused(None).code == "PK-PLAN-001"


def test_a_repository_without_commits_has_nothing_to_compare_with() -> None:
    git("init", "--quiet")
    assert refused(None).code == "PK-PLAN-001"


@pytest.mark.parametrize("against", ["empty", "foreign", "HEAD:foreign"])
def test_what_this_library_did_not_render_is_refused(repository: None, against: str) -> None:
    Path("empty").mkdir()
    Path("foreign").mkdir()
    Path("foreign/Service.a.k8s.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")
    commit()
    assert refused(against).code == "PK-PLAN-003"


def test_every_broken_manifest_is_reported_at_once() -> None:
    render("dist")
    broken = {
        "a": "kind: [",
        "b": "- 1\n",
        "c": "apiVersion: v1\nkind: Service\n",
        "d": "apiVersion: v1\nkind: Service\nmetadata: {name: d}\nspec: {ports: {}}\n",
        "e": "a: &a [1, 1]\nb: &b [*a, *a]\n" + "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}' if n else '*b'] * 9)}]\n" for n in range(9)),
        "f": Path("dist/1-namespace/Namespace.portkey.k8s.yaml").read_text(),
        "g": "a: \udcff",
    }
    for name, text in broken.items():
        Path(f"dist/{name}.k8s.yaml").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ConfigurationError) as raised:
        baseline(FILES, "dist")
    assert {problem.path for problem in raised.value.problems} >= {f"{name}.k8s.yaml" for name in "abcdeg"}
    assert {problem.code for problem in raised.value.problems} == {"PK-PLAN-004"}
    assert any("contains Namespace" in problem.message for problem in raised.value.problems)


def test_a_repository_that_git_refuses_is_reported(repository: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".git/config").write_text("[broken")
    assert refused("HEAD").code == "PK-PLAN-006"


def test_a_configuration_that_is_not_committed_is_noted(repository: None) -> None:
    Path(FILES[0]).write_text(CHANGED)
    assert baseline(FILES, "HEAD").notes == ("portkey.yaml has changes that are not committed: the plan contains them",)


def test_ignored_manifests_are_not_taken_for_committed_ones(repository: None) -> None:
    Path(".gitignore").write_text("out\n")
    commit()
    render("out")
    found = baseline(FILES, "out")
    assert (found.platform, changes(found)) == (None, [])
    assert found.notes == ("IAM permissions are not compared: git does not track out/",)


def test_a_folder_with_too_many_manifests_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    render("dist")
    monkeypatch.setattr("portkey_constructs.plan.manifest_files._MAX_FILES", 5)
    assert refused("dist").code == "PK-PLAN-003"
