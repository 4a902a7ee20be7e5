package lineup

import (
	"crypto/rand"
	"errors"

	"github.com/oklog/ulid/v2"
)

// idStep bounds how far apart ids of the same millisecond are: far enough that
// nobody who knows one guesses the next, near enough to stay in order.
const idStep = 1 << 48

var idEntropy = &ulid.LockedMonotonicReader{MonotonicReader: ulid.Monotonic(rand.Reader, idStep)}

// newID makes a job's id. Ids are in the order of submission, and can't be
// guessed: some faces show a job to whoever knows its id. (ulid.Make would draw
// from a generator that is seeded with the time.)
func newID() string {
	for {
		id, err := ulid.New(ulid.Now(), idEntropy)
		if err == nil {
			return id.String()
		}
		if !errors.Is(err, ulid.ErrMonotonicOverflow) {
			panic(err) // the system has no randomness, or its clock is beyond the year 10889
		}
	}
}
