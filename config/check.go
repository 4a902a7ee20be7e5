package config

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"time"

	"quarry/fault"
)

// Check fails if a setting of a filled struct, or of a struct that embeds one,
// has a value that its kind allows and its meaning does not: numbers and times
// below the least (the tag least; 0 where a setting has none), and texts that are
// not of the form that the tag form names. origins say where values come from, by
// name; it may be nil.
func Check(v any, origins map[string]string) error {
	return check(reflect.Indirect(reflect.ValueOf(v)), origins)
}

func check(v reflect.Value, origins map[string]string) error {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if err := check(v.Field(i), origins); err != nil {
				return err
			}
			continue
		}
		if f.Tag.Get("name") == "" {
			continue // no setting
		}
		what := wrong(v.Field(i), f.Tag)
		if what == nil {
			continue
		}
		name := nameOf(f)
		if origin := origins[name]; origin != "" {
			name += " (" + origin + ")"
		}
		return what.At("%s", name)
	}
	return nil
}

// wrong is what is wrong with a value, nil if nothing is.
func wrong(v reflect.Value, tag reflect.StructTag) *fault.Error {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		if d, ok := v.Interface().(time.Duration); ok {
			least, _ := time.ParseDuration(tag.Get("least")) // the tests see to it that there is one
			if d < least {
				return tooSmall(d, least)
			}
			return nil
		}
		least, _ := strconv.ParseInt(tag.Get("least"), 10, 64)
		if v.Int() < least {
			return tooSmall(v.Int(), least)
		}
	case reflect.Float64:
		if f := v.Float(); !(f >= 0) || math.IsInf(f, 1) {
			return fault.New(CodeValue, "%v is no number from 0 on", f)
		}
	case reflect.String:
		if text := v.String(); text != "" {
			return malformed(text, tag.Get("form"))
		}
	}
	return nil
}

func tooSmall(value, least any) *fault.Error {
	return fault.New(CodeValue, "%v is too small: the least is %v", value, least)
}

// The forms that texts may have to have.
const (
	formAddress = "address" // HOST:PORT
	formURL     = "url"     // of a server over HTTP
	formFolder  = "folder"  // that is there
)

func malformed(text, form string) *fault.Error {
	switch form {
	case formAddress:
		_, port, err := net.SplitHostPort(text)
		if err == nil {
			_, err = net.LookupPort("tcp", port)
		}
		if err != nil {
			return fault.New(CodeValue, "%q is no address to listen on", text).WithHint("write HOST:PORT, like 127.0.0.1:7419")
		}
	case formURL:
		if u, err := url.Parse(text); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fault.New(CodeValue, "%q is not the address of a server", fmt.Sprintf("%.200s", text)).WithHint("write https://HOST or http://HOST:PORT")
		}
	case formFolder:
		if info, err := os.Stat(text); err != nil || !info.IsDir() {
			return fault.New(CodeValue, "there is no folder %q", text)
		}
	}
	return nil
}
