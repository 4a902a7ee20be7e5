package api

import (
	"github.com/danielgtaylor/huma/v2"

	"quarry/prover/lineup"
)

// meanings are those of the members of types that other rooms define: their
// comments are for programmers, these for users. TestEveryMemberIsDescribed sees
// to it that none is missing.
var meanings = map[string]map[string]string{
	"Job": {
		"id":              "Names the job. Ids sort by the time of submission.",
		"owner":           "The id of the API key that submitted it; absent on a server without keys.",
		"task":            "What is to be proved, and how.",
		"priority":        "0 to 9; higher runs first.",
		"deadline":        "When it expires if it is not finished.",
		"idempotency_key": "The client's Idempotency-Key.",
		"labels":          "The client's own.",
		"webhook":         "What is told of its end.",
		"status":          "Where it stands. The last four are final, until it is retried.",
		"reason":          "Why it failed, was cancelled or expired; of a queued job, why the last attempt failed.",
		"plan":            "What memory and time it takes, as far as that is known.",
		"progress":        "How far the running attempt is.",
		"attempts":        "All attempts, the oldest first.",
		"result":          "The verified proof; only of a job that has succeeded.",
		"created_at":      "When it was submitted.",
		"started_at":      "When its first attempt began.",
		"finished_at":     "When it came to its end.",
		"revision":        "Grows with every change of the record.",
	},
	"Task": {
		"inputs":        "The files, by part.",
		"layout":        "As it was asked for.",
		"security":      "What the parameters are chosen by if there is no part parameters.",
		"stone_version": "Whose version's proof is made.",
		"backend":       "As it was asked for.",
		"annotations":   "Whether the proof file has Stone's annotations.",
		"min_steps":     "The run is padded to at least so many steps.",
		"max_steps":     "The run may have at most so many steps.",
	},
	"Security": {
		"preset": "Whose verifier the proof is for.",
		"bits":   "The wished security in bits.",
		"regime": "How the bits are counted.",
	},
	"Blob": {
		"sha256": "Of the bytes, in lower-case hexadecimal. It names them.",
		"bytes":  "How many there are.",
		"name":   "What the client called the file.",
	},
	"Webhook": {
		"url":        "Where the job's end is reported.",
		"delivered":  "Whether it was.",
		"tries":      "How often it was tried.",
		"last_error": "Why the last try failed.",
	},
	"Reason": {
		"code":  "Stable; see errors.md.",
		"what":  "What went wrong.",
		"where": "The file, field, byte or section.",
		"hint":  "What to do about it.",
		"log":   "The last lines that the attempt's process wrote, if it died.",
	},
	"Plan": {
		"layout":     "The proof's layout.",
		"n_steps":    "The number of steps, padded.",
		"log_blowup": "log2 of the blow-up factor.",
		"mode":       "fit keeps everything, stream computes again what it needs, scratch keeps it in files.",
		"peak_bytes": "The predicted most that the attempt's process holds in memory.",
		"seconds":    "How long it will take, by the proofs that were made here.",
	},
	"Progress": {
		"stage":        "The innermost stage, in Stone's words.",
		"fraction":     "How much of the attempt is done, 0 to 1.",
		"seconds_left": "An estimate; negative if there is none.",
		"updated_at":   "When that was so.",
	},
	"Attempt": {
		"number":      "Counts from 1.",
		"token":       "Of its lease: a result counts only under the latest.",
		"worker":      "Who made it.",
		"backend":     "What it computed with.",
		"device":      "On which device.",
		"started_at":  "When it began.",
		"finished_at": "When it ended.",
		"failure":     "Why it failed; absent of one that succeeded or still runs.",
		"peak_bytes":  "The most memory that its process was seen to have.",
		"stages":      "How long the protocol's stages took. They nest.",
	},
	"StageTime": {
		"stage":   "In Stone's words.",
		"seconds": "How long it took.",
	},
	"Result": {
		"proof":        "The proof file, as Stone writes it.",
		"raw":          "The bytes of its proof_hex.",
		"verdict":      "What the server's own verifier found.",
		"verdict_file": "The whole verdict as a file.",
	},
	"Verdict": {
		"layout":             "The proof's layout.",
		"n_steps":            "The number of steps.",
		"log_blowup":         "log2 of the blow-up factor.",
		"n_queries":          "The number of FRI queries.",
		"proof_of_work_bits": "Those of the parameters.",
		"security_bits":      "What the parameters are worth, by regime; conjectured was refuted in 2025.",
		"program_hash":       "The Poseidon hash of the program that ran; absent if the proof leaves that open.",
		"output":             "The program's output, felt by felt.",
		"output_hash":        "The Poseidon hash of the output.",
		"stone_version":      "Whose version's proof it is.",
		"proof_bytes":        "The length of the proof's bytes.",
	},
	"Event": {
		"id":       "Grows within a job.",
		"job":      "The job.",
		"kind":     "What it reports.",
		"time":     "When it happened.",
		"status":   "The new status.",
		"reason":   "Why.",
		"attempt":  "The attempt's number.",
		"progress": "How far it is.",
		"note":     "A message for people.",
	},
	"Stats": {
		"jobs":           "The jobs that are kept, by status.",
		"workers":        "Those that were heard of lately.",
		"oldest_queued":  "Since when the oldest queued job waits.",
		"leading":        "Whether this server leads the line-up.",
		"artifacts":      "How many files are stored.",
		"artifact_bytes": "How many bytes are stored.",
		"counts":         "What this server has counted since it started.",
		"version":        "The program's.",
		"uptime_seconds": "Since when the server runs.",
	},
	"Counts": {
		"submitted":       "Jobs that this server accepted.",
		"ended":           "Jobs that came to an end, by status.",
		"accepted":        "Proofs that its verifier found right.",
		"rejected":        "Proofs that its verifier found wrong.",
		"failed_attempts": "Attempts that workers reported as failed.",
		"lost_leases":     "Attempts of workers that were not heard of any more.",
		"failed_writes":   "Writes that the store did not confirm.",
		"tally":           "What the jobs took that succeeded.",
	},
	"Tally": {
		"steps":           "Steps of the proved runs.",
		"proof_bytes":     "Bytes of the proof files.",
		"wait_seconds":    "From submission to the first attempt.",
		"attempt_seconds": "In the attempts that succeeded.",
		"stage_seconds":   "In the protocol's stages, which nest.",
	},
	"WorkerDevice": {
		"device":    "What identifies the GPU.",
		"unhealthy": "Why it gets no work now; absent if it does.",
	},
	"WorkerInfo": {
		"name":         "The worker's.",
		"host":         "Its machine.",
		"backends":     "What it can compute with, best first.",
		"memory_bytes": "What its jobs may take together.",
		"slots":        "How many jobs it runs at once.",
		"running":      "The jobs that it runs; for admins only.",
		"seen_at":      "When it was heard of last.",
		"unhealthy":    "Why it takes no jobs now.",
		"devices":      "Its GPUs.",
	},
}

// describeTypes completes the schemas that huma derives from types.
func (s *Server) describeTypes() {
	schemas := s.huma.OpenAPI().Components.Schemas.Map()
	for name, members := range meanings {
		for member, meaning := range members {
			if p := schemas[name].Properties[member]; p != nil {
				p.Description = meaning
			}
		}
	}
	var statuses []any
	for _, status := range lineup.Statuses() {
		statuses = append(statuses, string(status))
	}
	for _, name := range []string{"Job", "Event"} {
		enumerate(schemas[name], "status", statuses...)
	}
	enumerate(schemas["Event"], "kind", string(lineup.EventStatus), string(lineup.EventProgress), string(lineup.EventNote))
}

func enumerate(s *huma.Schema, member string, values ...any) { s.Properties[member].Enum = values }
