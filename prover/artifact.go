package prover

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
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
	target, err := followed(path)
	if err != nil {
		return fail(err)
	}
	f, err := beside(target)
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err = flushed(f, write); err != nil {
		return fail(err)
	}
	return fail(os.Rename(f.Name(), target))
}

// SameFile reports whether two paths are one regular file.
func SameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && infoA.Mode().IsRegular() && os.SameFile(infoA, infoB)
}

// followed is the file that a path names in the end, which need not exist: a
// symbolic link stays, as it does when a file is opened for writing.
func followed(path string) (string, error) {
	const most = 40 // links that Linux follows
	for range most {
		// Of a link, .. is relative to the folder where it really lies.
		dir, base := filepath.Split(path)
		if real, err := filepath.EvalSymlinks(cmp.Or(dir, ".")); err == nil && base != "" {
			dir, path = real, filepath.Join(real, base)
		}
		link, err := os.Readlink(path)
		if err != nil { // no link, or nothing at all
			return path, nil
		}
		if path = link; !filepath.IsAbs(link) {
			path = dir + string(filepath.Separator) + link
		}
	}
	return "", syscall.ELOOP
}

// beside makes a temporary file in the target's folder, with the permissions of
// the target or, if there is none, those that new files get.
func beside(target string) (f *os.File, err error) {
	for range 100 {
		name := fmt.Sprintf(".%s.%d", filepath.Base(target), rand.Uint64())
		f, err = os.OpenFile(filepath.Join(filepath.Dir(target), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if info, statErr := os.Stat(target); statErr == nil {
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			f.Close()
			os.Remove(f.Name())
			return nil, err
		}
	}
	return f, nil
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
