package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode"

	"quarry/fault"
	"quarry/prover/task"
)

// Form is a form whose files are stored.
type Form struct {
	// Files are the parts with the names that were asked for.
	Files map[string]task.Blob
	// Fields are all other parts.
	Fields map[string]string
}

// ReadForm reads a multipart/form-data body. The parts that files names go
// straight to the line-up's store, whole in memory never; all others are fields.
func (s *Server) ReadForm(r *http.Request, files func(name string) bool) (*Form, error) {
	form := &Form{Files: map[string]task.Blob{}}
	var err error
	form.Fields, err = s.readParts(r, func(name, fileName string, body io.Reader) (bool, error) {
		if !files(name) {
			return false, nil
		}
		blob, err := s.store(r, fileName, body)
		form.Files[name] = blob
		return true, err
	})
	return form, err
}

// store keeps bytes of a client.
func (s *Server) store(r *http.Request, fileName string, body io.Reader) (task.Blob, error) {
	source := &sourceError{r: body}
	blob, err := s.config.Lineup.PutBlob(r.Context(), cleanName(fileName), source, s.config.Limits.Upload)
	if source.err != nil {
		return task.Blob{}, source.err // what is wrong is the request, not the store
	}
	return blob, err
}

// sourceError remembers why reading failed.
type sourceError struct {
	r   io.Reader
	err error
}

func (s *sourceError) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = formError(err)
	}
	return n, err
}

// readParts reads a form part by part. take takes files; what it does not take
// is a field. No name may come twice.
func (s *Server) readParts(r *http.Request, take func(name, fileName string, body io.Reader) (bool, error)) (map[string]string, error) {
	limits := &s.config.Limits
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, mediaType(r, "multipart/form-data")
	}
	boundary := params["boundary"]
	if boundary == "" || len(boundary) > 70 {
		return nil, fault.New(CodeBadRequest, "the form has no boundary that can be used").At("header Content-Type")
	}
	fields, seen, left := map[string]string{}, map[string]bool{}, limits.Document
	parts := multipart.NewReader(r.Body, boundary)
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, formError(err)
		}
		name := part.FormName()
		switch {
		case name == "" || len(name) > 128:
			return nil, fault.New(CodeBadRequest, "part %d of the form has no usable name", len(seen)+1)
		case seen[name]:
			return nil, fault.New(CodeInvalid, "the part comes twice").At("%s", name)
		case len(seen) >= limits.Parts:
			return nil, fault.New(CodeTooLarge, "the form has more than %d parts", limits.Parts)
		}
		seen[name] = true
		taken, err := take(name, part.FileName(), part)
		if err != nil {
			return nil, at(err, name)
		}
		if taken {
			continue
		}
		text, err := readAll(part, left)
		if err != nil {
			return nil, at(err, name)
		}
		left -= int64(len(text))
		fields[name] = string(text)
	}
}

// at says which part an error is about, if it does not say so itself.
func at(err error, part string) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where == "" {
		f.Where = part
	}
	return err
}

// readAll reads at most limit bytes.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, formError(err)
	}
	if n > limit {
		return nil, fault.New(CodeTooLarge, "this is more than %d bytes", limit)
	}
	return b.Bytes(), nil
}

// readDocument reads a body of at most limit bytes, or nothing of one that says
// that it has more.
func readDocument(r *http.Request, limit int64) ([]byte, error) {
	if err := fits(r.Context(), limit); err != nil {
		return nil, err
	}
	return readAll(r.Body, limit)
}

// fits fails if a request says that its body is longer than limit.
func fits(ctx context.Context, limit int64) error {
	if in := inflightOf(ctx); in != nil {
		return in.in.announced(limit)
	}
	return nil
}

// formError is why a form can't be read: the body's own fault, or its syntax.
func formError(err error) error {
	if fault.CodeOf(err) != "" {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.New(CodeBadRequest, "the form ends too early")
	}
	return fault.Wrap(err, CodeBadRequest, "the form is malformed")
}

// mediaType is the error for a body of another kind than those that are taken.
func mediaType(r *http.Request, taken ...string) error {
	what := fault.New(CodeMediaType, "the body is of no type that is told")
	if kind := r.Header.Get("Content-Type"); kind != "" {
		what = fault.New(CodeMediaType, "the body is of the type %.100q", kind)
	}
	return what.At("header Content-Type").WithHint("send %s", strings.Join(taken, " or "))
}

// plainBody refuses bodies that are encoded: their size could not be told.
func plainBody(r *http.Request) error {
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return fault.New(CodeMediaType, "the body is encoded as %.100q", e).At("header Content-Encoding").WithHint("send it as it is")
	}
	return nil
}

// isJSON reports whether the body is JSON.
func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// cleanName makes of a file's name something harmless that people recognise.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`/\"`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	return name
}
