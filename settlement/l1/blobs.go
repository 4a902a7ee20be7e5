package l1

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/beacon/engine"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/fault"
	"quarry/internal/durable"
)

// Blob is a blob of EIP-4844: 4,096 field elements of 32 bytes, big-endian.
type Blob = kzg4844.Blob

// BlobSource has blobs of blocks. It need not check them: Client.Blobs does.
type BlobSource interface {
	// Blobs returns blobs of a block, among them those with the hashes, in any order.
	Blobs(ctx context.Context, block *types.Header, hashes []common.Hash) ([]*Blob, error)
}

// readBlobs returns the blobs with the hashes, which it computes from the blobs.
func readBlobs(ctx context.Context, source BlobSource, block *types.Header, hashes []common.Hash) ([]Blob, error) {
	found, err := source.Blobs(ctx, block, hashes)
	if err != nil {
		return nil, fault.Wrap(err, CodeBlobs, "the blobs of L1 block %d can't be read", block.Number).
			WithHint("nodes keep blobs for some 18 days; later only archives have them")
	}
	byHash := make(map[common.Hash]*Blob, len(found))
	for _, blob := range found {
		commitment, err := kzg4844.BlobToCommitment(blob)
		if err != nil {
			continue // no blob at all: it has no hash
		}
		byHash[versionedHash(&commitment)] = blob
	}
	blobs := make([]Blob, len(hashes))
	for i, h := range hashes {
		blob := byHash[h]
		if blob == nil {
			return nil, fault.New(CodeBlobs, "blob %s of L1 block %d is not among those that the node returned", h, block.Number)
		}
		blobs[i] = *blob
	}
	return blobs, nil
}

func hasher() hash.Hash { return sha256.New() }

// blobShelf keeps the blobs of an embedded chain, in memory or in a folder.
type blobShelf struct {
	dir   string
	mutex sync.Mutex
	blobs map[common.Hash]*Blob
}

func newBlobShelf(dir string) *blobShelf {
	if dir != "" {
		dir = filepath.Join(dir, "blobs")
	}
	return &blobShelf{dir: dir, blobs: map[common.Hash]*Blob{}}
}

// add keeps the blobs of a payload and returns their versioned hashes.
func (s *blobShelf) add(bundle *engine.BlobsBundle) ([]common.Hash, error) {
	hashes := []common.Hash{}
	if bundle == nil {
		return hashes, nil
	}
	if s.dir != "" && len(bundle.Blobs) > 0 {
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return nil, err
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i := range bundle.Blobs {
		var blob Blob
		copy(blob[:], bundle.Blobs[i])
		h := versionedHash((*kzg4844.Commitment)(bundle.Commitments[i]))
		hashes = append(hashes, h)
		if s.dir == "" {
			s.blobs[h] = &blob
		} else if err := durable.WriteFile(filepath.Join(s.dir, h.Hex()), blob[:]); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// Blobs implements BlobSource.
func (s *blobShelf) Blobs(_ context.Context, _ *types.Header, hashes []common.Hash) ([]*Blob, error) {
	var blobs []*Blob
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, h := range hashes {
		if s.dir == "" {
			if blob := s.blobs[h]; blob != nil {
				blobs = append(blobs, blob)
			}
			continue
		}
		raw, err := os.ReadFile(filepath.Join(s.dir, h.Hex()))
		if err == nil && len(raw) == len(Blob{}) {
			blobs = append(blobs, (*Blob)(raw))
		}
	}
	return blobs, nil
}

// Beacon reads blobs from a consensus node by its standard API.
type Beacon struct {
	url    string
	client http.Client

	mutex   sync.Mutex
	genesis uint64 // time of slot 0; 0: not yet asked
	slot    uint64 // seconds a slot
}

// maxAnswer bounds what a consensus node may answer: 64 blobs as JSON, and more.
const maxAnswer = 32 << 20

// NewBeacon returns the source of blobs at a consensus node's URL.
func NewBeacon(url string) *Beacon {
	return &Beacon{url: strings.TrimRight(url, "/"), client: http.Client{Timeout: time.Minute}}
}

// Blobs implements BlobSource: the block's slot follows from its time.
func (b *Beacon) Blobs(ctx context.Context, block *types.Header, hashes []common.Hash) ([]*Blob, error) {
	slot, err := b.slotAt(ctx, block.Time)
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	for _, h := range hashes {
		query.Add("versioned_hashes", h.Hex())
	}
	var answer struct {
		Data []hexutil.Bytes `json:"data"`
	}
	path := fmt.Sprintf("/eth/v1/beacon/blobs/%d?%s", slot, query.Encode())
	if err := b.get(ctx, path, &answer); err != nil {
		return nil, err
	}
	blobs := make([]*Blob, 0, len(answer.Data))
	for _, raw := range answer.Data {
		if len(raw) == len(Blob{}) {
			blobs = append(blobs, (*Blob)(raw))
		}
	}
	return blobs, nil
}

// slotAt returns the slot of a block with this time.
func (b *Beacon) slotAt(ctx context.Context, timestamp uint64) (uint64, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.slot == 0 {
		var genesis struct {
			Data struct {
				GenesisTime string `json:"genesis_time"`
			} `json:"data"`
		}
		var spec struct {
			Data map[string]any `json:"data"`
		}
		if err := b.get(ctx, "/eth/v1/beacon/genesis", &genesis); err != nil {
			return 0, err
		}
		if err := b.get(ctx, "/eth/v1/config/spec", &spec); err != nil {
			return 0, err
		}
		start, err := strconv.ParseUint(genesis.Data.GenesisTime, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("genesis_time: %w", err)
		}
		text, _ := spec.Data["SECONDS_PER_SLOT"].(string)
		seconds, err := strconv.ParseUint(text, 10, 64)
		if err != nil || seconds == 0 {
			return 0, fmt.Errorf("SECONDS_PER_SLOT %q is no number of seconds", text)
		}
		b.genesis, b.slot = start, seconds
	}
	if timestamp < b.genesis {
		return 0, fmt.Errorf("time %d lies before the consensus chain's genesis %d", timestamp, b.genesis)
	}
	return (timestamp - b.genesis) / b.slot, nil
}

// get reads JSON from the node.
func (b *Beacon) get(ctx context.Context, path string, to any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	answer, err := b.client.Do(request)
	if err != nil {
		return Quiet(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", redact(b.url), answer.Status)
	}
	return json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(to)
}
