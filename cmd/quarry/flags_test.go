package main

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

func TestGflags(t *testing.T) {
	t.Chdir(t.TempDir())
	files := map[string]string{
		"flags":  "# a comment\n--s=from file\n-b\n\n--flagfile=deeper\n",
		"deeper": "--i=7\n",
		"ours":   "other_program\n--s=theirs\nquarry*\n--s=ours\n",
		"loop":   "--flagfile=loop\n",
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("FLAGS_s", "from the environment")
	t.Setenv("FLAGS_b", "yes")
	type values struct {
		s string
		i int
		b bool
	}
	for _, tc := range []struct {
		args []string
		want values
		rest []string
		bad  string
	}{
		{args: []string{"-s=x", "--i=3", "-b"}, want: values{"x", 3, true}},
		{args: []string{"-s", "x", "--i", "3", "--b=yes"}, want: values{"x", 3, true}},
		{args: []string{"--s", "--i", "--b=t"}, want: values{"--i", 0, true}},
		{args: []string{"--b", "--nob"}, want: values{}},
		{args: []string{"--b", "-b=no"}, want: values{}},
		{args: []string{"a", "-s=x", "b", "--i=3"}, want: values{"x", 3, false}, rest: []string{"a", "b"}},
		{args: []string{"--i=1", "--", "--s=x"}, want: values{"", 1, false}, rest: []string{"--s=x"}},
		{args: []string{"--flagfile=flags"}, want: values{"from file", 7, true}},
		{args: []string{"--flagfile", "flags", "--s=later"}, want: values{"later", 7, true}},
		{args: []string{"--flagfile=ours"}, want: values{"ours", 0, false}},
		{args: []string{"--with-dash=x-y"}, want: values{"x-y", 0, false}},
		{args: []string{"-with-dash", "x-y"}, want: values{"x-y", 0, false}},
		{args: []string{"--with_dash", "--x-y"}, want: values{"--x-y", 0, false}},
		{args: []string{"---i=3"}, bad: "bad flag syntax"},
		{args: []string{"--nos"}, bad: "nos"},
		{args: []string{"--i=x"}, bad: "invalid value"},
		{args: []string{"--s"}, bad: "needs an argument"},
		{args: []string{"--flagfile"}, bad: "needs an argument"},
		{args: []string{"--flagfile=nowhere"}, bad: "nowhere"},
		{args: []string{"--flagfile=loop"}, bad: "too deeply"},
		{args: []string{"--undefok=x,y", "--x=3", "--noy", "--i=1"}, want: values{"", 1, false}},
		{args: []string{"--x", "--undefok", "x", "--s", "--x"}, want: values{"--x", 0, false}},
		{args: []string{"--undefok=x", "--z"}, bad: "z"},
		{args: []string{"--undefok"}, bad: "needs an argument"},
		{args: []string{"--fromenv=s,b"}, want: values{"from the environment", 0, true}},
		{args: []string{"--tryfromenv=s,i", "--i=4"}, want: values{"from the environment", 4, false}},
		{args: []string{"--fromenv=i"}, bad: "FLAGS_i is not in the environment"},
		{args: []string{"--helpfull"}, bad: "help"},
		{args: []string{"--n=+3"}}, {args: []string{"--n= 0x10"}}, {args: []string{"--n=4294967295"}},
		{args: []string{"--n=4294967296"}, bad: "4294967295"}, {args: []string{"--n=-1"}, bad: "invalid value"},
		{args: []string{"--n=1e1"}, bad: "invalid value"}, {args: []string{"--n="}, bad: "invalid value"},
		{args: []string{"--minloglevel=2", "--noalsologtostderr", "--stderrthreshold", "3"}},
	} {
		f := newFlags(invocation{name: "quarry test", args: tc.args})
		var got values
		f.StringVar(&got.s, "s", "", "")
		f.StringVar(&got.s, "with_dash", "", "")
		f.IntVar(&got.i, "i", 0, "")
		f.BoolVar(&got.b, "b", false, "")
		f.uint32Var(new(uint32), "n", 0, "")
		f.acceptGlog()
		err := f.parse(io.Discard)
		switch {
		case tc.bad == "help":
			if !errors.Is(err, errHelp) {
				t.Errorf("%q: got %v", tc.args, err)
			}
		case tc.bad != "":
			if fault.CodeOf(err) != codeUsage || !strings.Contains(err.Error(), tc.bad) {
				t.Errorf("%q: got %v", tc.args, err)
			}
		case err != nil || got != tc.want || !slices.Equal(f.Args(), tc.rest) && len(f.Args())+len(tc.rest) > 0:
			t.Errorf("%q: got %+v, %q, %v", tc.args, got, f.Args(), err)
		}
	}
}

func TestParseFelts(t *testing.T) {
	minus := func(x uint64) fp.Element {
		var e fp.Element
		e.SetUint64(x)
		e.Neg(&e)
		return e
	}
	for _, tc := range []struct {
		in   string
		want []fp.Element
		bad  bool
	}{
		{"", nil, false},
		{"1, 0x10,-3", []fp.Element{fp.NewElement(1), fp.NewElement(16), minus(3)}, false},
		{`["0x1", "010"]`, []fp.Element{fp.NewElement(1), fp.NewElement(10)}, false},
		{"0xff", []fp.Element{fp.NewElement(255)}, false},
		{"x", nil, true}, {"1,,2", nil, true}, {"0x", nil, true}, {"1e3", nil, true}, {"--1", nil, true}, {"ff", nil, true},
	} {
		got, err := parseFelts(tc.in)
		if tc.bad != (err != nil) || !slices.Equal(got, tc.want) {
			t.Errorf("%q: got %v, %v", tc.in, got, err)
		}
	}
	for x, want := range map[fp.Element]string{minus(3): "-3", fp.NewElement(7): "7"} {
		if got := decimalFelt(&x); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestParseBytes(t *testing.T) {
	for in, want := range map[string]int64{
		"": 0, "1500": 1500, "8GiB": 8 << 30, "8G": 8 << 30, "1.5MB": 1500000, "2 kib": 2048, "1T": 1 << 40,
		"x": -1, "8XB": -1, "-1": -1, "0": -1, "1e30": -1, "99999999T": -1,
	} {
		got, err := parseBytes(in)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: got %d, %v", in, got, err)
		}
	}
}
