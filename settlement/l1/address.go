package l1

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/rpc"
)

// redact returns a URL without what may be secret: user, path and query.
func redact(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Scheme + "://" + u.Host
}

// Quiet returns an error of a request to a node without the URL, which may have a key
// in it.
func Quiet(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// splitListen splits host:port; an empty host means this machine only.
func splitListen(listen string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, err
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if port, err = strconv.Atoi(text); err != nil || port < 0 || port > 65535 {
		return "", 0, errors.New("no port: " + text)
	}
	return host, port, nil
}

// isNoSuchBlock tells whether a node says that it has no block with a tag yet:
// the safe and the finalized one come late on a young chain.
func isNoSuchBlock(err error) bool {
	var answer rpc.Error
	if !errors.As(err, &answer) {
		return false
	}
	text := strings.ToLower(answer.Error())
	return strings.Contains(text, "not found") || strings.Contains(text, "unknown block")
}
