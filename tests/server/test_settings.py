from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.chain.fees import Budget
from server.settings import BadSetting, Settings, env_name, load, log_policy
from server.worker import chain_nodes

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def shown(value: object) -> str:
    values = value if isinstance(value, tuple) else (value,)
    text = ",".join(str(v).lower() if isinstance(v, bool) else str(v) for v in values)
    return f"`{text}`" if text else "empty"


def test_the_document_says_of_every_setting_what_the_code_says() -> None:
    rows = re.findall(
        r"^\| `(.+)` \| `(.+)` \| (.+?) \| (.+) \|$", DOCUMENT.read_text(), re.M
    )
    assert rows == [
        (f.name, env_name(f.name), shown(f.default), f.metadata["says"])
        for f in fields(Settings)
    ]


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path,
) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('http_port = 9000\nsmtp_port = 9001\nmail_domains = ["a.example"]\n')
    settings = load(
        {
            "VERIDESK_CONFIG": str(file),
            "VERIDESK_HTTP_PORT": "9002",
            "VERIDESK_CHAIN_PUBLIC": "yes",
            "VERIDESK_ORGANISATION": "",
            "DATABASE_URL": "postgresql://elsewhere",
        }
    )
    assert (settings.http_port, settings.smtp_port) == (9002, 9001)
    assert settings.mail_domains == ("a.example",)
    assert settings.chain_public == (True,)
    assert settings.organisation == "Veridesk"
    assert settings.database_url == "postgresql://elsewhere"
    assert settings.web_origin == "http://127.0.0.1:9002"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VERIDESK_HTTP_PORT", "eighty"),
        ("VERIDESK_HTTP_PORT", "70000"),
        ("VERIDESK_CHAIN_PUBLIC", "perhaps"),
        ("VERIDESK_HTPP_PORT", "80"),
        ("VERIDESK_CONFIG", "/nowhere/desk.toml"),
    ],
)
def test_a_slip_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load({name: value})


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text("colour = 'blue'\n")
    with pytest.raises(BadSetting, match="colour"):
        load({"VERIDESK_CONFIG": str(file)})


def test_the_log_s_policy_is_read_and_a_bad_one_is_told(tmp_path: Path) -> None:
    assert log_policy(Settings()).witnesses == ()
    file = tmp_path / "policy"
    key = "w.example+0c4d4f4a+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    for text in ("witness w", f"witness w {key}\nquorum w\n", ""):
        file.write_text(text)
        with pytest.raises(BadSetting, match="VERIDESK_LOG_POLICY"):
            log_policy(Settings(log_policy=str(file)))
    with pytest.raises(BadSetting, match="VERIDESK_LOG_POLICY"):
        log_policy(Settings(log_policy=str(tmp_path / "none")))
    file.write_text("quorum none\n")
    assert log_policy(Settings(log_policy=str(file))).quorum == "none"


def test_several_chains_have_a_value_each_or_one_for_all() -> None:
    settings = load(
        {
            "VERIDESK_CHAIN_URL": "embedded, https://a.example/key, https://b.example",
            "VERIDESK_CHAIN_CONTRACT": "-, 0xAB",
            "VERIDESK_CHAIN_PUBLIC": "no,yes,yes",
            "VERIDESK_CHAIN_DAY_LIMIT": "0.05",
            "VERIDESK_ANCHOR_EVERY": "60,3600,900",
        }
    )
    own, first, second = chain_nodes(settings)
    assert (own.name, own.public, own.every) == ("embedded", False, timedelta(minutes=1))
    assert (first.contract, second.contract) == ("0xAB", "")
    assert (first.public, second.every) == (True, timedelta(minutes=15))
    assert {node.budget for node in (own, first, second)} == {Budget(day=5 * 10**16)}
    assert "key" not in first.label  # it may be a secret
    assert first.label.startswith("a.example-")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VERIDESK_CHAIN_PUBLIC", "yes,no"),
        ("VERIDESK_ANCHOR_EVERY", "60,60,60"),
        ("VERIDESK_CHAIN_CONTRACT", "-,0xAB"),
        ("VERIDESK_CHAIN_URL", "https://a.example,https://a.example"),
        ("VERIDESK_CHAIN_FEE_CAP", "-1"),
        ("VERIDESK_CHAIN_DAY_LIMIT", "much"),
        ("VERIDESK_CHAIN_DAY_LIMIT", "nan"),
    ],
)
def test_lists_that_do_not_fit_the_chains_are_refused(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load({name: value})
