package lineup

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// objects is a cluster's object store, with what its client lacks: deletions
// that leave nothing, and the removal of parts of objects whose upload was
// interrupted. An object's parts are messages on $O.BUCKET.C.ID, and the message
// that names ID, its entry, is on $O.BUCKET.M.NAME.
type objects struct {
	jetstream.ObjectStore
	js     jetstream.JetStream
	bucket string
}

func (o *objects) stream(ctx context.Context) (jetstream.Stream, error) {
	return o.js.Stream(ctx, "OBJ_"+o.bucket)
}

// parts is the subject of an object's parts, "*" for those of all.
func (o *objects) parts(id string) string { return "$O." + o.bucket + ".C." + id }

// remove deletes an object with its entry.
func (o *objects) remove(ctx context.Context, name string) error {
	if err := o.Delete(ctx, name); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
		return err
	}
	s, err := o.stream(ctx)
	if err != nil {
		return err
	}
	entry := "$O." + o.bucket + ".M." + base64.URLEncoding.EncodeToString([]byte(name))
	return s.Purge(ctx, jetstream.WithPurgeSubject(entry))
}

// sweep deletes the parts that belong to no object and are older than keep.
func (o *objects) sweep(ctx context.Context, now time.Time, keep time.Duration) error {
	s, err := o.stream(ctx)
	if err != nil {
		return err
	}
	// First the parts, then the objects: what is uploaded in between is in
	// neither or in the second.
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(o.parts("*")))
	if err != nil {
		return err
	}
	list, err := o.List(ctx)
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return err
	}
	known := map[string]bool{}
	for _, object := range list {
		known[object.NUID] = true
	}
	var errs []error
	for subject := range info.State.Subjects {
		if known[strings.TrimPrefix(subject, o.parts(""))] {
			continue
		}
		last, err := s.GetLastMsgForSubject(ctx, subject)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		} else if err != nil {
			errs = append(errs, err)
			continue
		}
		if now.Sub(last.Time) > keep {
			errs = append(errs, s.Purge(ctx, jetstream.WithPurgeSubject(subject)))
		}
	}
	return errors.Join(errs...)
}
