package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"quarry/api"
	"quarry/api/atlantic"
	"quarry/api/auth"
	"quarry/api/dashboard"
	"quarry/api/webhook"
	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

// The ways the service refuses to start.
const (
	// codeOpen: the service would be open to everybody beyond this machine.
	codeOpen fault.Code = "serve/open"
	// codeListen: the service can't listen on an address.
	codeListen fault.Code = "serve/listen"
)

// serveCommand is the service: line-up, worker, judge, API, keys, webhooks,
// dashboard and Atlantic's dialect in one process.
type serveCommand struct {
	jsonFlag
	config.File
	config.Serve
}

// known implements configured.
func (c *serveCommand) known() []config.Setting { return config.Of(c.Serve) }

func (c *serveCommand) run(ctx context.Context, s streams) error {
	s.patient()
	a := &appliance{settings: &c.Serve, log: newLog(s.err, &c.Log)}
	if err := a.open(ctx); err != nil {
		a.close(time.Second)
		return err
	}
	return a.serve(ctx, func() { a.banner(s) })
}

// appliance is the service and all its parts.
type appliance struct {
	settings *config.Serve
	log      *slog.Logger
	dir      string
	// keyDir is where the keys are, if not in dir.
	keyDir string

	policy          task.Policy
	guard           *webhook.Guard
	listener, admin net.Listener
	keys            *auth.Authenticator
	audit           *auth.Audit
	lineup          *lineup.LineUp
	worker          *worker.Worker
	jobs            *lineup.Worker
	hooks           *webhook.Sender
	server          *api.Server
}

// open opens the whole service.
func (a *appliance) open(ctx context.Context) error {
	if err := a.openParts(ctx); err != nil {
		return err
	}
	return a.openServer()
}

// openParts opens all parts but the server, those first that may refuse to start.
func (a *appliance) openParts(ctx context.Context) (err error) {
	if a.policy, err = a.demanded(); err != nil {
		return err
	}
	if a.dir, err = daemon.DataDir(a.settings.Data); err != nil {
		return err
	}
	if err := a.openDoor(); err != nil {
		return err
	}
	if a.guard, err = webhook.NewGuard(webhookRules(&a.settings.Webhooks)); err != nil {
		return err
	}
	judge, err := worker.NewJudge(worker.JudgeConfig{
		Dir: filepath.Join(a.dir, "judge"), Policy: a.policy, Cgroup: cgroup(&a.settings.Proving), Log: a.log.With("part", "judge"),
	})
	if err != nil {
		return err
	}
	if a.lineup, err = lineup.Open(ctx, a.lineUpConfig(judge.Judge)); err != nil {
		return err
	}
	// From here on the data directory is this process's alone.
	if err := a.openWorker(&a.policy); err != nil {
		return err
	}
	a.hooks, err = webhook.New(webhook.Config{Dir: a.dir, Jobs: a.lineup, Guard: a.guard, Log: a.log.With("part", "webhook")})
	return err
}

// demanded is what the settings demand of tasks and proofs.
func (a *appliance) demanded() (task.Policy, error) {
	p := &a.settings.Policy
	regime, err := stone.ParseRegime(p.SecurityRegime)
	if err != nil {
		return task.Policy{}, err
	}
	return task.Policy{
		Floor:    stone.Floor{Bits: p.MinSecurityBits, Regime: regime, CollisionBits: p.MinHashBits},
		MaxSteps: p.MaxSteps, RerunSteps: p.RerunSteps,
	}, nil
}

