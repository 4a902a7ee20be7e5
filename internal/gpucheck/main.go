package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	verdict, err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "gpu-check:", err)
		}
		os.Exit(2)
	}
	os.Exit(map[Status]int{passed: 0, failed: 1, incomplete: 3}[verdict])
}

// options are what the command line says.
type options struct {
	kit, out string
	only     []string
	add      bool
	budget   time.Duration
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	f := flag.NewFlagSet("gpu-check", flag.ContinueOnError)
	f.SetOutput(stderr)
	self, err := os.Executable()
	if err != nil {
		return o, err
	}
	f.StringVar(&o.kit, "kit", filepath.Dir(self), "the `folder` of the kit")
	f.StringVar(&o.out, "out", ".", "the `folder` for gpu-check.json and gpu-check.txt")
	f.DurationVar(&o.budget, "time", 25*time.Minute, "how long all steps together may take; what does not fit is not run")
	f.BoolVar(&o.add, "add", false, "add to the result that is in the folder, if it is of this kit")
	only := f.String("only", "", "comma-separated `steps` to run: "+strings.Join(stepNames(), ", ")+"; sanitizer/TOOL is one of its tools")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	for _, name := range o.only {
		whole, part, parted := strings.Cut(name, "/")
		if s := findStep(whole); s == nil || parted && !slices.Contains(s.parts, part) {
			return o, fmt.Errorf("no step is called %q", name)
		}
	}
	return o, nil
}

// choice says whether a step is to be done, and which names its reports have: its own,
// or those of the parts of it that were asked for.
func (o *options) choice(s *step) (chosen bool, names []string) {
	if len(o.only) == 0 || slices.Contains(o.only, s.name) {
		return true, []string{s.name}
	}
	for _, name := range o.only {
		if whole, _, _ := strings.Cut(name, "/"); whole == s.name {
			names = append(names, name)
		}
	}
	return len(names) > 0, names
}

// run does the steps and writes the result, after each step anew, so that it is
// there whatever happens.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (Status, error) {
	o, err := parse(args, stderr)
	if err != nil {
		return "", err
	}
	if o.kit, err = filepath.Abs(o.kit); err != nil {
		return "", err
	}
	kit, err := readKit(o.kit)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return "", err
	}
	c := &checker{kit: o.kit, deadline: time.Now().Add(o.budget), result: &Result{
		Schema: schema, Kit: kit, Started: time.Now().UTC().Truncate(time.Second), Machine: machine(),
	}}
	if o.add {
		if err := c.result.addTo(o.out); err != nil {
			return "", err
		}
	}
	for i := range steps {
		s := &steps[i]
		chosen, parts := o.choice(s)
		if !chosen {
			continue
		}
		began := time.Now()
		fmt.Fprintf(stdout, "%s ...\n", s.name)
		for _, name := range parts {
			c.result.forget(name)
		}
		// This is what stays if the check is ended with the step.
		before := slices.Clone(c.result.Steps)
		c.result.Steps = append(c.result.Steps, Step{Name: s.name, Status: late, Why: "the check was ended during this step"})
		c.result.judge()
		if err := c.result.write(o.out); err != nil {
			return "", err
		}
		c.result.Steps = before
		c.parts = parts
		for _, report := range c.do(ctx, s) {
			fmt.Fprintln(stdout, report.line())
			c.result.Steps = append(c.result.Steps, report)
		}
		c.result.Seconds += time.Since(began).Seconds()
		c.result.judge()
		if err := c.result.write(o.out); err != nil {
			return "", err
		}
	}
	fmt.Fprintf(stdout, "%s: %s\n", c.result.Verdict, filepath.Join(o.out, textFile))
	return c.result.Verdict, nil
}
