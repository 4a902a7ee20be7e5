package prover

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// residentFile is how much of files is in the process's memory, in KiB.
func residentFile(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib
}

// What of the program is not needed leaves memory, and what is needed comes back.
func TestShedCode(t *testing.T) {
	before := residentFile(t)
	ShedCode()
	if after := residentFile(t); after >= before {
		t.Errorf("%d KiB of files in memory, before %d", after, before)
	}
}
