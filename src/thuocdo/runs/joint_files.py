"""Joint estimates kept in a NumPy file (.npz), one set a period."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from thuocdo.kernel.errors import InputError, OutputError, Problem
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _
from thuocdo.runs.files import staged

ENDING = ".npz"


def write_joint(joint: Mapping[str, JointEstimates], path: Path) -> None:
    """Write the sets by period, readable without pickle."""
    if path.suffix.lower() != ENDING:
        message = _("không biết ghi tệp đuôi “{suffix}”.").format(suffix=path.suffix)
        hint = _("Đặt tên tệp kết thúc bằng .npz.")
        raise OutputError(Problem("output-format", message, str(path), hint=hint))
    arrays = {"periods": np.array(list(joint))}
    for period, each in joint.items():
        arrays[f"{period}/keys"] = np.array(each.keys)
        arrays[f"{period}/draw_scale"] = np.array(each.draw_scale)
        for name in ("values", "influence", "df", "draws"):
            if getattr(each, name) is not None:
                arrays[f"{period}/{name}"] = getattr(each, name)
    with staged(path.parent) as stage, (stage / path.name).open("wb") as file:
        np.savez_compressed(file, **arrays)


def read_joint(path: Path) -> dict[str, JointEstimates]:
    """The sets by period. Raises `InputError` for any other file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {str(period): _one(file, str(period)) for period in file["periods"]}
    except (OSError, ValueError, KeyError) as error:
        message = _("không đọc được tệp hiệp phương sai chung.")
        hint = _("Dùng tệp .npz mà “thuocdo estimate --joint” ghi ra.")
        raise InputError(Problem("joint-unreadable", message, str(path), hint=hint)) from error


def _one(file, period: str) -> JointEstimates:
    return JointEstimates(
        tuple(tuple(map(str, key)) for key in file[f"{period}/keys"]),
        file[f"{period}/values"],
        file[f"{period}/influence"],
        file[f"{period}/df"],
        file.get(f"{period}/draws"),
        float(file[f"{period}/draw_scale"]),
    )
