package atlantic

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarry/prover/lineup"
)

// part is one part of a form as reqwest writes it.
type part struct{ name, file, kind, content string }

// reqwestBody writes a form byte for byte as Rust's reqwest does: a boundary of
// hexadecimal groups, and of headers only those that there must be.
func reqwestBody(parts []part) (body, kind string) {
	const boundary = "5e4c2a2cb8a3f2f0-8c4f9be5a0f3c6d1-1b9d3f7a2e5c8046-f0e1d2c3b4a59687"
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, p.name)
		if p.file != "" {
			fmt.Fprintf(&b, "; filename=\"%s\"", p.file)
		}
		if p.kind != "" {
			fmt.Fprintf(&b, "\r\nContent-Type: %s", p.kind)
		}
		fmt.Fprintf(&b, "\r\n\r\n%s\r\n", p.content)
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.String(), "multipart/form-data; boundary=" + boundary
}

// addJob is what Madara's orchestrator sends to have a PIE proved, for each of
// its two settlement layers (atlantic-service, client.rs: add_job).
func addJob(dedup string, starknet bool, more ...part) []part {
	parts := []part{
		{name: "declaredJobSize", content: "S"}, {name: "result", content: "PROOF_VERIFICATION_ON_L1"}, {name: "network", content: "TESTNET"},
		{name: "cairoVersion", content: "cairo0"}, {name: "cairoVm", content: "rust"}, {name: "sharpProver", content: "stone"},
		{name: "dedupId", content: dedup},
		{name: "pieFile", file: "pie.zip", kind: "application/zip", content: "PK\x03\x04the rest of a PIE"},
	}
	if starknet {
		parts = append(parts, part{name: "result", content: "PROOF_GENERATION"}, part{name: "layout", content: "recursive_with_poseidon"})
	}
	return append(append(parts, more...), part{name: "mockFactHash", content: "false"})
}

// TestMadaraFlow goes the way of Madara's submit_task, get_task_status and
// get_proof. Its PIE is refused; the query that it then follows was submitted as
// a program under the same dedup id.
func TestMadaraFlow(t *testing.T) {
	h := newHouse(t, true)
	const dedup = "5d36e358-200a-45c3-a375-0b47004d879f"
	h.get("/atlantic-query-by-dedup-id?dedupId="+dedup, key).is(t, 404, "ATLANTIC_QUERY_NOT_FOUND")

	for _, c := range []struct {
		name    string
		form    []part
		message string
	}{
		{"to Ethereum", addJob(dedup, false), "PIE_FILE_IS_NOT_SUPPORTED"},
		{"to Starknet", addJob(dedup, true), "PIE_FILE_IS_NOT_SUPPORTED"},
		{"of a bucket", addJob(dedup, false, part{name: "bucketId", content: "01K0RN2JFJW3382CZPHRBC48NR"}, part{name: "bucketJobIndex", content: "0"}), "BUCKETS_ARE_NOT_SUPPORTED"},
		{"verification on L2", []part{
			{name: "inputFile", file: "proof.json", kind: "application/json", content: "{}"}, {name: "programHash", content: "0x1"},
			{name: "layout", content: "recursive_with_poseidon"}, {name: "declaredJobSize", content: "L"}, {name: "network", content: "TESTNET"},
			{name: "result", content: "PROOF_VERIFICATION_ON_L2"}, {name: "cairoVm", content: "python"}, {name: "cairoVersion", content: "cairo0"},
			{name: "sharpProver", content: "stone"}, {name: "mockFactHash", content: "true"},
		}, "RESULT_IS_NOT_SUPPORTED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, kind := reqwestBody(c.form)
			a := h.do("POST", "/atlantic-query", body, http.Header{"Content-Type": {kind}, "Api-Key": {key}})
			a.is(t, 400, c.message)
			if a.body["reason"] == "" || a.body["hint"] == "" {
				t.Error("a refusal without reason and hint")
			}
		})
	}

	id := h.submit(t, map[string]string{"dedupId": dedup}, key)
	query := h.get("/atlantic-query-by-dedup-id?dedupId="+dedup, key).is(t, 200, "").body["atlanticQuery"].(map[string]any)
	checkMadaraQuery(t, query)
	if query["id"] != id || query["status"] != "RECEIVED" || query["bucketId"] != nil {
		t.Errorf("the query is %v", query)
	}
	h.lineup.Succeed(id, []byte(`{"proof_hex": "0xabcd"}`), []byte{0xab, 0xcd})

	// Neither of these carries the key.
	answer := h.get("/atlantic-query/"+id, "").is(t, 200, "")
	checkMadaraQuery(t, answer.body["atlanticQuery"].(map[string]any))
	if urls := answer.body["metadataUrls"].([]any); len(urls) != 2 || !strings.HasSuffix(urls[1].(string), "/queries/"+id+"/proof.json") {
		t.Errorf("metadataUrls are %v", urls)
	}
	if a := h.get("/queries/"+id+"/proof.json", ""); a.status != 200 || a.text != `{"proof_hex": "0xabcd"}` {
		t.Errorf("the proof: %d %s", a.status, a.text)
	}
	for _, file := range []string{"pie.cairo0.zip", "snos_output.json", "da_blob.json"} {
		h.get("/queries/"+id+"/"+file, "").is(t, 404, "ARTIFACT_NOT_FOUND")
	}
}

