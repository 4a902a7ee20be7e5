package cometbft

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"

	"quarry/fault"
)

// Identity is what others know a node by.
type Identity struct {
	// Node is the node's ID among its peers: 40 hexadecimal digits.
	Node string
	// Validator is the public key that it votes with.
	Validator [32]byte
}

// The files in a node's folder.
const (
	nodeKeyFile       = "config/node_key.json"
	validatorKeyFile  = "config/priv_validator_key.json"
	validatorVoteFile = "data/priv_validator_state.json"
)

// ReadIdentity reads the keys in a node's folder. If there are none, it makes them.
func ReadIdentity(dir string) (Identity, error) {
	node, validator, err := keys(dir)
	if err != nil {
		return Identity{}, err
	}
	id := Identity{Node: string(node.ID())}
	copy(id.Validator[:], validator.Key.PubKey.(ed25519.PubKey))
	return id, nil
}

// keys reads or makes the node's key and the validator's, with the file that says
// what it has voted for.
func keys(dir string) (*p2p.NodeKey, *privval.FilePV, error) {
	for _, sub := range []string{"config", "data"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, nil, fault.Wrap(err, CodeKey, "the folder can't be made").At("%s", dir)
		}
	}
	node, err := p2p.LoadOrGenNodeKey(filepath.Join(dir, nodeKeyFile))
	if err != nil {
		return nil, nil, fault.Wrap(err, CodeKey, "the node's key can't be read").At("%s", filepath.Join(dir, nodeKeyFile))
	}
	validator, err := validatorKey(filepath.Join(dir, validatorKeyFile), filepath.Join(dir, validatorVoteFile))
	return node, validator, err
}

// validatorKey reads or makes the validator's key. The library ends the process if a
// file is damaged, and starts anew if the one with the votes is missing; neither is
// let happen.
func validatorKey(keyFile, voteFile string) (pv *privval.FilePV, err error) {
	key, errKey := os.ReadFile(keyFile)
	votes, errVotes := os.ReadFile(voteFile)
	switch {
	case errors.Is(errKey, fs.ErrNotExist) && errors.Is(errVotes, fs.ErrNotExist):
		return makeValidatorKey(keyFile, voteFile)
	case errKey != nil:
		return nil, fault.Wrap(errKey, CodeKey, "the validator's key can't be read").At("%s", keyFile)
	case errors.Is(errVotes, fs.ErrNotExist):
		return nil, fault.Wrap(errVotes, CodeKey, "what the validator has voted for is not known").At("%s", voteFile).
			WithHint("it might vote twice, so it must not go on with this key: restore the file, or make a new validator")
	case errVotes != nil:
		return nil, fault.Wrap(errVotes, CodeKey, "what the validator has voted for can't be read").At("%s", voteFile)
	}
	var k privval.FilePVKey
	if err := cmtjson.Unmarshal(key, &k); err != nil || k.PrivKey == nil {
		return nil, fault.Wrap(err, CodeKey, "the validator's key is malformed").At("%s", keyFile)
	}
	if _, ok := k.PrivKey.PubKey().(ed25519.PubKey); !ok {
		return nil, fault.New(CodeKey, "the validator's key is of type %s", k.PrivKey.Type()).At("%s", keyFile).WithHint("ed25519")
	}
	var v privval.FilePVLastSignState
	if err := cmtjson.Unmarshal(votes, &v); err != nil {
		return nil, fault.Wrap(err, CodeKey, "what the validator has voted for is malformed").At("%s", voteFile)
	}
	return privval.LoadFilePV(keyFile, voteFile), nil
}

func makeValidatorKey(keyFile, voteFile string) (pv *privval.FilePV, err error) {
	defer func() {
		if r := recover(); r != nil { // how the library reports a full disk
			err = fault.New(CodeKey, "the validator's key can't be written: %s", fmt.Sprint(r)).At("%s", keyFile)
		}
	}()
	pv = privval.GenFilePV(keyFile, voteFile)
	pv.LastSignState.Save() // first, so that there is never a key without it
	pv.Key.Save()
	return pv, nil
}
