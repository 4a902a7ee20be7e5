package blob

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/fault"
	"quarry/internal/durable"
)

// CodeArchive: copies of blobs can't be read or written.
const CodeArchive fault.Code = "blob/archive"

// Archive keeps copies of blobs in a folder, each in a file with its versioned hash as
// the name: nodes of L1 forget blobs after some weeks.
type Archive struct{ Dir string }

// Put keeps the blobs of a sidecar.
func (a *Archive) Put(sidecar *types.BlobTxSidecar) error {
	if err := os.MkdirAll(a.Dir, 0o755); err != nil {
		return fault.Wrap(err, CodeArchive, "the folder of blobs can't be made")
	}
	for i, hash := range sidecar.BlobHashes() {
		path := a.path(hash)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := durable.WriteFile(path, sidecar.Blobs[i][:]); err != nil {
			return fault.Wrap(err, CodeArchive, "blob %s can't be kept", hash)
		}
	}
	return nil
}

// Get returns the blob with a hash, nil if it is not here. A file with other content is
// an error.
func (a *Archive) Get(hash common.Hash) (*kzg4844.Blob, error) {
	content, err := os.ReadFile(a.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeArchive, "blob %s can't be read", hash)
	}
	blob := new(kzg4844.Blob)
	if len(content) == len(blob) {
		copy(blob[:], content)
		if c, err := kzg4844.BlobToCommitment(blob); err == nil && kzg4844.CalcBlobHashV1(sha256.New(), &c) == hash {
			return blob, nil
		}
	}
	return nil, fault.New(CodeArchive, "the file is not the blob that it is named after").At("%s", a.path(hash))
}

func (a *Archive) path(hash common.Hash) string { return filepath.Join(a.Dir, hash.Hex()) }
