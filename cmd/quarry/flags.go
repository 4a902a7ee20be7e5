package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quarry/fault"
)

// invocation is a command and its arguments.
type invocation struct {
	name string
	args []string
	// dropIn: called by the name of one of Stone's programs. Wrong usage then
	// exits with 1 and arguments that are no flags are ignored, as Stone does.
	dropIn bool
}

// errHelp: the flags were asked for and have been printed.
var errHelp = errors.New("help")

// gflagSet is a flag set that reads the command line as gflags does: besides
// -x=v, --x=v, -x v and --x v it takes --nox for a boolean flag x,
// --flagfile=FILE, --fromenv=x and --tryfromenv=x for values in the environment
// (FLAGS_x), and --undefok=x for a flag x that need not be defined.
type gflagSet struct {
	*flag.FlagSet
	inv invocation
	// undefined names flags that may stand on the command line without being defined.
	undefined []string
}

func newFlags(inv invocation) *gflagSet {
	f := &gflagSet{FlagSet: flag.NewFlagSet(inv.name, flag.ContinueOnError), inv: inv}
	f.SetOutput(io.Discard)
	return f
}

// parse reads the command line; the arguments that are no flags are in Args.
func (f *gflagSet) parse(out io.Writer) error {
	args, err := f.expand(f.inv.args, 0)
	if err != nil {
		return err
	}
	args = f.dropUndefined(args)
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				f.printHelp(out)
				return errHelp
			}
			return usageError("%v", err)
		}
		// gflags looks for flags behind other arguments, too.
		if f.NArg() == 0 {
			break
		}
		if consumed := len(args) - f.NArg(); consumed > 0 && args[consumed-1] == "--" {
			rest = append(rest, f.Args()...)
			break
		}
		rest = append(rest, f.Arg(0))
		args = f.Args()[1:]
	}
	if len(rest) > 0 {
		if err := f.Parse(append([]string{"--"}, rest...)); err != nil {
			return usageError("%v", err)
		}
	}
	return nil
}

// maxFlagfileDepth bounds flag files that name flag files.
const maxFlagfileDepth = 8

// expand rewrites what only gflags knows.
func (f *gflagSet) expand(args []string, depth int) ([]string, error) {
	var out []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return append(out, args[i:]...), nil
		}
		name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if !strings.HasPrefix(arg, "-") || name == "" {
			out = append(out, arg)
			continue
		}
		// gflags takes --out-file for --out_file.
		if under := strings.ReplaceAll(name, "-", "_"); under != name {
			arg = strings.Replace(arg, name, under, 1)
			name = under
		}
		switch {
		case name == "flagfile":
			if !hasValue {
				if i++; i == len(args) {
					return nil, usageError("flag needs an argument: --flagfile")
				}
				value = args[i]
			}
			more, err := f.flagfile(value, depth)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		case name == "fromenv" || name == "tryfromenv" || name == "undefok":
			if !hasValue {
				if i++; i == len(args) {
					return nil, usageError("flag needs an argument: --%s", name)
				}
				value = args[i]
			}
			if name == "undefok" {
				f.undefined = append(f.undefined, strings.Split(value, ",")...)
				continue
			}
			more, err := f.fromEnvironment(value, name == "fromenv")
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		case (name == "helpshort" || name == "helpfull") && f.Lookup(name) == nil:
			out = append(out, "--help")
		case !hasValue && f.Lookup(name) == nil && f.isBool(strings.TrimPrefix(name, "no")) && strings.HasPrefix(name, "no"):
			out = append(out, "--"+name[2:]+"=false")
		case hasValue && f.isBool(name):
			out = append(out, "--"+name+"="+boolWord(value))
		case !hasValue && f.Lookup(name) != nil && !f.isBool(name) && i+1 < len(args):
			out = append(out, arg, args[i+1])
			i++
		default:
			out = append(out, arg)
		}
	}
	return out, nil
}

// fromEnvironment makes flags of the variables FLAGS_x for the names x; all must
// be set if must is true.
func (f *gflagSet) fromEnvironment(names string, must bool) ([]string, error) {
	var args []string
	for _, name := range strings.Split(names, ",") {
		value, ok := os.LookupEnv("FLAGS_" + name)
		switch {
		case ok && f.isBool(name):
			args = append(args, "--"+name+"="+boolWord(value))
		case ok:
			args = append(args, "--"+name+"="+value)
		case must:
			return nil, usageError("--fromenv=%s: FLAGS_%s is not in the environment", names, name)
		}
	}
	return args, nil
}

// dropUndefined drops flags of expanded arguments that --undefok names.
func (f *gflagSet) dropUndefined(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		name, _, hasValue := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		switch {
		case args[i] == "--":
			return append(out, args[i:]...)
		case !strings.HasPrefix(args[i], "-") || name == "":
		case f.Lookup(name) != nil:
			if !hasValue && !f.isBool(name) && i+1 < len(args) {
				out = append(out, args[i])
				i++ // whatever it looks like, it is the flag's value
			}
		case slices.Contains(f.undefined, name) || slices.Contains(f.undefined, strings.TrimPrefix(name, "no")):
			continue
		}
		out = append(out, args[i])
	}
	return out
}

