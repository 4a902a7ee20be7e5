package bench

import "strings"

// The limits that shares are of.
const (
	boundMultiplier = "multiplier"
	boundMemory     = "memory"
	boundHash       = "hash"
	boundBus        = "bus"
)

// ceilings are the limits that hold for a contender, a second; 0 for what was not
// measured.
type ceilings struct{ muls, memory, keccak, blake, bus float64 }

// ceilingsOf are those of the cores or the GPU that did the work.
func (m *Machine) ceilingsOf(res *Result) ceilings {
	l := &m.Limits
	if g := m.gpu(res.Contender); g != nil {
		if g.Limits == nil || g.Limits.Emulated {
			return ceilings{}
		}
		return ceilings{muls: g.Limits.Mul64, memory: g.Limits.Memory, bus: g.Limits.Up}
	}
	if res.Threads == 1 {
		return ceilings{l.MulOne, l.MemoryOne, l.KeccakOne, l.BlakeOne, 0}
	}
	return ceilings{l.MulAll, l.MemoryAll, l.KeccakAll, l.BlakeAll, 0}
}

// reckonShares says of each result which share of the machine's limits it
// reaches: of that of which it reaches most.
func (r *Report) reckonShares() {
	for i := range r.Results {
		res := &r.Results[i]
		c := r.Machine.ceilingsOf(res)
		hashes := c.blake
		if name, _ := res.Params["hash"].(string); strings.HasPrefix(name, "keccak") {
			hashes = c.keccak
		}
		for _, limit := range []struct {
			bound       string
			unit, limit float64
		}{
			{boundMultiplier, res.Muls, c.muls}, {boundMemory, res.Bytes, c.memory}, {boundHash, res.Compressions, hashes}, {boundBus, res.BusBytes, c.bus},
		} {
			if limit.limit > 0 && res.Rate*limit.unit/limit.limit > res.Share {
				res.Share, res.Bound = res.Rate*limit.unit/limit.limit, limit.bound
			}
		}
		if g := r.Machine.gpu(res.Contender); g != nil {
			res.reckonBus(g)
		}
	}
}

// reckonBus says for which share of a proof's time the bus was busy at least. Both
// ways at once are possible, so that the longer counts.
func (r *Result) reckonBus(g *GPU) {
	if l := g.Limits; r.Proof != nil && l != nil && !l.Emulated && l.Up > 0 && l.Down > 0 && r.Median > 0 {
		r.Proof.BusShare = max(float64(r.Proof.Up)/l.Up, float64(r.Proof.Down)/l.Down) / r.Median
	}
}
