"""What a page loads is counted whole: its own code, what that imports, and what every visit begins with."""

import json
import secrets
from pathlib import Path

import pytest

from ops.portal import weight


def _built(tmp_path: Path, manifest: dict[str, dict[str, object]], sizes: dict[str, int]) -> Path:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    for name, size in sizes.items():
        # What cannot be compressed, so that its size is known.
        (tmp_path / name).write_bytes(secrets.token_bytes(size))
    return tmp_path


MANIFEST: dict[str, dict[str, object]] = {
    "index.html": {"file": "door.js", "dynamicImports": ["src/app.ts"]},
    "src/app.ts": {"file": "app.js", "imports": ["index.html", "_vue.js"]},
    "_vue.js": {"file": "vue.js"},
    "_shared.js": {"file": "shared.js", "imports": ["_vue.js"]},
    "_shared.css": {"file": "shared.css"},
    "src/home/HomePage.vue": {"file": "home.js", "imports": ["src/app.ts", "_shared.js"]},
    "src/desk/QueuePage.vue": {"file": "queue.js", "imports": ["src/app.ts"]},
    "src/words/en.ts": {"file": "en.js"},
}


def test_a_page_is_weighed_with_all_that_it_loads(tmp_path: Path) -> None:
    sizes = {
        "door.js": 400,
        "app.js": 600,
        "vue.js": 2000,
        "shared.js": 500,
        "home.js": 300,
        "queue.js": 70_000,
        "en.js": 9000,
    }
    found = weight.weights(_built(tmp_path, MANIFEST, sizes))
    assert set(found) == {"home/HomePage.vue", "desk/QueuePage.vue"}
    assert found["home/HomePage.vue"] == pytest.approx(3800, abs=150)
    # Staff sit at a desk.
    assert weight.too_heavy(found) == []


def test_a_member_s_page_above_the_limit_is_named(tmp_path: Path) -> None:
    sizes = {
        "door.js": 400,
        "app.js": 600,
        "vue.js": 2000,
        "shared.js": 58_000,
        "home.js": 300,
        "queue.js": 10,
        "en.js": 1,
    }
    (said,) = weight.too_heavy(weight.weights(_built(tmp_path, MANIFEST, sizes)))
    assert said.startswith("home/HomePage.vue loads 61,")


def test_a_page_whose_address_comes_later_is_weighed_with_it(tmp_path: Path) -> None:
    manifest = MANIFEST | {
        "src/app.ts": {"file": "app.js", "imports": ["_vue.js"], "dynamicImports": ["src/mine/routes.ts"]},
        "src/mine/routes.ts": {"file": "routes.js", "dynamicImports": ["src/home/HomePage.vue"]},
    }
    sizes = {
        "door.js": 400,
        "app.js": 600,
        "vue.js": 2000,
        "shared.js": 500,
        "home.js": 300,
        "queue.js": 10,
        "en.js": 1,
    }
    found = weight.weights(_built(tmp_path, manifest, sizes | {"routes.js": 4000}))
    assert found["home/HomePage.vue"] == pytest.approx(7800, abs=150)