// openDoor listens, and decides whether everybody may come in.
func (a *appliance) openDoor() (err error) {
	if a.keyDir == "" {
		a.keyDir = a.dir
	}
	keys, err := auth.New(auth.Options{Dir: a.keyDir, Rate: a.settings.Rate, Burst: a.settings.Burst, Log: a.log.With("part", "auth"), Jobs: a})
	if err != nil {
		return err
	}
	// Where there ever was a key, there must be one: that the last was revoked
	// does not open the door.
	if len(keys.Store().Keys()) > 0 {
		a.keys = keys
	}
	if a.listener, err = listen(a.settings.Listen); err != nil {
		return err
	}
	if !isLoopback(a.listener) && a.keys == nil && !a.settings.Insecure {
		return fault.New(codeOpen, "there are no API keys, and others than this machine can reach %s", a.listener.Addr()).At("listen").
			WithHint("make a key with: quarry keys add --data %s --name NAME --scopes admin; or say --insecure", a.keyDir)
	}
	if a.settings.AdminListen == "" {
		return nil
	}
	if a.admin, err = listen(a.settings.AdminListen); err != nil {
		return err
	}
	if !isLoopback(a.admin) {
		return fault.New(codeOpen, "others than this machine can reach %s, where nobody is asked for a key", a.admin.Addr()).At("admin_listen").
			WithHint("give it a loopback address")
	}
	return nil
}

// List lets the authenticator count jobs, also of a line-up that is opened later.
func (a *appliance) List(ctx context.Context, f lineup.Filter) (lineup.Page, error) {
	if a.lineup == nil {
		return lineup.Page{}, nil
	}
	return a.lineup.List(ctx, f)
}

func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fault.Wrap(err, codeListen, "the service can't listen").At("%s", address).
			WithHint("an address is HOST:PORT; is another service there already?")
	}
	return l, nil
}

