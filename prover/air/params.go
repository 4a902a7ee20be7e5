package air

// Names of the runtime constants that AIR.Params computes from the statement
// and the challenges. They are Stone's names of the same values.
const (
	ParamMemoryZ          = "memory/multi_column_perm/perm/interaction_elm"
	ParamMemoryAlpha      = "memory/multi_column_perm/hash_interaction_elm0"
	ParamMemoryProduct    = "memory/multi_column_perm/perm/public_memory_prod"
	ParamRangeCheckZ      = "range_check16/perm/interaction_elm"
	ParamRangeCheckMin    = "range_check_min"
	ParamRangeCheckMax    = "range_check_max"
	ParamDilutedPermZ     = "diluted_check/permutation/interaction_elm"
	ParamDilutedZ         = "diluted_check/interaction_z"
	ParamDilutedAlpha     = "diluted_check/interaction_alpha"
	ParamDilutedAggregate = "diluted_check/final_cum_val"

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
