package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// ProofOptions say how a proof is to be made, and what else the job is.
type ProofOptions struct {
	Layout         string            `json:"layout,omitempty" maxLength:"64" doc:"The layout's name, or auto for the cheapest that the program fits in." example:"auto"`
	Preset         string            `json:"preset,omitempty" enum:"stone,integrity,starkex,quarry" doc:"Whose verifier the proof is for, if there is no part parameters."`
	SecurityBits   int               `json:"security_bits,omitempty" minimum:"1" maximum:"256" doc:"The wished security in bits, if there is no part parameters." example:"80"`
	SecurityRegime string            `json:"security_regime,omitempty" enum:"conjectured,johnson,unique" doc:"How security_bits are counted."`
	StoneVersion   string            `json:"stone_version,omitempty" enum:"v2,v3" doc:"The version of Stone whose proof is made, byte for byte."`
	Backend        string            `json:"backend,omitempty" maxLength:"64" doc:"The backend's name; without it the best that a worker has."`
	Annotations    bool              `json:"annotations,omitempty" doc:"Whether the proof file has Stone's annotations."`
	MinSteps       uint64            `json:"min_steps,omitempty" maximum:"1099511627776" doc:"The run of a program is padded to at least so many steps."`
	MaxSteps       uint64            `json:"max_steps,omitempty" maximum:"1099511627776" doc:"A program that takes more steps fails."`
	Priority       *int              `json:"priority,omitempty" minimum:"0" maximum:"9" doc:"Higher runs first; waiting raises it slowly. 5 if absent." example:"5"`
	Deadline       *time.Time        `json:"deadline,omitempty" doc:"A job that is not finished by then expires."`
	Labels         map[string]string `json:"labels,omitempty" maxProperties:"16" doc:"Your own names for the job, by which lists can be filtered. Keys have at most 64 bytes, values 256."`
	Webhook        string            `json:"webhook,omitempty" maxLength:"2048" doc:"An address that is told of the job's end, signed."`
}

// ProofRequest is a task whose inputs were uploaded before.
type ProofRequest struct {
	Inputs map[string]string `json:"inputs" minProperties:"1" maxProperties:"10" doc:"The inputs: part's name to the sha256 of an upload."`
	ProofOptions
}

// DefaultPriority is that of jobs that name none.
const DefaultPriority = 5

// submission makes of a request's inputs and options what the line-up takes.
func (o *ProofOptions) submission(inputs map[task.Part]task.Blob) lineup.Submission {
	sub := lineup.Submission{
		Task: task.Task{
			Inputs: inputs, Layout: o.Layout, Version: o.StoneVersion, Backend: o.Backend, Annotations: o.Annotations,
			Security: task.Security{Preset: o.Preset, Bits: o.SecurityBits, Regime: o.SecurityRegime},
			MinSteps: o.MinSteps, MaxSteps: o.MaxSteps,
		},
		Priority: DefaultPriority, Labels: o.Labels, Webhook: o.Webhook,
	}
	if o.Priority != nil {
		sub.Priority = *o.Priority
	}
	if o.Deadline != nil {
		sub.Deadline = *o.Deadline
	}
	return sub
}

// isPart reports whether a form's part is one of a task's files.
func isPart(name string) bool { return slices.Contains(task.Parts(), task.Part(name)) }

// uploaded is a request in JSON whose inputs were uploaded before.
type uploaded interface{ uploads() map[string]string }

func (r *ProofRequest) uploads() map[string]string { return r.Inputs }

// readTask reads the body of a request that describes a task, as a form into
// options or as JSON into request, and stores its files. fromJSON says which.
func (s *Server) readTask(ctx context.Context, options any, request uploaded) (inputs map[task.Part]task.Blob, fromJSON bool, err error) {
	r := ginOf(ctx).Request
	if err := plainBody(r); err != nil {
		return nil, false, err
	}
	leave, err := s.uploads.enter(ctx, &s.config.Limits)
	if err != nil {
		return nil, false, err
	}
	defer leave()
	if isJSON(r) {
		inputs, err = s.readTaskJSON(r, request)
		return inputs, true, err
	}
	form, err := s.ReadForm(r, isPart)
	if err != nil {
		return nil, false, typesOf(err, r)
	}
	if err := s.decodeFields(form.Fields, options); err != nil {
		return nil, false, err
	}
	inputs = map[task.Part]task.Blob{}
	for name, blob := range form.Files {
		inputs[task.Part(name)] = blob
	}
	return inputs, false, nil
}

