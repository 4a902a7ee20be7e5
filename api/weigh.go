package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sync/semaphore"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/task"
)

// Reading a JSON document takes memory for each value in it, however few bytes
// that has: 360 bytes at most were measured, and two copies of the text.
const (
	bytesPerValue = 360
	copiesOfText  = 2
)

// weigh estimates the memory that it takes to read a JSON document.
func weigh(r io.Reader) (need int64, err error) {
	var length, values int64 = 0, 1
	inString := false
	buffer := make([]byte, 256<<10)
	escaped := false
	for {
		n, err := r.Read(buffer)
		length += int64(n)
		text := buffer[:n]
		for len(text) > 0 {
			if !inString {
				i := bytes.IndexByte(text, '"')
				if i < 0 {
					i = len(text)
				}
				for _, c := range text[:i] {
					if c == ',' || c == '[' || c == '{' {
						values++
					}
				}
				inString = i < len(text)
				text = text[min(i+1, len(text)):]
				continue
			}
			if escaped {
				escaped, text = false, text[1:]
				continue
			}
			i := bytes.IndexAny(text, `"\`)
			if i < 0 {
				break
			}
			escaped, inString = text[i] == '\\', text[i] == '\\'
			text = text[i+1:]
		}
		if errors.Is(err, io.EOF) {
			return copiesOfText*length + bytesPerValue*values, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// weighFiles estimates the memory that it takes to check a task.
func weighFiles(files task.Files) (need int64, err error) {
	for part, path := range files {
		if !serverReads(part) {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			return 0, err
		}
		n, err := weigh(f)
		f.Close()
		if err != nil {
			return 0, err
		}
		need += n
	}
	return need, nil
}

// reading bounds the memory that documents of clients take while they are read.
type reading struct {
	total int64
	room  *semaphore.Weighted
}

func newReading(total int64) *reading { return &reading{total, semaphore.NewWeighted(total)} }

// enter waits until there is room for so many bytes, at most as long as the
// limits say; leave gives them back.
func (r *reading) enter(ctx context.Context, need int64, l *Limits) (leave func(), err error) {
	if need > r.total {
		return nil, fault.New(CodeTooLarge, "reading this takes about %s of memory, at most %s are used for it",
			prover.Bytes(need), prover.Bytes(r.total)).WithHint("it has very many values: fewer, or a larger limit, are needed")
	}
	waiting, cancel := context.WithTimeout(ctx, l.Wait)
	defer cancel()
	if err := r.room.Acquire(waiting, need); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, Later(fault.New(CodeBusy, "other requests' documents are being read"), max(l.Wait, time.Second))
	}
	return func() { r.room.Release(need) }, nil
}
