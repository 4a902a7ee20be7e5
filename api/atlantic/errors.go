package atlantic

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/fault"
	"quarry/prover/cairo"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/lineup"
)

// The ways in which this face refuses a request by itself.
const (
	// CodeForm: the form of a query is not as Atlantic takes it.
	CodeForm fault.Code = "atlantic/form"
	// CodeDuplicate: there is a query of this dedup id already.
	CodeDuplicate fault.Code = "atlantic/duplicate"
	// CodeUnsupported: Atlantic does this, and this server does not.
	CodeUnsupported fault.Code = "atlantic/unsupported"
	// CodeNoArtifact: the query has no such artifact.
	CodeNoArtifact fault.Code = "atlantic/no-artifact"
)

// refusal is an error as Atlantic words it: a constant that programs match.
type refusal struct {
	status int
	// message is Atlantic's constant, or one of the same form where Atlantic has
	// none because it has no such error.
	message string
	fault   *fault.Error
}

func (r *refusal) Error() string { return r.message + ": " + r.fault.Error() }

// Unwrap gives the fault, by which log and metrics know the error.
func (r *refusal) Unwrap() error { return r.fault }

// because returns the refusal with another reason.
func (r *refusal) because(reason string) *refusal {
	out, f := *r, *r.fault
	out.fault, f.What = &f, reason
	return &out
}

func refuse(status int, code fault.Code, message, reason, hint string) *refusal {
	return &refusal{status, message, fault.New(code, "%s", reason).WithHint("%s", hint)}
}

func bad(message, reason, hint string) *refusal {
	return refuse(http.StatusBadRequest, CodeForm, message, reason, hint)
}

func unsupported(message, reason, hint string) *refusal {
	return refuse(http.StatusBadRequest, CodeUnsupported, message, reason, hint)
}

// Atlantic's own errors.
var (
	errBody      = bad("ZOD_INVALID_BODY_STRING", "the form is malformed", "")
	errNoProgram = bad("PROGRAM_FILE_OR_PIE_FILE_OR_PROGRAM_HASH_IS_REQUIRED", "the form has no programFile",
		"send the compiled program as programFile")
	errProgramJSON = bad("PROGRAM_FILE_SHOULD_BE_JSON", "programFile is not JSON",
		"cairo-compile --proof_mode and scarb build with an [executable] target write JSON")
	errInputText = bad("INPUT_FILE_FOR_CAIRO1_SHOULD_BE_TXT", "inputFile is not a list of arguments",
		"write numbers between blanks, arrays in brackets: 1 [2 3]")
	errPIEZip     = bad("PIE_FILE_SHOULD_BE_ZIP", "pieFile is not a ZIP archive", "")
	errPython     = bad("CAIRO1_IS_NOT_SUPPORTED_FOR_PYTHON", "cairoVm is python and cairoVersion cairo1", "set cairoVm to rust")
	errNoRegister = bad("PROGRAM_NOT_FOUND", "this server keeps no register of programs", "send the program itself as programFile")
	errDedup      = bad("ATLANTIC_QUERY_WITH_DEDUP_ID_ALREADY_EXISTS", "a query with this dedupId exists and has not failed",
		"GET /atlantic-query-by-dedup-id finds it")
	errNoQuery = refuse(http.StatusNotFound, lineup.CodeUnknownJob, "ATLANTIC_QUERY_NOT_FOUND", "there is no query of this id", "")
)

