//go:build !amd64 || purego

package felt

func accelerated() []*Ops { return nil }

// ADX is nil: this build has no assembly.
func ADX() *Ops { return nil }

// IFMA is nil: this build has no assembly.
func IFMA() *Ops { return nil }
