package prover

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"quarry/fault"
	"quarry/kernels/cuda/driver"
	"quarry/prover/stone"
)

// Artifact is a finished proof and what it took.
type Artifact struct {
	// Proof is what Stone writes as proof_hex.
	Proof []byte
	// Annotations are Stone's; nil unless asked for.
	Annotations []string
	Statement   *Statement
	Version     stone.Version
	// Verified reports whether the proof was verified before it was handed out.
	Verified bool

	// Backend made the proof; Plan.Device says on which device, if on one.
	Backend string
	Plan    *Plan
	// Traffic is what went to and from the device meanwhile, nil without one.
	Traffic *driver.Traffic
	// PeakArena is the most that the backend held, in bytes, in memory or in the
	// plan's scratch folder.
	PeakArena int64
	Elapsed   time.Duration
	// Timings are the stages' times, in the order in which stages ended.
	Timings []Timing
}

// Write writes the proof file in Stone's form.
func (a *Artifact) Write(w io.Writer) error {
	return stone.WriteProofFile(w, &stone.Output{
		Documents: a.Statement.Documents, Proof: a.Proof, Annotations: a.Annotations, Maker: Maker(a.Version),
	})
}

// WriteFile writes the proof file so that path holds either what it held before
// or the whole proof, never a part of it.
func (a *Artifact) WriteFile(path string) error { return WriteFile(path, a.Write) }

// WriteFile writes a file atomically: what write produces goes to a temporary
// file beside it, which takes the file's place when it is complete. Devices and
// pipes are written to directly.
func WriteFile(path string, write func(w io.Writer) error) (err error) {
	fail := func(err error) error {
		if err == nil || fault.CodeOf(err) != "" {
			return err
		}
		// The temporary file's name says nothing to anybody.
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return fault.Wrap(err, CodeWrite, "can't write the file").At("%s", path)
	}
	if info, statErr := os.Stat(path); statErr == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return fail(err)
		}
		return fail(flushed(f, write))
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		target = path
	}
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err = f.Chmod(0o644); err != nil {
		f.Close()
		return fail(err)
	}
	if err = flushed(f, write); err != nil {
		return fail(err)
	}
	return fail(os.Rename(f.Name(), target))
}

// flushed writes through a buffer, syncs regular files and closes.
func flushed(f *os.File, write func(w io.Writer) error) error {
	buffer := bufio.NewWriterSize(f, 1<<20)
	err := write(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if info, statErr := f.Stat(); err == nil && statErr == nil && info.Mode().IsRegular() {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// Maker is the version block of Quarry's proof files.
func Maker(v stone.Version) stone.Maker {
	return stone.Maker{StatementName: "quarry", ProofHash: "stone_" + v.String(), CommitHash: Revision()}
}

// UnknownRevision is the Revision of a binary whose build said nothing.
const UnknownRevision = "unknown"

// stamped is the commit as the build was told it, by
// -ldflags '-X quarry/prover.stamped=COMMIT': for builds that leave version control
// alone.
var stamped string

// Revision is the commit that the binary was built from, "unknown" if the build
// doesn't say; with "+modified" if the files were not all that commit's.
func Revision() string {
	if stamped != "" {
		return stamped
	}
	revision, dirty := UnknownRevision, ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				revision = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				dirty = "+modified"
			}
		}
	}
	return revision + dirty
}
