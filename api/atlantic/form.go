package atlantic

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"

	"quarry/prover/air/layouts"
	"quarry/prover/task"
)

const (
	// maxField is the most bytes of a text field, maxParts how many parts a form may
	// have.
	maxField = 4 << 10
	maxParts = 64
	// maxID is the most bytes of the client's own ids.
	maxID = 255
	// headBytes of a program are looked at to tell whether it is JSON.
	headBytes = 512
)

// form is what POST /atlantic-query carries.
type form struct {
	fields map[string]string
	// program and input are stored files, nil if absent; head is how the program
	// begins.
	program, input *task.Blob
	head           []byte
	// pie is how a pieFile begins, nil if there is none. Its bytes are not kept.
	pie []byte
}

// field is a text field's value, or what it is by default.
func (f *form) field(name, otherwise string) string {
	if v, ok := f.fields[name]; ok && v != "" {
		return v
	}
	return otherwise
}

// read reads the form to its end, in whatever order its parts come, and stores
// its files. It goes on reading where a refusal is certain already: a client
// that is still sending would see a broken connection instead of the reason.
func (f *face) read(r *http.Request) (*form, error) {
	leave, err := f.server.EnterUpload(r.Context())
	if err != nil {
		return nil, err
	}
	defer leave()
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errBody.because("the body is not multipart/form-data")
	}
	out := &form{fields: map[string]string{}}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err == nil && n >= maxParts {
			err = errBody.because("the form has too many parts")
		}
		if err == nil {
			err = f.part(r, out, part)
		}
		if err != nil {
			return nil, unreadable(err)
		}
	}
}

// unreadable turns errors of the body's reader into refusals; those of the
// store and of limits pass.
func unreadable(err error) error {
	var large *http.MaxBytesError
	var refused *refusal
	if errors.As(err, &large) || errors.As(err, &refused) || isFault(err) {
		return err
	}
	return errBody.because("the form ends too early or is malformed: " + err.Error())
}

// part reads one part of the form.
func (f *face) part(r *http.Request, out *form, part *multipart.Part) (err error) {
	name := part.FormName()
	switch name {
	case "programFile":
		head := &prefix{limit: headBytes}
		out.program, err = f.store(r, part, io.TeeReader(part, head))
		out.head = head.data
	case "inputFile":
		out.input, err = f.store(r, part, part)
	case "pieFile":
		head := &prefix{limit: 4}
		_, err = io.Copy(head, part)
		out.pie = append([]byte{}, head.data...)
	default:
		out.fields[name], err = text(part)
	}
	return err
}

// store keeps a file's bytes; it is nil for an empty file, as forms send where
// none was chosen.
func (f *face) store(r *http.Request, part *multipart.Part, body io.Reader) (*task.Blob, error) {
	b, err := f.server.StoreUpload(r, part.FileName(), body)
	if err != nil || b.Bytes == 0 {
		return nil, err
	}
	return &b, nil
}

// text reads a text field.
func text(part io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if len(data) > maxField {
		return "", errBody.because("a field is too long")
	}
	return string(data), err
}

// prefix keeps how a stream begins and takes the rest.
type prefix struct {
	data  []byte
	limit int
}

func (p *prefix) Write(b []byte) (int, error) {
	p.data = append(p.data, b[:min(len(b), p.limit-len(p.data))]...)
	return len(b), nil
}

// enums are the fields with values that Atlantic lists.
var enums = map[string][]string{
	"layout": {"auto", "plain", "recursive", "recursive_with_poseidon", "recursive_large_output", "all_solidity",
		"all_cairo", "dynamic", "small", "dex", "starknet", "starknet_with_keccak"},
	"cairoVm":      {"rust", "python"},
	"cairoVersion": {"cairo0", "cairo1"},
	"result": {resultProof, "TRACE_GENERATION", "PROOF_VERIFICATION_ON_L1", "PROOF_VERIFICATION_ON_L2",
		"PROOF_VERIFICATION_ON_L2_WITH_TRANSLATION", "PROOF_VERIFICATION_ON_APE_CHAIN"},
	"mockFactHash":    {"false", "true"},
	"network":         {"TESTNET", "MAINNET"},
	"declaredJobSize": {"XS", "S", "M", "L"},
	"sharpProver":     {"stone", "stwo", "stwoHerodotus"},
	"hints":           {"herodotus_evm_grower", "herodotus_sn_grower"},
}

// resultProof is the one result that there is here.
const resultProof = "PROOF_GENERATION"

// check refuses forms that Atlantic would refuse, and what this server can't do.
func (f *form) check() error {
	if f.fields["declaredJobSize"] == "" {
		return errBody.because("declaredJobSize is required: XS, S, M or L")
	}
	for name, values := range enums {
		if v := f.fields[name]; v != "" && !slices.Contains(values, v) {
			return errBody.because(name + " is not one of Atlantic's values")
		}
	}
	if len(f.fields["externalId"]) > maxID || len(f.fields["dedupId"]) > maxID {
		return errBody.because("externalId and dedupId may have 255 bytes")
	}
	if f.field("cairoVersion", "cairo0") == "cairo1" && f.field("cairoVm", "rust") == "python" {
		return errPython
	}
	if err := f.supported(); err != nil {
		return err
	}
	return f.checkProgram()
}

// supported refuses what Atlantic has and this server has not.
func (f *form) supported() error {
	switch {
	case f.fields["bucketId"] != "":
		return errBucket
	case f.pie != nil && !bytes.HasPrefix(f.pie, []byte("PK\x03\x04")):
		return errPIEZip
	case f.pie != nil:
		return errPIE
	case f.field("result", resultProof) == "TRACE_GENERATION":
		return errTrace
	case f.field("result", resultProof) != resultProof:
		return errChain
	case f.field("sharpProver", "stone") != "stone":
		return errProver
	case f.fields["hints"] != "":
		return errHints
	}
	if layout := f.field("layout", "auto"); layout != "auto" && !slices.Contains(layouts.Names(), layout) {
		return errLayout
	}
	return nil
}

// checkProgram looks at how the program begins.
func (f *form) checkProgram() error {
	if f.program == nil {
		if f.fields["programHash"] != "" {
			return errNoRegister
		}
		return errNoProgram
	}
	if head := bytes.TrimLeft(f.head, " \t\r\n\ufeff"); len(head) == 0 || head[0] != '{' {
		return errProgramJSON
	}
	return nil
}
