package lineup

import "testing"

// TestNewID: ids are in order, and those of the same millisecond far apart.
func TestNewID(t *testing.T) {
	last, near := newID(), 0
	for range 20000 {
		id := newID()
		if id <= last {
			t.Fatalf("%s came after %s", id, last)
		}
		// Ten of the 26 letters are the time, and ten more say where the id is to
		// within 2^30.
		if id[:20] == last[:20] {
			near++
		}
		last = id
	}
	if near > 5 {
		t.Errorf("%d ids of 20000 are near the one before", near)
	}
}
