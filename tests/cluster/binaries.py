"""The programs of a real cluster, with simulated nodes or real pods: found in `KUBEBUILDER_ASSETS`, or built once from the Go modules in `tools/`.

`python -m tests.cluster.binaries` builds what is missing, says what it does, and prints where each program is. What is built is kept
in the user's cache folder, under a digest of all that it depends on.
"""

import functools
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.support.cache import build_folder, build_lock, cache_path, report_progress

__all__ = ["BuildError", "MissingGoError", "everything", "files", "program", "required"]

TOOLS: Final = Path(__file__).resolve().parents[2] / "tools"
ASSETS: Final = "KUBEBUILDER_ASSETS"
REQUIRE: Final = "PORTKEY_REQUIRE_CLUSTER"
_FLAGS: Final = ("-trimpath", "-buildvcs=false")
_EVERY: Final = 20.0


class BuildError(Exception):
    """A program cannot be built."""


class MissingGoError(BuildError):
    """No Go that can build the programs is installed."""


@dataclass(frozen=True, slots=True)
class Module:
    """A Go module in `tools/`: the main packages to build, and the files to take along (folder, module and pattern)."""

    programs: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str, str], ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Modules that are compiled from a copy of their source, and the folder beside go.mod whose files replace files of the copy."""


_PODS_ONLY: Final = ("coredns", "metrics-server", "traefik")
_STAGES: Final = ("node/fast", "node/heartbeat-with-lease", "pod/fast")
_KUBERNETES: Final = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kubelet", "kube-proxy")
MODULES: Final[Mapping[str, Module]] = {
    "etcd": Module({"etcd": "go.etcd.io/etcd/server/v3"}),
    "kwok": Module(
        {"kwok": "sigs.k8s.io/kwok/cmd/kwok"},
        tuple(("stages", "sigs.k8s.io/kwok", f"kustomize/stage/{stage}/*.yaml") for stage in _STAGES),
    ),
    "kube-router": Module({"kube-router": "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router"}),
    "kube-score": Module({"kube-score": "github.com/zegl/kube-score/cmd/kube-score"}),
    "kubernetes": Module({name: f"k8s.io/kubernetes/cmd/{name}" for name in _KUBERNETES}),
    "coredns": Module({"coredns": "tools/coredns"}),
    "metrics-server": Module({"metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server"}),
    "traefik": Module(
        {"traefik": "github.com/traefik/traefik/v3/cmd/traefik"},
        (
            ("crds", "github.com/traefik/traefik/v3", "docs/content/reference/dynamic-configuration/traefik.io_*.yaml"),
            ("gateway-crds", "sigs.k8s.io/gateway-api", "config/crd/standard/gateway.networking.k8s.io_[!v]*.yaml"),
        ),
        {"github.com/go-acme/lego/v5": "lego"},
    ),
    "kustomize-controller": Module(
        {"kustomize-controller": "github.com/fluxcd/kustomize-controller"},
        (("crds", "github.com/fluxcd/kustomize-controller", "config/crd/bases/*.yaml"),),
    ),
    "external-secrets": Module(
        {"external-secrets": "github.com/external-secrets/external-secrets"},
        (("crds", "github.com/external-secrets/external-secrets", "config/crds/bases/*.yaml"),),
    ),
    "argo-cd": Module({}, (("crds", "github.com/argoproj/argo-cd/v3", "manifests/crds/*.yaml"),)),
    "cilium": Module({}, (("crds", "github.com/cilium/cilium", "pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml"),)),
    "gke-networking-api": Module(
        {}, (("crds", "github.com/GoogleCloudPlatform/gke-networking-api", "config/crds/networking.gke.io_fqdnnetworkpolicies.yaml"),)
    ),
    "source-controller": Module({}, (("crds", "github.com/fluxcd/source-controller", "config/crd/bases/*.yaml"),)),
}


def required() -> bool:
    """Whether the tests have to run here, so that nothing may be skipped."""
    return os.environ.get(REQUIRE) == "1"


def program(name: str) -> Path:
    """The program `name`, built when it is not there yet; raises `BuildError`."""
    override = _given(name)
    if override:
        return override
    module = next(module for module, candidate in MODULES.items() if name in candidate.programs)
    return _built(module) / name


def files(module: str, folder: str) -> tuple[Path, ...]:
    """The files that came along with a module, sorted; raises `BuildError`."""
    return tuple(sorted((_built(module) / folder).iterdir()))


def _given(name: str) -> Path | None:
    assets = os.environ.get(ASSETS)
    if not assets:
        return None
    folder = Path(assets)
    if not (folder / "kube-apiserver").is_file() or not (folder / "etcd").is_file():
        raise BuildError(f"{ASSETS} is {assets}, which lacks kube-apiserver or etcd: name the folder that has them, or unset it")
    path = folder / name
    return path if os.access(path, os.X_OK) else None


@functools.cache
def _go(module: str) -> str:
    """What `go version` says in a module; raises `MissingGoError` with what to install."""
    expected = next(line.split()[1] for line in (TOOLS / module / "go.mod").read_text().splitlines() if line.startswith("go "))
    install = f"install Go {expected} or newer"
    if not shutil.which("go"):
        raise MissingGoError(f"go is not on PATH: {install}")
    # Inside the module, since go refuses there what is too new for it, or becomes the version that is asked for.
    process = subprocess.run(["go", "version"], cwd=TOOLS / module, capture_output=True, text=True)
    if process.returncode:
        raise MissingGoError(f"go cannot build tools/{module}: {process.stderr.strip()}: {install}")
    return process.stdout.strip()


@functools.cache
def _built(module: str) -> Path:
    """The folder with the binaries of a module, built if it does not exist yet."""
    digest = hashlib.sha256(repr((_go(module), MODULES[module], _FLAGS)).encode())
    for path in (TOOLS / module / "go.mod", TOOLS / module / "go.sum", *sorted((TOOLS / module).rglob("*.go"))):
        digest.update(path.read_bytes())
    ready = cache_path(f"{module}-{digest.hexdigest()[:20]}")
    if ready.is_dir():
        return ready
    with build_lock(ready, f"tools/{module}"):
        if not ready.is_dir():
            _make(module, ready)
    return ready


def _make(module: str, ready: Path) -> None:
    started = time.monotonic()
    what = ", ".join(MODULES[module].programs) or "files"
    report_progress(f"tools/{module}: building {what}; this happens once and is kept in {ready}")
    with build_folder(ready) as new:
        _compile(module, new)
        _copy(module, new)
        new.chmod(0o755)
        new.rename(ready)
    report_progress(f"tools/{module}: built {what} in {time.monotonic() - started:.0f} s")


def _compile(module: str, folder: Path) -> None:
    packages = MODULES[module].programs
    if not packages:
        return
    command = ["go", "build", "-v", *_FLAGS, f"-ldflags={' '.join(('-s -w', *_stamp(module)))}", "-o", f"{folder}/", *packages.values()]
    environment = os.environ | {"CGO_ENABLED": "0"}
    printed: list[str] = []
    with (
        _source(module) as source,
        subprocess.Popen(command, cwd=source, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as build,
    ):
        assert build.stderr
        reported, compiled = time.monotonic(), 0
        for line in build.stderr:
            printed.append(line)
            compiled += not line.startswith("go: ")
            if time.monotonic() - reported > _EVERY:
                reported = time.monotonic()
                report_progress(f"tools/{module}: {compiled} packages compiled, {line.strip()} is the last")
    if build.returncode:
        raise BuildError(f"tools/{module} does not build, {' '.join(command[:2])} ended with {build.returncode}:\n{''.join(printed[-20:])}")
    for name, package in packages.items():
        binary = [part for part in package.split("/") if not (part.startswith("v") and part[1:].isdigit())][-1]
        (folder / binary).rename(folder / name)


@contextmanager
def _source(module: str) -> Iterator[Path]:
    """The folder to build a module in: its own, or a copy with the changed modules."""
    changed = MODULES[module].changed
    if not changed:
        yield TOOLS / module
        return
    with TemporaryDirectory() as temporary:
        source = Path(temporary) / module
        shutil.copytree(TOOLS / module, source)
        for name, folder in changed.items():
            _ask(module, "mod", "download", name)
            copy = Path(temporary) / folder
            # The module cache is read-only, and the copy must be writable.
            shutil.copytree(_ask(module, "list", "-m", "-f", "{{.Dir}}", name), copy, copy_function=shutil.copyfile)
            for path in (copy, *copy.rglob("*")):
                if path.is_dir():
                    path.chmod(0o755)
            shutil.copytree(TOOLS / module / folder, copy, dirs_exist_ok=True)
            subprocess.run(["go", "mod", "edit", f"-replace={name}={copy}"], cwd=source, check=True)
        yield source


def _stamp(module: str) -> list[str]:
    """What Kubernetes' own build tells its programs of their version; without it they say they are v0.0.0."""
    if module != "kubernetes":
        return []
    version = _ask(module, "list", "-m", "-f", "{{.Version}}", "k8s.io/kubernetes")
    major, minor = version.removeprefix("v").split(".")[:2]
    version_info = {"gitVersion": version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
    return [f"-X k8s.io/{where}/version.{name}={value}" for where in ("component-base", "client-go/pkg") for name, value in version_info.items()]


def _copy(module: str, folder: Path) -> None:
    for name, source, pattern in MODULES[module].files:
        _ask(module, "mod", "download", source)
        root = Path(_ask(module, "list", "-m", "-f", "{{.Dir}}", source))
        paths = sorted(path for path in root.glob(pattern) if path.name != "kustomization.yaml")
        if not paths:
            raise BuildError(f"{source} has no files {pattern}")
        for path in paths:
            (folder / name).mkdir(exist_ok=True)
            (folder / name / f"{path.parent.name}-{path.name}").write_bytes(path.read_bytes())


def _ask(module: str, *arguments: str) -> str:
    process = subprocess.run(["go", *arguments], cwd=TOOLS / module, capture_output=True, text=True)
    if process.returncode:
        raise BuildError(f"tools/{module}: go {' '.join(arguments)} ended with {process.returncode}: {process.stderr.strip()}")
    return process.stdout.strip()


def everything() -> dict[str, Path]:
    """Every program of the cluster with simulated nodes, and every file that comes along, made where it is not there yet; raises `BuildError`."""
    modules = {name: module for name, module in MODULES.items() if name not in _PODS_ONLY}
    programs = {name: program(name) for module in modules.values() for name in module.programs}
    for name, module in modules.items():
        for folder in {source[0] for source in module.files}:
            files(name, folder)
    return programs


def main() -> int:
    """Makes everything; 0 also without Go, where the tests are skipped, unless they are required."""
    try:
        for name, path in everything().items():
            print(f"{name}: {path}")
    except MissingGoError as error:
        report_progress(f"{error}; the tests against a cluster are {'required' if required() else 'skipped'}")
        return int(required())
    except BuildError as error:
        report_progress(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
