//go:build !amd64 || purego

package lanes

// Unit is one implementation of the operations; this build has none.
type Unit struct{ Name string }

// Units is empty.
func Units() []*Unit { return nil }

// Best is nil.
func Best() *Unit { return nil }
