package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quarry/fault"
	"quarry/prover/lineup"
)

// The formats of a proof.
const (
	FormatStone = "stone" // Stone's proof file
	FormatRaw   = "raw"   // the bytes of its proof_hex
)

// Fetch fetches a job's proof to a file. What an earlier, broken-off Fetch left
// beside it (path.part) is not fetched again. The file appears only when it is
// whole and its SHA-256 is the one that the job's record names, which is returned.
func (c *Client) Fetch(ctx context.Context, id, format, path string) (*lineup.Result, error) {
	job, err := c.Job(ctx, id)
	if err != nil {
		return nil, err
	}
	if job.Result == nil {
		return nil, fault.New("api/no-proof", "the job is %s: there is no proof of it", job.Status).At("job %s", id)
	}
	blob := job.Result.Proof
	if format == FormatRaw {
		blob = job.Result.Raw
	}
	part, err := os.OpenFile(path+".part", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, writeFault(err, path+".part")
	}
	defer part.Close()
	f := &fetch{client: c, id: id, format: format, etag: `"` + blob.SHA256 + `"`, size: blob.Bytes, part: part}
	if err := f.resume(); err != nil {
		return nil, writeFault(err, part.Name())
	}
	for try := 0; f.have < f.size; try++ {
		before := f.have
		err := f.once(ctx)
		if f.have > before {
			try = 0
		}
		wait, temporary := retryable(err, try)
		if err != nil && (!temporary || try >= c.retries) {
			return nil, err
		}
		if err != nil {
			if err := sleep(ctx, wait); err != nil {
				return nil, err
			}
		}
	}
	if got, err := f.sum(); err != nil {
		return nil, writeFault(err, part.Name())
	} else if got != blob.SHA256 {
		os.Remove(part.Name())
		return nil, fault.New(CodeDigest, "the SHA-256 of what was fetched is %s, not %s as the job says", got, blob.SHA256).At("job %s", id).
			WithHint("what was fetched is thrown away; try again")
	}
	return job.Result, finish(part, path)
}

// finish makes the fetched file appear, on disk for good.
func finish(part *os.File, path string) error {
	err := part.Sync()
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return writeFault(err, path)
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // not all file systems can
		dir.Close()
	}
	return nil
}

func writeFault(err error, path string) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fault.Wrap(err, CodeFile, "the file can't be written").At("%s", path)
}

// fetch is one file on its way.
type fetch struct {
	client     *Client
	id, format string
	etag       string
	size, have int64
	part       *os.File
}

// resume takes up what is there already.
func (f *fetch) resume() (err error) {
	if f.have, err = f.part.Seek(0, io.SeekEnd); err == nil && f.have > f.size {
		f.have = 0
		err = f.part.Truncate(0)
	}
	return err
}

// once fetches what is missing with one request.
func (f *fetch) once(ctx context.Context) error {
	header := http.Header{"Accept-Encoding": {"identity"}, "If-Range": {f.etag}}
	header.Set("Range", "bytes="+strconv.FormatInt(f.have, 10)+"-")
	a, err := f.client.once(ctx, request{
		method: http.MethodGet, path: jobPath(f.id, "/proof"), query: url.Values{"format": {f.format}}, header: header,
	})
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if etag := a.Header.Get("Etag"); etag != f.etag {
		return fault.New(CodeDigest, "the service hands out %s, not %s as the job says", etag, f.etag).At("job %s", f.id)
	}
	if a.StatusCode != http.StatusPartialContent || !strings.HasPrefix(a.Header.Get("Content-Range"), "bytes "+strconv.FormatInt(f.have, 10)+"-") {
		f.have = 0
		if err := f.part.Truncate(0); err != nil {
			return writeFault(err, f.part.Name())
		}
	}
	if _, err := f.part.Seek(f.have, io.SeekStart); err != nil {
		return writeFault(err, f.part.Name())
	}
	return f.copy(ctx, io.LimitReader(a.Body, f.size-f.have))
}

func (f *fetch) copy(ctx context.Context, body io.Reader) error {
	buffer := make([]byte, 128<<10)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if _, err := f.part.Write(buffer[:n]); err != nil {
				return writeFault(err, f.part.Name())
			}
			f.have += int64(n)
		}
		switch {
		case err == io.EOF && f.have < f.size:
			return fault.New(CodeUnreachable, "the proof broke off after %d of %d bytes", f.have, f.size).At("%s", f.client.base.Redacted())
		case err == io.EOF:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return fault.Wrap(err, CodeUnreachable, "the connection broke").At("%s", f.client.base.Redacted())
		}
	}
}

// sum is the SHA-256 of all that is there.
func (f *fetch) sum() (string, error) {
	if _, err := f.part.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f.part); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