// madaraTypes are the fields of Madara's AtlanticQuery (types.rs): what must be
// there, and the JSON type or the values that its parser takes. "?" may be null.
var madaraTypes = map[string]string{
	"id": "string", "externalId": "string?", "transactionId": "string?", "status": "RECEIVED|IN_PROGRESS|DONE|FAILED",
	"step":        "?TRACE_GENERATION|PROOF_GENERATION|PROOF_VERIFICATION|PROOF_VERIFICATION_ON_L1|PROOF_VERIFICATION_ON_L2|PROOF_GENERATION_AND_VERIFICATION|FACT_HASH_REGISTRATION|TRACE_AND_METADATA_GENERATION",
	"programHash": "string?", "integrityFactHash": "string?", "sharpFactHash": "string?", "layout": "string?", "isFactMocked": "bool?",
	"chain": "?L1|L2|OFFCHAIN", "jobSize": "?S|M|L", "declaredJobSize": "?S|M|L", "cairoVm": "?rust|python", "cairoVersion": "?cairo0|cairo1",
	"steps": "list", "errorReason": "string?", "submittedByClient": "string", "projectId": "string", "createdAt": "string", "completedAt": "string?",
	"result": "?PROOF_GENERATION", "network": "string?", "hints": "?herodotus_evm_grower", "sharpProver": "?stone|stwo", "bucketId": "string?",
	"bucketJobIndex": "number?", "customerName": "string?", "isJobSizeValid": "bool", "isProofMocked": "bool?",
}

// checkMadaraQuery checks that Madara's client would read a query.
func checkMadaraQuery(t *testing.T, q map[string]any) {
	t.Helper()
	for name, kind := range madaraTypes {
		v, there := q[name]
		if !there {
			t.Errorf("%s is missing", name)
			continue
		}
		optional := strings.Contains(kind, "?")
		kind = strings.Trim(kind, "?")
		if v == nil {
			if !optional {
				t.Errorf("%s is null", name)
			}
			continue
		}
		var ok bool
		switch kind {
		case "string":
			_, ok = v.(string)
		case "bool":
			_, ok = v.(bool)
		case "number":
			_, ok = v.(float64)
		case "list":
			_, ok = v.([]any)
		default:
			s, _ := v.(string)
			ok = strings.Contains("|"+kind+"|", "|"+s+"|")
		}
		if !ok {
			t.Errorf("%s is %v, which is not of %s", name, v, kind)
		}
	}
}

// TestMadaraBuckets: buckets are refused as an error of the API, which Madara does
// not try again, not as one of the infrastructure, which it does.
func TestMadaraBuckets(t *testing.T) {
	h := newHouse(t, true)
	const create = `{"externalId":null,"nodeWidth":null,"aggregatorVersion":"snos_aggregator_0.14.1","aggregatorParams":{"use_kzg_da":true,"full_output":false},"mockProof":false}`
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "Api-Key": {key}}
	h.do("POST", "/buckets", create, header).is(t, 501, "BUCKETS_ARE_NOT_SUPPORTED")
	h.do("POST", "/buckets/close?bucketId=01K0RN2JFJW3382CZPHRBC48NR", "", header).is(t, 501, "BUCKETS_ARE_NOT_SUPPORTED")
	h.get("/buckets/01K0RN2JFJW3382CZPHRBC48NR", "").is(t, 501, "BUCKETS_ARE_NOT_SUPPORTED")
	h.do("POST", "/buckets", create, http.Header{"Content-Type": {"application/json"}}).is(t, 401, "INVALID_API_KEY")
}

// TestDedup: a dedup id names one query, until that has failed; then the client
// submits again, as Madara does.
func TestDedup(t *testing.T) {
	h := newHouse(t, true)
	first := h.submit(t, map[string]string{"dedupId": "d"}, key)
	h.form(map[string]string{"dedupId": "d"}, h.program, key).is(t, 400, "ATLANTIC_QUERY_WITH_DEDUP_ID_ALREADY_EXISTS")
	h.submit(t, map[string]string{"dedupId": "d"}, otherKey) // another client's ids are its own
	h.lineup.Change(first, func(j *lineup.Job) { j.Status = lineup.Failed })
	second := h.submit(t, map[string]string{"dedupId": "d"}, key)
	query := h.get("/atlantic-query-by-dedup-id?dedupId=d", key).is(t, 200, "").body["atlanticQuery"].(map[string]any)
	if second == first || query["id"] != second {
		t.Errorf("submitted %s, then %s; found %v", first, second, query["id"])
	}
	h.form(map[string]string{"dedupId": "d"}, h.program, key).is(t, 400, "ATLANTIC_QUERY_WITH_DEDUP_ID_ALREADY_EXISTS")
	h.get("/atlantic-query-by-dedup-id?dedupId=d", "").is(t, 401, "INVALID_API_KEY")
	h.get("/atlantic-query-by-dedup-id", key).is(t, 400, "ZOD_INVALID_BODY_STRING")
}

// program is a small Cairo 0 program compiled in proof mode.
func program(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "fibonacci.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
