package air

// Runtime constants that components read. AIR.Params computes them from the
// statement and the challenges.
const (
	paramBegin = "begin/"
	paramStop  = "stop/"
)

// SegmentBegin is the first address of a memory segment (Stone:
// initial_pedersen_addr_ and the like; of "execution" it is initial_ap_, of
// "program" initial_pc_).
func (s *Scope) SegmentBegin(name string) Expr { return s.Param(paramBegin + name) }

// SegmentStop is a memory segment's stop pointer (Stone: final_ap_ for
// "execution", final_pc_ for "program").
func (s *Scope) SegmentStop(name string) Expr { return s.Param(paramStop + name) }
