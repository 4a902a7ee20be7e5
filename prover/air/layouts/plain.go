package layouts

// plain is the layout plain: no builtins.
// (Stone: cpu_air_definition10.)
var plain = table{
	name: "plain", columns: 6, interactionColumns: 2,
	segments:     []string{"program", "execution"},
	memoryColumn: 3,
	memory: map[string]view{
		"mem_pool":             {2, 0},
		"cpu/decode/mem_inst":  {16, 0},
		"cpu/operands/mem_dst": {16, 8},
		"cpu/operands/mem_op0": {16, 4},
		"cpu/operands/mem_op1": {16, 12},
		"orig/public_memory":   {8, 2},
	},
	cells: map[string]group{
		"range_check16_pool": {"": {0, 1, 0}},
		"cpu": {
			"decode/pc":                        {3, 16, 0},
			"decode/instruction":               {3, 16, 1},
			"decode/opcode_range_check/column": {1, 1, 0},
			"decode/off0":                      {0, 16, 0},
			"decode/off1":                      {0, 16, 8},
			"decode/off2":                      {0, 16, 4},
			"registers/ap":                     {5, 16, 0},
			"registers/fp":                     {5, 16, 8},
			"operands/ops_mul":                 {5, 16, 4},
			"operands/res":                     {5, 16, 12},
			"update_registers/update_pc/tmp0":  {5, 16, 2},
			"update_registers/update_pc/tmp1":  {5, 16, 10},
		},
		"memory": {
			"sorted/addr":                      {4, 2, 0},
			"sorted/value":                     {4, 2, 1},
			"multi_column_perm/perm/cum_prod0": {7, 2, 0},
		},
		"range_check16": {
			"sorted":         {2, 1, 0},
			"perm/cum_prod0": {6, 1, 0},
		},
	},
}
