"""Check a report template after it was restyled in Word: what would be lost, misread or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from jinja2 import TemplateError, nodes
from lxml import etree
from msgspec import Struct, field

from toolkit.io.docx_flow import flow_of, paragraph_text
from toolkit.io.docx_write import clean_template, environment
from toolkit.io.docx_xml import body_of, parse_part, q, read_parts
from toolkit.report.vocabulary import LABELS, PARAGRAPHS, Vocabulary

_FULL_WIDTH = re.compile(r"[｛｝]|\{％|％\}|\{[ 　]+[{%]|[}%][ 　]+\}")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTES = re.compile("[\"'“”‘’＂＇]")
_ROW_TAG = re.compile(r"\{%-?tr\b")
_PARAGRAPH_TAG = re.compile(r"\{%-?p\b")
_OPENED = re.compile(r"\{%(?:tr|p)?\s*(for|if)\b")
_CLOSED = re.compile(r"\{%(?:tr|p)?\s*end(for|if)\b")
_SHOWN = 30


def lint_template(template: bytes, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Complaints about a template, one Chinese sentence each; empty for one that is in order.

    Finds full-width braces, quotes within tags, words beside a tag that takes its row or paragraph away,
    tags that do not pair, names that no field has, and fields that must be printed but are not.
    """
    roots = _roots(template)
    complaints = [complaint for root in roots for complaint in _writing_faults(root)]
    source = "\n".join(flow_of(root, template=True) for root in roots)
    pairs = list(_pairing_faults("\n".join(paragraph_text(root) for root in roots)))
    if pairs:
        return (*complaints, *pairs)
    try:
        environment().from_string(source)
        names = _Names(vocabulary)
        names.visit(environment().parse(source), {})
    except TemplateError as error:
        return tuple(complaints) or (f"标记写法有误（{error.message}），请与原模板核对。",)
    missing = (
        f"必填项“{name}”没有印出来，请加上标记 {{{{ {vocabulary.spelling(name)} }}}}。"
        for name in vocabulary.missing(names.used)
    )
    return (*complaints, *names.complaints, *missing)


def _roots(template: bytes) -> list[etree._Element]:
    parts = read_parts(clean_template(template))
    others = sorted(name for name in parts if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name))
    return [body_of(clean_template(template)), *(parse_part(parts[name]) for name in others)]


def _writing_faults(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(q("p")):
        text = paragraph_text(paragraph)
        if _FULL_WIDTH.search(text):
            yield f"“{_shown(text)}”里有全角大括号、全角百分号或拆开的括号，请改成半角 {{{{ }}}} 或 {{% %}}。"
        if any(_QUOTES.search(tag) for tag in _TAG.findall(text)):
            yield f"“{_shown(text)}”的标记里有引号，请去掉。"
        if _PARAGRAPH_TAG.search(text) and _TAG.sub("", text).strip():
            yield f"“{_shown(text)}”：控制标记旁边的文字会丢失，请另起一段。"
        if _ROW_TAG.search(text) and not _inside_row(paragraph):
            yield f"“{_shown(text)}”：tr 标记只能放在表格的行里。"
    for row in root.iter(q("tr")):
        text = paragraph_text(row)
        if _ROW_TAG.search(text) and _TAG.sub("", text).strip():
            yield f"“{_shown(text)}”：控制标记所在的行会整行消失，请把其他文字移到别的行。"


def _inside_row(paragraph: etree._Element) -> bool:
    return any(ancestor.tag == q("tr") for ancestor in paragraph.iterancestors())


def _pairing_faults(text: str) -> Iterator[str]:
    opened, closed = _OPENED.findall(text), _CLOSED.findall(text)
    for word in ("for", "if"):
        if opened.count(word) != closed.count(word):
            yield (
                f"标记没有配对：{word} 有 {opened.count(word)} 处，end{word} 有 {closed.count(word)} 处，"
                "请补上缺的一处。"
            )


def _shown(text: str) -> str:
    flat = text.strip().replace("\n", " ")
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "…"


_Scope = Mapping[str, Set[str]]
"""Loop variables and the columns that each has; a paragraph has none."""


class _Names(Struct):
    """Walks a template's tree, and collects the names that it uses and those that nothing answers to."""

    vocabulary: Vocabulary
    used: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def visit(self, node: nodes.Node, scope: _Scope) -> None:
        """Visit a node and all below it, knowing the loop variables in ``scope``."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            self._attribute(node.node.name, node.attr, scope)
        elif isinstance(node, nodes.Name):
            self._name(node.name, scope)
        else:
            for child in node.iter_child_nodes():
                self.visit(child, scope)

    def _loop(self, node: nodes.For, scope: _Scope) -> None:
        self.visit(node.iter, scope)
        table = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        inner = {**scope, target: self.vocabulary.columns.get(table, frozenset())}
        for child in node.body:
            self.visit(child, inner)
        for child in node.else_:
            self.visit(child, scope)

    def _name(self, name: str, scope: _Scope) -> None:
        self.used.add(name)
        if name not in scope and name not in self.vocabulary.scalars and name not in self.vocabulary.columns:
            self._unknown(name)

    def _attribute(self, owner: str, name: str, scope: _Scope) -> None:
        if owner == LABELS:
            known: Set[str] = self.vocabulary.labelled
        elif owner == PARAGRAPHS:
            self.used.add(name)
            known = self.vocabulary.scalars
        else:
            self.used.add(name)
            known = scope.get(owner, frozenset())
        if name not in known:
            self._unknown(f"{owner}.{name}")

    def _unknown(self, name: str) -> None:
        complaint = f"没有名为“{name}”的字段，请核对拼写，或用 jixiao fields 查看全部名称。"
        if complaint not in self.complaints:
            self.complaints.append(complaint)
