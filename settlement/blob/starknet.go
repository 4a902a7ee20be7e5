package blob

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// StarknetUpdate is a state update of a Starknet chain, brought into the form in which
// Starknet makes it available on L1.
type StarknetUpdate struct {
	// BlockHash is the block's.
	BlockHash fp.Element
	// Words are the state diff in the format of the block's version of Starknet: the
	// number of contracts; for each, by rising address: address, summary, the class hash
	// if it has changed, then the storage entries, key and value, by rising key; the
	// number of declared classes; for each, by rising hash, class hash and compiled class
	// hash.
	//
	// Up to version 0.13.2, the summary is class flag · 2^128 + nonce · 2^64 + number of
	// entries. In version 0.13.3, it is, from the lowest bit, class flag, 1 if the number
	// of entries has 8 bits and 0 if it has 64, that number, the nonce; and the words are
	// compressed (see compress). A nonce that has not changed is 0.
	Words []fp.Element
}

// DefaultStarknetVersion is that of updates of which nothing else is said.
const DefaultStarknetVersion = "0.13.2"

// starknetFormat is what versions of Starknet differ in.
type starknetFormat struct {
	summary  func(c *contractUpdate) *big.Int
	compress bool
}

// formatOf finds the format of a version. Blobs came with 0.13.1. From 0.13.4 on, diffs
// have aliases in the place of addresses and keys; they depend on the state.
func formatOf(version string) (starknetFormat, error) {
	v, err := parseVersion(version)
	switch {
	case err != nil:
		return starknetFormat{}, fault.Wrap(err, CodeStarknetVersion, "%.40q is no version of Starknet", version).WithHint("such as %s", DefaultStarknetVersion)
	case slices.Compare(v, []int{0, 13, 1}) < 0 || slices.Compare(v, []int{0, 13, 4}) >= 0:
		return starknetFormat{}, fault.New(CodeStarknetVersion, "state diffs of Starknet %.40s can't be brought into its format", version).
			WithHint("versions 0.13.1 to 0.13.3 can: before, there were no blobs; later ones need the aliases of the chain's state")
	case slices.Compare(v, []int{0, 13, 3}) < 0:
		return starknetFormat{summary: (*contractUpdate).summary}, nil
	}
	return starknetFormat{summary: (*contractUpdate).shortSummary, compress: true}, nil
}

// parseVersion reads numbers with points between them.
func parseVersion(text string) ([]int, error) {
	var v []int
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return nil, err
		}
		v = append(v, int(n))
	}
	return v, nil
}

// hexFelt is a felt as Starknet's JSON has it.
type hexFelt fp.Element

// UnmarshalJSON implements json.Unmarshaler.
func (h *hexFelt) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	e, err := starknet.ParseFelt(text)
	*h = hexFelt(e)
	return err
}

// stateUpdate is the result of starknet_getStateUpdate.
type stateUpdate struct {
	BlockHash *hexFelt `json:"block_hash"`
	StateDiff *struct {
		StorageDiffs []struct {
			Address        hexFelt `json:"address"`
			StorageEntries []struct {
				Key   hexFelt `json:"key"`
				Value hexFelt `json:"value"`
			} `json:"storage_entries"`
		} `json:"storage_diffs"`
		DeclaredClasses   []declaredClass `json:"declared_classes"`
		MigratedClasses   []declaredClass `json:"migrated_compiled_classes"`
		DeployedContracts []struct {
			Address   hexFelt `json:"address"`
			ClassHash hexFelt `json:"class_hash"`
		} `json:"deployed_contracts"`
		ReplacedClasses []struct {
			ContractAddress hexFelt `json:"contract_address"`
			ClassHash       hexFelt `json:"class_hash"`
		} `json:"replaced_classes"`
		Nonces []struct {
			ContractAddress hexFelt `json:"contract_address"`
			Nonce           hexFelt `json:"nonce"`
		} `json:"nonces"`
	} `json:"state_diff"`
}

// declaredClass is a class that a block declares.
type declaredClass struct {
	ClassHash         hexFelt `json:"class_hash"`
	CompiledClassHash hexFelt `json:"compiled_class_hash"`
}

// contractUpdate is what a block changes in one contract.
type contractUpdate struct {
	class   *fp.Element
	nonce   uint64
	storage [][2]fp.Element
}

// summary is the word about a contract up to version 0.13.2.
func (c *contractUpdate) summary() *big.Int {
	s := new(big.Int).SetUint64(c.nonce)
	if c.class != nil {
		s.SetBit(s, 64, 1)
	}
	return s.Lsh(s, 64).Add(s, big.NewInt(int64(len(c.storage))))
}

// shortSummary is the word about a contract from version 0.13.3 on.
func (c *contractUpdate) shortSummary() *big.Int {
	size, short := uint(64), uint(0)
	if len(c.storage) < 1<<8 {
		size, short = 8, 1
	}
	s := new(big.Int).SetUint64(c.nonce)
	s.Lsh(s, size).Add(s, big.NewInt(int64(len(c.storage))))
	s.Lsh(s, 2).SetBit(s, 1, short)
	if c.class != nil {
		s.SetBit(s, 0, 1)
	}
	return s
}

