# Values as text and back: what both interpreters say to each other is plain data, nothing else.
#
#   N none, T true, F false                          one letter and "0:"
#   i int, d float, s str, b bytes in hex            letter, length, ":", so many characters
#   l list, t tuple, e set, z frozenset, q deque,    letter, count, ":", so many items
#   g iterator, m dict (key, value), c complex, r range
#
# No module is imported here: every candidate gets a new interpreter, and imports are its slowest part.
import builtins as _builtins

_LONGEST_ITERATION = 10_000
_DEEPEST = 60


class NoPlainForm(TypeError):
    pass


def _drivers_values():
    views = (type({}.keys()), type({}.items()))

    def written(value):
        parts = []

        def scalar(letter, text):
            parts.append("%s%d:%s" % (letter, len(text), text))

        def several(letter, items, depth):
            items = list(items)
            parts.append("%s%d:" % (letter, len(items)))
            for item in items:
                write(item, depth + 1)

        def write(value, depth):
            kind = type(value)
            if depth > _DEEPEST:
                raise NoPlainForm("a value nested deeper than %d" % _DEEPEST)
            if value is None:
                parts.append("N0:")
            elif value is True:
                parts.append("T0:")
            elif value is False:
                parts.append("F0:")
            elif isinstance(value, str):
                scalar("s", str.__str__(value))
            elif isinstance(value, int):
                scalar("i", int.__repr__(value))
            elif isinstance(value, float):
                scalar("d", float.__repr__(value))
            elif isinstance(value, list):
                several("l", value, depth)
            elif isinstance(value, tuple):
                several("t", value, depth)
            elif isinstance(value, dict):
                parts.append("m%d:" % dict.__len__(value))
                for key, item in dict.items(value):
                    write(key, depth + 1)
                    write(item, depth + 1)
            elif isinstance(value, frozenset):
                several("z", value, depth)
            elif isinstance(value, set) or isinstance(value, views):
                several("e", value, depth)
            elif isinstance(value, (bytes, bytearray)):
                scalar("b", bytes(value).hex())
            elif isinstance(value, complex):
                several("c", (value.real, value.imag), depth)
            elif kind is range:
                several("r", (value.start, value.stop, value.step), depth)
            elif kind.__name__ == "deque" and kind.__module__ == "collections":
                several("q", value, depth)
            elif hasattr(kind, "__next__") or isinstance(value, type({}.values())):
                items = []
                for item in value:
                    if len(items) == _LONGEST_ITERATION:
                        raise NoPlainForm("an iterator of more than %d items" % _LONGEST_ITERATION)
                    items.append(item)
                several("g", items, depth)
            else:
                raise NoPlainForm("a value of type %s, which has no plain form" % kind.__name__)

        write(value, 0)
        return "".join(parts)

    def read(text):
        place = 0

        def item(depth):
            nonlocal place
            if depth > _DEEPEST:
                raise NoPlainForm("a value nested deeper than %d" % _DEEPEST)
            letter = text[place]
            colon = text.index(":", place)
            count = int(text[place + 1:colon])
            if count < 0 or count > len(text):
                raise NoPlainForm("a count that cannot be")
            place = colon + 1
            if letter == "N":
                return None
            if letter == "T" or letter == "F":
                return letter == "T"
            if letter in "idsb":
                content = text[place:place + count]
                place += count
                if letter == "i":
                    return int(content)
                if letter == "d":
                    return float(content)
                return content if letter == "s" else bytes.fromhex(content)
            if letter == "m":
                pairs = {}
                for _ in range(count):
                    key = item(depth + 1)
                    pairs[key] = item(depth + 1)
                return pairs
            items = [item(depth + 1) for _ in range(count)]
            if letter == "l":
                return items
            if letter == "t":
                return tuple(items)
            if letter == "e":
                return set(items)
            if letter == "z":
                return frozenset(items)
            if letter == "g":
                return iter(items)
            if letter == "c":
                return complex(*items)
            if letter == "r":
                return range(*items)
            if letter == "q":
                from collections import deque
                return deque(items)
            raise NoPlainForm("a letter that nobody writes")

        return item(0)

    return written, read


_written, _read = _drivers_values()
