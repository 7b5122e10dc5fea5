"""The language of a scheme's formulas: exact numbers, the names of recorded facts, other indicators' points.

What the grammar does not hold cannot be said: no attribute, no index, no loop, no text, no call but of the functions
below. A text is at most 1,000 characters and is read by a table-driven parser, so time and size are bounded by that.
All arithmetic is of exact fractions; a number is rounded where the text says ``round`` and nowhere else.

A fact that is not known, and a division by zero, make what depends on them unknown; ``otherwise`` and ``known`` say
what is then to be done.
"""

import difflib
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from types import MappingProxyType
from typing import Literal, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

MAX_CHARACTERS = 1000
MAX_DEPTH = 40
MAX_DIGITS = 12

Value = Fraction | bool | None
Kind = Literal["number", "condition"]

GRAMMAR = r"""
?start: either
?either: both ("or" both)*
?both: negated ("and" negated)*
?negated: "not" negated -> negation
        | compared
?compared: sum (COMPARISON sum)?
?sum: product (SIGN product)*
?product: signed (FACTOR signed)*
?signed: SIGN signed -> sign
       | atom
?atom: NUMBER -> number
     | NAME -> name
     | "points" "(" CODE ")" -> points
     | NAME "(" [either ("," either)*] ")" -> call
     | "(" either ")"
COMPARISON: "<=" | ">=" | "==" | "!=" | "<" | ">"
SIGN: "+" | "-"
FACTOR: "*" | "/"
NUMBER: /[0-9]+(\.[0-9]+)?/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
CODE: /[A-Za-z0-9._:-]+/
%ignore /[ \t\r\n]+/
"""

_PARSER = Lark(GRAMMAR, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False)


class ExpressionError(ValueError):
    """What is wrong with a text, and where in it."""

    def __init__(self, line: int, column: int, what: str) -> None:
        super().__init__(f"line {line}, column {column}: {what}")
        self.line, self.column, self.what = line, column, what


@dataclass(frozen=True)
class Function:
    takes: tuple[Kind, ...]
    gives: Kind
    says: str
    more: bool = False
    """Whether the last argument may come again."""


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "min": Function(("number", "number"), "number", "the least of its numbers", more=True),
        "max": Function(("number", "number"), "number", "the greatest of its numbers", more=True),
        "limit": Function(("number", "number", "number"), "number", "limit(x, low, high): x within both"),
        "round": Function(("number", "number"), "number", "round(x, places): half up, to 0 to 6 places"),
        "if": Function(("condition", "number", "number"), "number", "if(condition, then, else)"),
        "otherwise": Function(("number", "number"), "number", "otherwise(x, y): y where x is not known"),
        "known": Function(("number",), "condition", "known(x): whether x is known"),
    }
)


