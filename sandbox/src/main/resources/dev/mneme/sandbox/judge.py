# The tests' interpreter. The candidate's code never runs here; its functions are asked for results, which arrive as
# text and are built anew from plain data.
import ast as _ast
import random as _random
import sys as _sys

_SHOWN = 80
_RAISED_AGAIN = {
    kind.__name__: kind
    for kind in (
        ArithmeticError, AssertionError, AttributeError, EOFError, Exception, FloatingPointError, ImportError,
        IndexError, KeyError, LookupError, ModuleNotFoundError, NameError, NotImplementedError, OSError, OverflowError,
        PermissionError, RecursionError, RuntimeError, SyntaxError, TypeError, UnboundLocalError, UnicodeError,
        ValueError, ZeroDivisionError)
}


class _Fatal(BaseException):
    pass


def _shown(value):
    try:
        text = repr(value)
    except Exception as error:
        text = "<%s without a repr: %s>" % (type(value).__name__, type(error).__name__)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


class _Counted(_ast.NodeTransformer):
    """Lets every assert say whether it held. Those inside try and with keep their meaning untouched."""

    def __init__(self, going_on):
        self.sources = []
        self.going_on = going_on

    def visit_Try(self, node):
        return node

    visit_TryStar = visit_Try
    visit_With = visit_Try

    def visit_Assert(self, node):
        if isinstance(node.test, _ast.Constant) and node.test.value:
            return node
        index = len(self.sources)
        source = _ast.unparse(node.test)
        self.sources.append(source if len(source) <= 2 * _SHOWN else source[:2 * _SHOWN] + "…")

        def told(name, *more):
            return _ast.Expr(_ast.Call(_ast.Name(name, _ast.Load()), [_ast.Constant(index), *more], []))

        handler = [told("__failed__", _ast.Name("__error__", _ast.Load()))]
        if not self.going_on:
            handler.append(_ast.Raise())
        counted = _ast.Try(
            [node, told("__passed__")],
            [_ast.ExceptHandler(_ast.Name("Exception", _ast.Load()), "__error__", handler)], [], [])
        return _ast.fix_missing_locations(_ast.copy_location(counted, node))


class _Names(_ast.NodeVisitor):
    def __init__(self):
        self.used = set()
        self.given = set()

    def visit_Name(self, node):
        (self.used if isinstance(node.ctx, _ast.Load) else self.given).add(node.id)


def _judge_driver(ask):
    def judged(task):
        module = type(_sys)("tests")
        namespace = module.__dict__
        going_on = task["share"]
        held, failed = set(), {}
        last = [""]
        fatal = [False]

        def bridge(name):
            def candidate(*arguments, **named):
                request = _written(["call", [name, arguments, named]])
                call = "%s(%s)" % (name, ", ".join(
                    [_shown(value) for value in arguments]
                    + ["%s=%s" % (key, _shown(value)) for key, value in named.items()]))
                if fatal[0]:
                    raise _Fatal()
                last[0] = call + " does not come back"
                answer = _read(ask(request))
                if "fatal" in answer:
                    fatal[0] = True
                    raise _Fatal()
                if "raised" in answer:
                    text = str(answer.get("text", ""))
                    kind = str(answer["raised"])
                    last[0] = "%s raised %s: %s" % (call, kind, text)
                    again = _RAISED_AGAIN.get(kind) or _RAISED_AGAIN.get(answer.get("as"), RuntimeError)
                    raise again(text)
                result = answer["value"]
                last[0] = "%s gave %s" % (call, _shown(result))
                return result

            candidate.__name__ = name
            return candidate

        def passed(index):
            if not fatal[0]:
                held.add(index)

        def told(index, error):
            if not fatal[0]:
                kind = type(error).__name__
                what = last[0] if kind == "AssertionError" else "%s: %s; %s" % (kind, error, last[0])
                failed.setdefault(index, what[:400])

        # The tests' own names come first: a candidate cannot slip in an `all` or an `isclose`.
        tree = _ast.parse(task["tests"])
        names = _Names()
        names.visit(tree)
        counted = _Counted(going_on)
        tree = counted.visit(tree)
        total = len(counted.sources)
        asserts = sum(isinstance(node, _ast.Assert) for node in _ast.walk(tree))
        _random.seed(0)
        try:
            if task["prelude"] is not None:
                try:
                    exec(compile(task["prelude"], "prompt", "exec", dont_inherit=True), namespace)
                except Exception:
                    pass
            entry = task["entry"]
            if entry is not None:
                namespace[entry] = bridge(entry)
            for name in names.used - names.given:
                if name not in namespace and not hasattr(_builtins, name):
                    namespace[name] = bridge(name)
            namespace["__passed__"] = passed
            namespace["__failed__"] = told
            exec(compile(tree, "tests", "exec", dont_inherit=True), namespace)
            if task["check"]:
                namespace["check"](namespace[entry])
            error = None
        except _Fatal:
            error = "fatal"
        except BaseException as unexpected:
            error = "%s: %s" % (type(unexpected).__name__, unexpected)
            if last[0] and not failed:
                error = error + "; " + last[0]
        broken = {index: what for index, what in failed.items()}
        return {
            "asserts": asserts,
            "total": total,
            "passed": len([index for index in held if index not in broken]),
            "error": None if error is None else error[:400],
            "fatal": fatal[0],
            "failed": [[counted.sources[index], what] for index, what in broken.items()][:1],
        }

    def handle(request):
        try:
            return _written(judged(_read(request)))
        except SyntaxError as error:
            return _written({"unreadable": "%s (line %s)" % (error.msg, error.lineno)})

    return handle


_judge_driver
