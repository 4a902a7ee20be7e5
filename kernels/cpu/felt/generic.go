//go:build !amd64 || purego

package felt

func accelerated() []*Ops { return nil }

// ADX is nil: this build has no assembly.
func ADX() *Ops { return nil }

// FMA256 is nil: this build has no assembly.
func FMA256() *Ops { return nil }

// FMA512 is nil: this build has no assembly.
func FMA512() *Ops { return nil }

// IFMA is nil: this build has no assembly.
func IFMA() *Ops { return nil }