// What Atlantic does and this server does not.
var (
	errPIE = unsupported("PIE_FILE_IS_NOT_SUPPORTED", "proving a Cairo PIE takes a bootloader program around it, which this server does not have",
		"send the program and its input instead: programFile, inputFile")
	errTrace = unsupported("RESULT_IS_NOT_SUPPORTED", "this server makes proofs, not traces alone", "set result to PROOF_GENERATION")
	errChain = unsupported("RESULT_IS_NOT_SUPPORTED", "this server is connected to no chain: it verifies its proofs itself and registers no facts",
		"set result to PROOF_GENERATION and hand the proof to a verifier contract")
	errLayout = unsupported("LAYOUT_IS_NOT_SUPPORTED", "this server has no such layout", "GET /v1/hardware and the documentation list them; auto chooses one")
	errProver = unsupported("SHARP_PROVER_IS_NOT_SUPPORTED", "this server makes Stone's proofs", "set sharpProver to stone or leave it out")
	errHints  = unsupported("HINTS_ARE_NOT_SUPPORTED", "this server has no hints of that name", "leave hints out: those of cairo-lang's common library are always there")
	errBucket = unsupported("BUCKETS_ARE_NOT_SUPPORTED", "joining the queries of a bucket in one proof takes a recursive aggregator program, which this server does not have",
		"submit queries without bucketId")
	errBuckets = refuse(http.StatusNotImplemented, CodeUnsupported, errBucket.message, errBucket.fault.What, "prove the queries one by one")
	errFile    = refuse(http.StatusNotFound, CodeNoArtifact, "ARTIFACT_NOT_FOUND", "there is no such artifact of this query", "metadataUrls lists those that there are")
)

// body is an error as it is sent. Atlantic has the message alone.
type body struct {
	Message   string     `json:"message"`
	Code      fault.Code `json:"code"`
	Reason    string     `json:"reason"`
	Where     string     `json:"where,omitempty"`
	Hint      string     `json:"hint,omitempty"`
	RequestID string     `json:"requestId,omitempty"`
}

// messages are Atlantic's words for faults of the rooms below, or words of the
// same form. All other faults of the input are a malformed body.
var messages = map[fault.Code]string{
	api.CodeUnauthenticated: "INVALID_API_KEY",
	api.CodeForbidden:       "FORBIDDEN",
	api.CodeRateLimited:     "TOO_MANY_REQUESTS",
	api.CodeQuota:           "TOO_MANY_REQUESTS",
	api.CodeTooLarge:        "FILE_TOO_LARGE",
	api.CodeTimeout:         "REQUEST_TIMEOUT",
	api.CodeBusy:            "SERVICE_UNAVAILABLE",
	api.CodeNotReady:        "SERVICE_UNAVAILABLE",
	lineup.CodeUnknownJob:   "ATLANTIC_QUERY_NOT_FOUND",
	lineup.CodeBlobTooLarge: "FILE_TOO_LARGE",
	lineup.CodeFull:         "TOO_MANY_REQUESTS",
	lineup.CodeUnavailable:  "SERVICE_UNAVAILABLE",
	cairo1.CodeSierra:       "SIERRA_IS_NOT_SUPPORTED",
	cairo.CodeInput:         "INPUT_FILE_FOR_CAIRO0_SHOULD_BE_JSON",
}

// fail answers with an error in Atlantic's form.
func (f *face) fail(c *gin.Context, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = fault.New(api.CodeTooLarge, "the form has more than %d bytes", large.Limit)
	}
	p := f.server.Problem(c, err)
	b := body{Code: p.Code, Reason: p.Detail, Where: p.Where, Hint: p.Hint, RequestID: p.RequestID}
	status := p.Status
	var r *refusal
	switch known, ok := messages[p.Code]; {
	case errors.As(err, &r):
		status, b.Message = r.status, r.message
	case ok:
		b.Message = known
	case status >= http.StatusInternalServerError:
		b.Message = "INTERNAL_SERVER_ERROR"
	default:
		b.Message = errBody.message
	}
	if p.Code == api.CodeUnauthenticated {
		b.Where = "" // it names the header that this face gave the key on in
	}
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest // Atlantic's status for all that is wrong with a body
	}
	for k, v := range p.GetHeaders() {
		c.Writer.Header()[k] = v
	}
	c.Header("Cache-Control", "no-store")
	c.AbortWithStatusJSON(status, b)
}

func isFault(err error) bool {
	var f *fault.Error
	return errors.As(err, &f)
}
