"""One platform per state directory, and who comes second is told so."""

from pathlib import Path

import pytest

from ops import platform
from ops.embedded import ServerFailed


async def test_a_second_start_from_one_state_is_told_so(tmp_path: Path) -> None:
    options = platform.Options(tmp_path, 8080, "embedded", "embedded")
    with platform._lock(tmp_path), pytest.raises(ServerFailed, match=str(tmp_path)):
        await platform.serve(options)
