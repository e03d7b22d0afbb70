"""Files with a Secret are for their owner only, whatever the umask is and however the files are replaced."""

import os
from collections.abc import Iterator
from pathlib import Path

import cdk8s
import pytest

from portkey_constructs import PortkeyApp
from portkey_constructs.output import directory_swap
from portkey_constructs.output.files import write_directory

FILES = {
    "1-foundation/Secret.a.k8s.yaml": "apiVersion: v1\nkind: Secret\nstringData:\n  password: local\n",
    "1-foundation/ConfigMap.a.k8s.yaml": "apiVersion: v1\nkind: ConfigMap\ndata:\n  text: |\n    kind: Secret\n",
}


@pytest.fixture(params=[0o022, 0o000], ids=["022", "000"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> list[int]:
    return [(folder / name).stat().st_mode & 0o777 for name in FILES]


@pytest.mark.parametrize("exchange", [True, False])
def test_a_secret_is_private_when_it_is_new_changed_and_unchanged(
    tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch, *, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(directory_swap, "_exchanged", lambda *_: False)
    folder, others = tmp_path / "out", 0o666 & ~umask
    write_directory(folder, FILES)
    assert modes(folder) == [0o600, others]
    write_directory(folder, {name: f"{text}# changed\n" for name, text in FILES.items()})
    assert modes(folder) == [0o600, others]
    write_directory(folder, FILES)
    (folder / next(iter(FILES))).chmod(0o644)
    assert write_directory(folder, FILES).changed == 0
    assert modes(folder) == [0o600, others]


@pytest.mark.usefixtures("umask")
def test_a_cdk8s_app_keeps_its_secrets_private(tmp_path: Path) -> None:
    app = PortkeyApp(outdir=str(tmp_path), yaml_output_type=cdk8s.YamlOutputType.FILE_PER_RESOURCE)
    for kind in ("Secret", "ConfigMap"):
        cdk8s.ApiObject(cdk8s.Chart(app, kind.lower()), "Object", api_version="v1", kind=kind)
    app.synth()
    assert [path.stat().st_mode & 0o777 for path in tmp_path.glob("Secret.*")] == [0o600]
    assert [path.stat().st_mode & 0o077 != 0 for path in tmp_path.glob("ConfigMap.*")] == [True]
