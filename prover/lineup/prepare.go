package lineup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
)

// assignmentLife is how long an assignment waits for its worker at most. Its
// lease is over long before.
const assignmentLife = time.Hour

const (
	// togetherLimit is how long a cluster may take that is just coming together, as
	// when all its machines were switched on at once.
	togetherLimit = 30 * time.Second
	// togetherOnce is when to ask again: a cluster without a leader does not answer.
	togetherOnce = 3 * time.Second
)

// together does what may be done again, until the cluster can do it.
func (l *LineUp) together(ctx context.Context, do func(context.Context) error) error {
	for began := time.Now(); ; {
		once, cancel := context.WithTimeout(ctx, togetherOnce)
		err := do(once)
		cancel()
		if err == nil || !passing(err) || ctx.Err() != nil || time.Since(began) > togetherLimit {
			return err
		}
		l.log.Info("the cluster is not ready yet", "error", err)
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

// Errors of JetStream's API, by its errors.json, that pass when enough servers know
// of each other.
const (
	errClusterIncomplete jetstream.ErrorCode = 10004
	errClusterNoPeers    jetstream.ErrorCode = 10005
	errClusterNoLeader   jetstream.ErrorCode = 10008
	errClusterNotLeader  jetstream.ErrorCode = 10009
)

// passing reports whether an error is that of a cluster that is coming together, or
// of two servers that prepare it at once.
func passing(err error) bool {
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return errors.Is(err, jetstream.ErrBucketExists) || errors.Is(err, context.DeadlineExceeded)
	}
	switch api.ErrorCode {
	case errClusterIncomplete, errClusterNoPeers, errClusterNoLeader, errClusterNotLeader:
		return true
	}
	return false
}

// prepare finds the bucket, the work queue and, with a cluster, the object
// store, makes those that are missing, and refuses settings that would lose data.
func (l *LineUp) prepare(ctx context.Context) error {
	replicas := 1
	if l.embedded == nil {
		replicas = l.cfg.Cluster.Replicas
	}
	_, err := l.js.KeyValue(ctx, l.names.state())
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		_, err = l.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: l.names.state(), Description: "Jobs of the prover's line-up",
			History: 1, Storage: jetstream.FileStorage, Replicas: replicas, LimitMarkerTTL: markerLife,
		})
	}
	if err == nil {
		err = l.readFromLeader(ctx, bucketStream(l.names.state()))
	}
	if err != nil {
		return storeFault(err, "the bucket of the records can't be opened")
	}
	kv, err := l.js.KeyValue(ctx, l.names.state())
	if err != nil {
		return storeFault(err, "the bucket of the records can't be opened")
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return storeFault(err, "the bucket of the records can't be examined")
	}
	if bucket, ok := status.(*jetstream.KeyValueBucketStatus); ok {
		if err := checkStream(bucket.StreamInfo().Config, replicas); err != nil {
			return err
		}
		if bucket.LimitMarkerTTL() <= 0 {
			return unsafe(bucket.StreamInfo().Config.Name, "deletions leave no markers with a limited life")
		}
	}
	stream, err := l.js.Stream(ctx, bucketStream(l.names.state()))
	if err != nil {
		return storeFault(err, "the bucket of the records can't be opened")
	}
	l.store = &store{kv: kv, stream: stream, waiting: map[*time.Time]context.CancelFunc{}}
	_, err = l.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: l.names.stream(), Description: "Jobs on their way to workers",
		Subjects: []string{l.names.assigns()}, Retention: jetstream.WorkQueuePolicy,
		Storage: jetstream.FileStorage, Replicas: replicas, MaxAge: assignmentLife,
	})
	if err != nil {
		return storeFault(err, "the work queue can't be opened")
	}
	if l.embedded == nil {
		if err := l.prepareArtifacts(ctx, replicas); err != nil {
			return err
		}
	}
	l.blobs, err = openBlobs(ctx, &l.cfg, l.js)
	return err
}

// bucketStream is the stream of a key-value bucket.
func bucketStream(bucket string) string { return "KV_" + bucket }

// readFromLeader has a stream read from its leader only. By default any server
// that has a copy answers, also one that doesn't know the last write yet.
func (l *LineUp) readFromLeader(ctx context.Context, stream string) error {
	s, err := l.js.Stream(ctx, stream)
	if err != nil {
		return err
	}
	c := s.CachedInfo().Config
	if !c.AllowDirect {
		return nil
	}
	c.AllowDirect = false
	_, err = l.js.UpdateStream(ctx, c)
	return err
}

// prepareArtifacts finds or makes the cluster's object store.
func (l *LineUp) prepareArtifacts(ctx context.Context, replicas int) error {
	name := l.names.artifacts()
	objects, err := l.js.ObjectStore(ctx, name)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		objects, err = l.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
			Bucket: name, Description: "Inputs and proofs of the prover's line-up",
			Storage: jetstream.FileStorage, Replicas: replicas,
		})
	}
	if err == nil {
		err = l.readFromLeader(ctx, "OBJ_"+name)
	}
	if err != nil {
		return storeFault(err, "the object store can't be opened")
	}
	status, err := objects.Status(ctx)
	if err != nil {
		return storeFault(err, "the object store can't be examined")
	}
	if bucket, ok := status.(*jetstream.ObjectBucketStatus); ok {
		return checkStream(bucket.StreamInfo().Config, replicas)
	}
	return nil
}

// checkStream refuses a stream that would forget what it has confirmed.
func checkStream(c jetstream.StreamConfig, replicas int) error {
	switch {
	case c.Storage != jetstream.FileStorage:
		return unsafe(c.Name, "it is kept in memory")
	case c.MaxAge != 0:
		return unsafe(c.Name, fmt.Sprintf("it forgets what is older than %v", c.MaxAge))
	case c.MaxMsgs > 0:
		return unsafe(c.Name, fmt.Sprintf("it keeps %d messages only", c.MaxMsgs))
	case c.Discard != jetstream.DiscardNew:
		return unsafe(c.Name, "it forgets the oldest when it is full")
	case c.Replicas < replicas:
		return unsafe(c.Name, fmt.Sprintf("it is on %d servers, fewer than %d", c.Replicas, replicas))
	case c.PersistMode == jetstream.AsyncPersistMode:
		return unsafe(c.Name, "it confirms what it has not written yet")
	case c.NoAck:
		return unsafe(c.Name, "it confirms nothing")
	case c.Sealed, c.Mirror != nil, len(c.Sources) > 0:
		return unsafe(c.Name, "it is sealed, or a copy of another")
	}
	return nil
}

func unsafe(stream, why string) error {
	return fault.New(CodeStore, "the cluster's stream would lose jobs: %s", why).At("%s", stream).
		WithHint("change the stream's settings, or use another name for the line-up")
}
