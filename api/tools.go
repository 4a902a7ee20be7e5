package api

import (
	"context"
	"io"
	"math/big"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/danielgtaylor/huma/v2"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// VerifyOptions are what is demanded of a proof besides being right.
type VerifyOptions struct {
	SecurityBits   float64  `json:"security_bits,omitempty" minimum:"0" maximum:"256" doc:"The least security in bits in security_regime. The server's own floor holds besides."`
	SecurityRegime string   `json:"security_regime,omitempty" enum:"conjectured,johnson,unique" doc:"How security_bits are counted; johnson if absent."`
	HashBits       int      `json:"hash_bits,omitempty" minimum:"0" maximum:"256" doc:"The least work for a collision of the hashes, as log2."`
	ProgramHash    string   `json:"program_hash,omitempty" maxLength:"66" pattern:"^0x[0-9a-fA-F]+$" doc:"The Poseidon hash of the program that must have run."`
	Output         []string `json:"output,omitempty" maxItems:"100000" nullable:"false" doc:"The output that the program must have had, felt by felt, in hexadecimal (0x…) or decimal."`
	StoneVersion   string   `json:"stone_version,omitempty" enum:"v2,v3" doc:"The version of Stone that the proof is of; v3 if absent."`
}

// VerifyRequest names a proof that the server has.
type VerifyRequest struct {
	Upload string `json:"upload,omitempty" maxLength:"64" doc:"The sha256 of an upload that is the proof file."`
	Job    string `json:"job,omitempty" maxLength:"64" doc:"A job whose proof is to be verified again."`
	VerifyOptions
}

// Verification is the answer to whether a proof is valid. Look at Valid: a proof
// that is not valid is no error of the request.
type Verification struct {
	Valid   bool          `json:"valid" doc:"Whether the proof is right and satisfies all demands."`
	Reason  *Problem      `json:"reason,omitempty" doc:"Why it is not valid."`
	Verdict *task.Verdict `json:"verdict,omitempty" doc:"What the proof says; only of a valid one."`
	Seconds float64       `json:"seconds" doc:"How long it took to verify."`
}

func (s *Server) toolRoutes() {
	register(s, huma.Operation{
		OperationID: "verify", Method: http.MethodPost, Path: "/v1/verify", Tags: []string{tagTools},
		Summary: "Verify a proof file",
		Description: "Takes a form with the file `proof` and a field for each demand, or JSON that names an upload or a job. " +
			"The policy is the server's, raised by what the request demands, never the proof's. Look at `valid` in the answer: " +
			"the status is 200 for proofs that are not valid, too.",
	}, ScopeSubmit, s.verify)
	s.describeForm("/v1/verify", &VerifyOptions{}, &VerifyRequest{}, "proof")
	s.estimateRoute()
}

func (s *Server) verify(ctx context.Context, _ *struct{}) (*struct{ Body Verification }, error) {
	r := ginOf(ctx).Request
	if err := plainBody(r); err != nil {
		return nil, err
	}
	options, file, err := s.readVerify(ctx, r)
	if file != nil {
		defer file.Close()
	}
	if err != nil {
		return nil, err
	}
	policy, floor, err := s.policy(options)
	if err != nil {
		return nil, err
	}
	leave, err := s.verifications.enter(ctx, &s.config.Limits)
	if err != nil {
		return nil, err
	}
	defer leave()
	raw, release, err := s.readProof(ctx, file)
	if err != nil {
		return nil, at(err, "proof")
	}
	defer release()
	start := time.Now()
	verdict, err := verifyFile(raw, policy, floor)
	v := Verification{Valid: err == nil, Verdict: verdict, Seconds: time.Since(start).Seconds()}
	if err != nil {
		if v.Reason = ProblemOf(err); v.Reason.Status >= 500 {
			return nil, err
		}
	}
	return &struct{ Body Verification }{v}, nil
}

// readProof reads a proof file when there is memory for it and for what is made
// of it.
func (s *Server) readProof(ctx context.Context, file io.ReadSeeker) (raw []byte, release func(), err error) {
	limit := s.config.Limits.Proof
	need, err := weigh(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, nil, err
	}
	if release, err = s.reading.enter(ctx, need, &s.config.Limits); err != nil {
		return nil, nil, err
	}
	if _, err = file.Seek(0, io.SeekStart); err == nil {
		raw, err = readAll(file, limit)
	}
	if err != nil {
		release()
		return nil, nil, err
	}
	return raw, release, nil
}

// verifyFile judges a proof file by the server's policy and the request's floor.
func verifyFile(raw []byte, policy *prover.Policy, floor stone.Floor) (*task.Verdict, error) {
	f, err := stone.ParseProofFile("proof", raw)
	if err != nil {
		return nil, err
	}
	report, err := prover.Verify(f, *policy)
	if err == nil {
		err = floor.Check(&report.Soundness)
	}
	if err != nil {
		if f, ok := err.(*fault.Error); ok {
			f.Hint = strings.ReplaceAll(f.Hint, "--", "")
			if f.Code == stone.CodeSecurity {
				f.Hint = ""
			}
		}
		return nil, err
	}
	return task.VerdictOf(f, report, policy.Version), nil
}

// readVerify reads the request and opens its proof file.
func (s *Server) readVerify(ctx context.Context, r *http.Request) (*VerifyOptions, io.ReadSeekCloser, error) {
	if isJSON(r) {
		return s.readVerifyJSON(ctx, r)
	}
	var file *os.File
	fields, err := s.readParts(r, func(name, _ string, body io.Reader) (taken bool, err error) {
		if name != "proof" {
			return false, nil
		}
		file, err = s.spoolProof(body)
		return true, err
	})
	if err != nil {
		return nil, closer(file), typesOf(err, r)
	}
	var options VerifyOptions
	if err := s.decodeFields(fields, &options); err != nil {
		return nil, closer(file), err
	}
	if file == nil {
		return nil, nil, fault.New(CodeInvalid, "there is no proof to verify").At("proof")
	}
	return &options, file, nil
}

// closer avoids an interface that holds a nil pointer.
func closer(f *os.File) io.ReadSeekCloser {
	if f == nil {
		return nil
	}
	return f
}

// spoolProof keeps a proof in a file without a name until it is its turn.
func (s *Server) spoolProof(body io.Reader) (*os.File, error) {
	f, err := os.CreateTemp(s.config.Spool, "quarry-proof-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	limit := s.config.Limits.Proof
	source := &sourceError{r: io.LimitReader(body, limit+1)}
	n, err := io.Copy(f, source)
	switch {
	case source.err != nil:
		err = source.err
	case err == nil && n > limit:
		err = fault.New(CodeTooLarge, "the proof file has more than %d bytes", limit)
	case err == nil:
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (s *Server) readVerifyJSON(ctx context.Context, r *http.Request) (*VerifyOptions, io.ReadSeekCloser, error) {
	raw, err := readDocument(r, s.config.Limits.Document)
	if err != nil {
		return nil, nil, err
	}
	var request VerifyRequest
	if err := s.decode(raw, &request); err != nil {
		return nil, nil, err
	}
	hash := request.Upload
	switch {
	case (request.Upload == "") == (request.Job == ""):
		return nil, nil, fault.New(CodeInvalid, "name an upload or a job, one of them").At("body")
	case request.Job != "":
		job, err := s.Job(ctx, request.Job)
		if err != nil {
			return nil, nil, err
		}
		if job.Result == nil {
			return nil, nil, fault.New(CodeNoProof, "the job is %s: there is no proof of it", job.Status).At("body.job")
		}
		hash = job.Result.Proof.SHA256
	default:
		if _, err := s.upload(ctx, hash); err != nil {
			return nil, nil, at(err, "body.upload")
		}
	}
	file, err := s.config.Lineup.OpenBlob(ctx, hash)
	return &request.VerifyOptions, file, err
}

// policy is the server's policy with the request's demands, and the floor that
// the request adds.
func (s *Server) policy(o *VerifyOptions) (*prover.Policy, stone.Floor, error) {
	p := &prover.Policy{Floor: s.config.Policy.Floor}
	floor := stone.Floor{Bits: o.SecurityBits, Regime: stone.Johnson, CollisionBits: o.HashBits}
	var err error
	if o.SecurityRegime != "" {
		if floor.Regime, err = stone.ParseRegime(o.SecurityRegime); err != nil {
			return nil, floor, at(err, "security_regime")
		}
	}
	if o.StoneVersion != "" {
		if p.Version, err = stone.ParseVersion(o.StoneVersion); err != nil {
			return nil, floor, at(err, "stone_version")
		}
	}
	if o.ProgramHash != "" {
		p.ProgramHash = new(fp.Element)
		if *p.ProgramHash, err = parseFelt(o.ProgramHash); err != nil {
			return nil, floor, at(err, "program_hash")
		}
	}
	if o.Output != nil {
		p.Output = make([]fp.Element, len(o.Output))
		for i, text := range o.Output {
			if p.Output[i], err = parseFelt(text); err != nil {
				return nil, floor, at(err, "output")
			}
		}
	}
	return p, floor, nil
}

// parseFelt reads a felt in hexadecimal or decimal.
func parseFelt(text string) (f fp.Element, err error) {
	digits, base := text, 10
	if strings.HasPrefix(text, "0x") {
		digits, base = text[2:], 16
	}
	n, ok := new(big.Int), false
	if len(digits) > 0 && len(digits) <= 80 && strings.Trim(digits, "0123456789abcdefABCDEF") == "" {
		n, ok = n.SetString(digits, base)
	}
	if !ok || n.Cmp(fp.Modulus()) >= 0 {
		return f, fault.New(CodeInvalid, "%.100q is no felt", text)
	}
	f.SetBigInt(n)
	return f, nil
}
