package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarry/hw"
	"quarry/prover"
)

// A calibration is shown, gives times to quarry params, and is left alone with a
// warning if it is damaged.
func TestCalibrationIsUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.json")
	t.Setenv("QUARRY_CALIBRATION", path)
	read := func() { prover.SetCalibrationFile(path) }
	read()
	defer prover.SetCalibrationFile("")
	params := func() (time float64, text string) {
		t.Helper()
		r := runCommand(t, "quarry", "params", "--layout=plain", "--n_steps=8192", "--proof_of_work_bits=0", "--json")
		var got struct {
			Time *struct{ Seconds float64 } `json:"time"`
		}
		if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.code != exitOK {
			t.Fatalf("exit %d, %v, %s%s", r.code, err, r.out, r.err)
		}
		if got.Time != nil {
			time = got.Time.Seconds
		}
		return time, runCommand(t, "quarry", "params", "--layout=plain", "--n_steps=8192").err
	}
	if time, text := params(); time != 0 || !strings.Contains(text, "quarry hw calibrate") {
		t.Errorf("without a calibration: %v s, %s", time, text)
	}
	best, _ := hw.Choose(prover.Backends())
	c := &hw.Calibration{Schema: hw.CalibrationSchema, Subject: prover.Subject(), Proofs: []hw.ProofTime{
		{Backend: best, Layout: "plain", NSteps: 8192, LogBlowup: 4, Hash: "blake256", Seconds: 123},
		{Backend: best, Layout: "plain", NSteps: 4096, LogBlowup: 4, Hash: "blake256", Seconds: 61},
	}}
	if err := c.Write(path); err != nil {
		t.Fatal(err)
	}
	read()
	if time, text := params(); time < 100 || time > 150 || !strings.Contains(text, "about 1") {
		t.Errorf("with a calibration: %v s, %s", time, text)
	}
	if r := runCommand(t, "quarry", "hw"); !strings.Contains(r.out, "2 proofs") {
		t.Errorf("hw: %s", r.out)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	read()
	if r := runCommand(t, "quarry", "hw"); r.code != exitOK || !strings.Contains(r.out, "damaged") {
		t.Errorf("damaged: exit %d, %s", r.code, r.out)
	}
	r := runCommand(t, "quarry", "hw", "--json")
	var shown struct {
		Calibration struct {
			Problem struct{ Code string } `json:"problem"`
		} `json:"calibration"`
	}
	if err := json.Unmarshal([]byte(r.out), &shown); err != nil || shown.Calibration.Problem.Code != string(hw.CodeCalibration) {
		t.Errorf("%v, %s", err, r.out)
	}
	if r := runCommand(t, "quarry", "hw", "calibrate", "--remove"); r.code != exitOK {
		t.Errorf("removing: %s", r.err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the calibration is still there")
	}
}
