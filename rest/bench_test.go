package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/rest"
)

// The benchmarks set the SDK beside the same work done by hand with net/http
// and encoding/json: same payloads, same transport, same result types.

// benchObject has the make-up of the platform's objects: ids, flags, texts,
// timestamps, a nested object. It takes about 650 bytes on the wire.
type benchObject struct {
	ID           int64     `json:"id"`
	Name         string    `json:"name"`
	Email        string    `json:"email"`
	Organisation string    `json:"organisation"`
	Address      string    `json:"address"`
	Zipcode      string    `json:"zipcode"`
	City         string    `json:"city"`
	State        string    `json:"state"`
	Voice        string    `json:"voice"`
	Fax          string    `json:"fax"`
	Country      benchPair `json:"country"`
	Label        benchPair `json:"label"`
	Tags         []string  `json:"tags"`
	Enabled      bool      `json:"is_enabled"`
	Verified     bool      `json:"is_verified"`
	Fraud        bool      `json:"is_fraud"`
	NSEnabled    bool      `json:"is_ns_management_enabled"`
	Created      time.Time `json:"created"`
	Updated      time.Time `json:"updated"`
}

type benchPair struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// restObject is what the SDK decodes into: the same, and what it does not know.
type restObject struct {
	benchObject
	Unknown jsontext.Value `json:",embed"`
}

func benchItem(id int) benchObject {
	created := time.Date(2026, 1, 5, 9, 0, 0, 123456000, time.UTC).Add(time.Duration(id) * time.Second)
	return benchObject{
		ID: int64(id), Name: "Jane Roe", Email: fmt.Sprintf("jane.roe.%d@example.org", id),
		Organisation: "Example Organisation", Address: "Sample Lane 7, second floor, left", Zipcode: "3511AB",
		City: "Utrecht", State: "Utrecht", Voice: "+31.301234567", Country: benchPair{"NL", "Netherlands"},
		Label: benchPair{"0f0e0d0c-1111-4222-8333-444455556666", "Example Hosting"}, Tags: []string{"vip", "newsletter"},
		Enabled: true, Verified: true, NSEnabled: true, Created: created, Updated: created.Add(time.Hour),
	}
}

func benchOne() []byte {
	body, _ := json.Marshal(map[string]any{"result": benchItem(35), "success": true})
	return body
}

func benchPage(limit, offset, total int) []byte {
	items := make([]benchObject, 0, limit)
	for i := offset; i < min(offset+limit, total); i++ {
		items = append(items, benchItem(i+1))
	}
	body, _ := json.Marshal(map[string]any{
		"result": items, "success": true, "total": total, "limit": limit, "offset": offset,
	})
	return body
}

// memory answers every request at once, from the offset in its query.
type memory struct {
	one   []byte
	pages map[string][]byte
	delay time.Duration
}

func (m *memory) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.delay > 0 {
		<-time.After(m.delay)
	}
	body := m.one
	if r.URL.RawQuery != "" {
		body = m.pages[offsetOf(r.URL.RawQuery)]
	}
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: jsonHeader, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)),
	}, nil
}

var jsonHeader = http.Header{"Content-Type": {"application/json"}}

func offsetOf(rawQuery string) string {
	values, _ := url.ParseQuery(rawQuery)
	return values.Get("offset")
}

const benchTotal = 10_000

func newMemory() *memory {
	m := &memory{one: benchOne(), pages: map[string][]byte{}}
	for offset := 0; offset <= benchTotal; offset += 100 {
		m.pages[strconv.Itoa(offset)] = benchPage(100, offset, benchTotal)
	}
	return m
}

func benchClient(tb testing.TB, baseURL string, transport http.RoundTripper) *rest.Client {
	tb.Helper()
	c, err := rest.New(rest.Config{
		BaseURL:     baseURL,
		Credentials: rest.APIKey(rest.NewSecret("bench-key"), ""),
		HTTPClient:  &http.Client{Transport: transport},
		Limiter:     rest.Unlimited(),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func getSDK(ctx context.Context, c *rest.Client) error {
	_, err := rest.Do[restObject](ctx, c, rest.Call{
		Operation: "bench.get", Method: http.MethodGet, Path: rest.At("/customer/{customer_id}", "35"), Effect: rest.Read,
	})
	return err
}

// getBare is the call a careful programmer writes by hand.
func getBare(ctx context.Context, hc *http.Client, baseURL string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURL+"/customer/"+url.PathEscape("35"), nil)
	if err != nil {
		return err
	}
	r.Header.Set("X-APIKEY", "bench-key")
	r.Header.Set("Accept", "application/json")
	resp, err := hc.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var reply struct {
		Success bool         `json:"success"`
		Result  *benchObject `json:"result"`
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return err
	}
	if !reply.Success || reply.Result == nil {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func listSDK(ctx context.Context, c *rest.Client, opts ...rest.CallOption) (n int, err error) {
	items := rest.All(ctx, c, rest.Call{
		Operation: "bench.list", Method: http.MethodGet, Path: rest.At("/customer"), Effect: rest.Read,
	}, func(o *restObject) int64 { return o.ID }, opts...)
	for _, err := range items {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func listBare(ctx context.Context, hc *http.Client, baseURL string) (n int, err error) {
	for offset, total := 0, 1; offset < total; {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURL+"/customer?limit=100&offset="+strconv.Itoa(offset), nil)
		if err != nil {
			return n, err
		}
		r.Header.Set("X-APIKEY", "bench-key")
		r.Header.Set("Accept", "application/json")
		resp, err := hc.Do(r)
		if err != nil {
			return n, err
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			return n, err
		}
		var reply struct {
			Success bool          `json:"success"`
			Result  []benchObject `json:"result"`
			Total   int           `json:"total"`
		}
		if err := json.Unmarshal(body, &reply); err != nil {
			return n, err
		}
		n += len(reply.Result)
		offset += len(reply.Result)
		total = reply.Total
	}
	return n, nil
}

func BenchmarkGet(b *testing.B) {
	mem := newMemory()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = jsonHeader["Content-Type"]
		_, _ = w.Write(mem.one)
	}))
	defer server.Close()
	for _, where := range []struct {
		name, url string
		transport http.RoundTripper
	}{
		{"memory", "https://api.example.com/api/v1", mem},
		{"loopback", server.URL, rest.NewTransport()},
	} {
		hc := &http.Client{Transport: where.transport}
		c := benchClient(b, where.url, where.transport)
		b.Run(where.name+"/bare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := getBare(b.Context(), hc, where.url); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(where.name+"/sdk", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := getSDK(b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkList10000(b *testing.B) {
	mem := newMemory()
	hc := &http.Client{Transport: mem}
	const base = "https://api.example.com/api/v1"
	c := benchClient(b, base, mem)
	b.Run("memory/bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if n, err := listBare(b.Context(), hc, base); err != nil || n != benchTotal {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("memory/sdk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if n, err := listSDK(b.Context(), c); err != nil || n != benchTotal {
				b.Fatal(n, err)
			}
		}
	})
}

func BenchmarkPrefetch(b *testing.B) {
	mem := newMemory()
	mem.delay = 5 * time.Millisecond
	c := benchClient(b, "https://api.example.com/api/v1", mem)
	for _, ahead := range []int{0, 1, 4} {
		b.Run(strconv.Itoa(ahead)+" ahead", func(b *testing.B) {
			for b.Loop() {
				if n, err := listSDK(b.Context(), c, rest.WithPrefetch(ahead)); err != nil || n != benchTotal {
					b.Fatal(n, err)
				}
			}
		})
	}
}
