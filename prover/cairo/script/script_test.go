package script

import (
	"context"
	"errors"
	"strings"
	"testing"
)

type noHost struct{}

func (noHost) Lookup(string) (Value, bool) { return nil, false }
func (noHost) Import(m, n string) (Value, error) {
	return nil, Raise("ModuleNotFoundError", "No module named '%s'", m)
}

// run runs code and returns the representation of its variable r, or the
// error.
func run(t testing.TB, code string) string {
	t.Helper()
	p, err := Parse(code)
	if err != nil {
		return err.Error()
	}
	in := New(context.Background(), noHost{}, 1<<20)
	scope := map[string]Value{}
	if err := in.Run(p, scope); err != nil {
		return err.Error()
	}
	s, err := in.Repr(scope["r"])
	if err != nil {
		return err.Error()
	}
	return s
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"r = 1 + 2 * 3 ** 2", "19"},
		{"r = -7 // 2, -7 % 2, 7 // -2, 7 % -2, divmod(-7, 2)", "(-4, 1, -4, -1, (-4, 1))"},
		{"r = -2 ** 2", "-4"},
		{"r = 1 << 100 >> 98 | 3 ^ 1 & ~0", "6"},
		{"r = pow(3, -1, 7), pow(2, 10), pow(-2, 3, 5)", "(5, 1024, 2)"},
		{"a, *b, c = range(5)\nr = a, b, c", "(0, [1, 2, 3], 4)"},
		{"x = y = 3\nx += 4\nr = (x, y)", "(7, 3)"},
		{"r = [i * j for i in range(3) for j in range(3) if i != j]", "[0, 0, 0, 2, 0, 2]"},
		{"r = {i: i ** 2 for i in (1, 2)}", "{1: 1, 2: 4}"},
		{"r = 0\nfor i in range(10):\n  if i == 5: break\n  r += i\nelse:\n  r = -1", "10"},
		{"for i in range(3):\n  pass\nelse:\n  r = i", "2"},
		{"i = 0\nwhile True:\n    i += 1\n    if i % 2: continue\n    if i > 6: break\nr = i", "8"},
		{"def f(a, b=2, *c, **d):\n    return a + b, c, d\nr = f(1), f(1, 3, 4, k=5)", "((3, (), {}), (4, (4,), {'k': 5}))"},
		{"r = (lambda x, y=1: x - y)(5)", "4"},
		{"r = f'{1 + 1}|{255:x}|{255:#x}|{7:03}|{\"a\"!r}|{{}}' f\"{'b'}\" 'c'", `"2|ff|0xff|007|'a'|{}bc"`},
		{"r = 1 < 2 <= 2 != 3, 3 in [1, 3], 'b' not in 'abc', None is None, not 1", "(True, True, False, True, False)"},
		{"r = [1, 2, 3, 4][::-1], (1, 2, 3)[-2:], 'hello'[1:3]", "([4, 3, 2, 1], (2, 3), 'el')"},
		{"d = {}\nd.setdefault(5, []).append(1)\nr = d, d.get(6), len(d)", "({5: [1]}, None, 1)"},
		{"l = [3, 1, 2]\nl.sort()\nr = l, sorted(l, reverse=True), l.pop(), l", "([1, 2], [3, 2, 1], 3, [1, 2])"},
		{"l = [(2, 0), (1, 5)]\nl.sort()\nr = l[0][1]", "5"},
		{"r = (5).to_bytes(2, 'big'), int.from_bytes(b'\\x01\\x00', 'little')", `(b'\x00\x05', 1)`},
		{"r = b''.join([b'a', b'b']).hex()", "'6162'"},
		{"try:\n  assert 1 == 2, f'no {3}'\nexcept AssertionError as e:\n  r = str(e)", "'no 3'"},
		{"try:\n  {}[1]\nexcept (ValueError, KeyError):\n  r = 1\nfinally:\n  r += 1", "2"},
		{"r = 1 if [] else 2 if 0 else 3", "3"},
		{"r = {1, 2} | {3}, {1, 2} & {2}", "({1, 2, 3}, {2})"},
		{"x = [[0] * 2] * 2\nx[0][1] = 5\nr = x", "[[0, 5], [0, 5]]"},
		{"r = True + True, int('0x10', 16), hex(-255)", "(2, 16, '-0xff')"},
		{"r = max([1, 5, 3]), min(4, 2), sum(range(5)), any([0, 1]), all([1, 0])", "(5, 2, 10, True, False)"},
		{"if 'zz' not in globals():\n    zz = 1\nr = globals().get('zz'), globals().get('yy')", "(1, None)"},
		{"r = 5; s = \\\n  6  # comment\nr += s", "11"},
		{"a: int = 3\ndef f(x: int) -> int: return x\nr = f(a)", "3"},
		{"d = dict(a=1, **{'b': 2})\nr = [k for k, v in d.items()]", "['a', 'b']"},
		{"r = list(enumerate(zip([1, 2], 'ab')))", "[(0, (1, 'a')), (1, (2, 'b'))]"},
		{"n = 0\ndef f():\n    global n\n    n += 2\nf()\nf()\nr = n", "4"},
		{"def f():\n    n = 1\n    def g():\n        nonlocal n\n        n += 1\n    g()\n    return n\nr = f()", "2"},
		{"n = 1\ndef f():\n    n = 5\n    def g():\n        global n\n        return n\n    return g()\nr = f()", "1"},
		{"r = len('aé😀'), 'aé😀'[1], 'aé😀'[::-1], 'aé'.find('é'), 'é'.encode()", `(3, 'é', '😀éa', 1, b'\xc3\xa9')`},
		{"r = 'é'.encode('latin-1'), b'\\xe9'.decode('latin-1')", `(b'\xe9', 'é')`},
		{"r = 'xxaxx'.strip('x'), 'xa'.lstrip('x'), ' a '.rstrip(), 'k=v=w'.split('=', 1)", "('a', 'a', ' a', ['k', 'v=w'])"},
		{"r = '-5'.zfill(4), '7'.rjust(3, '0'), 'ab'.partition('b'), 'ab'.startswith(('x', 'a')), '12'.isdigit()", "('-005', '007', ('a', 'b', ''), True, True)"},
		{"r = b'b' in b'abc', b'x' in b'abc', 98 in b'abc'", "(True, False, True)"},
		{"r = list(set([17, 8, 1, 9, 16, 33, 5])), {43, 11}, set()", "([1, 33, 5, 8, 9, 16, 17], {11, 43}, set())"},
		{"a = b = {1}\na |= {2}\nc = d = [1]\nc *= 2\ne = f = {1: 2}\ne |= {3: 4}\nr = b, d, f", "({1, 2}, [1, 1], {1: 2, 3: 4})"},
		{"try:\n    {}['k']\nexcept KeyError as e:\n    r = e.args, str(e), repr(e)", `(('k',), "'k'", "KeyError('k')")`},
		{"try:\n    raise ValueError('a', 1)\nexcept ValueError as e:\n    r = e.args, str(e)", `(('a', 1), "('a', 1)")`},
		{"r = {('a,string:\"sb\"',): 1, ('a', 'b'): 2}", `{('a,string:"sb"',): 1, ('a', 'b'): 2}`},
	} {
		if got := run(t, c.code); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.code, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"r = 1 / 2", "TypeError"},
		{"r = 1 // 0", "ZeroDivisionError"},
		{"r = x", "NameError: name 'x' is not defined"},
		{"assert False, 'why'", "AssertionError: why"},
		{"raise ValueError('bad')", "ValueError: bad"},
		{"r = [1][5]", "IndexError"},
		{"import os", "ModuleNotFoundError"},
		{"break", "'break' outside loop"},
		{"return 1", "'return' outside function"},
		{"for i in range(2):\n  def f():\n    continue", "'continue' outside loop"},
		{"nonlocal x", "nonlocal"},
		{"r = (200).to_bytes(1, 'big', signed=True)", "OverflowError"},
		{"r = b'\\xff'.decode()", "UnicodeDecodeError"},
		{"r = 'é'.encode('ascii')", "UnicodeEncodeError"},
		{"r = bytes('a')", "TypeError"},
		{"r = b'ab'.hex(':')", "TypeError"},
		{"r = (", "SyntaxError"},
		{"class A: pass", "SyntaxError"},
		{"  x = 1\n y = 2", "SyntaxError"},
		{"while True: pass", "budget"},
		{"r = 2 ** 10 ** 10", "budget"},
		{"r = 1 << 10 ** 9", "budget"},
		{"r = [0] * 10 ** 9", "budget"},
		{"r = 'a' * 10 ** 12", "budget"},
		{"def f(): return f()\nf()", "RecursionError"},
		{"l = []\nl.append(l)\nr = str(l)", "RecursionError"},
		{"x = 3\nfor i in range(100): x = x * x", "budget"},
		{"r = ().__class__", "AttributeError"},
		{"r = sorted([1, 'a'])", "TypeError"},
		{"r = {[]: 1}", "unhashable"},
		{"a, b = 1, 2, 3", "too many values"},
		{strings.Repeat("(", 1000), "SyntaxError"},
		{"r = " + strings.Repeat("1+", 100000) + "1", "Error"},
	} {
		if got := run(t, c.code); !strings.Contains(got, c.want) {
			t.Errorf("%.60s\n got %.200s\nwant %s", c.code, got, c.want)
		}
	}
}

// TestHeap: a hint that keeps what it makes ends before the memory does.
func TestHeap(t *testing.T) {
	p, err := Parse("l = []\nwhile True:\n    l.append([0] * 2 ** 22)")
	if err != nil {
		t.Fatal(err)
	}
	in := New(t.Context(), noHost{}, 1<<40)
	in.MaxHeap = 1 << 28
	if err := in.Run(p, map[string]Value{}); !errors.Is(err, ErrBudget) {
		t.Fatalf("got %v", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p, err := Parse("while True: pass")
	if err != nil {
		t.Fatal(err)
	}
	if err := New(ctx, noHost{}, 1<<40).Run(p, map[string]Value{}); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Fatalf("got %v", err)
	}
}

func FuzzScript(f *testing.F) {
	for _, s := range []string{"r = 1", "for i in range(3):\n  if i: break\nelse: pass", "f'{x!r:>{10}}'", "def f(a, *b): return lambda: a",
		"try:\n a\nexcept: pass", "x = [i for i in 'abc' if i][::-1]", "{**{}, 'a': 1}", "a.b[c](d, *e, **f) += 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		if len(code) > 2000 {
			return
		}
		run(t, code)
	})
}
