package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mutant is the program without one check.
type mutant struct {
	file        string
	line        int // of the check's beginning
	check       string
	replacement string
}

// survivors are the checks that no tape can show to be needed, by file and line,
// with the reason.
var survivors = map[string]string{
	"accounts: assert [range_check_ptr] = version;":     "the machine that tapes are run on has no address before a segment",
	"invoke: assert sender.class_hash = ACCOUNT_CLASS;": "who is not deployed has the key 0, under which nobody can sign",
	"deploy: split_address(hash);":                      "nobody finds a hash among the few that are no addresses",
}

var (
	rangeCheck = regexp.MustCompile(`^(assert \[range_check_ptr(?: \+ \d+)?\] = )`)
	callCheck  = regexp.MustCompile(`^(assert_not_zero|assert_64_bits|assert_lower|verify_ecdsa_signature)\(`)
	splitCheck = regexp.MustCompile(`^(split_address|assert_no_address)\(`)
	// written are cells that the program writes: without them there is no run.
	written = regexp.MustCompile(`^assert (poseidon_ptr|pedersen_ptr|\[?log_end|out\[|\[out\]|outcomes|to_l1\[|to_l1_start|` +
		`to_l2_start|diff|\[leaf\]|leaf\.\w+ = (hash|account\.index))`)
)

// TestMutants takes each check out of the program, in turn, and demands that a
// forgery comes through or that honest blocks no longer do. It needs cairo-lang:
// QUARRY_CAIRO names the environment that has it.
func TestMutants(t *testing.T) {
	venv := os.Getenv("QUARRY_CAIRO")
	if venv == "" {
		t.Skip("QUARRY_CAIRO is not set; make program-mutants does")
	}
	only := os.Getenv("QUARRY_MUTANT")
	all := forgeries()
	for _, m := range mutants(t) {
		name := m.file + ": " + m.check
		if !strings.Contains(name, only) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killer, compiled := m.kill(t, venv, all)
			reason, expected := survivors[name]
			switch {
			case !compiled:
				t.Fatalf("line %d: the mutant is no program", m.line)
			case killer == "" && !expected:
				t.Errorf("line %d: nothing notices that this check is missing", m.line)
			case killer != "" && expected:
				t.Errorf("line %d: this check is listed as one that cannot be missed (%s), but %s does", m.line, reason, killer)
			default:
				t.Logf("line %d: %s%s", m.line, killer, reason)
			}
		})
	}
}

// mutants are the program's, one for each check.
func mutants(t *testing.T) (out []mutant) {
	files, err := filepath.Glob("cairo/*.cairo")
	require.NoError(t, err)
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		lines := strings.Split(string(source), "\n")
		for i := range lines {
			m := mutant{file: strings.TrimSuffix(filepath.Base(file), ".cairo"), line: i + 1, check: strings.TrimSpace(lines[i])}
			switch {
			case rangeCheck.MatchString(m.check):
				m.replacement = rangeCheck.FindString(m.check) + "0;"
			case written.MatchString(m.check):
				continue
			case strings.HasPrefix(m.check, "assert "), callCheck.MatchString(m.check):
			case splitCheck.MatchString(m.check):
				m.replacement = "tempvar unused = nondet %{ advice.next() %};\ntempvar unused = nondet %{ advice.next() %};"
			default:
				continue
			}
			out = append(out, m)
		}
	}
	return out
}

// kill compiles the mutant and returns what notices it.
func (m *mutant) kill(t *testing.T, venv string, all []forgery) (killer string, isProgram bool) {
	dir := t.TempDir()
	files, err := filepath.Glob("cairo/*.cairo")
	require.NoError(t, err)
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		lines := strings.Split(string(source), "\n")
		if filepath.Base(file) == m.file+".cairo" {
			end := m.line - 1
			for !strings.HasSuffix(lines[end], ";") {
				end++
			}
			lines = slices.Replace(lines, m.line-1, end+1, m.replacement)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), []byte(strings.Join(lines, "\n")), 0o600))
	}
	out := filepath.Join(dir, "block.json")
	c := exec.Command(filepath.Join(venv, "bin/cairo-compile"), "--proof_mode", "--cairo_path", dir, filepath.Join(dir, "block.cairo"), "--output", out)
	if text, err := c.CombinedOutput(); err != nil {
		t.Log(string(text))
		return "", false
	}
	compiled, err := os.ReadFile(out)
	require.NoError(t, err)
	for i, tape := range honestTapes() {
		honest := forgery{tape: tape}
		if honest.run(compiled) != nil {
			return "honest block " + string(rune('0'+i)), true
		}
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b forgery) int { return m.rank(&a) - m.rank(&b) })
	for i := range all {
		if all[i].large && m.rank(&all[i]) > 0 {
			continue
		}
		if all[i].run(compiled) == nil {
			return "forgery: " + all[i].name, true
		}
	}
	return "", true
}

// rank puts the forgeries first that the check should stop.
func (m *mutant) rank(f *forgery) int {
	switch {
	case f.stop == m.file+": "+m.check:
		return 0
	case f.via != "" && strings.Contains(m.check, f.via),
		strings.HasPrefix(m.check, "verify_ecdsa") && f.stop == badSignature:
		return 1
	}
	return 2
}
