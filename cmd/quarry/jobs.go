package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"quarry/prover/lineup"
)

// statusCommand says where jobs stand.
type statusCommand struct {
	jsonFlag
	serverFlags
	ID     []string          `arg:"" optional:"" help:"Jobs; without any, the newest are listed."`
	Only   []lineup.Status   `name:"status" placeholder:"STATUS" help:"List only jobs that are queued, running, verifying, succeeded, failed, cancelled or expired."`
	Label  map[string]string `placeholder:"NAME=VALUE" help:"List only jobs with these labels."`
	Limit  int               `default:"20" help:"List at most so many."`
	Cursor string            `help:"Go on behind the list that gave this."`
}

func (c *statusCommand) run(ctx context.Context, s streams) error {
	server, err := c.connect(s)
	if err != nil {
		return err
	}
	if len(c.ID) == 0 {
		page, err := server.List(ctx, lineup.Filter{Statuses: c.Only, Labels: c.Label, Limit: c.Limit, Cursor: c.Cursor})
		if err != nil {
			return err
		}
		if c.JSON {
			printJSON(s.out, page)
			return nil
		}
		printJobs(s, page.Jobs)
		if page.Next != "" {
			fmt.Fprintf(s.err, "more: --cursor=%s\n", page.Next)
		}
		return nil
	}
	jobs := make([]lineup.Job, len(c.ID))
	for i, id := range c.ID {
		if jobs[i], err = server.Job(ctx, id); err != nil {
			return err
		}
	}
	for i := range jobs {
		switch {
		case c.JSON && len(jobs) == 1:
			printJSON(s.out, jobs[0])
		case c.JSON && i == 0:
			printJSON(s.out, map[string]any{"jobs": jobs})
		case !c.JSON:
			if i > 0 {
				fmt.Fprintln(s.out)
			}
			printJob(s, &jobs[i])
		}
	}
	return nil
}

// printJobs prints a line for each job.
func printJobs(s streams, jobs []lineup.Job) {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "JOB\tSTATUS\tSUBMITTED\tLAYOUT\tSTEPS")
	for _, j := range jobs {
		layout, steps := j.Task.Layout, "-"
		if j.Plan != nil {
			layout, steps = j.Plan.Layout, fmt.Sprint(j.Plan.NSteps)
		}
		status := string(j.Status)
		if j.Progress != nil && j.Status == lineup.Running {
			status += fmt.Sprintf(" %.0f %%", 100*j.Progress.Fraction)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", j.ID, status, j.CreatedAt.Local().Format(time.DateTime), layout, steps)
	}
	_ = w.Flush()
}

// watchCommand follows a job to its end.
type watchCommand struct {
	jsonFlag
	serverFlags
	ID      string `arg:"" help:"The job."`
	OutFile string `placeholder:"FILE" help:"Write the proof to this file."`
	Format  string `enum:"stone,raw" default:"stone" help:"Form of the proof: Stone's file, or the bytes of its proof_hex."`
}

func (c *watchCommand) run(ctx context.Context, s streams) error {
	server, err := c.connect(s)
	if err != nil {
		return err
	}
	var events func(lineup.Event)
	if c.JSON {
		lines := json.NewEncoder(s.out)
		events = func(e lineup.Event) { _ = lines.Encode(e) }
	}
	job, err := follow(ctx, server, c.ID, s, events)
	if err != nil {
		return err
	}
	if c.JSON {
		s.out = s.err // the events were the result; deliver has no other
		if err := outcome(&job); err != nil || c.OutFile == "" {
			return err
		}
		_, err := server.Fetch(ctx, c.ID, c.Format, c.OutFile)
		return err
	}
	return deliver(ctx, server, &job, c.Format, c.OutFile, false, s)
}

// cancelCommand ends a job.
type cancelCommand struct {
	jsonFlag
	serverFlags
	ID string `arg:"" help:"The job."`
}

func (c *cancelCommand) run(ctx context.Context, s streams) error {
	server, err := c.connect(s)
	if err != nil {
		return err
	}
	job, err := server.Cancel(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, job)
		return nil
	}
	fmt.Fprintf(s.out, "%s is %s\n", job.ID, job.Status)
	return nil
}

// fetchCommand gets a proof.
type fetchCommand struct {
	jsonFlag
	serverFlags
	ID      string `arg:"" help:"The job."`
	OutFile string `required:"" placeholder:"FILE" help:"Write the proof to this file. What a broken-off fetch left in FILE.part is not fetched again."`
	Format  string `enum:"stone,raw" default:"stone" help:"Form of the proof: Stone's file, or the bytes of its proof_hex."`
}

func (c *fetchCommand) run(ctx context.Context, s streams) error {
	server, err := c.connect(s)
	if err != nil {
		return err
	}
	result, err := server.Fetch(ctx, c.ID, c.Format, c.OutFile)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, result)
		return nil
	}
	blob := result.Proof
	if c.Format == "raw" {
		blob = result.Raw
	}
	fmt.Fprintf(s.out, "%s: %d bytes, SHA-256 %s\n", c.OutFile, blob.Bytes, blob.SHA256)
	return nil
}
