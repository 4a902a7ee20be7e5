package lineup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
	"quarry/prover/task"
)

// blobs are the artifacts, by the SHA-256 of their bytes. On one box they are
// files in the data directory, which all its processes share; with a cluster
// they are in its object store, and the files are copies.
type blobs struct {
	dir string
	// remote is the cluster's object store, nil on one box.
	remote *objects
}

// hashForm is a blob's name.
var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// openBlobs prepares the directory and, with a cluster, finds the object store.
func openBlobs(ctx context.Context, cfg *Config, js jetstream.JetStream) (*blobs, error) {
	b := &blobs{dir: filepath.Join(cfg.DataDir, "artifacts")}
	if err := os.MkdirAll(b.temporary(), 0o700); err != nil {
		return nil, storeFault(err, "the directory for artifacts can't be made")
	}
	if err := errors.Join(syncDir(cfg.DataDir), syncDir(b.dir)); err != nil {
		return nil, storeFault(err, "the directory for artifacts can't be made durable")
	}
	if cfg.Cluster.URL == "" {
		return b, nil
	}
	remote, err := js.ObjectStore(ctx, subjects{cfg.Name}.artifacts())
	b.remote = &objects{remote, js, subjects{cfg.Name}.artifacts()}
	return b, storeFault(err, "the cluster's object store can't be opened")
}

func (b *blobs) temporary() string { return filepath.Join(b.dir, "partial") }

// file is where a blob's bytes are on this machine.
func (b *blobs) file(sha string) string { return filepath.Join(b.dir, sha[:2], sha) }

// put stores what r gives, at most limit bytes, or any number if limit is negative.
func (b *blobs) put(ctx context.Context, name string, r io.Reader, limit int64) (task.Blob, error) {
	if limit >= 0 {
		r = io.LimitReader(r, limit+1)
	}
	tmp, err := os.CreateTemp(b.temporary(), "put-*")
	if err != nil {
		return task.Blob{}, storeFault(err, "the artifact can't be written")
	}
	defer os.Remove(tmp.Name())
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, hash), contextReader{ctx, r})
	blob := task.Blob{SHA256: hex.EncodeToString(hash.Sum(nil)), Bytes: n, Name: name}
	if err == nil && limit >= 0 && n > limit {
		err = fault.New(CodeBlobTooLarge, "the file has more than %d bytes", limit).At("%s", name)
	}
	if err = errors.Join(err, b.keep(tmp, blob.SHA256, err == nil)); err != nil {
		return task.Blob{}, putFault(err)
	}
	return blob, b.upload(ctx, blob)
}

// putFault tells the faults of the disk from those of the reader, which are passed on.
func putFault(err error) error {
	var f *fault.Error
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &path), errors.As(err, &link):
		return storeFault(err, "the artifact can't be written")
	}
	return err
}

