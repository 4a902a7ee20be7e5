// Command compare races Quarry with Stone on this machine: for each run under
// testdata/race and each set of parameters it starts one and then the other,
// checks that both made the same proof, and prints time, processor time and peak
// memory of both as a table in Markdown.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"quarry/hw"
	"quarry/prover/stone"
	"quarry/prover/stone/jsoncpp"
)

func main() {
	log.SetFlags(0)
	r := race{}
	flag.StringVar(&r.stone, "stone", "", "path of Stone's cpu_air_prover; without it only Quarry runs")
	flag.StringVar(&r.quarry, "quarry", "build/quarry", "path of quarry")
	flag.StringVar(&r.inputs, "inputs", "testdata/race", "folder of the runs")
	runs := flag.String("runs", "plain_2e16,small_2e15,recursive_2e15,starknet_2e17", "which runs")
	settings := flag.String("settings", "4:keccak256_masked160_msb,4:blake256,16:keccak256_masked160_msb,16:blake256",
		"blow-up and commitment hash of each race")
	memory := flag.String("max_memory", "", "Quarry's --max_memory")
	flag.Parse()
	if *memory != "" {
		r.extra = append(r.extra, "--max_memory="+*memory)
	}
	if err := r.run(strings.Split(*runs, ","), strings.Split(*settings, ",")); err != nil {
		log.Fatal(err)
	}
}

type race struct {
	stone, quarry, inputs string
	extra                 []string // more flags for Quarry
}

// cost is what a program took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

func (r *race) run(runs, settings []string) error {
	machine := hw.Probe()
	fmt.Printf("%s, %d cores, %s/%s, %s\n\n", machine.CPU.Model, machine.CPU.Cores, runtime.GOOS, runtime.GOARCH, runtime.Version())
	fmt.Println("| Run | Blow-up, commitments | Stone: time, CPU, peak | Quarry: time, CPU, peak | Faster | CPU | Memory |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for _, name := range runs {
		dir, err := r.unpack(name)
		if err != nil {
			return err
		}
		for _, setting := range settings {
			if err = r.heat(name, dir, setting); err != nil {
				break
			}
		}
		if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// heat runs both programs with one setting.
func (r *race) heat(name, dir, setting string) error {
	if err := writeParameters(dir, setting); err != nil {
		return err
	}
	ours, err := measure(dir, r.quarry, append([]string{"prove"}, append(flags("quarry.json"), r.extra...)...))
	if err != nil {
		return err
	}
	label := strings.Replace(setting, ":", ", ", 1)
	if r.stone == "" {
		fmt.Printf("| %s | %s | | %s | | | |\n", name, label, ours)
		return nil
	}
	theirs, err := measure(dir, r.stone, flags("stone.json"))
	if err != nil {
		return err
	}
	if err := sameProof(filepath.Join(dir, "quarry.json"), filepath.Join(dir, "stone.json")); err != nil {
		return err
	}
	fmt.Printf("| %s | %s | %s | %s | %.1f× | %.1f× | %.0f %% |\n", name, label, theirs, ours,
		theirs.wall.Seconds()/ours.wall.Seconds(), theirs.cpu.Seconds()/ours.cpu.Seconds(), 100*float64(ours.peak)/float64(theirs.peak))
	return nil
}

func (c cost) String() string {
	return fmt.Sprintf("%.1f s, %.1f s, %.2f GB", c.wall.Seconds(), c.cpu.Seconds(), float64(c.peak)/1e9)
}

func flags(out string) []string {
	return []string{"--out_file=" + out, "--parameter_file=parameters.json", "--prover_config_file=config.json",
		"--public_input_file=public_input.json", "--private_input_file=private_input.json"}
}

// config is the prover config with which Stone is fastest.
const config = `{"cached_lde_config": {"store_full_lde": true, "use_fft_for_eval": false}, "constraint_polynomial_task_size": 256,
"n_out_of_memory_merkle_layers": 1, "table_prover_n_tasks_per_segment": 32}`

// unpack writes the files of a run into a fresh folder.
func (r *race) unpack(name string) (string, error) {
	dir, err := os.MkdirTemp("", "quarry-race-")
	if err != nil {
		return "", err
	}
	for _, file := range []string{"trace.bin", "memory.bin", "public_input.json", "private_input.json"} {
		if err := gunzip(filepath.Join(r.inputs, name, file+".gz"), filepath.Join(dir, file)); err != nil {
			return "", err
		}
	}
	return dir, os.WriteFile(filepath.Join(dir, "config.json"), []byte(config), 0o600)
}

func gunzip(from, to string) error {
	packed, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// writeParameters writes parameters of 72 bits by Stone's count: no proof of
// work, which would only measure hashes.
func writeParameters(dir, setting string) error {
	var blowup int
	var hash string
	if _, err := fmt.Sscanf(strings.Replace(setting, ":", " ", 1), "%d %s", &blowup, &hash); err != nil {
		return fmt.Errorf("setting %q: %w", setting, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "public_input.json"))
	if err != nil {
		return err
	}
	public, err := stone.ParsePublicInput("public_input.json", raw)
	if err != nil {
		return err
	}
	log := func(n uint64) (l int) {
		for 1<<l < n {
			l++
		}
		return l
	}
	const logLast, bits = 6, 72
	logCosets := log(uint64(blowup))
	parameters := map[string]any{
		"field": "PrimeField0", "use_extension_field": false, "commitment_hash": hash, "channel_hash": "keccak256",
		"stark": map[string]any{"log_n_cosets": logCosets, "fri": map[string]any{
			"fri_step_list": stone.SuggestSteps(log(public.NSteps) + 4 - logLast), "last_layer_degree_bound": 1 << logLast,
			"n_queries": bits / logCosets, "proof_of_work_bits": 0,
		}},
	}
	if hash == "poseidon3" {
		parameters["channel_hash"], parameters["pow_hash"] = "poseidon3", "blake256"
		parameters["statement"] = map[string]any{"page_hash": "pedersen"}
	}
	if raw, err = json.Marshal(parameters); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "parameters.json"), raw, 0o600)
}

// measure runs a program in a folder.
func measure(dir, program string, args []string) (cost, error) {
	path, err := filepath.Abs(program)
	if err != nil {
		return cost{}, err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	start := time.Now()
	err = cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", program, err, output.Bytes())
	}
	c := cost{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	c.peak = peakMemory(cmd.ProcessState)
	return c, nil
}

// sameProof compares two proof files.
func sameProof(a, b string) error {
	var proofs [2]string
	for i, path := range []string{a, b} {
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		root, err := jsoncpp.Parse(raw)
		if err != nil {
			return err
		}
		if hex := root.Get("proof_hex"); hex != nil {
			proofs[i] = hex.Str
		}
	}
	if proofs[0] == "" || proofs[0] != proofs[1] {
		return errors.New("the two proofs differ")
	}
	return nil
}
