"""What tests against real servers need of the machine: the programs, and namespaces to run them in."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.servers import frontend
from tests.servers.frontend import Site
from tests.servers.pod import Pod
from tests.servers.rendered import Rendered, configuration

Begin = Callable[..., Pod]


def _cannot(reason: str) -> NoReturn:
    """Skips; fails where everything has to be tested."""
    if os.environ.get("PORTKEY_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{reason}, and PORTKEY_REQUIRE_SERVERS=1", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def need() -> Callable[..., None]:
    """Makes sure of programs by their names."""

    def need(*programs: str) -> None:
        path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
        if missing := [program for program in programs if not shutil.which(program, path=path)]:
            _cannot(f"not installed: {', '.join(missing)}")

    return need


@pytest.fixture(scope="session")
def namespaces(need: Callable[..., None]) -> None:
    """Makes sure that pods can be had here."""
    if os.geteuid() != 0:
        _cannot("only root can make namespaces with the users of the images")
    need("unshare", "nsenter", "setpriv", "mount", "ip")
    tried = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "true"], capture_output=True, text=True)
    if tried.returncode:
        _cannot(f"namespaces are not allowed here: {tried.stderr.strip()}")


@pytest.fixture
def begin(namespaces: None, tmp_path: Path) -> Iterator[Begin]:
    """Sets up the pod of a component of a development platform; it ends with the test."""
    with ExitStack() as stack:

        def begin(
            component: str,
            settings: Mapping[str, object] | None = None,
            *,
            files: Mapping[str, str] | None = None,
            links: Mapping[str, str] | None = None,
        ) -> Pod:
            folder = tmp_path / f"{component}-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return stack.enter_context(Pod(Rendered(configuration(**(settings or {})), component), folder, files=files, links=links))

        yield begin


@pytest.fixture(scope="module")
def site(namespaces: None, need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One front end for all the tests that only ask it."""
    need(*frontend.PROGRAMS)
    with ExitStack() as stack:
        rendered = Rendered(configuration(**frontend.SETTINGS), "frontend")
        running = Site(stack.enter_context(Pod(rendered, tmp_path_factory.mktemp("frontend"), files=frontend.FILES, links=frontend.LINKS)), stack)
        for name, address in frontend.ADDRESSES.items():
            running.serve(name, address)
        running.start()
        yield running


@pytest.fixture
def fresh(need: Callable[..., None], begin: Begin) -> Iterator[Callable[..., Site]]:
    """A separate front end, not started."""
    need(*frontend.PROGRAMS)
    with ExitStack() as stack:

        def fresh(**more: Any) -> Site:
            files, links = {**frontend.FILES, **more.pop("files", {})}, {**frontend.LINKS, **more.pop("links", {})}
            return Site(begin("frontend", {**frontend.SETTINGS, **more}, files=files, links=links), stack)

        yield fresh
