"""`thuocdo serve`: prepares, serves, ends; what stands in the way is told in one line."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from running_site import wait_for
from temporary_postgresql import free_port

THUOCDO = Path(sys.executable).with_name("thuocdo")


def start(*arguments: object) -> subprocess.Popen:
    """`thuocdo serve …` as a person starts it."""
    ours = ("THUOCDO_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [THUOCDO, "serve", *map(str, arguments)]
    return subprocess.Popen(
        command, env=kept, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder that `--prepare-only` made, and what it said."""
    data = tmp_path_factory.mktemp("serve") / "made" / "here"
    with start("--data", data, "--prepare-only") as process:
        told, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    yield data, told
    shutil.rmtree(data)


def test_preparing_alone_ends_and_says_what_was_published(prepared):
    data, told = prepared
    assert "Đã công bố papi, số 1: 29232 dòng." in told
    assert len(told.splitlines()) == 8
    assert (data / "thuocdo.sqlite3").exists()


def test_it_answers_until_it_is_told_to_end(prepared):
    data, _told = prepared
    port = free_port()
    with start("--data", data, "--port", port) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", process)
            process.send_signal(signal.SIGTERM)
            told, complaints = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert told == ""  # nothing was left to prepare
    assert f"Trang web: http://127.0.0.1:{port}/" in complaints
    assert "Traceback" not in complaints


def test_a_port_in_use_is_told_in_one_line_and_nothing_is_prepared(run, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("serve", "--port", port, "--data", tmp_path)
    assert (ended.code, ended.out) == (2, "")
    told = f"Lỗi: cổng {port} đang được chương trình khác dùng. → Dừng chương trình đó, hoặc dùng"
    assert ended.err == f"{told} --port.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_host_of_another_machine_is_told(run, tmp_path):
    ended = run("serve", "--host", "192.0.2.1", "--data", tmp_path)
    assert ended.code == 2
    assert "máy này không có địa chỉ “192.0.2.1”" in ended.err


def test_a_port_that_needs_a_privilege_is_told(run, tmp_path, monkeypatch):
    def forbid(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbid)
    ended = run("serve", "--port", "80", "--data", tmp_path)
    assert ended.code == 2
    assert "không có quyền nghe ở cổng 80" in ended.err


def test_a_data_folder_that_is_a_file_is_told(run, tmp_path):
    (tmp_path / "var").write_text("")
    ended = run("serve", "--data", tmp_path / "var")
    assert ended.code == 2
    assert "không dùng thư mục này cho số liệu của trang được" in ended.err


@pytest.fixture
def served(run, tmp_path, monkeypatch):
    """`served("--host", …)`: what it says and the environment it would hand to gunicorn."""
    monkeypatch.delenv("THUOCDO_HTTPS", raising=False)
    ready = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ready)
    handed = {}
    monkeypatch.setattr(os, "execve", lambda _program, _words, given: handed.update(given))

    def do(*arguments):
        ended = run("serve", "--port", free_port(), "--data", tmp_path, *arguments)
        assert ended.code == 0
        return ended.err, handed

    return do


def test_on_this_machine_alone_it_speaks_plainly(served):
    told, handed = served()
    assert handed["THUOCDO_HTTPS"] == "0"
    assert "HTTPS" not in told


def test_where_other_machines_come_in_it_asks_for_https_and_says_so(served):
    told, handed = served("--host", "0.0.0.0")
    assert handed["THUOCDO_HTTPS"] == "1"
    assert handed["THUOCDO_BIND"].startswith("0.0.0.0:")
    assert "mọi trang đòi HTTPS" in told
    assert "THUOCDO_HOSTS" in told
