"""Types in declarations: specifiers, declarators, structs, unions, enums, parameters.

`declared_type` gives the type a declarator stands for; struct and enum specifiers declare their tags and members on the
way. pycparser shares one specifier node between the declarators of a declaration, so what a node made is remembered.
"""

from dataclasses import dataclass

from toolchain.cc.front import c_types
from toolchain.cc.front.attributes import BIGGEST, Effects, Packing, flag_named
from toolchain.cc.front.c_types import (
    INT,
    LLONG,
    UINT,
    ULLONG,
    VA_LIST,
    VOID,
    ArrayType,
    CType,
    FunctionType,
    IntType,
    PointerType,
    Record,
    RecordType,
    VariableArrayType,
    VoidType,
)
from toolchain.cc.front.check_expr import member_names
from toolchain.cc.front.constexpr import integer_value
from toolchain.cc.front.conversions import with_qualifiers
from toolchain.cc.front.initializers import InitializerChecker
from toolchain.cc.front.layout import Declared, lay_out
from toolchain.cc.front.parse import Node
from toolchain.cc.front.scope import EnumConstant, Tag, TypedefName
from toolchain.cc.front.type_text import describe
from toolchain.cc.front.typed import (
    Assign,
    Binary,
    Decay,
    Expr,
    ExprStmt,
    IntConst,
    Member,
    Stmt,
    Storage,
    StringLit,
    Variable,
    VarRef,
)
from toolchain.diagnostics import DiagnosticError, Span, fail, note

_MAX_SIZE = 0x7FFFFFFF
# type specifiers, sorted: their type
_BASIC: dict[str, CType] = {
    " ".join(sorted(words.split())): type_
    for type_, spellings in (
        (VOID, "void"),
        (c_types.BOOL, "_Bool"),
        (c_types.CHAR, "char"),
        (c_types.SCHAR, "signed char"),
        (c_types.UCHAR, "unsigned char"),
        (c_types.SHORT, "short|short int|signed short|signed short int"),
        (c_types.USHORT, "unsigned short|unsigned short int"),
        (c_types.INT, "int|signed|signed int"),
        (c_types.UINT, "unsigned|unsigned int"),
        (c_types.LONG, "long|long int|signed long|signed long int"),
        (c_types.ULONG, "unsigned long|unsigned long int"),
        (c_types.LLONG, "long long|long long int|signed long long|signed long long int"),
        (c_types.ULLONG, "unsigned long long|unsigned long long int"),
        (c_types.FLOAT, "float"),
        (c_types.DOUBLE, "double"),
        (c_types.LDOUBLE, "long double"),
    )
    for words in spellings.split("|")
}
_ALIASES = {"__signed__": "signed", "__signed": "signed"}


@dataclass(slots=True)
class Parameter:
    """A parameter as a prototype declares it."""

    name: str
    type: CType
    span: Span
    register: bool = False
    unused: bool = False
    variable: Variable | None = None  # what stands for it in the types of later parameters


