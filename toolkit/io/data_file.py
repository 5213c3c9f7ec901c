"""Data files for filling a master: YAML or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import yaml

from toolkit.errors import UnusableInput
from toolkit.io.package import read_bytes


def read_data(path: Path) -> Mapping[str, object]:
    """The mapping that a .yaml, .yml or .json file holds; raises UnusableInput where it holds none."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableInput(f"数据文件“{path.name}”不是 UTF-8 编码，请另存为 UTF-8。") from None
    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (yaml.YAMLError, json.JSONDecodeError) as fault:
        line = getattr(getattr(fault, "problem_mark", None), "line", getattr(fault, "lineno", 1) - 1) + 1
        raise UnusableInput(f"数据文件“{path.name}”第 {line} 行附近写法有误，请核对。") from None
    if not isinstance(data, dict):
        raise UnusableInput(f"数据文件“{path.name}”应写成“字段名: 值”的形式。")
    return {str(name): value for name, value in data.items()}
