package wallet

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/google/uuid"

	"quarry/fault"
	"quarry/internal/durable"
	"quarry/sequencer/starknet"
)

// Keystore is a folder of keys, each in a file in the form of Ethereum's keystores
// (version 3: scrypt and AES-128-CTR), with Starknet's address.
type Keystore struct {
	Dir string
	// Light makes keys that cost little memory and time to open, and to guess: for
	// tests.
	Light bool
}

// Entry is what a key file says without its password.
type Entry struct {
	// Name is the owner's word for the account; may be empty.
	Name    string       `json:"name,omitempty"`
	Address starknet.Hex `json:"address"`
	// PublicKey is the key's public half.
	PublicKey starknet.Hex `json:"public_key"`
}

// keyFile is a file of the keystore.
type keyFile struct {
	Entry
	Crypto  keystore.CryptoJSON `json:"crypto"`
	ID      string              `json:"id"`
	Version int                 `json:"version"`
}

// The bounds of what is read: a file has about 700 bytes.
const (
	maxKeyFile  = 16 << 10
	maxKeyFiles = 10_000
)

var goodName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Add encrypts a key with a password and keeps it. The name may be empty.
func (k *Keystore) Add(key starknet.PrivateKey, name, password string) (*Entry, error) {
	a := NewAccount(key)
	if name != "" && (!goodName.MatchString(name) || strings.HasPrefix(name, "0x")) {
		return nil, fault.New(CodeKeystore, "%.80q can't be a name", name).WithHint("letters, digits, points, hyphens; at most 64, and not beginning with 0x")
	}
	there, err := k.List()
	if err != nil {
		return nil, err
	}
	for _, e := range there {
		if e.Address == starknet.Hex(a.Address) || name != "" && e.Name == name {
			return nil, fault.New(CodeExists, "the keystore has %s already", describe(&e)).At("%s", k.Dir)
		}
	}
	n, p := keystore.StandardScryptN, keystore.StandardScryptP
	if k.Light {
		n, p = keystore.LightScryptN, keystore.LightScryptP
	}
	secret := key.Bytes()
	sealed, err := keystore.EncryptDataV3(secret[:], []byte(password), n, p)
	if err != nil {
		return nil, fault.Wrap(err, CodeKeystore, "the key can't be encrypted")
	}
	f := keyFile{Entry{name, starknet.Hex(a.Address), starknet.Hex(a.Public)}, sealed, uuid.NewString(), 3}
	text, err := json.MarshalIndent(f, "", "  ")
	if err == nil {
		err = os.MkdirAll(k.Dir, 0o700)
	}
	if err == nil {
		err = durable.WriteFile(k.path(&a.Address), append(text, '\n'))
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeKeystore, "the key can't be kept").At("%s", k.Dir)
	}
	return &f.Entry, nil
}

func (k *Keystore) path(address *starknet.Felt) string {
	return filepath.Join(k.Dir, starknet.FormatFelt(address)+".json")
}

func describe(e *Entry) string {
	address := starknet.Felt(e.Address)
	if e.Name == "" {
		return starknet.FormatFelt(&address)
	}
	return e.Name + " (" + starknet.FormatFelt(&address) + ")"
}

// List returns what the keystore has, in the order of the addresses' digits. A folder
// that is not there has nothing.
func (k *Keystore) List() ([]Entry, error) {
	files, err := filepath.Glob(filepath.Join(k.Dir, "0x*.json"))
	if err != nil {
		return nil, fault.Wrap(err, CodeKeystore, "the keystore can't be read").At("%s", k.Dir)
	}
	if len(files) > maxKeyFiles {
		return nil, fault.New(CodeKeystore, "the keystore has more than %d files", maxKeyFiles).At("%s", k.Dir)
	}
	slices.Sort(files)
	list := make([]Entry, 0, len(files))
	for _, path := range files {
		f, err := readKeyFile(path)
		if err != nil {
			return nil, err
		}
		list = append(list, f.Entry)
	}
	return list, nil
}

func readKeyFile(path string) (*keyFile, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxKeyFile {
		err = errors.New("it is too long")
	}
	var text []byte
	if err == nil {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeKeystore, "a key file can't be read").At("%s", path)
	}
	var f keyFile
	if err := json.Unmarshal(text, &f); err != nil || f.Version != 3 {
		return nil, fault.Wrap(err, CodeKey, "the key file is malformed").At("%s", path)
	}
	return &f, nil
}

// Find returns the one account that has the name or the address; if both are empty,
// the only one that there is.
func (k *Keystore) Find(which string) (*Entry, error) {
	list, err := k.List()
	if err != nil {
		return nil, err
	}
	if which == "" {
		if len(list) == 1 {
			return &list[0], nil
		}
		return nil, fault.New(CodeUnknownKey, "the keystore has %d accounts", len(list)).At("%s", k.Dir).
			WithHint("name one; quarry wallet new makes one, quarry wallet list shows all")
	}
	address, notHex := starknet.ParseFelt(which)
	for i := range list {
		if list[i].Name == which || notHex == nil && list[i].Address == starknet.Hex(address) {
			return &list[i], nil
		}
	}
	return nil, fault.New(CodeUnknownKey, "the keystore has no account %.80q", which).At("%s", k.Dir).WithHint("quarry wallet list shows all")
}

// Open decrypts the key of an account.
func (k *Keystore) Open(e *Entry, password string) (*Account, error) {
	address := starknet.Felt(e.Address)
	path := k.path(&address)
	f, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	if err := f.affordable(); err != nil {
		return nil, err.At("%s", path)
	}
	secret, err := keystore.DecryptDataV3(f.Crypto, password)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, fault.New(CodePassword, "the password is not that of %s", describe(e)).At("%s", path)
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeKey, "the key file is malformed").At("%s", path)
	}
	key, err := starknet.PrivateKeyFromBytes(secret)
	if err != nil {
		return nil, fault.Wrap(err, CodeKey, "the key file holds no key").At("%s", path)
	}
	a := NewAccount(key)
	if a.Address != address {
		return nil, fault.New(CodeKey, "the key is that of another address, %s", starknet.FormatFelt(&a.Address)).At("%s", path)
	}
	return a, nil
}

// maxScrypt bounds N·r of a key file, and so the memory that opening it takes: 128
// bytes each.
const maxScrypt = 1 << 22

// affordable refuses parameters with which opening the file would take the machine's
// memory, or make the library panic.
func (f *keyFile) affordable() *fault.Error {
	integer := func(name string) float64 {
		v, _ := f.Crypto.KDFParams[name].(float64)
		return v
	}
	if f.Crypto.KDF != "scrypt" {
		return fault.New(CodeKey, "the key's derivation %.20q is not known", f.Crypto.KDF).WithHint("scrypt")
	}
	if _, ok := f.Crypto.KDFParams["salt"].(string); !ok {
		return fault.New(CodeKey, "the key's derivation has no salt")
	}
	n, r, p, length := integer("n"), integer("r"), integer("p"), integer("dklen")
	if n < 2 || r < 1 || p < 1 || p > 16 || n*r > maxScrypt || length != 32 {
		return fault.New(CodeKey, "the parameters of scrypt are none, or beyond reason")
	}
	return nil
}
