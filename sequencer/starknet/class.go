package starknet

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

var (
	// AccountClassHash is that of the only account class: the preset
	// AccountUpgradeable of OpenZeppelin Contracts for Cairo 1.0.0, as its
	// documentation lists it (docs.openzeppelin.com/contracts-cairo/1.0.0/presets).
	// Its constructor takes the public key, the x coordinate of a point.
	AccountClassHash = MustFelt("0x05b4b537eaa2399e3aa99c4e2e0208ebd6c71bc1467938cd52c798c601e43564")
	// TokenClassHash is that of the token: the preset ERC20Upgradeable of the same
	// release.
	TokenClassHash = MustFelt("0x035997337274dff77d12521875c8f5eec22a8ce54c7bf84aa42ede007ba404cd")

	// TokenAddress is that of ETH on Starknet; fees are paid in it, too.
	TokenAddress = MustFelt("0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7")
	// BridgeAddress is that of the ETH bridge on Starknet.
	BridgeAddress = MustFelt("0x073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b82")
)

// What the token says of itself.
const (
	TokenName     = "Ether"
	TokenSymbol   = "ETH"
	TokenDecimals = 18
)

//go:embed abi/account.json
var accountABI []byte

//go:embed abi/token.json
var tokenABI []byte

// Class is what clients may ask about a class: its interface. The semantics are
// the block program's; there is no Sierra code.
type Class struct {
	// Hash names the class.
	Hash Felt
	// ABI is the interface as JSON, without white space.
	ABI string
	// Constructor and External are the selectors of its entry points, by name in
	// the order of the ABI.
	Constructor, External []Felt
}

var classes = sync.OnceValue(func() map[Felt]*Class {
	all := map[Felt]*Class{}
	for hash, abi := range map[Felt][]byte{AccountClassHash: accountABI, TokenClassHash: tokenABI} {
		all[hash] = newClass(hash, abi)
	}
	return all
})

// ClassOf returns the class with this hash; ok is false if there is none.
func ClassOf(hash *Felt) (c *Class, ok bool) {
	c, ok = classes()[*hash]
	return c, ok
}

// abiItem is what counts of an entry of an ABI.
type abiItem struct {
	Type  string    `json:"type"`
	Name  string    `json:"name"`
	Items []abiItem `json:"items"`
}

func newClass(hash Felt, abi []byte) *Class {
	var items []abiItem
	if err := json.Unmarshal(abi, &items); err != nil {
		panic(err)
	}
	var compact strings.Builder
	var value json.RawMessage = abi
	if err := json.NewEncoder(&compact).Encode(value); err != nil {
		panic(err)
	}
	c := &Class{Hash: hash, ABI: strings.TrimSpace(compact.String())}
	for len(items) > 0 {
		item := items[0]
		items = items[1:]
		switch item.Type {
		case "constructor":
			c.Constructor = append(c.Constructor, Selector(item.Name))
		case "function":
			c.External = append(c.External, Selector(item.Name))
		case "interface":
			items = append(item.Items, items...)
		}
	}
	return c
}

// MarshalJSON implements json.Marshaler: CONTRACT_CLASS of the specification, its
// program empty.
func (c *Class) MarshalJSON() ([]byte, error) {
	type entryPoint struct {
		Selector Hex `json:"selector"`
		Index    int `json:"function_idx"`
	}
	points := func(selectors []Felt, first int) []entryPoint {
		list := make([]entryPoint, len(selectors))
		for i, s := range selectors {
			list[i] = entryPoint{Hex(s), first + i}
		}
		return list
	}
	type entryPoints struct {
		Constructor []entryPoint `json:"CONSTRUCTOR"`
		External    []entryPoint `json:"EXTERNAL"`
		L1Handler   []entryPoint `json:"L1_HANDLER"`
	}
	return json.Marshal(struct {
		Program     []Hex       `json:"sierra_program"`
		Version     string      `json:"contract_class_version"`
		EntryPoints entryPoints `json:"entry_points_by_type"`
		ABI         string      `json:"abi"`
	}{
		[]Hex{}, "0.1.0",
		entryPoints{points(c.Constructor, len(c.External)), points(c.External, 0), []entryPoint{}},
		c.ABI,
	})
}

// ByteArray is a text as Cairo's ByteArray is passed: the number of whole words
// of 31 bytes, these, the rest and its length.
func ByteArray(text string) []Felt {
	out := []Felt{NewFelt(uint64(len(text) / shortStringLength))}
	for ; len(text) >= shortStringLength; text = text[shortStringLength:] {
		out = append(out, *new(Felt).SetBytes([]byte(text[:shortStringLength])))
	}
	return append(out, *new(Felt).SetBytes([]byte(text)), NewFelt(uint64(len(text))))
}