// aliases is the address under which Starknet keeps aliases, from version 0.13.4 on.
var aliases = fp.NewElement(2)

// ParseStarknetUpdate reads the result of Starknet's starknet_getStateUpdate, alone or
// in its JSON-RPC answer, for a block of this version (the starknet_version of its
// header).
func ParseStarknetUpdate(text []byte, version string) (*StarknetUpdate, error) {
	format, err := formatOf(version)
	if err != nil {
		return nil, err
	}
	bad := func(err error, what string) error {
		return fault.Wrap(err, CodeStarknet, "%s", what).WithHint("it must be what starknet_getStateUpdate returns for a block")
	}
	var answer struct {
		Result *stateUpdate `json:"result"`
		stateUpdate
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, bad(err, "the state update can't be read")
	}
	u := &answer.stateUpdate
	if answer.Result != nil {
		u = answer.Result
	}
	if u.BlockHash == nil || u.StateDiff == nil {
		return nil, bad(nil, "the state update has no block hash or no state diff")
	}
	contracts, err := u.contracts()
	if err != nil {
		return nil, bad(err, "the state update contradicts itself")
	}
	if contracts[aliases] != nil || len(u.StateDiff.MigratedClasses) > 0 {
		return nil, fault.New(CodeStarknetVersion, "the state update is of a later version of Starknet than %s", version).
			WithHint("it has aliases, or classes that were compiled anew; versions up to 0.13.3 have neither")
	}
	words := u.words(contracts, format)
	if format.compress {
		if words, err = compress(words); err != nil {
			return nil, err
		}
	}
	return &StarknetUpdate{BlockHash: fp.Element(*u.BlockHash), Words: words}, nil
}

// contracts gathers what is said of each contract.
func (u *stateUpdate) contracts() (map[fp.Element]*contractUpdate, error) {
	all := map[fp.Element]*contractUpdate{}
	of := func(address hexFelt) *contractUpdate {
		c := all[fp.Element(address)]
		if c == nil {
			c = &contractUpdate{}
			all[fp.Element(address)] = c
		}
		return c
	}
	d := u.StateDiff
	for i := range d.StorageDiffs {
		c := of(d.StorageDiffs[i].Address)
		for _, e := range d.StorageDiffs[i].StorageEntries {
			c.storage = append(c.storage, [2]fp.Element{fp.Element(e.Key), fp.Element(e.Value)})
		}
	}
	for i := range d.DeployedContracts {
		of(d.DeployedContracts[i].Address).class = (*fp.Element)(&d.DeployedContracts[i].ClassHash)
	}
	for i := range d.ReplacedClasses {
		of(d.ReplacedClasses[i].ContractAddress).class = (*fp.Element)(&d.ReplacedClasses[i].ClassHash)
	}
	for i := range d.Nonces {
		nonce := fp.Element(d.Nonces[i].Nonce)
		if !nonce.IsUint64() {
			return nil, fault.New(CodeStarknet, "a nonce is %s", starknet.FormatFelt(&nonce))
		}
		of(d.Nonces[i].ContractAddress).nonce = nonce.Uint64()
	}
	for address, c := range all {
		slices.SortFunc(c.storage, func(a, b [2]fp.Element) int { return a[0].Cmp(&b[0]) })
		for i := 1; i < len(c.storage); i++ {
			if c.storage[i][0] == c.storage[i-1][0] {
				return nil, fault.New(CodeStarknet, "contract %s has storage key %s twice",
					starknet.FormatFelt(&address), starknet.FormatFelt(&c.storage[i][0]))
			}
		}
	}
	return all, nil
}

// words are the diff in Starknet's format, before compression.
func (u *stateUpdate) words(contracts map[fp.Element]*contractUpdate, format starknetFormat) []fp.Element {
	addresses := make([]fp.Element, 0, len(contracts))
	for address := range contracts {
		addresses = append(addresses, address)
	}
	slices.SortFunc(addresses, func(a, b fp.Element) int { return a.Cmp(&b) })
	words := []fp.Element{fp.NewElement(uint64(len(addresses)))}
	for _, address := range addresses {
		c := contracts[address]
		words = append(words, address, *new(fp.Element).SetBigInt(format.summary(c)))
		if c.class != nil {
			words = append(words, *c.class)
		}
		for i := range c.storage {
			words = append(words, c.storage[i][0], c.storage[i][1])
		}
	}
	classes := slices.Clone(u.StateDiff.DeclaredClasses)
	slices.SortFunc(classes, func(a, b declaredClass) int {
		return (*fp.Element)(&a.ClassHash).Cmp((*fp.Element)(&b.ClassHash))
	})
	words = append(words, fp.NewElement(uint64(len(classes))))
	for i := range classes {
		words = append(words, fp.Element(classes[i].ClassHash), fp.Element(classes[i].CompiledClassHash))
	}
	return words
}
