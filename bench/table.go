package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes the report for a terminal.
func (r *Report) WriteTable(w io.Writer) error {
	m := &r.Machine
	fmt.Fprintf(w, "%s, %d of %d cores, %s/%s, %s, commit %s\n", m.Model, m.Cores, m.MachineCores, m.OS, m.Arch, r.Go, r.Commit)
	fmt.Fprintf(w, "load %.1f before, %.1f after; effective clock %.0f MHz before, %.0f after; multiplier %.2f G/s, memory %.1f GB/s\n",
		m.Before.Load, m.After.Load, m.Before.EffectiveMHz, m.After.EffectiveMHz, m.Limits.MulAll/1e9, m.Limits.MemoryAll/1e9)
	if busy := max(m.Before.Load, m.After.Load); busy > float64(m.Cores)/2+1 {
		fmt.Fprintf(w, "The machine was busy: trust the ratios, not the times.\n")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	contest := ""
	for i := range r.Results {
		res := &r.Results[i]
		if res.Contest != contest {
			contest = res.Contest
			fmt.Fprintf(t, "\n%s\n", contest)
		}
		if res.Error != "" {
			fmt.Fprintf(t, "  %s\tNO TIME: %s\n", res.Contender, res.Error)
			continue
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\n", res.Contender, Duration(res.Median),
			res.spreadText(), res.rateText(), res.shareText(), res.versusText())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return r.writeLosses(w)
}

// writeLosses says where a peer is faster than the fastest of Quarry's
// contenders that use as many cores.
func (r *Report) writeLosses(w io.Writer) error {
	losses := r.Losses()
	if len(losses) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\nQuarry's fastest loses:\n  %s\n", strings.Join(losses, "\n  "))
	return err
}

// Losses lists the contests in which a peer is ahead of all of Quarry's
// contenders that use as many cores, as sentences.
func (r *Report) Losses() []string {
	type key struct {
		contest, peer string
		threads       int
	}
	best := map[key]Versus{}
	var order []key
	for i := range r.Results {
		res := &r.Results[i]
		for _, v := range res.Versus {
			k := key{res.Contest, v.Peer, res.Threads}
			old, seen := best[k]
			if !seen {
				order = append(order, k)
			}
			if !seen || v.Ratio > old.Ratio {
				best[k] = v
			}
		}
	}
	var losses []string
	for _, k := range order {
		if v := best[k]; v.Verdict == "behind" {
			losses = append(losses, fmt.Sprintf("%s: %s is %.2f× as fast", k.contest, k.peer, 1/v.Ratio))
		}
		if v := best[k]; v.Memory > 0 && v.Memory < 1 {
			losses = append(losses, fmt.Sprintf("%s: %s takes %.2f× the memory", k.contest, k.peer, v.Memory))
		}
	}
	return losses
}

// spreadText is half of the distance of the quartiles, as a share of the median.
func (r *Result) spreadText() string {
	if len(r.Samples) == 1 {
		return "once"
	}
	return fmt.Sprintf("±%.0f%%", 100*(r.High-r.Low)/2/r.Median)
}

func (r *Result) rateText() string {
	if p := r.Proof; p != nil {
		text := fmt.Sprintf("CPU %s, peak %.0f MB, %d kB", Duration(p.CPU), float64(p.Peak)/1e6, p.Bytes/1000)
		if !r.Peer {
			text += fmt.Sprintf(", %.0f/h", p.PerHour)
		}
		if p.Cost > 0 {
			text += fmt.Sprintf(", costs %.3g", p.Cost)
		}
		return text + r.joulesText()
	}
	if r.Group == "throughput" {
		return fmt.Sprintf("%.0f/h", 3600*r.Rate) + r.joulesText()
	}
	return fmt.Sprintf("%s per %s", Duration(1/r.Rate), r.Unit)
}

// joulesText is the energy of one proof.
func (r *Result) joulesText() string {
	switch {
	case r.Joules == 0:
		return ""
	case r.Group == "throughput":
		return fmt.Sprintf(", %.0f J each", r.Joules/r.Work)
	}
	return fmt.Sprintf(", %.0f J", r.Joules)
}

func (r *Result) shareText() string {
	if r.Bound == "" {
		return ""
	}
	return fmt.Sprintf("%.0f%% of %s", 100*r.Share, r.Bound)
}

func (r *Result) versusText() string {
	var all []string
	for _, v := range r.Versus {
		text := fmt.Sprintf("%.2f× %s (%.2f…%.2f)", v.Ratio, v.Peer, v.Low, v.High)
		if v.CPU > 0 {
			text += fmt.Sprintf(", CPU %.2f×, memory %.2f×", v.CPU, v.Memory)
		}
		if v.Verdict == "behind" {
			text += " SLOWER"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// Duration writes seconds for people.
func Duration(seconds float64) string {
	switch {
	case seconds >= 1:
		return fmt.Sprintf("%.2f s", seconds)
	case seconds >= 1e-3:
		return fmt.Sprintf("%.1f ms", seconds*1e3)
	case seconds >= 1e-6:
		return fmt.Sprintf("%.1f µs", seconds*1e6)
	}
	return fmt.Sprintf("%.1f ns", seconds*1e9)
}
