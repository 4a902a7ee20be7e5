package bench

import (
	"os/exec"
	"path/filepath"
	"strings"

	"quarry/prover"
)

// commitOf is the commit that the binary says it was built from. If it doesn't, and
// lies in a checkout, that of the checkout now, with a question mark: the binary may
// be older.
func commitOf(binary string) string {
	commit := prover.Revision()
	if commit != prover.UnknownRevision || binary == "" {
		return commit
	}
	git := func(args ...string) (string, error) {
		cmd := exec.Command("git", args...)
		cmd.Dir = filepath.Dir(binary)
		out, err := cmd.Output()
		return strings.TrimSpace(string(out)), err
	}
	head, err := git("rev-parse", "HEAD")
	if err != nil || head == "" {
		return commit
	}
	if changed, err := git("status", "--porcelain", "--untracked-files=no"); err != nil || changed != "" {
		head += "+modified"
	}
	return head + "?"
}