// uint32Var defines a flag for a number of 32 bits, written as C writes it.
func (f *gflagSet) uint32Var(p *uint32, name string, value uint32, usage string) {
	*p = value
	f.Var((*uint32Value)(p), name, usage)
}

type uint32Value uint32

// Set implements flag.Value.
func (v *uint32Value) Set(s string) error {
	s = strings.TrimPrefix(strings.TrimLeft(s, " \t\n\v\f\r"), "+")
	digits, base := s, 10
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		digits, base = s[2:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return errors.New("a number from 0 to 4294967295 is expected")
	}
	*v = uint32Value(n)
	return nil
}

// String implements flag.Value.
func (v *uint32Value) String() string { return strconv.FormatUint(uint64(*v), 10) }

// boolWord translates the words that gflags takes for booleans beyond Go's.
func boolWord(v string) string {
	switch strings.ToLower(v) {
	case "yes", "y":
		return "true"
	case "no", "n":
		return "false"
	}
	return v
}

func (f *gflagSet) isBool(name string) bool {
	fl := f.Lookup(name)
	if fl == nil {
		return false
	}
	b, ok := fl.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// maxFlagfile bounds a file of flags.
const maxFlagfile = 1 << 20

// flagfile reads a file of flags, one a line. Lines that are neither flags nor
// comments name programs (file name patterns): what follows is for those only.
func (f *gflagSet) flagfile(paths string, depth int) ([]string, error) {
	if depth == maxFlagfileDepth {
		return nil, usageError("--flagfile=%s: files name each other too deeply", paths)
	}
	var args []string
	for _, path := range strings.Split(paths, ",") {
		raw, err := readBounded(path, maxFlagfile)
		if err != nil {
			return nil, usageError("--flagfile=%s: %v", path, err)
		}
		ours, named := true, false
		for line := range strings.Lines(string(raw)) {
			line = strings.TrimSpace(line)
			switch {
			case line == "" || line[0] == '#':
			case line[0] == '-':
				named = false
				if ours {
					args = append(args, line)
				}
			default:
				if !named {
					ours, named = false, true
				}
				for _, pattern := range strings.Fields(line) {
					match, _ := filepath.Match(pattern, filepath.Base(os.Args[0]))
					byName, _ := filepath.Match(pattern, f.inv.name)
					ours = ours || match || byName
				}
			}
		}
	}
	return f.expand(args, depth+1)
}

// acceptGlog defines glog's flags. Only logtostderr and v have an effect.
func (f *gflagSet) acceptGlog() (logToStderr *bool, verbosity *int) {
	logToStderr = f.Bool("logtostderr", false, "write log messages to stderr")
	verbosity = f.Int("v", 0, "with 1 and --logtostderr: print how long each stage took")
	for _, name := range []string{
		"alsologtostderr", "colorlogtostderr", "colorlogtostdout", "drop_log_memory", "log_prefix", "log_utc_time",
		"log_year_in_prefix", "logtostdout", "stop_logging_if_full_disk", "symbolize_stacktrace", "timestamp_in_logfile_name",
	} {
		f.Bool(name, false, hidden)
	}
	for _, name := range []string{
		"alsologtoemail", "log_backtrace_at", "log_dir", "log_link", "logbuflevel", "logbufsecs", "logcleansecs", "logemaillevel",
		"logfile_mode", "logmailer", "max_log_size", "minloglevel", "stderrthreshold", "vmodule",
	} {
		f.String(name, "", hidden)
	}
	return logToStderr, verbosity
}

// hidden marks flags that are accepted and ignored.
const hidden = "accepted for glog's sake, and ignored"

func (f *gflagSet) printHelp(w io.Writer) {
	fmt.Fprintf(w, "Flags of %s:\n", f.inv.name)
	f.VisitAll(func(fl *flag.Flag) {
		if fl.Usage == hidden {
			return
		}
		kind, about := flag.UnquoteUsage(fl)
		if kind != "" {
			kind = " " + kind
		}
		fmt.Fprintf(w, "  --%s%s\n\t%s", fl.Name, kind, about)
		if fl.DefValue != "" && fl.DefValue != "0" && fl.DefValue != "false" {
			fmt.Fprintf(w, " (default %s)", fl.DefValue)
		}
		fmt.Fprintln(w)
	})
}

// isSet reports whether a flag is on the command line.
func (f *gflagSet) isSet(name string) bool {
	set := false
	f.Visit(func(fl *flag.Flag) { set = set || fl.Name == name })
	return set
}

// require demands flags that have no default.
func (f *gflagSet) require(names ...string) error {
	for _, name := range names {
		if fl := f.Lookup(name); fl.Value.String() == "" {
			return usageError("--%s must be set on the command line", name)
		}
	}
	return nil
}

// codeUsage: the command line is wrong.
const codeUsage fault.Code = "cli/usage"

func usageError(format string, args ...any) error { return fault.New(codeUsage, format, args...) }
