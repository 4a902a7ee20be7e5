package program_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/stretchr/testify/require"

	"quarry/kernels/hash"
	"quarry/prover/cairo"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// forgery is a dishonest prover's tape, which one check of the program stops and
// nothing else does. (That nothing else does is what TestMutants shows.)
type forgery struct {
	name string
	// stop is the source line that stops it, with the file's name before it; what
	// begins with "error: " is part of the error instead.
	stop string
	// via is the source line of a call on the way there, if not empty.
	via  string
	tape func() *program.Tape
	// hints are added to the first hint of functions: hints are not proved, so a
	// dishonest prover runs his own.
	hints map[string]string
	// large forgeries take seconds.
	large bool
}

// forgeries are all of them.
func forgeries() (all []forgery) {
	for _, list := range [][]forgery{
		headerForgeries(), numberForgeries(), accountForgeries(), feeForgeries(), invokeForgeries(), deployForgeries(),
		depositForgeries(), leafForgeries(), blobForgeries(),
	} {
		all = append(all, list...)
	}
	return all
}

// TestForgeries: no dishonest tape comes through, and each is stopped by the
// check that it is made for.
func TestForgeries(t *testing.T) {
	for _, f := range forgeries() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			err := f.run(program.Compiled())
			require.Error(t, err)
			text := err.Error()
			if want, ok := strings.CutPrefix(f.stop, "error: "); ok {
				require.Contains(t, text, want)
				return
			}
			require.Equal(t, f.stop, sourceLine(t, text), text)
			if f.via != "" {
				var calls []string
				for _, l := range strings.Split(text, "\n")[1:] {
					calls = append(calls, sourceLine(t, l))
				}
				require.Contains(t, strings.Join(calls, "\n"), f.via)
			}
		})
	}
}

// run runs a compiled program over the tape; outside of proof mode, as checks are
// the same there.
func (f *forgery) run(compiled []byte) error {
	if f.hints != nil {
		compiled = withHints(compiled, f.hints)
	}
	_, err := cairo.Execute(context.Background(), cairo.Options{
		Program: compiled, Input: f.tape().JSON(), Layout: program.Layout, MaxSteps: 1 << 22, Secure: new(bool),
	})
	return err
}

var place = regexp.MustCompile(`sequencer/program/cairo/(\w+)\.cairo:(\d+):\d+`)

// sourceLine returns the line of the program that a line of an error is about.
func sourceLine(t *testing.T, text string) string {
	m := place.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	n, err := strconv.Atoi(m[2])
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join("cairo", m[1]+".cairo"))
	require.NoError(t, err)
	return m[1] + ": " + strings.TrimSpace(strings.Split(string(source), "\n")[n-1])
}

// withHints adds code to the first hint of functions.
func withHints(compiled []byte, hints map[string]string) []byte {
	var p map[string]json.RawMessage
	var lists map[string][]map[string]any
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	check(json.Unmarshal(compiled, &p))
	check(json.Unmarshal(p["hints"], &lists))
	for function, code := range hints {
		first := -1
		for pc, list := range lists {
			scopes := list[0]["accessible_scopes"].([]any)
			if scopes[len(scopes)-1] == function {
				if n, err := strconv.Atoi(pc); err == nil && (first < 0 || n < first) {
					first = n
				}
			}
		}
		hint := lists[strconv.Itoa(first)][0]
		hint["code"] = fmt.Sprint(hint["code"], "\n", code)
	}
	var err error
	p["hints"], err = json.Marshal(lists)
	check(err)
	out, err := json.Marshal(p)
	check(err)
	return out
}

// felt reads an integer, also a negative one.
func felt(s string) fp.Element {
	v, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return *new(fp.Element).SetBigInt(v)
}

// pow2 is 2^n + more.
func pow2(n uint, more int64) fp.Element {
	v := new(big.Int).Lsh(big.NewInt(1), n)
	return *new(fp.Element).SetBigInt(v.Add(v, big.NewInt(more)))
}

func minus(n int64) fp.Element { return *new(fp.Element).SetInt64(-n) }

// plus is the sum of felts.
func plus(felts ...fp.Element) (sum fp.Element) {
	for i := range felts {
		sum.Add(&sum, &felts[i])
	}
	return sum
}

func negative(e fp.Element) fp.Element { return *e.Neg(&e) }

