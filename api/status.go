package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quarry/fault"
	"quarry/hw"
	"quarry/prover/lineup"
)

// Hardware is what the server's machine and its workers have.
type Hardware struct {
	CPU      CPU       `json:"cpu" doc:"The server's processor."`
	Memory   Memory    `json:"memory" doc:"The server's memory."`
	Backends []Backend `json:"backends" nullable:"false" doc:"The backends, best first."`
	// Workers are those of the line-up, here or elsewhere.
	Workers []lineup.WorkerInfo `json:"workers" nullable:"false" doc:"The workers that were heard of lately."`
}

// CPU is a processor.
type CPU struct {
	Model        string   `json:"model" doc:"What it calls itself."`
	Arch         string   `json:"arch" doc:"Go's name of the architecture."`
	Features     []string `json:"features" nullable:"false" doc:"Those that backends make use of."`
	Cores        int      `json:"cores" doc:"How many the server may use."`
	MachineCores int      `json:"machine_cores" doc:"How many there are."`
	L2Bytes      int      `json:"l2_bytes" doc:"The cache of a core; 0 if unknown."`
	L3Bytes      int      `json:"l3_bytes" doc:"The cache of all cores; 0 if unknown."`
}

// Memory is main memory; 0 stands for what is not known, or no limit.
type Memory struct {
	TotalBytes      int64 `json:"total_bytes" doc:"The machine's."`
	AvailableBytes  int64 `json:"available_bytes" doc:"What is free or can be freed."`
	GroupLimitBytes int64 `json:"group_limit_bytes" doc:"The limit of the control group."`
	GroupUsedBytes  int64 `json:"group_used_bytes" doc:"What the control group uses."`
	BudgetBytes     int64 `json:"budget_bytes" doc:"What proofs may use together now."`
}

// Backend is one way to prove.
type Backend struct {
	Name    string `json:"name" doc:"By which it is asked for."`
	About   string `json:"about" doc:"What it is."`
	Usable  bool   `json:"usable" doc:"Whether it runs on the server's machine."`
	Problem string `json:"problem,omitempty" doc:"Why it does not run here."`
}

// Stats is the line-up at a glance.
type Stats struct {
	lineup.Stats
	Version       string  `json:"version"`
	UptimeSeconds float64 `json:"uptime_seconds"`
	Streams       int     `json:"streams" doc:"How many streams of events are open."`
}

// Health says that the server lives, or that it takes jobs.
type Health struct {
	Status string `json:"status" example:"ok" doc:"ok."`
}

// lineupRoutes tell of the line-up.
func (s *Server) lineupRoutes() {
	register(s, huma.Operation{
		OperationID: "hardware", Method: http.MethodGet, Path: "/v1/hardware", Tags: []string{tagServer},
		Summary: "What the server proves with", Description: "Which jobs workers run is shown to admins only.",
	}, ScopeRead, s.hardware)
	register(s, huma.Operation{
		OperationID: "stats", Method: http.MethodGet, Path: "/v1/stats", Tags: []string{tagServer},
		Summary: "The line-up at a glance", Description: "Counts of everybody's jobs. Which of them workers run is shown to admins only.",
	}, ScopeRead, s.stats)
}

// serverRoutes tell how the server is.
func (s *Server) serverRoutes() {
	register(s, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/healthz", Tags: []string{tagServer},
		Summary: "Whether the server lives",
	}, "", func(context.Context, *struct{}) (*struct{ Body Health }, error) {
		return &struct{ Body Health }{Health{"ok"}}, nil
	})
	register(s, huma.Operation{
		OperationID: "ready", Method: http.MethodGet, Path: "/readyz", Tags: []string{tagServer},
		Summary: "Whether the server takes jobs", Description: "503 while it starts or stops, or when its store can't be written.",
	}, "", func(ctx context.Context, _ *struct{}) (*struct{ Body Health }, error) {
		if err := s.ready(ctx); err != nil {
			return nil, err
		}
		return &struct{ Body Health }{Health{"ok"}}, nil
	})
	register(s, huma.Operation{
		OperationID: "metrics", Method: http.MethodGet, Path: "/metrics", Tags: []string{tagServer},
		Summary: "Metrics for Prometheus",
		Responses: map[string]*huma.Response{"200": {Description: "The metrics", Content: map[string]*huma.MediaType{
			"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}},
		}}},
	}, ScopeMetrics, func(context.Context, *struct{}) (*huma.StreamResponse, error) {
		return answer(func(w http.ResponseWriter, r *http.Request) error {
			s.metricsHandler.ServeHTTP(w, r)
			return nil
		}, s), nil
	})
}

// ready says why the server takes no jobs now, nil if it does.
func (s *Server) ready(ctx context.Context) error {
	select {
	case <-s.draining:
		return Later(fault.New(CodeNotReady, "the server stops"), stoppedRetry)
	default:
	}
	if s.config.Lineup == nil {
		return nil
	}
	if err := s.config.Lineup.Ready(ctx); err != nil {
		return Later(err, stoppedRetry)
	}
	return nil
}

// workers are what an identity may see of the workers: whose jobs run is an
// admin's affair.
func workers(ctx context.Context, all []lineup.WorkerInfo) []lineup.WorkerInfo {
	shown := make([]lineup.WorkerInfo, len(all))
	copy(shown, all)
	if who, _ := IdentityFrom(ctx); !who.Admin() {
		for i := range shown {
			shown[i].Running = nil
		}
	}
	return shown
}

func (s *Server) hardware(ctx context.Context, _ *struct{}) (*struct{ Body Hardware }, error) {
	stats, err := s.config.Lineup.Stats(ctx)
	if err != nil {
		return nil, err
	}
	m := hw.Probe()
	h := Hardware{
		CPU: CPU{
			Model: m.CPU.Model, Arch: m.CPU.Arch, Features: append([]string{}, m.CPU.Features...), Cores: m.CPU.Cores,
			MachineCores: m.CPU.MachineCores, L2Bytes: m.CPU.L2, L3Bytes: m.CPU.L3,
		},
		Memory: Memory{
			TotalBytes: m.Memory.Total, AvailableBytes: m.Memory.Available, GroupLimitBytes: m.Memory.GroupLimit,
			GroupUsedBytes: m.Memory.GroupUsed, BudgetBytes: m.Memory.Budget(),
		},
		Backends: []Backend{}, Workers: workers(ctx, stats.Workers),
	}
	for _, b := range s.config.Backends {
		shown := Backend{Name: b.Name, About: b.About, Usable: b.Problem == nil}
		if b.Problem != nil {
			shown.Problem = b.Problem.Error()
		}
		h.Backends = append(h.Backends, shown)
	}
	return &struct{ Body Hardware }{h}, nil
}

func (s *Server) stats(ctx context.Context, _ *struct{}) (*struct{ Body Stats }, error) {
	stats, err := s.config.Lineup.Stats(ctx)
	if err != nil {
		return nil, err
	}
	stats.Workers = workers(ctx, stats.Workers)
	return &struct{ Body Stats }{Stats{
		Stats: stats, Version: s.config.Version, UptimeSeconds: time.Since(s.started).Seconds(), Streams: s.streams.count(),
	}}, nil
}
