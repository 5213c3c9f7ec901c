"""Records: what frozen slotted dataclasses are, for a hundredth of the time that it takes to define one.

A check defines dozens of them before it begins, most of which one file never needs. The constructor is
written when the first instance is made. ``replace``, ``fields`` and ``asdict`` of the module ``dataclasses``
work too, but to load that module takes as long as many records.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import Field

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(kind: type[T]) -> type[T]:
    """The class with its annotated names as fields: compared, hashed, printed and copied by them, never set.

    A value given in the class is the field's default. Fields are not inherited.
    """
    body: dict[str, Any] = dict(kind.__dict__)
    names = tuple(body.get("__annotations__", ()))
    defaults = {name: body.pop(name) for name in names if name in body}
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    body = {**_methods(names), **body, "__slots__": names, "__match_args__": names}
    metaclass: Any = type(kind)
    made = metaclass(kind.__name__, kind.__bases__, body)

    def __init__(self: T, *given: Any, **named: Any) -> None:
        made.__init__ = _constructor(made, names, defaults)
        made.__init__(self, *given, **named)

    made.__init__ = __init__
    return made  # type: ignore[no-any-return]


def replace(one: T, **changes: Any) -> T:
    """A record like another one but for some fields."""
    names: tuple[str, ...] = type(one).__match_args__  # type: ignore[attr-defined]
    return type(one)(**{name: getattr(one, name) for name in names} | changes)


def _constructor(kind: type, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """A function that takes the fields in their order, or by name, and puts them in their slots."""
    scope: dict[str, Any] = {f"set_{name}": kind.__dict__[name].__set__ for name in names}
    scope |= {f"default_{name}": value for name, value in defaults.items()}
    parameters = [f"{name}=default_{name}" if name in defaults else name for name in names]
    lines = [f"set_{name}(self, {name})" for name in names]
    exec(f"def __init__({', '.join(['self', *parameters])}): {'; '.join(lines) or 'pass'}", scope)
    made: Callable[..., None] = scope["__init__"]
    return made


def _methods(names: tuple[str, ...]) -> dict[str, Any]:
    """What a class has unless it says otherwise."""
    values: Callable[[object], Any] = attrgetter(*names) if len(names) > 1 else partial(_few, names)

    def __eq__(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash(values(self))

    def __repr__(self: object) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    def __reduce__(self: object) -> tuple[Any, ...]:
        return type(self), values(self)

    return {
        "__eq__": __eq__,
        "__hash__": __hash__,
        "__repr__": __repr__,
        "__reduce__": __reduce__,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__dataclass_fields__": _FIELDS,
    }


def _few(names: tuple[str, ...], one: object) -> tuple[Any, ...]:
    return tuple([getattr(one, name) for name in names])


def _refuse(self: object, name: str, *_: object) -> None:
    raise AttributeError(f"cannot change field {name!r} of a {type(self).__qualname__}")


class _Fields:
    """What the module ``dataclasses`` asks of a class, made when it asks."""

    def __get__(self, _: object, kind: Any) -> dict[str, Field[Any]]:
        from dataclasses import make_dataclass

        like: Any = make_dataclass(kind.__name__, kind.__match_args__)
        return like.__dataclass_fields__  # type: ignore[no-any-return]


_FIELDS = _Fields()
