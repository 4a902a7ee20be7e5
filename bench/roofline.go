package bench

import (
	"fmt"

	"quarry/bench/chart"
)

// rooflinePlots show what kernels reach of what the machine can do at most: one plot
// for the processor, and one for each GPU.
func (r *Report) rooflinePlots() []plot {
	plots := []plot{{"Roofline", "", chart.Roofline("Roofline of the processor", r.roofs(), r.pointsOf(""), acrossRoofline, upRoofline, giga)}}
	for i := range r.Machine.GPUs {
		g := &r.Machine.GPUs[i]
		plots = append(plots, plot{"Roofline of " + g.Backend, g.Name,
			chart.Roofline("Roofline of "+g.Backend, g.roofs(), r.pointsOf(g.Backend), acrossRoofline, upRoofline, giga)})
	}
	var drawn []plot
	for _, p := range plots {
		if !p.chart.Empty() {
			drawn = append(drawn, p)
		}
	}
	return drawn
}

const (
	acrossRoofline = "64-bit multiplications for each byte of memory read and written"
	upRoofline     = "64-bit multiplications a second"
)

func giga(v float64) string { return fmt.Sprintf("%.3g G", v/1e9) }

// roofs are the processor's.
func (r *Report) roofs() []chart.Roof {
	l := &r.Machine.Limits
	if l.MulAll == 0 || l.MemoryAll == 0 {
		return nil
	}
	roofs := []chart.Roof{{Name: fmt.Sprintf("%d cores: %.3g G/s, memory %.3g GB/s", r.Machine.Cores, l.MulAll/1e9, l.MemoryAll/1e9),
		Rate: l.MulAll, Slope: l.MemoryAll}}
	if r.Machine.Cores > 1 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("one core: %.3g G/s, memory %.3g GB/s", l.MulOne/1e9, l.MemoryOne/1e9),
			Rate: l.MulOne, Slope: l.MemoryOne, Dashed: true})
	}
	if l.FeltAll > 0 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("felts in the cache: %.3g G/s", l.FeltAll/1e9), Rate: feltMul * l.FeltAll, Dashed: true})
	}
	return roofs
}

// roofs are the GPU's: with the bus, for data that comes from the host.
func (g *GPU) roofs() []chart.Roof {
	l := g.Limits
	if l == nil || l.Emulated || l.Mul64 == 0 || l.Memory == 0 {
		return nil
	}
	roofs := []chart.Roof{{Name: fmt.Sprintf("%.3g G/s, memory %.3g GB/s", l.Mul64/1e9, l.Memory/1e9), Rate: l.Mul64, Slope: l.Memory}}
	if l.Felt > 0 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("felts in registers: %.3g G/s", l.Felt/1e9), Rate: feltMul * l.Felt, Dashed: true})
	}
	if l.Up > 0 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("over the bus: %.3g GB/s", l.Up/1e9), Slope: l.Up, Dashed: true})
	}
	return roofs
}

// pointsOf are the kernels of a GPU's backend, or with all cores of the processor, if
// none is named: of each contest the fastest.
func (r *Report) pointsOf(gpu string) []chart.Kernel {
	var best []*Result
	for _, res := range r.results(func(res *Result) bool {
		of := ""
		if g := r.Machine.gpu(res.Contender); g != nil {
			of = g.Backend
		}
		return !res.Peer && res.Error == "" && res.Muls > 0 && res.Bytes > 0 && res.Threads == 0 && of == gpu
	}) {
		if n := len(best); n > 0 && best[n-1].Contest == res.Contest {
			if res.Rate > best[n-1].Rate {
				best[n-1] = res
			}
			continue
		}
		best = append(best, res)
	}
	kernels := make([]chart.Kernel, len(best))
	colours := map[string]chart.Colour{}
	for i, res := range best {
		c, known := colours[res.Group]
		if !known {
			c = chart.Colour(len(colours))
			colours[res.Group] = c
		}
		kernels[i] = chart.Kernel{Name: fmt.Sprintf("%s, %s: %s", brief(res.Contest), res.Contender, res.shareText()),
			Intensity: res.Muls / res.Bytes, Rate: res.Rate * res.Muls, Colour: c}
	}
	return kernels
}
