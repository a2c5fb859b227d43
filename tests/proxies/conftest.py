"""A shared cache in front of a site: nginx that keeps what Cache-Control, Vary and Set-Cookie let it keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import free_port, nginx_process

CACHE = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=shared:1m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {upstream};
            proxy_set_header Host $http_host;
            proxy_cache shared;
            proxy_cache_key $request_uri;
            # Like many a shared cache: what says nothing of caching is kept for a while.
            proxy_cache_valid 200 301 404 10m;
            add_header X-Cache-Status $upstream_cache_status always;
        }}
    }}
}}
"""

SharedCache = Callable[[str], str]


@pytest.fixture
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedCache]:
    """Start a cache before the server at a URL, until the test ends; returns the cache's URL."""
    with ExitStack() as running:

        def start(upstream: str) -> str:
            folder, port = tmp_path_factory.mktemp("cache"), free_port()
            (folder / "nginx.conf").write_text(CACHE.format(folder=folder, port=port, upstream=upstream))
            running.enter_context(nginx_process(folder, port))
            return f"http://localhost:{port}"

        yield start
