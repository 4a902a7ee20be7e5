package kernels

import "time"

// Upload is a host table on its way to the device while it is still being
// written: see Arena.BeginUpload. Exactly one of Finish and Abandon ends it.
type Upload interface {
	// Ready says that a column is written: it goes up now, beside whatever else
	// the host does, and may be read but not written any more. It returns at
	// once. A column may be announced once at most, by any goroutine.
	Ready(column int)
	// Finish sends up what was not announced and returns the table once all of
	// it has arrived. It fails with the error of the first copy that failed, or
	// with the context's.
	Finish() (Columns, error)
	// Abandon stops, and gives both tables back.
	Abandon()
	// Moves are the columns that went to the device, in the order in which they
	// went. There are none where nothing moves. They are known after Finish.
	Moves() []Move
}

// Move is the way of one column to a device.
type Move struct {
	Column     int
	Bytes      int64
	Begin, End time.Time
}