class DeclarationChecker(InitializerChecker):
    """Types of declarations."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._made: dict[int, CType] = {}  # struct, union and enum nodes checked so far
        self._basic: dict[tuple[str, ...], CType] = {}
        self.parameters_of: dict[int, list[Parameter]] = {}  # by FuncDecl node
        self.sizes_of: dict[int, list[Stmt]] = {}  # by FuncDecl node: what computes the sizes of its parameters' types
        self.packing = Packing()
        self._outermost: Node = None  # the parameter declarator whose length does not count
        self.scope.names["__builtin_va_list"] = TypedefName("__builtin_va_list", VA_LIST, Span("<built-in>"))

    # ---- declarators

    def type_name(self, node: Node) -> CType:
        """Return the type a Typename stands for."""
        return self.declared_type(node.type)

    def declared_type(self, node: Node) -> CType:
        """Return the type of a declarator (TypeDecl, PtrDecl, ArrayDecl, FuncDecl)."""
        kind = node.__class__.__name__
        if kind == "TypeDecl":
            return self._qualified(self._specified(node.type), node.quals, node)
        if kind == "PtrDecl":
            return self._qualified(PointerType(self.declared_type(node.type)), node.quals, node)
        if kind == "ArrayDecl":
            return self._array(node)
        if kind == "FuncDecl":
            return self._function(node)
        return self._specified(node)

    def _qualified(self, type_: CType, quals: list[str] | None, node: Node) -> CType:
        if not quals:
            return type_
        words = [each.strip("_") for each in quals]
        if "restrict" in words and not isinstance(type_, PointerType):
            raise fail(self.place(node), "invalid use of 'restrict'")
        return with_qualifiers(
            type_, const="const" in words, volatile="volatile" in words or "Atomic" in words,
            restrict="restrict" in words)

    def _array(self, node: Node) -> CType:
        element = self.declared_type(node.type)
        span = self.place(node)
        if isinstance(element, FunctionType):
            raise fail(span, f"declaration of {self._of(node)}array of functions")
        if isinstance(element, VoidType):
            raise fail(span, f"declaration of {self._of(node)}array of voids")
        if not element.complete:
            raise fail(span, f"array type has incomplete element type '{describe(element)}'")
        if node.dim is None:
            return ArrayType(element, None)
        if node.dim.__class__.__name__ == "ID" and node.dim.name == "*":
            return VariableArrayType(element, Variable("", UINT, Storage.AUTO, span))
        length = self._array_length(node)
        if not isinstance(length, int) or isinstance(element, VariableArrayType):
            return self._variable_array(node, element, length)
        if length * element.size > _MAX_SIZE:
            raise fail(span, f"size of {self._of(node)}array is too large")
        return ArrayType(element, length)

    def _variable_array(self, node: Node, element: CType, length: Expr | int) -> CType:
        """Return an array type whose size is computed where it is declared."""
        if node is self._outermost:  # a parameter, which will be a pointer
            return ArrayType(element, None)
        span = self.place(node)
        count = IntConst(UINT, span, length) if isinstance(length, int) else self.convert(length, UINT)
        variable = Variable("", UINT, Storage.AUTO, span, used=True)
        size = Binary(UINT, span, "*", count, self.size_value(element, span))
        self.pending.append(ExprStmt(span, Assign(UINT, span, VarRef(UINT, span, variable), size)))
        return VariableArrayType(element, variable)

    def _array_length(self, node: Node) -> int | Expr:
        """Return the length of an array: a number, or the expression that gives it at run time."""
        expr = self.rvalue(node.dim)
        if not isinstance(expr.type, IntType):
            raise fail(node.dim.coord, f"size of {self._of(node)}array has non-integer type")
        value = integer_value(expr)
        if value is None:
            if self.function is None and self.scope is self.file_scope:
                raise fail(self.place(node), f"variably modified {self._of(node).removesuffix('as ')}at file scope")
            return expr
        if value < 0:
            raise fail(self.place(node), f"size of {self._of(node)}array is negative")
        return value

    @staticmethod
    def _of(node: Node) -> str:
        """Return "'name' as " or nothing, for messages about the declared thing."""
        while node is not None and node.__class__.__name__ in {"ArrayDecl", "PtrDecl", "FuncDecl"}:
            node = node.type
        name = getattr(node, "declname", None)
        return f"'{name}' as " if name else ""

    def place(self, node: Node) -> Span:
        """Return the place of a declarator: its name, or what comes nearest."""
        while node is not None:
            coord = getattr(node, "coord", None)
            if coord is not None:
                span: Span = coord
                return span
            node = getattr(node, "type", None)
        return Span(self.unit.name)

    def _function(self, node: Node) -> CType:
        result = self.declared_type(node.type)
        span = self.place(node)
        if isinstance(result, FunctionType):
            raise fail(span, "function returns a function")
        if isinstance(result, ArrayType):
            raise fail(span, "function returns an array")
        if node.args is None:
            return FunctionType(result, None)
        nodes = node.args.params
        if nodes and nodes[0].__class__.__name__ == "ID":
            self.parameters_of[id(node)] = [Parameter(each.name, INT, each.coord) for each in nodes]
            return FunctionType(result, None)
        self.push_scope()
        pending, self.pending = self.pending, []
        try:
            parameters, variadic = self._parameters(nodes)
        finally:
            self.pop_scope()
            self.sizes_of[id(node)], self.pending = self.pending, pending
        self.parameters_of[id(node)] = parameters
        return FunctionType(result, tuple(each.type.unqualified() for each in parameters), variadic)

    def _parameters(self, nodes: list[Node]) -> tuple[list[Parameter], bool]:
        out: list[Parameter] = []
        for index, node in enumerate(nodes):
            if node.__class__.__name__ == "EllipsisParam":
                return out, True
            self._outermost = node.type
            type_ = self.declared_type(node.type)
            name = node.name or ""
            span = self.place(node.type if name else node)
            if isinstance(type_, VoidType):
                if len(nodes) == 1 and not name and not type_.qualified:
                    return [], False
                what = f"parameter {index + 1} ('{name}')" if name else f"parameter {index + 1}"
                raise fail(span, f"{what} has incomplete type" if name else "'void' must be the only parameter")
            type_ = self._adjusted(type_, node.type)
            storage = [each for each in (getattr(node, "storage", None) or []) if each != "register"]
            if storage:
                raise fail(span, f"storage class specified for parameter '{name}'")
            if name and name in self.scope.names:
                raise fail(span, f"redefinition of parameter '{name}'")
            variable = Variable(name, type_, Storage.PARAMETER, span)
            if name:
                self.scope.names[name] = variable
            unused = "unused" in self.effects(getattr(node, "attributes", None))
            out.append(Parameter(name, type_, span, bool(getattr(node, "storage", None)), unused, variable))
        return out, False

    @staticmethod
    def _adjusted(type_: CType, node: Node) -> CType:
        """Return the type of a parameter: arrays and functions are pointers."""
        if isinstance(type_, (ArrayType, VariableArrayType)):
            quals = [each for each in (getattr(node, "dim_quals", None) or []) if each != "static"]
            return with_qualifiers(PointerType(type_.element), const="const" in quals, volatile="volatile" in quals,
                                   restrict="restrict" in quals)
        return PointerType(type_) if isinstance(type_, FunctionType) else type_

    # ---- specifiers

    def _specified(self, node: Node) -> CType:
        """Return the type of specifiers: names of basic types, a typedef, a struct, union or enum."""
        kind = node.__class__.__name__
        if kind == "IdentifierType":
            return self._named(node)
        made = self._made.get(id(node))
        if made is None:
            if kind == "Enum":
                made = self._enum(node)
            elif kind in {"Struct", "Union"}:
                made = self._record(node)
            elif kind == "TypeOf":
                made = self._type_of(node)
            elif kind == "Typename":
                raise self.unsupported(self.place(node), "_Atomic")
            else:
                raise self.unsupported(self.place(node), "this type specifier")
            self._made[id(node)] = made
        return made

    def _type_of(self, node: Node) -> CType:
        """Return the type that typeof names, with its qualifiers; __auto_type takes that of the value."""
        if node.expr.__class__.__name__ == "Typename":
            return self.type_name(node.expr)
        operand = self.unevaluated_operand(node.expr)
        if isinstance(operand, Member) and operand.field.bit_width is not None:
            raise fail(node.coord, f"'{node.op}' applied to a bit-field")
        if node.op == "__auto_type":
            return self.value(operand).type.unqualified()
        return operand.type

    def _named(self, node: Node) -> CType:
        names = node.names
        if len(names) == 1:
            entity = self.scope.find(names[0])
            if isinstance(entity, TypedefName):
                return entity.type
        key = tuple(names)
        found = self._basic.get(key)
        if found is None:
            found = _BASIC.get(" ".join(sorted(_ALIASES.get(each, each) for each in names)))
            if found is None:
                if "_Complex" in names:
                    raise self.unsupported(node.coord, "complex numbers")
                raise fail(node.coord, f"invalid combination of type specifiers '{' '.join(names)}'")
            self._basic[key] = found
        return found

    # ---- struct and union

    def _record(self, node: Node) -> CType:
        kind = "struct" if node.__class__.__name__ == "Struct" else "union"
        tag = self._tag(node.name or "", kind, node.coord, defining=node.decls is not None)
        type_ = tag.type
        if node.decls is None:
            return type_
        assert isinstance(type_, RecordType), "struct and union tags name records"
        if tag.defined:
            raise fail(node.coord, f"redefinition of '{kind} {node.name}'", note(tag.span, "originally defined here"))
        tag.defined, tag.span = True, node.coord
        record = type_.record
        effects = self.effects(node.attributes)
        members = self._members(node.decls, kind, packed="packed" in effects)
        lay_out(record, members, max(effects.aligned, 1))
        if record.flexible and len(members) == 1:
            raise fail(members[0].span, "flexible array member in a struct with no named members")
        if record.size > _MAX_SIZE:
            raise fail(node.coord, "type is too large")
        return type_

    def _tag(self, name: str, kind: str, span: Span, *, defining: bool) -> Tag:
        """Return the tag of a struct or union specifier, declared if it is new."""
        if name:
            found = self.scope.tags.get(name) if defining else self.scope.find_tag(name)
            if found is not None:
                if found.kind != kind:
                    raise self._wrong_kind(name, span, found)
                return found
        tag = Tag(kind, RecordType(Record(kind, name)), span)
        if name:
            self.scope.tags[name] = tag
        return tag

    @staticmethod
    def _wrong_kind(name: str, span: Span, found: Tag) -> DiagnosticError:
        return fail(span, f"'{name}' defined as wrong kind of tag", note(found.span, "originally defined here"))

    def declare_tag(self, node: Node) -> None:
        """Carry out `struct s;`, which hides a tag of an outer scope."""
        kind = node.__class__.__name__.lower()
        if kind != "enum" and node.decls is None and node.name and node.name not in self.scope.tags:
            self.scope.tags[node.name] = Tag(kind, RecordType(Record(kind, node.name)), node.coord)
        self._specified(node)

    def _members(self, nodes: list[Node], kind: str, *, packed: bool) -> list[Declared]:
        """Return the members in order; `packed`: all of them are."""
        out: list[Declared] = []
        seen: dict[str, Span] = {}
        for index, node in enumerate(nodes):
            node_kind = node.__class__.__name__
            if node_kind == "StaticAssert":
                self.static_assert(node)
                continue
            if node_kind == "Pragma":
                continue
            type_ = self.declared_type(node.type)
            name, span = node.name or "", self.place(node.type)
            width = self._bit_width(node, name, type_, span) if node.bitsize is not None else None
            if not name and width is None and not (isinstance(type_, RecordType) and not type_.record.tag):
                self.warn(span, "declaration does not declare anything", "")
                continue
            self._check_member(name, type_, span, kind, last=index == len(nodes) - 1)
            names = [name] if name else self._inner_names(type_) if width is None else []
            for each in names:
                if each in seen:
                    raise fail(span, f"duplicate member '{each}'", note(seen[each], "previous declaration is here"))
                seen[each] = span
            out.append(self._declared_member(node, name, type_, span, width, packed=packed))
        return out

    def _declared_member(self, node: Node, name: str, type_: CType, span: Span, width: int | None, *,
                         packed: bool) -> Declared:
        effects = self.effects(node.attributes)
        packed = packed or "packed" in effects
        align = self.alignment(node, type_)
        if packed and align == type_.align:
            align = 1
        if self.packing.limit:
            align = min(align, self.packing.limit)
        return Declared(name, type_, max(align, effects.aligned), span, width, packed)

    def effects(self, attributes: list[Node] | None) -> Effects:
        """Return what attributes ask for; warn about those that nobody knows."""
        if not attributes:
            return Effects()
        out = Effects()
        for each in attributes:
            if each.name == "aligned":
                out.aligned = max(out.aligned, self._requested_alignment(each))
            elif each.name == "section" and len(each.args) == 1:
                literal = self.rvalue(each.args[0]) if each.args[0].__class__.__name__ != "Typename" else None
                place = literal.operand if isinstance(literal, Decay) else None
                if not isinstance(place, StringLit):
                    raise fail(each.span, "'section' needs the name as a string")
                out.section = place.data[:-1].decode("utf-8", "replace")
            else:
                flag = flag_named(each.name)
                if flag is None:
                    self.warn(each.span, f"'{each.name}' attribute directive ignored", "attributes")
                out.flags |= {flag or ""}
        return out

    def _requested_alignment(self, attribute: Node) -> int:
        if not attribute.args:
            return BIGGEST
        if attribute.args[0].__class__.__name__ == "Typename":
            return self.type_name(attribute.args[0]).align
        value = self.integer_constant(attribute.args[0], "requested alignment")
        if value <= 0 or value & (value - 1):
            raise fail(attribute.span, "requested alignment is not a positive power of 2")
        return value

    def _bit_width(self, node: Node, name: str, type_: CType, span: Span) -> int:
        """Return the width of a bit-field."""
        what = f"bit-field '{name}'" if name else "unnamed bit-field"
        if not isinstance(type_, IntType):
            raise fail(span, f"{what} has invalid type")
        width = self.integer_constant(node.bitsize, f"width of {what}")
        if width < 0:
            raise fail(span, f"negative width in {what}")
        if width > type_.bits:
            raise fail(span, f"width of {what} exceeds its type")
        if width == 0 and name:
            raise fail(span, f"zero width for {what}")
        return width

    @staticmethod
    def _inner_names(type_: CType) -> list[str]:
        assert isinstance(type_, RecordType), "only structs and unions go without a name"
        return member_names(type_.record)

    @staticmethod
    def _check_member(name: str, type_: CType, span: Span, kind: str, *, last: bool) -> None:
        if isinstance(type_, FunctionType):
            raise fail(span, f"field '{name}' declared as a function")
        if isinstance(type_, VariableArrayType):
            raise fail(span, "a member of a structure or union cannot have a variably modified type")
        if isinstance(type_, ArrayType) and type_.length is None:
            if kind == "union":
                raise fail(span, "flexible array member in union")
            if not last:
                raise fail(span, "flexible array member not at end of struct")
        elif not type_.complete:
            raise fail(span, f"field '{name}' has incomplete type" + (f" '{describe(type_)}'" if type_ != VOID else ""))

    # ---- enum

    def _enum(self, node: Node) -> CType:
        name = node.name or ""
        if node.values is None:
            tag = self.scope.find_tag(name)
            if tag is None:
                raise fail(node.coord, f"use of undefined enumeration 'enum {name}'")
            if tag.kind != "enum":
                raise self._wrong_kind(name, node.coord, tag)
            return tag.type
        here = self.scope.tags.get(name) if name else None
        if here is not None:
            if here.kind != "enum":
                raise self._wrong_kind(name, node.coord, here)
            raise fail(node.coord, f"redeclaration of 'enum {name}'", note(here.span, "originally defined here"))
        constants = self._enumerators(node)
        type_ = _enum_type([each.value for each in constants])
        if name:
            self.scope.tags[name] = Tag("enum", type_, node.coord, defined=True)
        return type_

    def _enumerators(self, node: Node) -> list[EnumConstant]:
        out: list[EnumConstant] = []
        following = 0
        for each in node.values.enumerators:
            if each.__class__.__name__ == "Pragma":
                continue
            if each.value is not None:
                following = self.integer_constant(each.value, f"enumerator value for '{each.name}'")
            if not INT.minimum <= following <= UINT.maximum:
                self.warn(each.coord, "enumerator value is outside of the range of 'int'", "pedantic")
            type_ = next((t for t in (INT, UINT, LLONG) if t.minimum <= following <= t.maximum), ULLONG)
            old = self.scope.names.get(each.name)
            if old is not None:
                kind = "redeclaration of enumerator" if isinstance(old, EnumConstant) else "redeclaration of"
                raise fail(each.coord, f"{kind} '{each.name}'", note(old.span, "previous declaration is here"))
            constant = EnumConstant(each.name, type_, type_.wrap(following), each.coord)
            self.scope.names[each.name] = constant
            out.append(constant)
            following += 1
        return out

    # ---- _Alignas, _Static_assert

    def alignment(self, node: Node, type_: CType) -> int:
        """Return the alignment of a declared object or member: the type's own unless _Alignas asks for more."""
        own = type_.align
        align = 0
        for each in getattr(node, "align", None) or []:
            wanted = each.alignment
            if wanted.__class__.__name__ == "Typename":
                value = self.type_name(wanted).align
            else:
                value = self.integer_constant(wanted, "requested alignment")
            if value and (value < 0 or value & (value - 1)):
                raise fail(each.coord, "requested alignment is not a positive power of 2")
            align = max(align, value)
        if align and align < own:
            raise fail(self.place(node), f"'_Alignas' specifiers cannot reduce alignment of '{node.name}'")
        return max(own, align)

    def static_assert(self, node: Node) -> None:
        """Check a _Static_assert; a false one is an error, after which checking goes on."""
        value = self.integer_constant(node.cond, "expression in static assertion")
        if value:
            return
        text = ""
        if node.message is not None:
            literal = self.constant(node.message)
            assert isinstance(literal, StringLit), "the grammar wants a string"
            text = ": " + '"' + literal.data[:-1].decode("utf-8", "replace") + '"'
        self.error(node.coord, f"static assertion failed{text}")


def _enum_type(values: list[int]) -> IntType:
    low, high = min(values), max(values)
    candidates = (INT, LLONG) if low < 0 else (UINT, ULLONG)
    return next((each for each in candidates if each.minimum <= low and high <= each.maximum), ULLONG)
