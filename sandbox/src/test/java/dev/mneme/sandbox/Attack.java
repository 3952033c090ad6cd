package dev.mneme.sandbox;

import java.util.List;

/**
 * Programs that try to harm, to read the tests or to be called right without being so. All are
 * asked for a {@code double(x)}; none that answers is right.
 *
 * @param does what it tries
 * @param ends how it is expected to fail
 */
record Attack(String does, Outcome.Kind ends, String program) {

  static List<Attack> all() {
    return List.of(
        new Attack(
            "reads a file at the top",
            Outcome.Kind.FORBIDDEN,
            """
            open('/etc/passwd').read()
            def double(x):
              return 0
            """),
        new Attack(
            "reads a file in a call",
            Outcome.Kind.FORBIDDEN,
            """
            def double(x):
              return open('/etc/passwd').read()
            """),
        new Attack(
            "reads a file and hides the error",
            Outcome.Kind.WRONG,
            """
            try:
              secret = open('/etc/passwd').read()
            except Exception:
              secret = 0
            def double(x):
              return secret
            """),
        new Attack(
            "writes a file",
            Outcome.Kind.FORBIDDEN,
            """
            open('stolen.txt', 'w').write('x')
            def double(x):
              return 0
            """),
        new Attack(
            "writes into the interpreter's library",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            open(os.__file__, 'a').write('x')
            def double(x):
              return 0
            """),
        new Attack(
            "reads the process's memory map",
            Outcome.Kind.FORBIDDEN,
            """
            open('/proc/self/maps').read()
            def double(x):
              return 0
            """),
        new Attack(
            "reads the process's command line",
            Outcome.Kind.FORBIDDEN,
            """
            open('/proc/self/cmdline').read()
            def double(x):
              return 0
            """),
        new Attack(
            "lists a folder",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.listdir('/')
            def double(x):
              return 0
            """),
        new Attack(
            "walks the file system",
            Outcome.Kind.WRONG,
            """
            import os
            found = list(os.walk('/'))
            def double(x):
              return found
            """),
        new Attack(
            "removes a file",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.remove('/etc/hostname')
            def double(x):
              return 0
            """),
        new Attack(
            "makes a folder",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.mkdir('stolen')
            def double(x):
              return 0
            """),
        new Attack(
            "renames a file",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.rename('/etc/hostname', '/etc/stolen')
            def double(x):
              return 0
            """),
        new Attack(
            "links a file",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.symlink('/etc/passwd', 'stolen')
            def double(x):
              return 0
            """),
        new Attack(
            "opens a descriptor",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.open('/etc/passwd', os.O_RDONLY)
            def double(x):
              return 0
            """),
        new Attack(
            "opens by io",
            Outcome.Kind.FORBIDDEN,
            """
            import io
            io.FileIO('/etc/passwd')
            def double(x):
              return 0
            """),
        new Attack(
            "opens by pathlib",
            Outcome.Kind.FORBIDDEN,
            """
            import pathlib
            pathlib.Path('/etc/passwd').read_text()
            def double(x):
              return 0
            """),
        new Attack(
            "asks for the folder it is in",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.getcwd()
            def double(x):
              return 0
            """),
        new Attack(
            "changes folder",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.chdir('/')
            def double(x):
              return 0
            """),
        new Attack(
            "opens a socket",
            Outcome.Kind.FORBIDDEN,
            """
            import socket
            socket.create_connection(('127.0.0.1', 80))
            def double(x):
              return 0
            """),
        new Attack(
            "listens",
            Outcome.Kind.FORBIDDEN,
            """
            import socket
            s = socket.socket()
            s.bind(('', 0))
            s.listen()
            def double(x):
              return 0
            """),
        new Attack(
            "resolves a name",
            Outcome.Kind.FORBIDDEN,
            """
            import socket
            socket.gethostbyname('localhost')
            def double(x):
              return 0
            """),
        new Attack(
            "uses the low-level socket module",
            Outcome.Kind.FORBIDDEN,
            """
            import _socket
            _socket.socket()
            def double(x):
              return 0
            """),
        new Attack(
            "runs a shell",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.system('id')
            def double(x):
              return 0
            """),
        new Attack(
            "opens a pipe to a command",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.popen('id').read()
            def double(x):
              return 0
            """),
        new Attack(
            "runs a subprocess",
            Outcome.Kind.FORBIDDEN,
            """
            import subprocess
            subprocess.run(['id'])
            def double(x):
              return 0
            """),
        new Attack(
            "replaces the process",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.execv('/bin/sh', ['sh'])
            def double(x):
              return 0
            """),
        new Attack(
            "forks",
            Outcome.Kind.BROKEN,
            """
            import os
            os.fork()
            def double(x):
              return 0
            """),
        new Attack(
            "fork bomb",
            Outcome.Kind.BROKEN,
            """
            import os
            while True:
              os.fork()
            def double(x):
              return 0
            """),
        new Attack(
            "kills its parent",
            Outcome.Kind.FORBIDDEN,
            """
            import os
            os.kill(os.getppid(), 9)
            def double(x):
              return 0
            """),
        new Attack(
            "kills itself",
            Outcome.Kind.BROKEN,
            """
            import os, signal
            os.kill(os.getpid(), signal.SIGKILL)
            def double(x):
              return 0
            """),
        new Attack(
            "uses the low-level process module",
            Outcome.Kind.BROKEN,
            """
            import _posixsubprocess
            _posixsubprocess.fork_exec([b'id'], [b'/usr/bin/id'], True, (), None, None, -1, -1, -1, -1, -1, -1, -1, -1, True, False, 0, None, None, None, -1, None, False)
            def double(x):
              return 0
            """),
        new Attack(
            "starts worker processes",
            Outcome.Kind.FORBIDDEN,
            """
            import multiprocessing
            multiprocessing.Process(target=print).start()
            def double(x):
              return 0
            """),
        new Attack(
            "starts a thread",
            Outcome.Kind.FORBIDDEN,
            """
            import threading
            threading.Thread(target=print).start()
            def double(x):
              return 0
            """),
        new Attack(
            "starts threads without end",
            Outcome.Kind.FORBIDDEN,
            """
            import _thread
            while True:
              _thread.start_new_thread(print, ())
            def double(x):
              return 0
            """),
        new Attack(
            "sets a signal's handler",
            Outcome.Kind.FORBIDDEN,
            """
            import signal
            signal.signal(signal.SIGTERM, lambda *a: None)
            signal.alarm(1)
            raise ValueError('set')
            def double(x):
              return 0
            """),
        new Attack(
            "reads the environment",
            Outcome.Kind.WRONG,
            """
            import os
            def double(x):
              return dict(os.environ).get('PATH') or dict(os.environ).get('HOME')
            """),
        new Attack(
            "reads the arguments",
            Outcome.Kind.WRONG,
            """
            import sys
            def double(x):
              return sys.argv
            """),
        new Attack(
            "loads a native library",
            Outcome.Kind.BROKEN,
            """
            import ctypes
            ctypes.CDLL(None)
            def double(x):
              return 0
            """),
        new Attack(
            "loads an extension module",
            Outcome.Kind.FORBIDDEN,
            """
            import _imp, importlib.machinery as m
            _imp.create_dynamic(m.ModuleSpec('x', None, origin='/lib/x.so'))
            def double(x):
              return 0
            """),
        new Attack(
            "reaches Java",
            Outcome.Kind.FORBIDDEN,
            """
            import java
            java.type('java.lang.Runtime').getRuntime().exec('id')
            def double(x):
              return 0
            """),
        new Attack(
            "reaches Java's classes through a value",
            Outcome.Kind.WRONG,
            """
            def double(x):
              return str(getattr(x, 'getClass', None))
            """),
        new Attack(
            "adds to the class path",
            Outcome.Kind.FORBIDDEN,
            """
            import java
            java.add_to_classpath('/tmp/x.jar')
            def double(x):
              return 0
            """),
        new Attack(
            "reaches another language",
            Outcome.Kind.FORBIDDEN,
            """
            import polyglot
            polyglot.eval(language='js', string='1')
            def double(x):
              return 0
            """),
        new Attack(
            "reaches its own language from outside",
            Outcome.Kind.FORBIDDEN,
            """
            import polyglot
            polyglot.eval(language='python', string='1')
            def double(x):
              return 0
            """),
        new Attack(
            "exports to other interpreters",
            Outcome.Kind.FORBIDDEN,
            """
            import polyglot
            polyglot.export_value('double', 42)
            def double(x):
              return 0
            """),
        new Attack(
            "uses the interpreter's own module to read",
            Outcome.Kind.FORBIDDEN,
            """
            import __graalpython__
            __graalpython__.read_file('/etc/passwd')
            def double(x):
              return 0
            """),
        new Attack(
            "exits at the top",
            Outcome.Kind.EXIT,
            """
            import sys
            sys.exit(0)
            def double(x):
              return 0
            """),
        new Attack(
            "exits in a call",
            Outcome.Kind.EXIT,
            """
            import sys
            def double(x):
              sys.exit(0)
            """),
        new Attack(
            "raises SystemExit",
            Outcome.Kind.EXIT,
            """
            def double(x):
              raise SystemExit
            """),
        new Attack(
            "quits",
            Outcome.Kind.WRONG,
            """
            def double(x):
              quit()
            """),
        new Attack(
            "exits at once",
            Outcome.Kind.WRONG,
            """
            import os
            def double(x):
              os._exit(0)
            """),
        new Attack(
            "aborts",
            Outcome.Kind.WRONG,
            """
            import os
            def double(x):
              os.abort()
            """),
        new Attack(
            "exits when the interpreter ends",
            Outcome.Kind.WRONG,
            """
            import atexit, os
            atexit.register(lambda: os._exit(0))
            def double(x):
              return 0
            """),
        new Attack(
            "raises an interrupt",
            Outcome.Kind.WRONG,
            """
            def double(x):
              raise KeyboardInterrupt
            """),
        new Attack(
            "raises what ends a generator",
            Outcome.Kind.WRONG,
            """
            def double(x):
              raise GeneratorExit
            """),
        new Attack(
            "raises what ends an iteration",
            Outcome.Kind.WRONG,
            """
            def double(x):
              raise StopIteration
            """),
        new Attack(
            "raises an exception of its own kind",
            Outcome.Kind.WRONG,
            """
            class Passed(BaseException):
              pass
            def double(x):
              raise Passed('passed')
            """),
        new Attack(
            "raises an exception with a method that exits",
            Outcome.Kind.WRONG,
            """
            class E(Exception):
              def __str__(self):
                raise SystemExit
            def double(x):
              raise E()
            """),
        new Attack(
            "exits when it is forgotten",
            Outcome.Kind.WRONG,
            """
            import os
            class X:
              def __del__(self):
                os._exit(0)
            def double(x):
              X()
              return 0
            """),
        new Attack(
            "prints a verdict",
            Outcome.Kind.WRONG,
            """
            print('PASSED')
            print('reward: 1')
            def double(x):
              return 0
            """),
        new Attack(
            "writes a message to the parent",
            Outcome.Kind.WRONG,
            """
            import os
            os.write(1, b'V\\x00\\x00\\x00\\x03N0:')
            def double(x):
              return 0
            """),
        new Attack(
            "writes to every descriptor",
            Outcome.Kind.WRONG,
            """
            import os
            for n in range(3, 200):
              try:
                os.write(n, b'V\\x00\\x00\\x00\\x03N0:')
              except Exception:
                pass
            def double(x):
              return 0
            """),
        new Attack(
            "returns what equals everything",
            Outcome.Kind.WRONG,
            """
            class Any:
              def __eq__(self, other):
                return True
            def double(x):
              return Any()
            """),
        new Attack(
            "returns a number that equals everything",
            Outcome.Kind.WRONG,
            """
            class Any(int):
              def __eq__(self, other):
                return True
              __hash__ = int.__hash__
            def double(x):
              return Any(7)
            """),
        new Attack(
            "returns a text that equals everything",
            Outcome.Kind.WRONG,
            """
            class Any(str):
              def __eq__(self, other):
                return True
              def __ne__(self, other):
                return False
            def double(x):
              return Any('7')
            """),
        new Attack(
            "returns a list that equals everything",
            Outcome.Kind.WRONG,
            """
            class Any(list):
              def __eq__(self, other):
                return True
            def double(x):
              return Any([7])
            """),
        new Attack(
            "returns a dictionary that lies about itself",
            Outcome.Kind.WRONG,
            """
            class Any(dict):
              def __eq__(self, other):
                return True
              def items(self):
                return [(1, 42)]
            def double(x):
              return Any()
            """),
        new Attack(
            "returns a float with its own text",
            Outcome.Kind.WRONG,
            """
            class Any(float):
              def __repr__(self):
                return '42.0'
              def __eq__(self, other):
                return True
            def double(x):
              return Any(7.0)
            """),
        new Attack(
            "returns its argument",
            Outcome.Kind.WRONG,
            """
            def double(x):
              return x
            """),
        new Attack(
            "replaces the types of values",
            Outcome.Kind.LOST,
            """
            import builtins
            builtins.isinstance = lambda *a: True
            builtins.int = builtins.str = type('X', (), {'__eq__': lambda s, o: True})
            def double(x):
              return 0
            """),
        new Attack(
            "replaces all builtins",
            Outcome.Kind.LOST,
            """
            import builtins
            for name in ('len', 'type', 'repr', 'print', 'hasattr', 'all', 'any'):
              setattr(builtins, name, lambda *a, **k: True)
            def double(x):
              return 0
            """),
        new Attack(
            "empties the builtins",
            Outcome.Kind.BROKEN,
            """
            import builtins
            for name in dir(builtins):
              if not name.startswith('__'):
                try:
                  delattr(builtins, name)
                except BaseException if False else Exception:
                  pass
            def double(x):
              return 0
            """),
        new Attack(
            "replaces AssertionError",
            Outcome.Kind.WRONG,
            """
            import builtins
            class Never(Exception):
              pass
            builtins.AssertionError = Never
            def double(x):
              return 0
            """),
        new Attack(
            "replaces unittest",
            Outcome.Kind.WRONG,
            """
            import unittest
            unittest.TestCase.assertEqual = lambda *a: None
            def double(x):
              return 0
            """),
        new Attack(
            "replaces its driver's functions",
            Outcome.Kind.BROKEN,
            """
            import __main__
            for name in list(vars(__main__)):
              if not name.startswith('__'):
                setattr(__main__, name, lambda *a, **k: 'm1:s5:valuei2:42')
            def double(x):
              return 0
            """),
        new Attack(
            "answers in the wire's own text",
            Outcome.Kind.WRONG,
            """
            class Wire(str):
              def __str__(self):
                return 'm1:s5:valuei2:42'
            def double(x):
              return Wire('m1:s5:valuei2:42')
            """),
        new Attack(
            "patches what writes its values",
            Outcome.Kind.WRONG,
            """
            import gc, sys
            frame = sys._getframe()
            while frame:
              for name, value in list(frame.f_locals.items()):
                if callable(value):
                  frame.f_globals[name] = lambda *a: 'm1:s6:passedi99:'
              frame = frame.f_back
            def double(x):
              return 0
            """),
        new Attack(
            "defines the tests' own names",
            Outcome.Kind.WRONG,
            """
            def check(candidate):
              pass
            def all(*a):
              return True
            __passed__ = __failed__ = check
            def double(x):
              return 0
            """),
        new Attack(
            "defines itself as another module",
            Outcome.Kind.WRONG,
            """
            import sys
            sys.modules['tests'] = sys.modules['judge'] = sys.modules[__name__]
            def double(x):
              return 0
            """),
        new Attack(
            "rewrites asserts",
            Outcome.Kind.WRONG,
            """
            import ast, sys
            class Hook:
              def find_spec(self, *a):
                return None
            sys.meta_path.insert(0, Hook())
            ast.Assert = ast.Pass
            def double(x):
              return 0
            """),
        new Attack(
            "installs an import hook",
            Outcome.Kind.WRONG,
            """
            import builtins
            old = builtins.__import__
            builtins.__import__ = lambda *a, **k: old('math')
            def double(x):
              return 0
            """),
        new Attack(
            "traces calls",
            Outcome.Kind.WRONG,
            """
            import sys
            seen = []
            sys.settrace(lambda *a: seen.append(a))
            sys.setprofile(lambda *a: None)
            def double(x):
              return 0
            """),
        new Attack(
            "reads the tests in frames",
            Outcome.Kind.WRONG,
            """
            import sys
            def double(x):
              frame = sys._getframe()
              seen = []
              while frame:
                seen.append(str(frame.f_code.co_filename) + str(list(frame.f_globals)))
                frame = frame.f_back
              text = ' '.join(seen)
              return 2 * x if 'assert' in text or 'tests' in text or 'judge' in text else 0
            """),
        new Attack(
            "reads the tests in the heap",
            Outcome.Kind.WRONG,
            """
            import gc
            def double(x):
              for thing in gc.get_objects():
                if isinstance(thing, str) and 'assert double' in thing:
                  return 2 * x
              return 0
            """),
        new Attack(
            "reads the tests in a traceback",
            Outcome.Kind.WRONG,
            """
            import traceback, linecache
            def double(x):
              text = ''.join(traceback.format_stack()) + str(linecache.cache)
              return 2 * x if 'assert double' in text else 0
            """),
        new Attack(
            "reads the tests in the modules",
            Outcome.Kind.WRONG,
            """
            import sys
            def double(x):
              for module in list(sys.modules.values()):
                if 'assert double' in str(vars(module) if hasattr(module, '__dict__') else ''):
                  return 2 * x
              return 0
            """),
        new Attack(
            "reads the tests from its input",
            Outcome.Kind.WRONG,
            """
            import sys
            text = sys.stdin.read()
            def double(x):
              return 2 * x if 'assert' in text else 0
            """),
        new Attack(
            "reads the tests from a descriptor",
            Outcome.Kind.WRONG,
            """
            import os
            try:
              text = os.read(0, 10000)
            except Exception:
              text = b''
            def double(x):
              return 2 * x if text else 0
            """),
        new Attack(
            "remembers the tests of the program before",
            Outcome.Kind.WRONG,
            """
            import builtins
            count = getattr(builtins, 'count', 0)
            builtins.count = count + 1
            def double(x):
              return 2 * x if count else 0
            """),
        new Attack(
            "loops at the top",
            Outcome.Kind.TIME,
            """
            while True:
              pass
            def double(x):
              return 0
            """),
        new Attack(
            "loops in a call",
            Outcome.Kind.TIME,
            """
            def double(x):
              while True:
                pass
            """),
        new Attack(
            "loops and catches everything",
            Outcome.Kind.TIME,
            """
            def double(x):
              while True:
                try:
                  while True:
                    pass
                except BaseException:
                  pass
            """),
        new Attack(
            "sleeps",
            Outcome.Kind.TIME,
            """
            import time
            def double(x):
              time.sleep(1000)
            """),
        new Attack(
            "waits for a lock",
            Outcome.Kind.TIME,
            """
            import _thread
            def double(x):
              lock = _thread.allocate_lock()
              lock.acquire()
              lock.acquire()
            """),
        new Attack(
            "never ends a generator",
            Outcome.Kind.WRONG,
            """
            def double(x):
              n = 0
              while True:
                n += 1
                yield n
            """),
        new Attack(
            "counts a huge number",
            Outcome.Kind.TIME,
            """
            def double(x):
              return 9 ** 9 ** 9
            """),
        new Attack(
            "backtracks in a regular expression",
            Outcome.Kind.WRONG,
            """
            import re
            def double(x):
              return len(re.findall('(a|a?)+$', 'a' * 40 + 'b')) + bool(re.match('(a+)+$', 'a' * 60 + 'b')) + bool(re.match(r'(a*)*\\\\1b', 'a' * 60))
            """),
        new Attack(
            "fills memory with one list",
            Outcome.Kind.WRONG,
            """
            def double(x):
              return [0] * 10 ** 10
            """),
        new Attack(
            "fills memory step by step",
            Outcome.Kind.MEMORY,
            """
            def double(x):
              kept = []
              while True:
                kept.append(bytearray(10 ** 6))
            """),
        new Attack(
            "fills memory and catches it",
            Outcome.Kind.TIME,
            """
            def double(x):
              kept = []
              for n in range(40):
                try:
                  kept.append([n] * 10 ** 8)
                except MemoryError:
                  pass
              while True:
                pass
            """),
        new Attack(
            "doubles a text for ever",
            Outcome.Kind.MEMORY,
            """
            def double(x):
              s = 'x'
              while True:
                s = s + s + 'y'
                s.find('z')
            """),
        new Attack(
            "calls itself for ever",
            Outcome.Kind.WRONG,
            """
            def double(x):
              return double(x + 1)
            """),
        new Attack(
            "calls itself deeper than allowed",
            Outcome.Kind.WRONG,
            """
            import sys
            sys.setrecursionlimit(10 ** 9)
            def double(x):
              return double(x + 1)
            """),
        new Attack(
            "returns a list that holds itself",
            Outcome.Kind.WRONG,
            """
            def double(x):
              loop = []
              loop.append(loop)
              return loop
            """),
        new Attack(
            "returns a value of ten million characters",
            Outcome.Kind.VALUE,
            """
            def double(x):
              return 'x' * 10 ** 7
            """),
        new Attack(
            "returns an integer of a million digits",
            Outcome.Kind.WRONG,
            """
            def double(x):
              return 1 << 3_000_000
            """),
        new Attack(
            "floods its output",
            Outcome.Kind.OUTPUT,
            """
            def double(x):
              while True:
                print('x' * 1000)
            """),
        new Attack(
            "floods its errors and hides that",
            Outcome.Kind.OUTPUT,
            """
            import sys
            def double(x):
              for n in range(300):
                try:
                  sys.stderr.write('x' * 1000)
                  sys.stderr.flush()
                except Exception:
                  pass
              return 0
            """),
        new Attack(
            "has an integer too long to print",
            Outcome.Kind.WRONG,
            """
            import sys
            sys.set_int_max_str_digits(0)
            def double(x):
              return 10 ** 5000
            """),
        new Attack(
            "hashes collide",
            Outcome.Kind.WRONG,
            """
            def double(x):
              return {n * (2 ** 61 - 1) for n in range(20)}
            """),
        new Attack(
            "is nested too deep to be read",
            Outcome.Kind.BROKEN,
            "x = "
                + "(".repeat(5_000)
                + "1"
                + ")".repeat(5_000)
                + "\ndef double(x):\n  return 0\n"));
  }

  @Override
  public String toString() {
    return does;
  }
}
