"""`file_changes`: which objects writing a folder would add, change and remove."""

from pathlib import Path

import pytest

from portkey_constructs.errors import OutputError
from portkey_constructs.output.file_changes import file_changes

SERVICE = "5-services/Service.portkey.gateway.k8s.yaml"
SECRET = "2-access/Secret.portkey-app.k8s.yaml"
LABELLED = "metadata:\n  labels:\n    app.kubernetes.io/managed-by: portkey-constructs\n"
OLD = "5-services/Ingress.portkey-old.k8s.yaml"
FILES = {SERVICE: "kind: Service\nspec: {ports: [{port: 80}]}\n", SECRET: "kind: Secret\n"}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_folder_with_the_same_files_has_no_changes(tmp_path: Path) -> None:
    changes = file_changes(written(tmp_path, FILES), FILES)
    assert list(changes.lines) == []
    assert not changes.is_new


@pytest.mark.parametrize(
    "ours",
    [
        {"5-services/.portkey-constructs": "Ingress.portkey-old.k8s.yaml\n"},
        {OLD: LABELLED},
    ],
    ids=["marker", "label"],
)
def test_each_object_is_named_by_kind_and_name(tmp_path: Path, ours: dict[str, str]) -> None:
    written(tmp_path, {SERVICE: "kind: Service\nspec: {ports: [{port: 81}]}\n", OLD: "kind: Ingress\n", **ours})
    assert list(file_changes(tmp_path, FILES).lines) == ["  + Secret portkey-app", "  ~ Service portkey.gateway", "  - Ingress portkey-old"]


def test_another_format_of_the_same_object_is_no_change(tmp_path: Path) -> None:
    written(tmp_path, {**FILES, SERVICE: 'spec:\n  ports:\n    - port: 80\nkind: "Service"\n'})
    assert list(file_changes(tmp_path, FILES).lines) == []


@pytest.mark.parametrize("text", ["kind: Service\nspec: {ports: [{port: '80'}]}\n", "kind: [", "", "kind: Service\n---\nkind: Service\n", "\udcff"])
def test_another_content_is_a_change_even_if_it_is_no_yaml(tmp_path: Path, text: str) -> None:
    written(tmp_path, FILES)
    (tmp_path / SERVICE).write_bytes(text.encode(errors="surrogateescape"))
    assert list(file_changes(tmp_path, FILES).lines) == ["  ~ Service portkey.gateway"]


def test_manifests_of_others_are_not_removed(tmp_path: Path) -> None:
    written(tmp_path, {**FILES, OLD: "kind: Ingress\n", "5-services/.portkey-constructs": "Service.portkey.gateway.k8s.yaml\n"})
    assert list(file_changes(tmp_path, FILES).lines) == []


def test_files_of_others_are_left_out(tmp_path: Path) -> None:
    written(tmp_path, {**FILES, "kustomization.yaml": "resources: []\n", "README.md": "mine\n"})
    assert list(file_changes(tmp_path, FILES).lines) == []


def test_a_folder_that_does_not_exist_is_new_and_is_not_created(tmp_path: Path) -> None:
    changes = file_changes(tmp_path / "dist", FILES)
    assert changes.is_new
    assert len(changes.added) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        file_changes(tmp_path / "dist", FILES)
