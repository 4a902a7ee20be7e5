package daemon

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Ready tells systemd, if it is what started the service, that it is ready.
func Ready() { _, _ = daemon.SdNotify(false, daemon.SdNotifyReady) }

// Stopping tells systemd that the service has begun to stop, and asks for so
// much time to do it.
func Stopping(within time.Duration) {
	_, _ = daemon.SdNotify(false, daemon.SdNotifyStopping+"\nEXTEND_TIMEOUT_USEC="+strconv.FormatInt(within.Microseconds(), 10))
}

// Watchdog tells systemd, if it asks for that, that the service lives, as long as
// alive returns without an error; until ctx is done.
func Watchdog(ctx context.Context, alive func(context.Context) error, log *slog.Logger) {
	within, err := daemon.SdWatchdogEnabled(false)
	if err != nil || within == 0 {
		return
	}
	tick := time.NewTicker(within / 3)
	defer tick.Stop()
	for {
		asked, cancel := context.WithTimeout(ctx, within/3)
		err := alive(asked)
		cancel()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("the service does not answer", "error", err)
		default:
			_, _ = daemon.SdNotify(false, daemon.SdNotifyWatchdog)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
