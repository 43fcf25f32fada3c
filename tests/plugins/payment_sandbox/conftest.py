import threading

import pytest
from sandbox import Shop, Teller


@pytest.fixture
def teller(tmp_path):
    return Teller(tmp_path)


@pytest.fixture
def shop():
    with Shop() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
