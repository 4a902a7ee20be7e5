// Command blockproof writes what is needed to prove a block: 30 transfers, a deposit
// and a withdrawal. testdata/README.md says how the test's proof is made of it.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"log"
	"os"
	"path/filepath"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

const transfers = 30

// config is of contracts at addresses that the test puts them at.
var config = program.Config{
	L2ChainID: starknet.MustShortString("QUARRY_TEST"), L1ChainID: 1337,
	Core: [20]byte{0xc0, 19: 1}, Bridge: [20]byte{0xb0, 19: 2},
}

func main() {
	out := flag.String("out", "build/blockproof", "the folder to write to")
	flag.Parse()
	if err := write(*out); err != nil {
		log.Fatal(err)
	}
}

type user struct {
	key     starknet.PrivateKey
	public  fp.Element
	address fp.Element
}

func newUser(n byte) *user {
	seed := sha256.Sum256([]byte{'u', 's', 'e', 'r', n})
	seed[0] &= 3
	key, err := starknet.PrivateKeyFromBytes(seed[:])
	if err != nil {
		log.Fatal(err)
	}
	u := &user{key: key, public: key.PublicKey()}
	u.address = starknet.AccountAddress(&u.public, &fp.Element{})
	return u
}

func (u *user) invoke(action starknet.Action) (starknet.Transaction, error) {
	bound := starknet.ResourceBound{MaxAmount: 2_000_000, MaxPrice: *uint256.NewInt(1e12)}
	tx := &starknet.InvokeV3{
		V3:     starknet.V3{Bounds: starknet.ResourceBounds{L1Gas: bound, L2Gas: bound, L1DataGas: bound}},
		Sender: u.address, Calldata: starknet.EncodeCalls(action.Call()),
	}
	return tx, u.key.SignTransaction(tx, &config.L2ChainID)
}

func write(out string) error {
	ctx := context.Background()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	db, err := state.OpenDatabase(filepath.Join(out, "state"), state.DatabaseOptions{})
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := state.Open(db, nil)
	if err != nil {
		return err
	}
	var users []*user
	genesis := &state.Genesis{Sequencer: newUser(255).address}
	for i := range byte(transfers + 1) {
		u := newUser(i)
		users = append(users, u)
		genesis.Accounts = append(genesis.Accounts, state.GenesisAccount{
			Address: u.address, ClassHash: starknet.AccountClassHash, PublicKey: u.public, Balance: *uint256.NewInt(5e18),
		})
	}
	if err := s.Init(ctx, genesis, nil); err != nil {
		return err
	}
	list := []starknet.Transaction{(&starknet.MessageToL2{
		From: config.Bridge, To: program.L2Bridge, Selector: starknet.SelectorDeposit, Nonce: 0,
		Payload: []fp.Element{users[0].address, fp.NewElement(3e18), {}},
	}).Transaction()}
	for i := range transfers {
		tx, err := users[i].invoke(starknet.Transfer{Recipient: users[i+1].address, Amount: *uint256.NewInt(uint64(i + 1))})
		if err != nil {
			return err
		}
		list = append(list, tx)
	}
	withdrawal, err := users[transfers].invoke(starknet.Withdrawal{Recipient: [20]byte{0xb0}, Amount: *uint256.NewInt(2e18)})
	if err != nil {
		return err
	}
	list = append(list, withdrawal)
	executor := execution.NewExecutor(config, starknet.NewVerifier(0), 0)
	checked, err := executor.CheckMany(ctx, list)
	if err != nil {
		return err
	}
	view, err := s.View()
	if err != nil {
		return err
	}
	sealed, err := executor.Execute(ctx, view, program.Header{
		Number: 1, ParentHash: genesis.BlockHash(), Timestamp: 1_800_000_000, Sequencer: genesis.Sequencer,
		Prices: program.Prices{L1: 1, L2: 1, L1Data: 1},
	}, checked)
	if err != nil {
		return err
	}
	input, err := sealed.Input()
	if err != nil {
		return err
	}
	parameters, err := json.Marshal(map[string]any{
		"field": "PrimeField0", "use_extension_field": false,
		"channel_hash": "keccak256", "commitment_hash": "keccak256_masked160_msb", "statement": map[string]string{"page_hash": "keccak256"},
		"stark": map[string]any{"log_n_cosets": 4, "fri": map[string]any{
			"fri_step_list": []int{0, 3, 3, 3, 3, 3}, "last_layer_degree_bound": 64, "n_queries": 17, "proof_of_work_bits": 28,
		}},
	})
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"program.json": program.Compiled(), "input.json": input, "parameters.json": parameters} {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	log.Printf("block of %d transactions, layout %s", len(list), program.Layout)
	return os.RemoveAll(filepath.Join(out, "state"))
}
