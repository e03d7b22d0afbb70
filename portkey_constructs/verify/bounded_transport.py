"""An HTTP transport with one deadline over all requests, and limits on the size and the number of answers."""

import ssl
import threading
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from portkey_constructs.errors import ClusterError
from portkey_constructs.verify.exec_plugin import Credentials, load_certificate
from portkey_constructs.verify.shapes import MalformedError

__all__ = ["BoundedTransport", "environment_proxy"]

_MAX_ANSWER: Final = 16 << 20
_MAX_TOTAL: Final = 64 << 20
_MAX_PAGES: Final = 200
_MAX_VALUES: Final = 1_000_000
_UNAUTHORIZED: Final = 401
_LONGEST: Final = 7 * 24 * 3600.0


class BoundedTransport(httpx2.BaseTransport):
    """Sends each request in a thread, because a server that sends a byte now and then never exceeds the timeout of a socket."""

    def __init__(self, server: str, timeout: float, trust: ssl.SSLContext, proxy: str | None, server_name: str | None) -> None:
        self.deadline = time.monotonic() + min(timeout, _LONGEST)
        self.credentials: Callable[[], Credentials] | None = None
        """Runs the credential plugin."""
        self._late = f"{server} does not answer everything within {timeout:.0f} s: pass a longer --timeout, or ask the cluster's administrator"
        self._server_name, self._pages, self._bytes, self._header, self._authorized = server_name, 0, 0, "", False
        self._trust, self._proxy = trust, proxy
        self._inner = self._connections()

    def _connections(self) -> httpx2.HTTPTransport:
        return httpx2.HTTPTransport(verify=self._trust, proxy=self._proxy, trust_env=False)

    def begin(self, *, total: bool = False) -> None:
        """Count pages from zero; with `total` also the bytes of all answers, as `--wait` reads everything again."""
        self._pages = 0
        if total:
            self._bytes = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and read the whole answer.

        Raises:
            ClusterError: the deadline has passed, or the credential plugin fails.
            MalformedError: the answer is too large, is compressed, or has too many pages.
        """
        self._pages += 1
        if self._pages > _MAX_PAGES:
            raise MalformedError(f"has more than {_MAX_PAGES} pages")
        request.headers["Accept-Encoding"] = "identity"
        if self._server_name:
            request.extensions = {**request.extensions, "sni_hostname": self._server_name}
        if self.credentials is None:
            return self._in_time(request)
        fresh = not self._authorized
        self._authorize(request)
        response = self._in_time(request)
        if response.status_code == _UNAUTHORIZED and not fresh:
            self._authorized = False
            self._authorize(request)
            response = self._in_time(request)
        return response

    def _authorize(self, request: httpx2.Request) -> None:
        if not self._authorized and self.credentials is not None:
            credentials = self.credentials()
            self._header = f"Bearer {credentials.token}" if credentials.token else ""
            if credentials.certificate:
                # Open connections keep the certificate with which they began.
                self._inner.close()
                load_certificate(self._trust, credentials)
                self._inner = self._connections()
            self._authorized = True
        if self._header:
            request.headers["Authorization"] = self._header

    def _in_time(self, request: httpx2.Request) -> httpx2.Response:
        if time.monotonic() >= self.deadline:
            raise ClusterError(self._late)
        results: list[Any] = []
        stopped = threading.Event()

        def send() -> None:
            try:
                results.append(self._answer(request, stopped))
            except BaseException as error:  # raised again in the thread of the caller
                results.append(error)

        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        thread.join(max(0.0, self.deadline - time.monotonic()))
        stopped.set()
        if not results:
            raise ClusterError(self._late)
        if isinstance(results[0], BaseException):
            raise results[0]
        response: httpx2.Response = results[0]
        return response

    def _answer(self, request: httpx2.Request, stopped: threading.Event) -> httpx2.Response:
        response = self._inner.handle_request(request)
        body = bytearray()
        try:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise MalformedError("is compressed although that was not requested")
            for part in response.iter_raw():
                body += part
                self._bytes += len(part)
                if stopped.is_set():
                    break
                if len(body) > _MAX_ANSWER or self._bytes > _MAX_TOTAL:
                    raise MalformedError(f"is larger than {_MAX_ANSWER >> 20} MiB, or all answers are larger than {_MAX_TOTAL >> 20} MiB")
        finally:
            response.close()
        if sum(map(body.count, (b",", b"[", b"{"))) > _MAX_VALUES:
            raise MalformedError(f"has more than {_MAX_VALUES} values")
        return httpx2.Response(response.status_code, headers=response.headers, content=bytes(body), request=request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def environment_proxy(server: str) -> str | None:
    """The proxy of the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY for a server."""
    parts = urlsplit(server)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