// typesOf says of a wrong media type that JSON would do, too.
func typesOf(err error, r *http.Request) error {
	if fault.CodeOf(err) == CodeMediaType {
		return mediaType(r, "multipart/form-data", "application/json")
	}
	return err
}

func (s *Server) readTaskJSON(r *http.Request, request uploaded) (map[task.Part]task.Blob, error) {
	raw, err := readDocument(r, s.config.Limits.Document)
	if err != nil {
		return nil, err
	}
	if err := s.decode(raw, request); err != nil {
		return nil, err
	}
	inputs := map[task.Part]task.Blob{}
	for name, hash := range request.uploads() {
		if !isPart(name) {
			return nil, fault.New(CodeInvalid, "there is no input of this name").At("body.inputs.%.64s", name).
				WithHint("inputs are %s", partNames())
		}
		if inputs[task.Part(name)], err = s.upload(r.Context(), hash); err != nil {
			return nil, at(err, "body.inputs."+name)
		}
	}
	return inputs, nil
}

func partNames() string {
	var names []string
	for _, p := range task.Parts() {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

// upload finds bytes that were uploaded.
func (s *Server) upload(ctx context.Context, hash string) (task.Blob, error) {
	if !isHash(hash) {
		return task.Blob{}, fault.New(CodeInvalid, "this is no SHA-256 in lower-case hexadecimal").WithHint("POST /v1/uploads returns it")
	}
	f, err := s.config.Lineup.OpenBlob(ctx, hash)
	if fault.CodeOf(err) == lineup.CodeUnknownBlob {
		return task.Blob{}, fault.New(CodeUnknownUpload, "there is no upload %s", hash).WithHint("POST /v1/uploads first; uploads that no job uses are not kept for long")
	}
	if err != nil {
		return task.Blob{}, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	return task.Blob{SHA256: hash, Bytes: size}, err
}

func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}

// decode reads a JSON body into a request, validated by the schema of its type.
func (s *Server) decode(raw []byte, request any) error {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return fault.Wrap(err, CodeBadRequest, "the body is not JSON").At("body")
	}
	return s.decodeValue(value, raw, request, "body")
}

func (s *Server) decodeValue(value any, raw []byte, request any, where string) error {
	registry := s.huma.OpenAPI().Components.Schemas
	schema := registry.Schema(reflect.TypeOf(request).Elem(), true, "")
	path, result := huma.NewPathBuffer(nil, 0), &huma.ValidateResult{}
	path.Push(where)
	huma.Validate(registry, schema, path, huma.ModeWriteToServer, value, result)
	if len(result.Errors) > 0 {
		return problemOfHuma(http.StatusUnprocessableEntity, "the request is not as described", result.Errors)
	}
	if err := json.Unmarshal(raw, request); err != nil {
		return fault.Wrap(err, CodeInvalid, "the request is not as described").At("%s", where)
	}
	return nil
}

// decodeFields reads the fields of a form into a request: a JSON object in the
// field options, and a field for each of its members.
func (s *Server) decodeFields(fields map[string]string, request any) error {
	registry := s.huma.OpenAPI().Components.Schemas
	ref := registry.Schema(reflect.TypeOf(request).Elem(), true, "")
	members := registry.SchemaFromRef(ref.Ref).Properties
	values := map[string]any{}
	if text, ok := fields["options"]; ok {
		if err := json.Unmarshal([]byte(text), &values); err != nil {
			return fault.Wrap(err, CodeBadRequest, "this is not a JSON object").At("options")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name == "options" {
			continue
		}
		schema := members[name]
		if schema == nil {
			return fault.New(CodeInvalid, "there is no part of this name").At("%.64s", name).
				WithHint("files are %s; fields are options and %s", partNames(), strings.Join(slices.Sorted(maps.Keys(members)), ", "))
		}
		if _, twice := values[name]; twice {
			return fault.New(CodeInvalid, "the options have it already").At("%s", name)
		}
		value, err := fieldValue(schema, fields[name])
		if err != nil {
			return fault.Wrap(err, CodeInvalid, "this is not of the type %s", schema.Type).At("%s", name)
		}
		values[name] = value
	}
	raw, err := json.Marshal(values)
	if err != nil {
		return err
	}
	return s.decodeValue(values, raw, request, "options")
}

// fieldValue is what the text of a form's field says: JSON, but for strings.
func fieldValue(schema *huma.Schema, text string) (value any, err error) {
	if schema.Type == huma.TypeString {
		return text, nil
	}
	err = json.Unmarshal([]byte(text), &value)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, errors.New(syntax.Error())
	}
	return value, err
}
