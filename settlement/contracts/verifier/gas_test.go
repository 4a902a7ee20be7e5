package verifier_test

import (
	"cmp"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/params"
)

// profile adds up gas by contract and instruction.
type profile struct {
	spent  map[common.Address]map[uint64]uint64
	frames []frame
}

// frame is a call in progress.
type frame struct {
	at   common.Address
	last uint64 // the instruction that runs
}

func (p *profile) add(f *frame, gas uint64) {
	if p.spent[f.at] == nil {
		p.spent[f.at] = map[uint64]uint64{}
	}
	p.spent[f.at][f.last] += gas
}

// hooks counts an instruction's own cost; that of a precompile belongs to the
// instruction that calls it.
func (p *profile) hooks() *tracing.Hooks {
	top := func() *frame { return &p.frames[len(p.frames)-1] }
	return &tracing.Hooks{
		OnEnter: func(depth int, _ byte, _, to common.Address, _ []byte, gas uint64, _ *big.Int) {
			if depth > 0 {
				p.add(top(), -gas) // the cost of a call holds what it passes on
			}
			p.frames = append(p.frames, frame{at: to})
		},
		OnExit: func(_ int, _ []byte, used uint64, _ error, _ bool) {
			at := top().at
			p.frames = p.frames[:len(p.frames)-1]
			if len(p.frames) > 0 && new(big.Int).SetBytes(at[:]).BitLen() < 16 {
				p.add(top(), used)
			}
		},
		OnOpcode: func(pc uint64, _ byte, _, cost uint64, _ tracing.OpContext, _ []byte, _ int, _ error) {
			top().last = pc
			p.add(top(), cost)
		},
	}
}

// functions finds which function each instruction comes from, by the source map that `make contracts` leaves in build/maps.
func functions(t *testing.T, name string, code []byte) (of map[uint64]string, ok bool) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../../build/maps", name+".json"))
	if err != nil {
		return nil, false
	}
	var m struct {
		Map   string
		Files map[int]string
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	where := map[string]func(offset int) string{}
	for _, file := range m.Files {
		if text, err := os.ReadFile(filepath.Base(file)); err == nil {
			where[file] = functionAt(text)
		}
	}
	result := map[uint64]string{}
	fields := [3]int{} // offset, length, file
	pc := uint64(0)
	for _, entry := range strings.Split(m.Map, ";") {
		for i, field := range strings.Split(entry, ":") {
			if i < 3 && field != "" {
				fields[i], _ = strconv.Atoi(field)
			}
		}
		result[pc] = "dispatch"
		if find := where[m.Files[fields[2]]]; find != nil {
			result[pc] = find(fields[0])
		}
		if pc < uint64(len(code)) {
			if op := vm.OpCode(code[pc]); op.IsPush() {
				pc += uint64(op - vm.PUSH0)
			}
		}
		pc++
	}
	return result, true
}

// functionAt finds the function that an offset in a Solidity file lies in.
func functionAt(text []byte) func(offset int) string {
	starts := regexp.MustCompile(`(?m)^    function (\w+)`).FindAllSubmatchIndex(text, -1)
	return func(offset int) string {
		found := "dispatch"
		for _, s := range starts {
			if s[0] <= offset {
				found = string(text[s[2]:s[3]])
			}
		}
		return found
	}
}

// amsterdam are the rules of the next fork, with its price of calldata.
func amsterdam() params.Rules {
	config := *params.AllDevChainProtocolChanges
	config.AmsterdamTime = new(uint64)
	return config.Rules(new(big.Int), true, 0)
}

// TestGas shows where the gas goes; `make contracts-gas` prints it.
func TestGas(t *testing.T) {
	for _, c := range testCases[:2] {
		t.Run(c.name, func(t *testing.T) {
			_, call := load(t, c)
			d := deploy(t, c.policy)
			data := input(t, call, d.publish(t, &call.Program))
			p := profile{spent: map[common.Address]map[uint64]uint64{}}
			ret, gas, err := d.call(d.verifier, data, p.hooks())
			if err != nil {
				t.Fatal(revertReason(ret, err))
			}
			sums := map[string]uint64{}
			total := func(at common.Address) (sum uint64) {
				for _, g := range p.spent[at] {
					sum += g
				}
				return sum
			}
			sums["contract Composition"], sums["contract Deep"] = total(d.composition), total(d.deep)
			if got := sums["contract Composition"] + sums["contract Deep"] + total(d.verifier); got != gas {
				t.Errorf("the profile accounts for %d of %d gas", got, gas)
			}
			intrinsic, floor := transactionGas(t, data, osaka)
			_, next := transactionGas(t, data, amsterdam())
			t.Logf("%d bytes of calldata; calldata %d, execution %d, floor %d: in all %d; next fork's floor %d", len(data), intrinsic, gas, floor, max(intrinsic+gas, floor), next)
			name := strings.ToUpper(c.policy.Layout[:1]) + c.policy.Layout[1:] + "Verifier"
			of, ok := functions(t, name, d.config.State.GetCode(d.verifier))
			if !ok {
				t.Log("no source map, so no more detail: run make contracts-gas")
				return
			}
			for pc, g := range p.spent[d.verifier] {
				sums[of[pc]] += g
			}
			names := make([]string, 0, len(sums))
			for name := range sums {
				names = append(names, name)
			}
			slices.SortFunc(names, func(a, b string) int { return cmp.Compare(sums[b], sums[a]) })
			for _, name := range names {
				t.Logf("%9d  %s", sums[name], name)
			}
		})
	}
}
