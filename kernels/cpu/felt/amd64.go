//go:build amd64 && !purego

package felt

func accelerated() []*Ops { return nil }

// ADX is nil where the CPU lacks ADX or BMI2.
func ADX() *Ops { return nil }
