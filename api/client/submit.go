package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"

	"quarry/api"
	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// Submission is a proof that is to be made.
type Submission struct {
	// Files are the paths of the inputs.
	Files   map[task.Part]string
	Options api.ProofOptions
	// IdempotencyKey makes it safe to submit the same twice; one is made up if
	// it is empty, so that a broken connection does no harm.
	IdempotencyKey string
}

// Submit hands in a proof to be made. created is false if the key named a job
// already. The files are streamed, and read again if the request is repeated.
func (c *Client) Submit(ctx context.Context, s Submission) (job lineup.Job, created bool, err error) {
	key := s.IdempotencyKey
	if key == "" {
		key = newKey()
	}
	job, header, err := call[lineup.Job](ctx, c, request{
		method: http.MethodPost, path: "/v1/proofs", header: http.Header{"Idempotency-Key": {key}}, again: true,
		body: func() (io.Reader, string, error) { return form(names(s.Files), s.Options) },
	})
	return job, header.Get("Idempotency-Replayed") == "", err
}

func names(files map[task.Part]string) map[string]string {
	byName := map[string]string{}
	for part, path := range files {
		byName[string(part)] = path
	}
	return byName
}

// form streams files and options as a form.
func form(files map[string]string, options any) (io.Reader, string, error) {
	opened := map[string]*os.File{}
	closeAll := func() {
		for _, f := range opened {
			f.Close()
		}
	}
	for name, path := range files {
		f, err := os.Open(path)
		if err != nil {
			closeAll()
			return nil, "", fileFault(err, path)
		}
		opened[name] = f
	}
	r, w := io.Pipe()
	m := multipart.NewWriter(w)
	go func() {
		defer closeAll()
		w.CloseWithError(writeForm(m, opened, options))
	}()
	return r, m.FormDataContentType(), nil
}

func writeForm(m *multipart.Writer, files map[string]*os.File, options any) error {
	text, err := json.Marshal(options)
	if err != nil {
		return err
	}
	if err := m.WriteField("options", string(text)); err != nil {
		return err
	}
	for name, f := range files {
		part, err := m.CreateFormFile(name, filepath.Base(f.Name()))
		if err != nil {
			return err
		}
		if _, err := io.Copy(part, source{f}); err != nil {
			return err
		}
	}
	return m.Close()
}

// source tells a file's errors from the connection's.
type source struct{ f *os.File }

func (s source) Read(p []byte) (int, error) {
	n, err := s.f.Read(p)
	if err != nil && err != io.EOF {
		err = fileFault(err, s.f.Name())
	}
	return n, err
}

func fileFault(err error, path string) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fault.Wrap(err, CodeFile, "the file can't be read").At("%s", path)
}

// Verify asks the service whether the proof in a file is valid.
func (c *Client) Verify(ctx context.Context, path string, o api.VerifyOptions) (api.Verification, error) {
	v, _, err := call[api.Verification](ctx, c, request{
		method: http.MethodPost, path: "/v1/verify", again: true,
		body: func() (io.Reader, string, error) { return form(map[string]string{"proof": path}, o) },
	})
	return v, err
}