@dataclass(frozen=True)
class Node:
    """``what`` names the operation; ``value`` is the number, the name, the code, or a chain's signs."""

    what: str
    kind: Kind
    of: tuple["Node", ...] = ()
    value: Fraction | str | None = None
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Expression:
    text: str
    root: Node
    facts: frozenset[str]
    indicators: frozenset[str]

    def evaluate(self, facts: Mapping[str, Value], points: Mapping[str, Fraction]) -> Fraction | None:
        found = _evaluate(self.root, facts, points)
        assert not isinstance(found, bool)  # the root is a number
        return found


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Away from zero at the half, as clerks count."""
    scale = 10**places
    rounded = math.floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(rounded if value >= 0 else -rounded, scale)


def compile_expression(text: str, known: Sequence[str]) -> Expression:
    """``known`` are the facts that may be named; :class:`ExpressionError` with the place of what is wrong."""
    return _compile(text, tuple(known))


@lru_cache(maxsize=2048)
def _compile(text: str, known: tuple[str, ...]) -> Expression:
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(1, MAX_CHARACTERS + 1, f"a formula has at most {MAX_CHARACTERS} characters")
    try:
        tree = _PARSER.parse(text)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from None
    _check_depth(tree)
    root = _build(tree, frozenset(known))
    if root.kind != "number":
        raise ExpressionError(root.line, root.column, "a formula gives points, and this one gives yes or no; use if()")
    nodes = list(_walk(root))
    return Expression(
        text,
        root,
        frozenset(str(node.value) for node in nodes if node.what == "name"),
        frozenset(str(node.value) for node in nodes if node.what == "points"),
    )


def _unexpected(text: str, error: UnexpectedInput) -> ExpressionError:
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        lines = text.split("\n")
        return ExpressionError(len(lines), len(lines[-1]) + 1, "the formula ends too soon")
    found = str(token) if token is not None else text[error.pos_in_stream or 0]
    return ExpressionError(error.line, error.column, f"{found!r} cannot stand here")


def _check_depth(tree: Tree[Token] | Token) -> None:
    """Before anything walks down it."""
    level, depth = [tree], 0
    while level:
        depth += 1
        inner = [one for one in level if isinstance(one, Tree)]
        if depth > MAX_DEPTH and inner:
            raise ExpressionError(inner[0].meta.line, inner[0].meta.column, f"nested deeper than {MAX_DEPTH}")
        level = [child for one in inner for child in one.children]


def _walk(root: Node) -> Iterator[Node]:
    yield root
    for inner in root.of:
        yield from _walk(inner)


def _build(tree: Tree[Token], known: frozenset[str]) -> Node:
    line, column = tree.meta.line, tree.meta.column
    children = tree.children

    def inner(index: int, kind: Kind) -> Node:
        return _want(_build(cast("Tree[Token]", children[index]), known), kind)

    match tree.data:
        case "number":
            return Node("number", "number", value=_number(str(children[0]), line, column), line=line, column=column)
        case "name":
            name = str(children[0])
            if name not in known:
                raise ExpressionError(line, column, f"no fact {name} is recorded{_meant(name, known)}")
            return Node("name", "number", value=name, line=line, column=column)
        case "points":
            return Node("points", "number", value=str(children[0]), line=line, column=column)
        case "call":
            return _call(tree, known)
        case "negation":
            return Node("not", "condition", (inner(0, "condition"),), line=line, column=column)
        case "sign":
            return Node(f"sign{children[0]}", "number", (inner(1, "number"),), line=line, column=column)
        case "either" | "both":
            of = tuple(inner(index, "condition") for index in range(len(children)))
            return Node("or" if tree.data == "either" else "and", "condition", of, line=line, column=column)
        case "compared":
            of = (inner(0, "number"), inner(2, "number"))
            return Node(str(children[1]), "condition", of, line=line, column=column)
        case _:
            # A chain of one precedence is one node, or it would be as deep as its text is long.
            of = tuple(inner(index, "number") for index in range(0, len(children), 2))
            signs = "".join(str(children[index]) for index in range(1, len(children), 2))
            return Node("chain", "number", of, signs, line, column)


def _number(text: str, line: int, column: int) -> Fraction:
    if len(text.replace(".", "")) > MAX_DIGITS:
        raise ExpressionError(line, column, f"a number has at most {MAX_DIGITS} digits")
    return Fraction(text)


def _meant(name: str, known: frozenset[str] | Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f"; did you mean {near[0]}?" if near else ""


def _want(node: Node, kind: Kind) -> Node:
    if node.kind != kind:
        wanted = {"number": "a number", "condition": "a condition"}
        raise ExpressionError(node.line, node.column, f"{wanted[kind]} is wanted here and not {wanted[node.kind]}")
    return node


def _call(tree: Tree[Token], known: frozenset[str]) -> Node:
    line, column = tree.meta.line, tree.meta.column
    name = str(tree.children[0])
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError(line, column, f"there is no function {name}{_meant(name, FUNCTIONS)}")
    arguments = [cast("Tree[Token]", child) for child in tree.children[1:]]
    wanted = len(function.takes)
    if len(arguments) < wanted or (len(arguments) > wanted and not function.more):
        least = "at least " if function.more else ""
        raise ExpressionError(line, column, f"{name} takes {least}{wanted} arguments and has {len(arguments)}")
    kinds: tuple[Kind, ...] = (*function.takes, *repeat(function.takes[-1], len(arguments) - wanted))
    of = tuple(_want(_build(child, known), kind) for child, kind in zip(arguments, kinds, strict=True))
    if name == "round" and of[1].value not in {Fraction(places) for places in range(7)}:
        raise ExpressionError(of[1].line, of[1].column, "round takes a number of places from 0 to 6")
    return Node(name, function.gives, of, line=line, column=column)


_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip

_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def _evaluate(node: Node, facts: Mapping[str, Value], points: Mapping[str, Fraction]) -> Value:
    def value(index: int) -> Value:
        return _evaluate(node.of[index], facts, points)

    match node.what:
        case "number":
            return cast("Fraction", node.value)
        case "name":
            return facts[str(node.value)]
        case "points":
            return points[str(node.value)]
        case "known":
            return value(0) is not None
        case "otherwise":
            found = value(0)
            return value(1) if found is None else found
        case "if":
            chosen = value(0)
            return None if chosen is None else value(1 if chosen else 2)
        case "and" | "or":
            # What is not known may be either; it decides nothing where the others have decided.
            decisive = node.what == "or"
            found = [_evaluate(inner, facts, points) for inner in node.of]
            if decisive in found:
                return decisive
            return None if None in found else not decisive
        case _:
            values = [_evaluate(inner, facts, points) for inner in node.of]
            if any(one is None for one in values):
                return None
            return _applied(node, cast("list[Fraction]", values))


def _applied(node: Node, values: Sequence[Fraction]) -> Value:
    match node.what:
        case "chain":
            return _chained(str(node.value), values)
        case "not":
            return not values[0]
        case "sign-":
            return -values[0]
        case "sign+":
            return values[0]
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "limit":
            return max(values[1], min(values[2], values[0]))
        case "round":
            return round_half_up(values[0], int(values[1]))
        case _:
            return _COMPARISONS[node.what](values[0], values[1])


def _chained(signs: str, values: Sequence[Fraction]) -> Fraction | None:
    """From the left."""
    found = values[0]
    for sign, value in zip(signs, values[1:], strict=True):
        if sign == "/" and not value:
            return None
        found = _ARITHMETIC[sign](found, value)
    return found
