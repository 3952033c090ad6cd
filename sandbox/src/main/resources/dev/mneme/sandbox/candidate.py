# The candidate's interpreter. It holds the candidate's program and the arguments of its calls: no test, no verdict.
import sys as _sys


def _driver(written=_written, read=_read):
    module = type(_sys)("program")
    _sys.modules["program"] = module
    namespace = module.__dict__

    def raised(error):
        try:
            text = str(error)[:400]
        except BaseException:
            text = ""
        kind = type(error)
        for known in kind.__mro__:
            if known.__module__ == "builtins":
                break
        return written({"raised": kind.__name__, "as": known.__name__, "text": text})

    def run(source, name):
        exec(compile(source, name, "exec", dont_inherit=True), namespace)

    def handle(request):
        what, content = read(request)
        try:
            if what == "load":
                prelude, program = content
                if prelude is not None:
                    try:
                        run(prelude, "prompt")
                    except Exception:
                        pass
                run(program, "program")
                return written({"value": None})
            name, arguments, named = content
            if name not in namespace:
                raise NameError("the program defines no '%s'" % name)
            result = namespace[name](*arguments, **named)
            return written({"value": result})
        except (SystemExit, MemoryError):
            raise
        except BaseException as error:
            return raised(error)

    return handle


_driver()
