package bench

import (
	"fmt"
	"strings"

	"quarry/bench/chart"
)

// rooflinePlots show what kernels reach of what the machine can do at most: one plot
// for the processor, and one for each GPU.
func (r *Report) rooflinePlots() []plot {
	plots := []plot{{"Roofline", "", chart.Roofline("Roofline of the processor", r.roofs(), r.pointsOf(""), acrossRoofline, upRoofline, magnitude)}}
	for i := range r.Machine.GPUs {
		g := &r.Machine.GPUs[i]
		plots = append(plots, plot{"Roofline of " + g.Backend, g.Name,
			chart.Roofline("Roofline of "+g.Backend, g.roofs(), r.pointsOf(g.Backend), acrossRoofline, upRoofline, magnitude)})
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

// magnitude writes a rate with three digits and a prefix.
func magnitude(v float64) string {
	switch {
	case v >= 999.5e9:
		return fmt.Sprintf("%.3g T", v/1e12)
	case v >= 999.5e6:
		return fmt.Sprintf("%.3g G", v/1e9)
	}
	return fmt.Sprintf("%.3g M", v/1e6)
}

// roofs are the processor's.
func (r *Report) roofs() []chart.Roof {
	l := &r.Machine.Limits
	if l.MulAll == 0 || l.MemoryAll == 0 {
		return nil
	}
	roofs := []chart.Roof{{Name: fmt.Sprintf("%d cores: %s/s, memory %sB/s", r.Machine.Cores, magnitude(l.MulAll), magnitude(l.MemoryAll)),
		Rate: l.MulAll, Slope: l.MemoryAll}}
	if r.Machine.Cores > 1 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("one core: %s/s, memory %sB/s", magnitude(l.MulOne), magnitude(l.MemoryOne)),
			Rate: l.MulOne, Slope: l.MemoryOne, Dashed: true})
	}
	if l.FeltAll > 0 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("felts in the cache: %s/s", magnitude(l.FeltAll)), Rate: feltMul * l.FeltAll, Dashed: true})
	}
	return roofs
}

// roofs are the GPU's: with the bus, for data that comes from the host.
func (g *GPU) roofs() []chart.Roof {
	l := g.Limits
	if l == nil || l.Emulated || l.Mul64 == 0 || l.Memory == 0 {
		return nil
	}
	roofs := []chart.Roof{{Name: fmt.Sprintf("%s/s, memory %sB/s", magnitude(l.Mul64), magnitude(l.Memory)), Rate: l.Mul64, Slope: l.Memory}}
	if l.Felt > 0 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("felts in registers: %s/s", magnitude(l.Felt)), Rate: feltMul * l.Felt, Dashed: true})
	}
	if l.Up > 0 {
		roofs = append(roofs, chart.Roof{Name: fmt.Sprintf("over the bus: %sB/s", magnitude(l.Up)), Slope: l.Up, Dashed: true})
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
		kernels[i] = chart.Kernel{Name: fmt.Sprintf("%s, %s: %s", strings.Replace(res.Contest, "_masked160_msb", "", 1), res.Contender, res.shareText()),
			Intensity: res.Muls / res.Bytes, Rate: res.Rate * res.Muls, Colour: c}
	}
	return kernels
}
