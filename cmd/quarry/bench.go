package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/schollz/progressbar/v3"

	"quarry/bench"
	"quarry/prover"
)

// benchCommands are quarry bench and quarry bench compare.
type benchCommands struct {
	Run     benchCommand        `cmd:"" default:"withargs" help:"Measure kernels and proofs on this machine."`
	Compare benchCompareCommand `cmd:"" help:"Compare two reports: what became slower, and how surely."`
	Page    benchPageCommand    `cmd:"" help:"Draw a report that is there, with its history."`
}

type benchCommand struct {
	Quick   bool     `help:"Small sizes, few rounds: half a minute."`
	Only    string   `placeholder:"REGEXP" help:"Only the contests whose names match, like proof/plain or ntt."`
	Rounds  int      `placeholder:"N" help:"Rounds of each contest (default 15, with --quick 5)."`
	Backend []string `placeholder:"NAME" help:"Backends to measure (default: all that run here)."`
	Stone   string   `placeholder:"PATH" help:"Stone's cpu_air_prover, to race with on the same inputs."`
	Price   float64  `placeholder:"AMOUNT" help:"What an hour of this machine costs, to reckon what proofs cost."`
	JSON    string   `placeholder:"FILE" help:"Write the report; - for standard output."`
	HTML    string   `placeholder:"FILE" help:"Write the report as a page with plots."`
	History string   `placeholder:"FOLDER" help:"Earlier reports, whose figures of this machine the page shows, too."`

	written bool
}

// wantsJSON: once the report is on standard output, errors don't go there too.
func (c *benchCommand) wantsJSON() bool { return c.JSON == "-" && !c.written }

func (c *benchCommand) run(ctx context.Context, s streams) error {
	quarry, err := os.Executable()
	if err != nil {
		return usageError("can't find this program's own file: %v", err)
	}
	o := bench.Options{Quick: c.Quick, Rounds: c.Rounds, Backends: c.Backend, Stone: c.Stone, Quarry: quarry, Price: c.Price}
	if c.Rounds < 0 {
		return usageError("--rounds is the number of rounds, not %d", c.Rounds)
	}
	if !(c.Price >= 0 && c.Price < 1e12) {
		return usageError("--price is what an hour costs, not %v", c.Price)
	}
	if c.Only != "" {
		if o.Only, err = regexp.Compile(c.Only); err != nil {
			return usageError("--only: %v", err)
		}
	}
	for _, path := range []string{c.JSON, c.HTML} {
		if path != "" && path != "-" {
			if err := writable(path); err != nil {
				return err
			}
		}
	}
	earlier, err := benchHistory(c.History)
	if err != nil {
		return err
	}
	var done func()
	o.Progress, done = benchProgress(s)
	report, err := bench.Run(ctx, o)
	done()
	if err != nil {
		return err
	}
	if err := c.write(report, earlier, s); err != nil {
		return err
	}
	return report.Problem()
}

// write writes the report in all forms that were asked for.
func (c *benchCommand) write(report *bench.Report, earlier []*bench.Report, s streams) error {
	if c.JSON == "-" {
		c.written = true
		if err := writeBytes(s.out, report.JSON); err != nil {
			return err
		}
	} else if err := report.WriteTable(s.out); err != nil {
		return err
	}
	if c.JSON != "" && c.JSON != "-" {
		if err := prover.WriteFile(c.JSON, func(w io.Writer) error { return writeBytes(w, report.JSON) }); err != nil {
			return err
		}
	}
	if c.HTML != "" {
		return prover.WriteFile(c.HTML, func(w io.Writer) error { return report.WriteHTML(w, earlier) })
	}
	return nil
}

// benchHistory reads the reports in a folder, none if it has no name.
func benchHistory(dir string) ([]*bench.Report, error) {
	if dir == "" {
		return nil, nil
	}
	return bench.ReadHistory(dir)
}

type benchPageCommand struct {
	jsonFlag
	Report   string `arg:"" help:"The report to draw."`
	History  string `placeholder:"FOLDER" help:"Earlier reports, whose figures of the same machine are shown, too."`
	HTML     string `placeholder:"FILE" help:"Write a page with plots."`
	Pictures string `placeholder:"FOLDER" help:"Write the plots as SVG files."`
}

func (c *benchPageCommand) run(context.Context, streams) error {
	if c.HTML == "" && c.Pictures == "" {
		return usageError("nothing to write: give --html, --pictures or both")
	}
	report, err := bench.ReadReport(c.Report)
	if err != nil {
		return err
	}
	earlier, err := benchHistory(c.History)
	if err != nil {
		return err
	}
	if c.HTML != "" {
		if err := prover.WriteFile(c.HTML, func(w io.Writer) error { return report.WriteHTML(w, earlier) }); err != nil {
			return err
		}
	}
	if c.Pictures == "" {
		return nil
	}
	if err := os.MkdirAll(c.Pictures, 0o755); err != nil {
		return usageError("can't make the folder: %v", err)
	}
	for name, picture := range report.Pictures(earlier) {
		if err := prover.WriteFile(filepath.Join(c.Pictures, name), func(w io.Writer) error { _, err := w.Write(picture); return err }); err != nil {
			return err
		}
	}
	return nil
}

// benchProgress shows on a terminal which contest is held.
func benchProgress(s streams) (tell func(what string, done, total int), finish func()) {
	if !s.terminal {
		return nil, func() {}
	}
	var bar *progressbar.ProgressBar
	tell = func(what string, done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(s.err), progressbar.OptionSetWidth(20),
				progressbar.OptionThrottle(60*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
		}
		bar.Describe(fmt.Sprintf("%-60.60s", what))
		_ = bar.Set(min(done, total-1))
	}
	return tell, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}

type benchCompareCommand struct {
	A      string  `arg:"" help:"The report to compare with, or a folder of reports, whose samples count together."`
	B      string  `arg:"" help:"The report to judge, or a folder of reports."`
	Margin float64 `default:"5" placeholder:"PERCENT" help:"What is slower by less is none."`
	JSON   bool    `help:"Print the comparison as JSON."`
}

func (c *benchCompareCommand) wantsJSON() bool { return c.JSON }

func (c *benchCompareCommand) run(_ context.Context, s streams) error {
	if !(c.Margin >= 0 && c.Margin <= 1000) {
		return usageError("--margin is a number of percent, not %v", c.Margin)
	}
	a, err := bench.ReadRuns(c.A)
	if err != nil {
		return err
	}
	b, err := bench.ReadRuns(c.B)
	if err != nil {
		return err
	}
	comparison, err := bench.Compare(a, b, c.Margin/100)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, comparison)
		return nil
	}
	return comparison.WriteTable(s.out)
}
