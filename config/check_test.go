package config

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarry/fault"
)

// filled is All with every default.
func filled(t *testing.T) *All {
	t.Helper()
	all := &All{}
	each(reflect.ValueOf(all).Elem(), func(f reflect.StructField, v reflect.Value) {
		text := f.Tag.Get("default")
		if text == "" {
			return
		}
		switch v.Interface().(type) {
		case time.Duration:
			d, err := time.ParseDuration(text)
			if err != nil {
				t.Fatal(err)
			}
			v.SetInt(int64(d))
		case Size:
			n, err := ParseSize(text)
			if err != nil {
				t.Fatal(err)
			}
			v.SetInt(int64(n))
		case int, int64:
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			v.SetInt(n)
		case float64:
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			v.SetFloat(n)
		case string:
			v.SetString(text)
		}
	})
	return all
}

func each(v reflect.Value, do func(reflect.StructField, reflect.Value)) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Anonymous {
			each(v.Field(i), do)
		} else {
			do(f, v.Field(i))
		}
	}
}

// Defaults are in order; no number or time may be negative, and tags that say
// what the least is can be read.
func TestCheck(t *testing.T) {
	all := filled(t)
	if err := Check(all, nil); err != nil {
		t.Fatal(err)
	}
	numbers := 0
	each(reflect.ValueOf(all).Elem(), func(f reflect.StructField, v reflect.Value) {
		before := reflect.New(f.Type).Elem()
		before.Set(v)
		refused := func(what string) {
			t.Helper()
			numbers++
			err := Check(all, map[string]string{nameOf(f): "flag"})
			if fault.CodeOf(err) != CodeValue || !strings.Contains(err.Error(), nameOf(f)+" (flag)") {
				t.Errorf("%s: %s: %v", nameOf(f), what, err)
			}
		}
		least := f.Tag.Get("least")
		switch v.Kind() {
		case reflect.Int, reflect.Int64:
			v.SetInt(-1)
			refused("-1")
			var err error
			if _, duration := v.Interface().(time.Duration); duration {
				_, err = time.ParseDuration(least)
			} else if least != "" {
				_, err = strconv.ParseInt(least, 10, 64)
			}
			if err != nil {
				t.Errorf("%s: the tag least is %q", nameOf(f), least)
			}
		case reflect.Float64:
			for _, x := range []float64{-1, math.NaN(), math.Inf(1)} {
				v.SetFloat(x)
				refused("no number")
			}
		default:
			if least != "" {
				t.Errorf("%s has a least value, and no values in order", nameOf(f))
			}
		}
		v.Set(before)
	})
	if numbers < 40 {
		t.Errorf("only %d numbers", numbers)
	}
}

func TestCheckForms(t *testing.T) {
	for name, change := range map[string]func(*All){
		"no port":       func(a *All) { a.Listen = "127.0.0.1" },
		"a port's name": func(a *All) { a.RPCListen = "127.0.0.1:nosuchport" },
		"no host":       func(a *All) { a.PublicURL = "prover.example" },
		"other scheme":  func(a *All) { a.PublicURL = "ftp://prover.example" },
		"no folder":     func(a *All) { a.Cgroup = "/nowhere/at/all" },
	} {
		all := filled(t)
		change(all)
		if err := Check(all, nil); fault.CodeOf(err) != CodeValue {
			t.Errorf("%s: %v", name, err)
		}
	}
	all := filled(t)
	all.Listen, all.PublicURL, all.Cgroup = "[::1]:0", "https://prover.example/q", t.TempDir()
	if err := Check(all, nil); err != nil {
		t.Error(err)
	}
}
