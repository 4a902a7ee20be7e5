package bench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover"
	"quarry/prover/stone"
)

// proofCase is one proof to race for.
type proofCase struct {
	layout string
	// logSteps is log2 of the number of steps, blowup the blow-up factor, hash
	// the commitment hash.
	logSteps, blowup int
	hash             kernels.Hash
}

func (p proofCase) String() string {
	return fmt.Sprintf("proof/%s, 2^%d steps, blow-up %d, %v", p.layout, p.logSteps, p.blowup, p.hash)
}

func (p proofCase) params() map[string]any {
	return map[string]any{"layout": p.layout, "n_steps": 1 << p.logSteps, "blowup": p.blowup, "hash": p.hash.String()}
}

// queryBits is queries times log2 of the blow-up factor, everywhere the same.
const queryBits = 72

// lastLayer is the degree bound of the last FRI layer.
const lastLayer = 64

// parameters are Stone's parameter file. There is no proof of work, which would
// only measure hashes and chance.
func (p proofCase) parameters(steps int) map[string]any {
	return map[string]any{
		"field": "PrimeField0", "use_extension_field": false,
		"channel_hash": "keccak256", "commitment_hash": p.hash.String(),
		"stark": map[string]any{
			"log_n_cosets": log2(p.blowup),
			"fri": map[string]any{
				"fri_step_list":           stone.SuggestSteps(log2(steps*16) - log2(lastLayer)),
				"last_layer_degree_bound": lastLayer, "n_queries": queryBits / log2(p.blowup), "proof_of_work_bits": 0,
			},
		},
	}
}

// proverConfig is the one with which Stone is fastest.
var proverConfig = map[string]any{
	"cached_lde_config":               map[string]any{"store_full_lde": true, "use_fft_for_eval": false},
	"constraint_polynomial_task_size": 256, "n_out_of_memory_merkle_layers": 1, "table_prover_n_tasks_per_segment": 32,
}

const (
	parameterFile    = "cpu_air_params.json"
	proverConfigFile = "cpu_air_prover_config.json"
)

// inputs makes a folder with everything that a proof of the case is made from.
func (p proofCase) inputs(ctx context.Context) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "quarry-bench-"); err != nil {
		return "", err
	}
	steps, err := runProgramOf(ctx, p.layout, 1<<p.logSteps, dir)
	if err != nil {
		return dir, err
	}
	if steps != 1<<p.logSteps {
		return dir, fault.New(CodeOptions, "layout %s needs %d steps, not %d", p.layout, steps, 1<<p.logSteps)
	}
	for name, object := range map[string]any{parameterFile: p.parameters(steps), proverConfigFile: proverConfig} {
		raw, err := json.Marshal(object)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), raw, 0o600)
		}
		if err != nil {
			return dir, err
		}
	}
	return dir, nil
}

// inputFlags are the flags, Stone's, for a proof of what is in the folder.
func inputFlags(out string) []string {
	return []string{"--out_file=" + out, "--parameter_file=" + parameterFile, "--prover_config_file=" + proverConfigFile,
		"--public_input_file=" + publicInputFile, "--private_input_file=" + privateInputFile}
}

