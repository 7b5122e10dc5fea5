"""What is sealed is opened by the right key at the right place, and by nothing else."""

import base64
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis import vault
from chassis.problems import Unavailable
from chassis.settings import Settings
from chassis.vault import Sealed, Unreadable, Vault


def key(id: str = "a") -> str:
    return vault.made(id)


def test_a_value_is_sealed_anew_each_time_and_opened_only_at_its_place() -> None:
    keys = vault.parse(key())
    one, two = keys.seal("10000000001", "here"), keys.seal("10000000001", "here")
    assert one.data != two.data
    assert b"1000" not in one.data
    assert keys.open(one, "here") == keys.open(two, "here") == "10000000001"
    for wrong in (one, Sealed("a", one.data[:-1] + bytes([one.data[-1] ^ 1])), Sealed("b", one.data), Sealed("a", b"")):
        with pytest.raises(Unreadable):
            keys.open(wrong, "there")


def test_the_first_key_seals_and_each_opens_its_own() -> None:
    old, new = key("old"), key("new")
    sealed = vault.parse(old).seal("示例", "here")
    both = vault.parse(f"{new}\n{old}\n")
    assert both.open(sealed, "here") == "示例"
    assert both.seal("示例", "here").key_id == "new"
    with pytest.raises(Unreadable, match="old"):
        vault.parse(new).open(sealed, "here")


def test_numbers_follow_from_the_keys_and_from_nothing_else() -> None:
    old, new = key("old"), key("new")
    (code,) = vault.parse(old).numbers("code", "E1", 6)
    assert len(code) == 6
    assert code.isdigit()
    assert vault.parse(f"{new},{old}").numbers("code", "E1", 6)[1] == code
    others = {vault.parse(old).numbers("code", f"E{n}", 6)[0] for n in range(2, 200)}
    assert len(others) > 190
    assert vault.parse(old).digest("a", b"x") != vault.parse(old).digest("b", b"x")


@pytest.mark.parametrize(
    "text",
    [
        "a", "a:", "a:AAAA", ":" + base64.b64encode(os.urandom(32)).decode(), "a:!!!!",
        "a:" + base64.b64encode(bytes(32)).decode(), f"{vault.made('a')},{vault.made('a')}",
    ],
    ids=["no key", "empty", "short", "unnamed", "no base64", "zeros", "named twice"],
)  # fmt: skip
def test_a_key_that_is_none_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="key") as refused:
        vault.parse(text)
    assert text.partition(":")[2] not in str(refused.value) or not text.partition(":")[2]


def test_settings_name_the_keys_once_and_refuse_a_file_that_is_not_there(tmp_path: Path) -> None:
    def settings(**more: object) -> Settings:
        return Settings(
            mode="development", database_app="a", database_worker="b", kafka="k", issuer="i", jwks_url="j", **more
        )  # type: ignore[arg-type]  # as text, as the environment gives it

    file = tmp_path / "keys"
    file.write_text(key())
    assert isinstance(settings(vault_keys_file=str(file)).vault(), Vault)
    assert settings().vault() is None
    with pytest.raises(Unavailable, match="CPPCC_VAULT_KEYS_FILE"):
        vault.needed(None)
    for wrong in (
        {"vault_keys": key(), "vault_keys_file": str(file)},
        {"vault_keys_file": str(tmp_path / "none")},
        {"sms_url": "http://127.0.0.1:1"},
        {"smtp": "127.0.0.1:25"},
    ):
        with pytest.raises(ValidationError):
            settings(**wrong)


def test_production_wants_a_sandbox_said_twice() -> None:
    given = {
        "database_app": "postgresql+asyncpg://app:0123456789abcdef@db/n",
        "database_worker": "postgresql+asyncpg://worker:0123456789abcdef@db/n",
        "kafka": "k:1", "issuer": "https://i.example/r", "jwks_url": "https://i.example/k", "sandbox": True,
    }  # fmt: skip
    with pytest.raises(ValidationError, match="sandbox"):
        Settings(**given)  # type: ignore[arg-type]  # as text, as the environment gives it
    assert Settings(**given, sandbox_in_production=True).sandbox  # type: ignore[arg-type]  # as text, as the environment gives it