// setSplit changes the k-th halves with a name to those of v.
func setSplit(t *program.Tape, name string, k int, v fp.Element) {
	var halves program.Tape
	halves.Split("x", v)
	t.Set(name+".low", k, halves.Get("x.low", 0))
	t.Set(name+".high", k, halves.Get("x.high", 0))
}

// setAddress changes the address of the k-th opened account.
func setAddress(t *program.Tape, k int, v fp.Element) {
	t.Set("account.address", k, v)
	setSplit(t, "address", k, v)
}

// feeHash is the hash of the fee's fields of the k-th signed transaction.
func feeHash(t *program.Tape, k int) fp.Element {
	words := []fp.Element{t.Get("tip", k)}
	for _, r := range [][2]string{{"l1_gas", "L1_GAS"}, {"l2_gas", "L2_GAS"}, {"l1_data_gas", "L1_DATA"}} {
		name, amount, price := starknet.MustShortString(r[1]), t.Get(r[0]+"_max_amount", k), t.Get(r[0]+"_max_price", k)
		e192, e128 := pow2(192, 0), pow2(128, 0)
		name.Mul(&name, &e192)
		amount.Mul(&amount, &e128)
		words = append(words, plus(name, amount, price))
	}
	return hash.PoseidonHashMany(words)
}

// signInvoke signs the k-th transaction, an invocation, as it stands on the tape.
func signInvoke(t *program.Tape, k int, u *user, nonce fp.Element) {
	var calldata []fp.Element
	for _, name := range []string{"calls", "to", "selector", "arguments", "recipient", "amount_low", "amount_high"} {
		calldata = append(calldata, t.Get(name, k))
	}
	empty := hash.PoseidonHashMany(nil)
	sign(t, k, u, hash.PoseidonHashMany([]fp.Element{
		starknet.MustShortString("invoke"), fp.NewElement(3), u.address, feeHash(t, k), empty,
		t.Get("l2_chain_id", 0), nonce, {}, empty, hash.PoseidonHashMany(calldata),
	}))
}

// signDeploy signs the k-th transaction, a deployment of an address.
func signDeploy(t *program.Tape, k int, u *user, address fp.Element) {
	sign(t, k, u, hash.PoseidonHashMany([]fp.Element{
		starknet.MustShortString("deploy_account"), fp.NewElement(3), address, feeHash(t, k), hash.PoseidonHashMany(nil),
		t.Get("l2_chain_id", 0), {}, {}, hash.PoseidonHashMany([]fp.Element{u.public}), starknet.AccountClassHash, u.salt,
	}))
}

func sign(t *program.Tape, k int, u *user, hash fp.Element) {
	s, err := u.key.Sign(&hash)
	if err != nil {
		panic(err)
	}
	t.Set("r", k, s[0])
	t.Set("s", k, s[1])
}

// alice, bob and carol are in every state of the forgeries, in this order from
// index 1 on; carol's account is not deployed.
var alice, bob, carol = newUser(1), newUser(2), newUser(3)

// state is what the forgeries' blocks begin with.
func state() *world {
	w := newWorld(alice, bob)
	w.genesis(program.Account{Address: carol.address, Balance: ether(100)})
	w.genesis(program.Account{Address: w.header.Sequencer})
	for _, a := range []uint64{1000, 2000, 3000} {
		w.genesis(program.Account{Address: fp.NewElement(a), Balance: ether(1)})
	}
	w.begin()
	return w
}

// block builds a block and its tape, and changes the tape.
func block(build func(w *world), change func(t *program.Tape)) func() *program.Tape {
	return func() *program.Tape {
		w := state()
		build(w)
		t := program.NewTape(w.end())
		change(t)
		return t
	}
}

func empty(*world) {}

// pay is a transfer of one ether from Alice to Bob.
func pay(w *world) { w.transfer(alice, bob.address, ether(1)) }

// honestTapes are what the forgeries start from.
func honestTapes() (out []func() *program.Tape) {
	none := func(*program.Tape) {}
	for _, build := range []func(*world){
		pay, payTwice, payNew, payTooMuch, payFarTooMuch, sendToL1, deployCarol, depositToBob, badDeposit, empty,
	} {
		out = append(out, block(build, none))
	}
	return append(out, blobs(pay, func(*evaluation) {}))
}

// TestHonestTapes: all of them are provable.
func TestHonestTapes(t *testing.T) {
	for _, tape := range honestTapes() {
		f := forgery{tape: tape}
		require.NoError(t, f.run(program.Compiled()))
	}
}