// proofContest lets each backend, and Stone if there is one, make one proof, each
// in a process of its own.
func proofContest(backends []string, quarry, stonePath string, p proofCase) *contest {
	var dir string
	var want struct{ sha256 string }
	c := &contest{
		name: p.String(), group: "proof", cold: true, unit: "step", work: float64(int(1) << p.logSteps),
		params:  p.params(),
		checked: "verified by Quarry; the same bytes from all",
	}
	c.prepare = func(ctx context.Context) (err error) {
		dir, err = p.inputs(ctx)
		return err
	}
	c.close = func() { os.RemoveAll(dir) }
	add := func(name string, peer bool, command ...string) {
		out := strings.NewReplacer(" ", "_").Replace(name) + ".proof.json"
		c.contenders = append(c.contenders, contender{name: name, peer: peer, open: func(context.Context) (runner, error) {
			var last usage
			return runner{
				run: func(ctx context.Context) (err error) {
					last, err = runChild(ctx, dir, append(slices.Clone(command), inputFlags(out)...))
					return err
				},
				check: func(context.Context) error {
					digest, size, err := proofDigest(filepath.Join(dir, out))
					if err != nil {
						return err
					}
					if want.sha256 == "" {
						want.sha256 = digest
					}
					if digest != want.sha256 {
						return wrong("the proof differs from that of %s", c.contenders[0].name)
					}
					last.sha256, last.bytes = digest, size
					return nil
				},
				usage: func() usage { return last },
			}, nil
		}})
	}
	for _, b := range makersOf(backends, p.logSteps) {
		add(b, false, quarry, "prove", "--json", "--backend="+b)
	}
	if stonePath != "" {
		add("stone", true, stonePath)
	}
	return c
}

// slowLogSteps bounds the proofs that all backends make, besideLogSteps those that
// the best of the processor makes beside a GPU. Larger ones are left to the first,
// which is the best.
const (
	slowLogSteps   = 13
	besideLogSteps = 16
)

// makersOf are the backends that make proofs of so many steps.
func makersOf(backends []string, logSteps int) []string {
	var makers []string
	processors := 0
	for i, b := range backends {
		if !prover.OnGPU(b) {
			processors++
		}
		if i == 0 || logSteps <= slowLogSteps || processors <= 1 && logSteps <= besideLogSteps {
			makers = append(makers, b)
		}
	}
	return makers
}

// proofDigest is the digest of the proof's bytes and their number.
func proofDigest(path string) (digest string, size int, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", 0, err
	}
	var file struct {
		Proof string `json:"proof_hex"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return "", 0, err
	}
	proof, err := hex.DecodeString(strings.TrimPrefix(file.Proof, "0x"))
	if err == nil && len(proof) == 0 {
		err = wrong("the proof file holds no proof")
	}
	if err != nil {
		return "", 0, err
	}
	sum := sha256.Sum256(proof)
	return hex.EncodeToString(sum[:]), len(proof), nil
}

// toldBy reads the stages out of what quarry prove --json prints: those that
// the bar chart stacks, because none of them contains another; what is between
// them is "other". up and down are the bytes that went over a GPU's bus.
func toldBy(output []byte, wall float64) (stages []Stage, up, down int64) {
	var result struct {
		Memory struct {
			Device struct {
				Up   int64 `json:"bytes_up"`
				Down int64 `json:"bytes_down"`
			} `json:"device"`
		} `json:"memory"`
		Stages []struct {
			Stage   string  `json:"stage"`
			Seconds float64 `json:"seconds"`
		} `json:"stages"`
	}
	if json.Unmarshal(output, &result) != nil || len(result.Stages) == 0 {
		return nil, 0, 0
	}
	rest := wall
	for _, s := range result.Stages {
		if flatStages[s.Stage] {
			stages = append(stages, Stage{s.Stage, s.Seconds})
			rest -= s.Seconds
		}
	}
	return append(stages, Stage{"other", max(rest, 0)}), result.Memory.Device.Up, result.Memory.Device.Down
}

// flatStages are the stages none of which contains another.
var flatStages = map[string]bool{
	"Load inputs": true, "Load run": true, "Trace generation": true, "Commit on trace": true,
	"Interaction trace generation": true, "Commit on interaction trace": true,
	"Composition polynomial computation": true, "Polynomial breaker": true, "Commit on composition": true,
	"Eval at OODS point": true, "FRI virtual oracle computation": true, "FRI commit phase": true,
	"Proof of work": true, "FRI response generation": true, "Self-verification": true,
}

// childPatience is how long a cancelled child may take to end by itself.
const childPatience = 500 * time.Millisecond
