package l1

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/rpc"
)

// A consensus node is asked for the block's slot, and believed only as far as the
// blobs' hashes go.
func TestBeacon(t *testing.T) {
	const genesis, seconds = 1_700_000_000, 12
	var blob Blob
	blob[1] = 9
	hash := hashOf(t, &blob)
	answers := map[string]any{
		"/eth/v1/beacon/genesis": map[string]any{"data": map[string]string{"genesis_time": fmt.Sprint(genesis)}},
		"/eth/v1/config/spec":    map[string]any{"data": map[string]any{"SECONDS_PER_SLOT": fmt.Sprint(seconds), "BLOB_SCHEDULE": []any{}}},
		"/eth/v1/beacon/blobs/5": map[string]any{"data": []hexutil.Bytes{blob[:31], blob[:]}},
	}
	asked := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path] = r.URL.RawQuery
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		json.NewEncoder(w).Encode(answer)
	}))
	defer server.Close()
	read := func(time uint64, hashes ...common.Hash) ([]Blob, error) {
		return readBlobs(context.Background(), NewBeacon(server.URL+"/"), &types.Header{Number: big.NewInt(77), Time: time}, hashes)
	}
	got, err := read(genesis+5*seconds, hash)
	if err != nil || len(got) != 1 || got[0] != blob {
		t.Fatal(err)
	}
	if q := asked["/eth/v1/beacon/blobs/5"]; q != "versioned_hashes="+hash.Hex() {
		t.Fatalf("asked for %q", q)
	}
	for name, f := range map[string]func() ([]Blob, error){
		"another blob":   func() ([]Blob, error) { return read(genesis+5*seconds, common.Hash{1}) },
		"another slot":   func() ([]Blob, error) { return read(genesis+6*seconds, hash) },
		"before genesis": func() ([]Blob, error) { return read(genesis-1, hash) },
		"no slot seconds": func() ([]Blob, error) {
			answers["/eth/v1/config/spec"] = map[string]any{}
			return read(genesis+60, hash)
		},
		"no genesis time": func() ([]Blob, error) {
			answers["/eth/v1/beacon/genesis"] = map[string]any{}
			return read(genesis+60, hash)
		},
		"no JSON": func() ([]Blob, error) { answers["/eth/v1/beacon/genesis"] = "x"; return read(genesis+60, hash) },
	} {
		if _, err := f(); !hasCode(err, CodeBlobs) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// hashOf is the versioned hash of a blob.
func hashOf(t testing.TB, blob *Blob) common.Hash {
	t.Helper()
	commitment, err := kzg4844.BlobToCommitment(blob)
	if err != nil {
		t.Fatal(err)
	}
	return versionedHash(&commitment)
}

// A young chain has no safe and no final block; that is no error.
func TestYoungChain(t *testing.T) {
	m := newManagerTest(t, ChainOptions{Listen: "127.0.0.1:0"})
	n := m.behind()
	n.set(on("eth_getBlockByNumber", answer{result: `"error":{"code":-39001,"message":"Unknown block"}`}))
	if h, err := m.client.Header(context.Background(), rpc.FinalizedBlockNumber); h != nil || err != nil {
		t.Fatal(h, err)
	}
	n.set(on("eth_getBlockByNumber", answer{result: `"error":{"code":-32000,"message":"finalized block not found"}`}))
	if h, err := m.client.Header(context.Background(), rpc.FinalizedBlockNumber); h != nil || err != nil {
		t.Fatal(h, err)
	}
	n.set(on("eth_getBlockByNumber", answer{result: `"error":{"code":-32005,"message":"too many requests"}`}))
	if _, err := m.client.Header(context.Background(), rpc.FinalizedBlockNumber); !hasCode(err, CodeUnreachable) {
		t.Fatal(err)
	}
	if _, err := m.client.Blobs(context.Background(), &types.Header{}, nil); !hasCode(err, CodeBlobs) {
		t.Fatal(err)
	}
}

// What may be secret in a URL is in no error.
func TestRedact(t *testing.T) {
	const address = "http://user:secret@127.0.0.1:1/v3/apikey?token=x"
	ctx := context.Background()
	_, err := Dial(ctx, Connection{URL: address})
	s, dialErr := DialRemoteSigner(ctx, address, common.Address{}, "")
	if err == nil || dialErr != nil {
		t.Fatal(err, dialErr)
	}
	_, signErr := s.Sign(ctx, types.NewTx(&types.DynamicFeeTx{}), common.Big1)
	_, blobErr := readBlobs(ctx, NewBeacon(address), &types.Header{Number: common.Big1}, nil)
	if signErr == nil || blobErr == nil {
		t.Fatal(signErr, blobErr)
	}
	err = errors.Join(err, signErr, blobErr)
	for _, secret := range []string{"secret", "apikey", "token"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q tells %s", err, secret)
		}
	}
}
