package cpu

import "quarry/kernels"

// Data is the columns of a table of this package's backends themselves, not a copy:
// for adapters that compute in main memory, too.
func Data(c kernels.Columns) [][]kernels.Element { return table(c).data }
