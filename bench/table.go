package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// WriteTable writes the report for a terminal.
func (r *Report) WriteTable(w io.Writer) error {
	m := &r.Machine
	fmt.Fprintf(w, "%s, %d of %d cores, %s/%s, %s, commit %s\n", m.Model, m.Cores, m.MachineCores, m.OS, m.Arch, r.Go, r.Commit)
	fmt.Fprintf(w, "load %.1f before, %.1f after; effective clock %.0f MHz before, %.0f after; multiplier %.2f G/s, memory %.1f GB/s\n",
		m.Before.Load, m.After.Load, m.Before.EffectiveMHz, m.After.EffectiveMHz, m.Limits.MulAll/1e9, m.Limits.MemoryAll/1e9)
	for i := range m.GPUs {
		fmt.Fprintln(w, m.GPUs[i].gpuText())
	}
	for _, why := range m.slowedGPUs() {
		fmt.Fprintf(w, "A GPU was slowed down: %s.\n", why)
	}
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
		if p.BusShare > 0 {
			text += fmt.Sprintf(", bus busy %.0f%%", 100*p.BusShare)
		}
		if p.Cost > 0 {
			text += fmt.Sprintf(", costs %.3g", p.Cost)
		}
		return text + r.joulesText()
	}
	if r.Group == "throughput" {
		text := fmt.Sprintf("%.0f/h", 3600*r.Rate)
		if r.Cost > 0 {
			text += fmt.Sprintf(", costs %.3g each", r.Cost)
		}
		return text + r.joulesText()
	}
	return fmt.Sprintf("%s per %s", Duration(1/r.Rate), r.Unit)
}

// joulesText is the energy of one proof.
func (r *Result) joulesText() string {
	each, of := 1.0, ""
	if r.Group == "throughput" {
		each, of = r.Work, " each"
	}
	text := ""
	if r.Joules > 0 {
		text = fmt.Sprintf(", %.0f J%s", r.Joules/each, of)
	}
	if r.GPUJoules > 0 {
		text += fmt.Sprintf(", %.0f J%s of the GPU", r.GPUJoules/each, of)
	}
	return text
}

// slowedGPUs says what slowed GPUs down before or after the run.
func (m *Machine) slowedGPUs() []string {
	var why []string
	for _, c := range []Conditions{m.Before, m.After} {
		for _, g := range c.GPUs {
			for _, s := range g.Slowed {
				if !slices.Contains(why, s) {
					why = append(why, s)
				}
			}
		}
	}
	return why
}

// gpuText describes a GPU for people.
func (g *GPU) gpuText() string {
	text := fmt.Sprintf("%s: %s, compute capability %s", g.Backend, g.Name, g.ComputeCapability)
	if g.DriverVersion != "" {
		text += ", driver " + g.DriverVersion
	}
	switch l := g.Limits; {
	case l == nil:
		text += "; its limits can't be told: " + g.LimitsProblem
	case l.Emulated:
		text += "; emulated on the processor: its times say nothing of a GPU"
	default:
		text += fmt.Sprintf("; multiplier %.0f G/s, felts %.1f G/s, memory %.0f GB/s, bus %.1f GB/s up, %.1f down, %.1f and %.1f at once",
			l.Mul64/1e9, l.Felt/1e9, l.Memory/1e9, l.Up/1e9, l.Down/1e9, l.BothUp/1e9, l.BothDown/1e9)
	}
	if g.Untold != "" {
		text += "; no energy and clocks: " + g.Untold
	}
	return text
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
