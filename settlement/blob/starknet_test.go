package blob

import (
	"encoding/hex"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// update has contracts and keys out of order, one contract that only got a nonce, and
// one whose class was replaced.
const update = `{
  "block_hash": "0xb10c", "new_root": "0x2", "old_root": "0x1",
  "state_diff": {
    "storage_diffs": [
      {"address": "0x20", "storage_entries": [{"key": "0x9", "value": "0x90"}, {"key": "0x3", "value": "0x30"}]},
      {"address": "0x1", "storage_entries": [{"key": "0x64", "value": "0xabc"}]}
    ],
    "deprecated_declared_classes": [],
    "declared_classes": [{"class_hash": "0xc2", "compiled_class_hash": "0xcc2"}, {"class_hash": "0xc1", "compiled_class_hash": "0xcc1"}],
    "deployed_contracts": [{"address": "0x20", "class_hash": "0xc1"}],
    "replaced_classes": [{"contract_address": "0x30", "class_hash": "0xc2"}],
    "nonces": [{"contract_address": "0x40", "nonce": "0x7"}, {"contract_address": "0x20", "nonce": "0x1"}]
  }
}`

func TestStarknetUpdate(t *testing.T) {
	want := felts(t, []string{
		"0x4",
		"0x1", "0x1", "0x64", "0xabc",
		"0x20", "0x100000000000000010000000000000002", "0xc1", "0x3", "0x30", "0x9", "0x90",
		"0x30", "0x100000000000000000000000000000000", "0xc2",
		"0x40", "0x70000000000000000",
		"0x2", "0xc1", "0xcc1", "0xc2", "0xcc2",
	})
	for _, text := range []string{update, `{"jsonrpc": "2.0", "id": 1, "result": ` + update + `}`} {
		u, err := ParseStarknetUpdate([]byte(text), DefaultStarknetVersion)
		if err != nil || !slices.Equal(u.Words, want) || u.BlockHash != fp.NewElement(0xb10c) {
			t.Fatalf("%v, %v", u, err)
		}
	}
	for _, text := range []string{
		``, `{}`, `[]`, `{"block_hash": "0x1"}`, `{"block_hash": 1, "state_diff": {}}`,
		`{"block_hash": "0x1", "state_diff": {"nonces": [{"contract_address": "0x1", "nonce": "0x10000000000000000"}]}}`,
		`{"block_hash": "0x1", "state_diff": {"storage_diffs": [{"address": "0x1", "storage_entries": [{"key": "0x1", "value": "0x1"}, {"key": "0x1", "value": "0x2"}]}]}}`,
		`{"block_hash": "0x800000000000011000000000000000000000000000000000000000000000001", "state_diff": {}}`,
	} {
		if _, err := ParseStarknetUpdate([]byte(text), DefaultStarknetVersion); fault.CodeOf(err) != CodeStarknet {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzStarknetUpdate(f *testing.F) {
	f.Add([]byte(update))
	f.Fuzz(func(t *testing.T, text []byte) {
		u, err := ParseStarknetUpdate(text, DefaultStarknetVersion)
		if err == nil && len(u.Words) < 2 {
			t.Fatal("an update of no words")
		}
	})
}

// block178 is the state update of a block of Starknet, block178Words what its blob holds,
// as Madara's tests have them.
const block178 = `{
  "block_hash": "0x385bbbcaada37fbd2be407d02479a86faf632294161451159433f1687afa80a",
  "state_diff": {
    "storage_diffs": [
      {"address": "0x49d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7", "storage_entries": [
        {"key": "0x68803f24598877e0945e64be0baadefff792986d2c5a2b6e7c8aa334d1c0e52", "value": "0xf43fc2c03458b02"},
        {"key": "0x709c6298f62a9011c05499b9f5ccce4ecc3e0753e48096edef484c409c25181", "value": "0x189f07e"}]},
      {"address": "0x4ec8ffda0fb4db938740a4fa54b3962852b8af5cf323b3d5f6f7ee102258e95", "storage_entries": [
        {"key": "0x2b1577440dd7bedf920cb6de2f9fc6bf7ba98c78c85a3fa1f8311aac95e1759", "value": "0x7c"},
        {"key": "0x3b56d7f084d750efc42861fede4548333aff235c695a18e4747698157962a0b", "value": "0x3c3af083273bcb2bedc6d7f38055d79a"},
        {"key": "0x3b56d7f084d750efc42861fede4548333aff235c695a18e4747698157962a0a", "value": "0x3a4ab88085f30eb952f488e972dc0035"}]},
      {"address": "0x1", "storage_entries": [
        {"key": "0xa8", "value": "0x2ba8421b4e16ae6c77ba5d61446527e4320d2a57465f11147386a3b2f5f7758"}]}
    ],
    "deprecated_declared_classes": [],
    "declared_classes": [{"class_hash": "0x29ed6994318833535323c098faa060a20120dc763c281dbe5fb9541a7eaf6c5", "compiled_class_hash": "0xb0ea1eb7b2bbd82380f7b1237ea2fb047719137bf2a7d019dd5e468accc007"}],
    "deployed_contracts": [{"address": "0x4220016ed41491dce777cc24efc06a1e88722c3e70506313f504573bce64627", "class_hash": "0x29ed6994318833535323c098faa060a20120dc763c281dbe5fb9541a7eaf6c5"}],
    "replaced_classes": [],
    "nonces": [{"contract_address": "0x4fe5eea46caa0a1f344fafce82b39d66b552f00d3cd12e89073ef4b4ab37860", "nonce": "0xd0"}]
  }
}`

var block178Words = []string{
	"0x5",
	"0x1", "0x1",
	"0xa8", "0x2ba8421b4e16ae6c77ba5d61446527e4320d2a57465f11147386a3b2f5f7758",
	"0x4220016ed41491dce777cc24efc06a1e88722c3e70506313f504573bce64627", "0x100000000000000000000000000000000",
	"0x29ed6994318833535323c098faa060a20120dc763c281dbe5fb9541a7eaf6c5",
	"0x49d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7", "0x2",
	"0x68803f24598877e0945e64be0baadefff792986d2c5a2b6e7c8aa334d1c0e52", "0xf43fc2c03458b02",
	"0x709c6298f62a9011c05499b9f5ccce4ecc3e0753e48096edef484c409c25181", "0x189f07e",
	"0x4ec8ffda0fb4db938740a4fa54b3962852b8af5cf323b3d5f6f7ee102258e95", "0x3",
	"0x2b1577440dd7bedf920cb6de2f9fc6bf7ba98c78c85a3fa1f8311aac95e1759", "0x7c",
	"0x3b56d7f084d750efc42861fede4548333aff235c695a18e4747698157962a0a", "0x3a4ab88085f30eb952f488e972dc0035",
	"0x3b56d7f084d750efc42861fede4548333aff235c695a18e4747698157962a0b", "0x3c3af083273bcb2bedc6d7f38055d79a",
	"0x4fe5eea46caa0a1f344fafce82b39d66b552f00d3cd12e89073ef4b4ab37860", "0xd00000000000000000",
	"0x1",
	"0x29ed6994318833535323c098faa060a20120dc763c281dbe5fb9541a7eaf6c5", "0xb0ea1eb7b2bbd82380f7b1237ea2fb047719137bf2a7d019dd5e468accc007",
}

// block178Value is the first value in that blob.
const block178Value = "33013d56fb8e4221f51c068a466263f7677eeaee894bd2fd3671cf82792bdf8d"

func felts(t *testing.T, texts []string) (list []fp.Element) {
	t.Helper()
	for _, text := range texts {
		e, err := starknet.ParseFelt(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// A real block's diff is brought into its blob.
func TestRealStarknetUpdate(t *testing.T) {
	u, err := ParseStarknetUpdate([]byte(block178), "0.13.1")
	if err != nil || !slices.Equal(u.Words, felts(t, block178Words)) {
		t.Fatalf("%v, %v", u, err)
	}
	blobs, err := Encode(u.Words)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(blobs[0][:32]); got != block178Value {
		t.Errorf("the first value is %s", got)
	}
}

// Summaries of contracts, of both kinds, against values of Madara's.
func TestStarknetSummary(t *testing.T) {
	for _, c := range []struct {
		class         bool
		nonce         uint64
		entries       int
		version, want string
	}{
		{false, 1, 1, "0.13.2", "18446744073709551617"},
		{false, 1, 0, "0.13.2", "18446744073709551616"},
		{false, 0, 6, "0.13.2", "6"},
		{true, 1, 0, "0.13.1.1", "340282366920938463481821351505477763072"},
		{false, 0, 15, "0.13.3", "62"},
		{false, 0, 1024, "0.13.3", "4096"},
		{false, 10, 0, "0.13.3", "10242"},
		{false, 15, 2025, "0.13.3", "1106804644422573105060"},
		{true, 0, 10, "0.13.3", "43"},
		{true, 0, 1000, "0.13.3", "4001"},
		{true, 20, 255, "0.13.3", "21503"},
		{true, 1000, 256, "0.13.3", "73786976294838206465025"},
	} {
		contract := &contractUpdate{nonce: c.nonce, storage: make([][2]fp.Element, c.entries)}
		if c.class {
			contract.class = new(fp.Element)
		}
		format, err := formatOf(c.version)
		if err != nil {
			t.Fatal(err)
		}
		if got := format.summary(contract).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Compression, against what StarkWare's gives.
func TestCompress(t *testing.T) {
	for _, c := range []struct{ words, want []string }{
		{nil, []string{"0x0"}},
		{[]string{"0x1"}, []string{"0x100000000000000000000000000000100000", "0x1", "0x5"}},
		{[]string{"0xa"}, []string{"0x100000000000000000000000000000100000", "0xa", "0x5"}},
		{[]string{"0x1", "0x2"}, []string{"0x200000000000000000000000000000200000", "0x10001", "0x28"}},
		{[]string{"0x2", "0x3", "0x1"}, []string{"0x300000000000000000000000000000300000", "0x40018002", "0x11d"}},
		{[]string{"0x1", "0x2", "0x3", "0x4"}, []string{"0x400000000000000000000000000000400000", "0x8000c0010001", "0x7d0"}},
		{
			[]string{"0x1", "0x1", "0x6", "0x7c7", "0x42", "0x0"},
			[]string{"0x10000500000000000000000000000000000600000", "0x841f1c0030001", "0x0", "0x17eff"},
		},
		{
			[]string{
				"0x4", "0x2", "0x12", "0x0", "0x8d", "0x3b28019ccfdbd30ffc65951d94bb85c9e2b8434111a000b5afd533ce65f57a4",
				"0x8b", "0x3e761c56282df5f70f25fc154e6b3ac9335b7fc41538ecb9276c77a77ee42b4", "0x8a",
				"0x7e2c7f8fd5d138ac47de629f64c7a2c732b2fd5863bd4b7a3df13a9143313e2", "0x8c", "0x88", "0xa", "0x8a",
				"0x8af9fb61c", "0x87", "0xfffffffffffffffffffff7506049e4", "0x89", "0xc02", "0x8c", "0x7",
				"0x7c6f280b97046e3b87f91b905721b07cb7a3c0c5bc3e7415542d334de7c15b6", "0x8b", "0x7075626c69635f6b6579", "0x1",
				"0x7c6f280b97046e3b87f91b905721b07cb7a3c0c5bc3e7415542d334de7c15b6",
				"0x3ccabeeed5a2f8b62b97ade270f3c7276c38f2d88c7260ba080d8185c018d37",
			},
			[]string{
				"0x40000f00000000010000100001000050001b00000",
				"0x3b28019ccfdbd30ffc65951d94bb85c9e2b8434111a000b5afd533ce65f57a4",
				"0x3e761c56282df5f70f25fc154e6b3ac9335b7fc41538ecb9276c77a77ee42b4",
				"0x7e2c7f8fd5d138ac47de629f64c7a2c732b2fd5863bd4b7a3df13a9143313e2",
				"0x7c6f280b97046e3b87f91b905721b07cb7a3c0c5bc3e7415542d334de7c15b6",
				"0x3ccabeeed5a2f8b62b97ade270f3c7276c38f2d88c7260ba080d8185c018d37",
				"0xfffffffffffffffffffff7506049e4", "0x7075626c69635f6b6579", "0x8af9fb61c",
				"0x40038c020112021c005008801180228045808d000000480010004", "0xaad9", "0x1ec63d26ccd3d600757",
			},
		},
	} {
		got, err := compress(felts(t, c.words))
		if err != nil || !slices.Equal(got, felts(t, c.want)) {
			t.Errorf("%v: %x, %v", c.words, got, err)
		}
	}
	if _, err := compress(make([]fp.Element, 1<<20)); fault.CodeOf(err) != CodeWords {
		t.Error(err)
	}
	small := make([]fp.Element, 1<<15)
	for i := range small {
		small[i].SetUint64(uint64(i))
	}
	if got, err := compress(small); err != nil || len(got) != 1+2048+(1<<15+82)/83 {
		t.Errorf("%d words, %v", len(got), err)
	}
}

// Versions with another format are refused, and updates that are of none of those that
// are known.
func TestStarknetVersions(t *testing.T) {
	u, err := ParseStarknetUpdate([]byte(block178), "0.13.3")
	if err != nil {
		t.Fatal(err)
	}
	words := felts(t, block178Words)
	for i, text := range map[int]string{2: "0x6", 6: "0x3", 9: "0xa", 15: "0xe", 23: "0x34002"} {
		words[i] = felts(t, []string{text})[0]
	}
	if want, _ := compress(words); !slices.Equal(u.Words, want) {
		t.Errorf("%x", u.Words)
	}
	for _, version := range []string{"", "0.13", "0.13.0", "0.13.x", "0.13.4", "0.13.5", "0.14.1", "1.0.0", "0.13.2-rc", "0..13"} {
		if _, err := ParseStarknetUpdate([]byte(block178), version); fault.CodeOf(err) != CodeStarknetVersion {
			t.Errorf("%q: %v", version, err)
		}
	}
	for _, text := range []string{
		`{"block_hash": "0x1", "state_diff": {"storage_diffs": [{"address": "0x2", "storage_entries": [{"key": "0x0", "value": "0x81"}]}]}}`,
		`{"block_hash": "0x1", "state_diff": {"migrated_compiled_classes": [{"class_hash": "0x1", "compiled_class_hash": "0x2"}]}}`,
	} {
		if _, err := ParseStarknetUpdate([]byte(text), DefaultStarknetVersion); fault.CodeOf(err) != CodeStarknetVersion {
			t.Errorf("%s: %v", text, err)
		}
	}
}
