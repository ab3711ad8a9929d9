"""Run the command line as a person does, within this process."""

import sys
from contextvars import copy_context
from typing import NamedTuple

import pytest


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys, monkeypatch):
    """`run("units", "find", "Huế")`: exit code, output, messages. A traceback would raise."""

    def do(*arguments: str) -> Done:
        from thuocdo.cli import main

        monkeypatch.setattr(sys, "argv", ["thuocdo", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            copy_context().run(main)
        streams = capsys.readouterr()
        return Done(ended.value.code or 0, streams.out, streams.err)

    return do
