package cpu

import (
	"runtime"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/lanes"
	"quarry/kernels/hash"
)

// The names of the backends of this package.
const (
	Portable = "go"
	AVX2     = "avx2"
)

// Options choose a backend.
type Options struct {
	// Name is Portable, AVX2, or empty for the fastest that runs here.
	Name string
	// Threads bounds how many cores one operation uses; 0 means all.
	Threads int
}

// maxThreads is more cores than a machine has: each operation starts as many
// goroutines as it is told.
const maxThreads = 1 << 10

type backend struct {
	name    string
	ops     *felt.Ops
	level   hash.Level
	wide    *lanes.Unit // for programs and quotients; nil if the machine has none
	threads int
}

// New makes a backend. It fails with code "kernels/unsupported" if the name is
// unknown or the machine lacks what the backend needs.
func New(opts Options) (kernels.Backend, error) {
	b := &backend{name: opts.Name, threads: min(opts.Threads, maxThreads)}
	if b.threads <= 0 {
		b.threads = runtime.GOMAXPROCS(0)
	}
	missing := missingFeatures()
	if b.name == "" {
		b.name = Portable
		if missing == nil {
			b.name = AVX2
		}
	}
	switch b.name {
	case Portable:
		b.ops, b.level = felt.Portable(), hash.Portable
	case AVX2:
		if missing != nil {
			return nil, fault.New(kernels.CodeUnsupported, "backend %q needs %s", AVX2, strings.Join(missing, ", ")).
				WithHint("use backend %q", Portable)
		}
		b.ops, b.level, b.wide = felt.Best(), hash.Best(), lanes.Best()
	default:
		return nil, fault.New(kernels.CodeUnsupported, "no CPU backend is called %q", opts.Name).
			WithHint("use %q or %q", Portable, AVX2)
	}
	return b, nil
}

// Name implements kernels.Backend.
func (b *backend) Name() string { return b.name }

// missingFeatures names what AVX2 needs and this machine or build lacks.
func missingFeatures() []string {
	var missing []string
	for _, id := range []cpuid.FeatureID{cpuid.AVX2, cpuid.FMA3, cpuid.BMI2, cpuid.ADX} {
		if !cpuid.CPU.Supports(id) {
			missing = append(missing, id.String())
		}
	}
	if missing == nil && (felt.ADX() == nil || hash.Best() == hash.Portable) {
		missing = append(missing, "a build with assembly (amd64, without the tag purego)")
	}
	return missing
}