func isLoopback(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

func (a *appliance) lineUpConfig(judge lineup.Judge) lineup.Config {
	k := &a.settings.Keeping
	c := lineup.Config{
		DataDir: a.dir, Name: a.settings.NATSName, Cluster: cluster(&a.settings.LineUp), Judge: judge,
		MaxJobs: k.MaxJobs, MaxJobsPerOwner: k.MaxJobsPerKey,
		KeepFor: k.KeepFor, KeepBytes: int64(k.KeepBytes), KeepUploads: k.KeepUploads, MinFree: int64(k.MinFree),
		Log: a.log.With("part", "lineup"),
	}
	return c
}

// openWorker makes the worker in this process, unless others shall do all work.
func (a *appliance) openWorker(policy *task.Policy) (err error) {
	if !a.settings.Prove {
		return nil
	}
	o := workerOptions(&a.settings.Proving, a.log.With("part", "worker"))
	if o.Dir = a.settings.Work; o.Dir == "" {
		o.Dir = filepath.Join(a.dir, "work", "serve")
	}
	if a.worker, err = worker.New(o); err != nil {
		return err
	}
	// Larger proofs can be made only where other workers may join.
	if a.settings.NATSURL == "" {
		policy.MaxMemory = a.worker.Info().MemoryBytes
	}
	a.jobs, err = a.lineup.NewWorker(a.worker.Info())
	return err
}

// openServer opens the server, with routes of other rooms.
func (a *appliance) openServer(mounts ...api.Mount) (err error) {
	h := &a.settings.HTTP
	c := api.Config{
		Policy: a.policy, Backends: prover.Backends(), Hosts: h.Hosts, Mounts: mounts,
		Spool: filepath.Join(a.dir, "spool"), Version: prover.Revision(), Log: a.log.With("part", "api"),
		Calibrated: calibratedService,
		Sample:     sampleIn(filepath.Join(a.dir, "work", "samples"), a.log.With("part", "samples")),
		Limits:     api.Limits{Upload: int64(h.MaxUpload), Body: int64(h.MaxBody), Connections: h.Connections, Streams: h.Streams},
	}
	if a.lineup != nil {
		c.Lineup, c.CheckWebhook = a.lineup, a.guard.Check
	}
	if a.keys != nil {
		c.Auth = a.keys
	}
	if err := errors.Join(os.RemoveAll(c.Spool), os.Mkdir(c.Spool, 0o700)); err != nil {
		return fault.Wrap(err, daemon.CodeDataDir, "the folder for uploads can't be made").At("%s", c.Spool)
	}
	if a.audit, err = auth.OpenAudit(a.dir, int64(h.AuditSize), h.AuditFiles, a.log); err != nil {
		return err
	}
	c.Audit = a.audit.Write
	if h.TLSCert != "" || h.TLSKey != "" {
		if c.TLS, err = daemon.TLS(h.TLSCert, h.TLSKey, a.log); err != nil {
			return err
		}
	}
	if h.Dashboard {
		c.Mounts = append(c.Mounts, dashboard.Mount)
	}
	if h.Atlantic && a.lineup != nil {
		c.Mounts = append(c.Mounts, atlantic.Mount(atlantic.Config{Lineup: a.lineup, PublicURL: h.PublicURL}))
	}
	a.server, err = api.New(c)
	return err
}

// serve serves until ctx is done or a part fails, and then stops: no more jobs
// are taken, running proofs have the time of grace, and all that while clients
// are answered. What is not done by then is done after the next start.
func (a *appliance) serve(ctx context.Context, ready func()) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	answering, silence := context.WithCancel(context.WithoutCancel(ctx))
	defer silence()
	var parts, faces sync.WaitGroup
	run := func(group *sync.WaitGroup, part func() error) {
		group.Go(func() {
			if err := part(); err != nil {
				stop(err)
			}
		})
	}
	run(&faces, func() error { return a.server.Serve(answering, a.listener) })
	if a.admin != nil {
		run(&faces, func() error { return a.server.ServeAdmin(answering, a.admin) })
	}
	if a.hooks != nil {
		faces.Go(func() { a.hooks.Run(answering) })
	}
	if a.worker != nil {
		run(&parts, func() error { return a.worker.Run(ctx, a.jobs, a.settings.Grace) })
	}
	parts.Go(func() { daemon.Watchdog(ctx, a.alive, a.log) })
	daemon.Ready()
	ready()

	<-ctx.Done()
	a.log.Info("stopping", "why", context.Cause(ctx).Error(), "grace", a.settings.Grace)
	daemon.Stopping(a.settings.Grace + drainTime)
	a.server.Drain()
	parts.Wait()
	silence()
	faces.Wait()
	a.close(drainTime)
	if err := context.Cause(ctx); !errors.Is(err, errInterrupted) && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// drainTime is how long the rest of a stop may take after the proofs'.
const drainTime = 30 * time.Second

// alive asks the service and its line-up for a sign of life.
func (a *appliance) alive(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/healthz", http.NoBody)
	if err != nil {
		return err
	}
	r.RemoteAddr = "127.0.0.1:0"
	answer := &answerStatus{header: http.Header{}, status: http.StatusOK}
	a.server.ServeHTTP(answer, r)
	if answer.status != http.StatusOK {
		return fault.New(api.CodeInternal, "/healthz answers %d", answer.status)
	}
	if a.lineup == nil {
		return nil
	}
	_, err = a.lineup.Stats(ctx)
	return err
}

// answerStatus keeps of an answer only its status.
type answerStatus struct {
	header http.Header
	status int
}

func (a *answerStatus) Header() http.Header         { return a.header }
func (a *answerStatus) Write(p []byte) (int, error) { return len(p), nil }
func (a *answerStatus) WriteHeader(status int)      { a.status = status }

// close closes what was opened, in reverse.
func (a *appliance) close(within time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	note := func(part string, err error) {
		if err != nil {
			a.log.Error("closing", "part", part, "error", err)
		}
	}
	for _, l := range []net.Listener{a.listener, a.admin} {
		if l != nil {
			_ = l.Close() // the server has closed it, if there was one
		}
	}
	if a.lineup != nil {
		note("lineup", a.lineup.Close(ctx))
	}
	if a.worker != nil {
		a.worker.Close()
	}
	if a.keys != nil {
		note("usage", a.keys.Close())
	}
	if a.audit != nil {
		note("audit log", a.audit.Close())
	}
}
