"""Data files for filling a master: YAML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from toolkit.errors import UnusableInput
from toolkit.io.package import read_bytes

NO_NUMBER: Final = re.compile(r"[-+]?0[0-9_]|.*:")
"""What YAML takes for an integer of base 8 or 60: here it is a code or a time, and stays a text."""

MOST_DIGITS: Final = 400
"""No cell holds a number of so many digits, and Python makes none of more than ten times as many."""


def read_data(path: Path) -> Mapping[str, object]:
    """The mapping that a .yaml, .yml or .json file holds; raises UnusableInput where it holds none."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableInput(f"数据文件“{path.name}”不是 UTF-8 编码，请另存为 UTF-8。") from None
    try:
        data = _json(text) if path.suffix.lower() == ".json" else yaml.load(text, _Loader)
    except (yaml.YAMLError, json.JSONDecodeError) as fault:
        line = getattr(getattr(fault, "problem_mark", None), "line", getattr(fault, "lineno", 1) - 1) + 1
        raise UnusableInput(f"数据文件“{path.name}”第 {line} 行附近写法有误，请核对。") from None
    except RecursionError:
        raise UnusableInput(f"数据文件“{path.name}”嵌套的层数太多，请核对。") from None
    except _Twice as fault:
        raise UnusableInput(f"数据文件“{path.name}”里“{fault}”写了两次，请只留一处。") from None
    if not isinstance(data, dict):
        raise UnusableInput(f"数据文件“{path.name}”应写成“字段名: 值”的形式。")
    return {str(name): value for name, value in data.items()}


class _Twice(Exception):
    """A name that stands twice in a mapping, where the second would silently replace the first."""


def _refuse_twice(names: Sequence[object]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise _Twice(name)


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_int=_whole)


def _whole(digits: str) -> int | str:
    """A whole number; as it is written where it is too long for one, for ``fill`` to tell."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    _refuse_twice([name for name, _ in pairs])
    return dict(pairs)


class _Loader(yaml.SafeLoader):
    """Plain values only."""


def _integer(loader: _Loader, node: yaml.ScalarNode) -> int | str:
    text = str(node.value)
    if NO_NUMBER.match(text) or len(text) > MOST_DIGITS:
        return text
    return int(loader.construct_yaml_int(node))


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> object:
    """A date; as it is written where there is no such day, for ``fill`` to tell."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return str(node.value)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    _refuse_twice([name.value for name, _ in node.value])
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