// keep closes a temporary file and, if its content is good, gives it its place.
func (b *blobs) keep(tmp *os.File, sha string, good bool) error {
	if !good {
		return tmp.Close()
	}
	path := b.file(sha)
	if _, err := os.Stat(path); err == nil {
		// Known already: it counts as written now.
		_ = os.Chtimes(path, time.Time{}, time.Now())
		return tmp.Close()
	}
	if err := errors.Join(tmp.Chmod(0o400), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err == nil {
		if err := syncDir(b.dir); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// upload brings a stored file to the cluster, if there is one.
func (b *blobs) upload(ctx context.Context, blob task.Blob) error {
	if b.remote == nil {
		return nil
	}
	if info, err := b.remote.GetInfo(ctx, blob.SHA256); err == nil && int64(info.Size) == blob.Bytes {
		return nil
	}
	f, err := os.Open(b.file(blob.SHA256))
	if err != nil {
		return storeFault(err, "the artifact can't be read again")
	}
	defer f.Close()
	_, err = b.remote.Put(ctx, jetstream.ObjectMeta{Name: blob.SHA256}, f)
	return storeFault(err, "the artifact can't be stored in the cluster")
}

// path is a file on this machine that holds the bytes; it is fetched if need be.
func (b *blobs) path(ctx context.Context, sha string) (string, error) {
	if !hashForm.MatchString(sha) {
		return "", fault.New(CodeUnknownBlob, "%q is not the SHA-256 of anything", sha)
	}
	path := b.file(sha)
	if _, err := os.Stat(path); err == nil {
		if b.remote != nil {
			_ = os.Chtimes(path, time.Time{}, time.Now()) // for the cache: used now
		}
		return path, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", storeFault(err, "the artifact can't be read")
	}
	if b.remote == nil {
		return "", fault.New(CodeUnknownBlob, "no bytes with SHA-256 %s are stored", sha)
	}
	return path, b.download(ctx, sha)
}

// download copies a blob from the cluster, and checks its bytes against its name.
func (b *blobs) download(ctx context.Context, sha string) error {
	object, err := b.remote.Get(ctx, sha)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return fault.New(CodeUnknownBlob, "no bytes with SHA-256 %s are stored", sha)
	} else if err != nil {
		return storeFault(err, "the artifact can't be fetched")
	}
	defer object.Close()
	tmp, err := os.CreateTemp(b.temporary(), "get-*")
	if err != nil {
		return storeFault(err, "the artifact can't be copied")
	}
	defer os.Remove(tmp.Name())
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(tmp, hash), object)
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != sha {
		err = fault.New(CodeUnavailable, "the cluster's bytes of %s are others", sha)
	}
	return storeFault(errors.Join(err, b.keep(tmp, sha, err == nil)), "the artifact can't be copied")
}

// open opens stored bytes.
func (b *blobs) open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	path, err := b.path(ctx, sha)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(CodeUnknownBlob, "the bytes with SHA-256 %s were just given up", sha)
	} else if err != nil {
		return nil, storeFault(err, "the artifact can't be read")
	}
	return f, nil
}

// size is the number of bytes stored under a hash.
func (b *blobs) size(ctx context.Context, sha string) (int64, error) {
	if b.remote != nil {
		info, err := b.remote.GetInfo(ctx, sha)
		if errors.Is(err, jetstream.ErrObjectNotFound) {
			return 0, fault.New(CodeUnknownBlob, "no bytes with SHA-256 %s are stored", sha)
		} else if err != nil {
			return 0, storeFault(err, "the object store does not answer")
		}
		return int64(info.Size), nil
	}
	path, err := b.path(ctx, sha)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, storeFault(err, "the artifact can't be read")
	}
	return info.Size(), nil
}

// remove deletes a blob's bytes.
func (b *blobs) remove(ctx context.Context, sha string) error {
	if b.remote != nil {
		if err := b.remote.remove(ctx, sha); err != nil {
			return storeFault(err, "the artifact can't be deleted from the cluster")
		}
	}
	return removeFile(b.file(sha))
}

// removeFile deletes a file that may be gone already.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return storeFault(err, "the artifact can't be deleted")
	}
	return nil
}

// storedFile is a file among the blobs.
type storedFile struct {
	sha      string
	bytes    int64
	modified time.Time
}

// files lists the blobs on this machine; stale partial files are removed on the way.
func (b *blobs) files(ctx context.Context) ([]storedFile, error) {
	var all []storedFile
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil // gone meanwhile
		}
		switch name := d.Name(); {
		case hashForm.MatchString(name) && strings.HasSuffix(filepath.Dir(path), name[:2]):
			all = append(all, storedFile{name, info.Size(), info.ModTime()})
		case filepath.Dir(path) == b.temporary() && time.Since(info.ModTime()) > 24*time.Hour:
			_ = os.Remove(path)
		}
		return nil
	})
	return all, err
}

// contextReader stops reading when its context is done.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
