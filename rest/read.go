package rest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// buffers holds the memory that answers are read into. Decoding copies what
// it keeps, so that a buffer goes back as soon as an answer is decoded.
var buffers = sync.Pool{New: func() any {
	buffer := make([]byte, 0, minPooled)
	return &buffer
}}

// minPooled is what a buffer begins with, maxPooled the largest that is kept.
const (
	minPooled = 8 << 10
	maxPooled = 1 << 20
)

// readAnswer reads and decodes an answer and leaves its verdict. The retry
// engine calls it for every response.
func (x *exchange) readAnswer(r *http.Response) error {
	x.read = true
	x.status, x.header = r.StatusCode, r.Header
	if x.isDocument(r) {
		x.verdict, x.failure = x.copyDocument(r)
		_ = r.Body.Close()
		return x.settled()
	}
	buffer := buffers.Get().(*[]byte)
	body, err := readBody(r, (*buffer)[:0], x.client.maxBody)
	_ = r.Body.Close()
	x.received = int64(len(body))
	if x.opts.capture != nil {
		x.captured = append([]byte(nil), body...)
	}
	x.verdict, x.failure = x.judge(body, err)
	if cap(body) <= maxPooled {
		*buffer = body[:0]
		buffers.Put(buffer)
	}
	return x.settled()
}

// settled gives the failure of the attempt, if it is one.
func (x *exchange) settled() error {
	if x.failure != nil {
		return x.failure
	}
	return nil
}

var errTooLarge = errors.New("the answer is larger than the client's limit")

// readBody reads a whole body into memory of about its size.
func readBody(r *http.Response, into []byte, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return into, errTooLarge
	}
	if want := r.ContentLength + 1; want > int64(cap(into)) {
		into = make([]byte, 0, want)
	}
	for {
		if len(into) == cap(into) {
			into = append(into, 0)[:len(into)]
		}
		n, err := r.Body.Read(into[len(into):cap(into)])
		into = into[:len(into)+n]
		switch {
		case int64(len(into)) > limit:
			return into, errTooLarge
		case err == io.EOF:
			return into, nil
		case err != nil:
			return into, err
		}
	}
}

// judge decides what an answer means, by its status, its envelope and whether
// it could be read at all.
func (x *exchange) judge(body []byte, readErr error) (verdict, *Error) {
	if readErr != nil {
		return x.unreadable(withoutURL(readErr, x.secrets()))
	}
	if x.status >= 300 {
		return x.judgeStatus(body)
	}
	if len(body) == 0 {
		if x.status == http.StatusNoContent && !x.into.empty() {
			return succeeded, nil
		}
		return x.unreadable(errors.New("the answer is empty"))
	}
	err := x.into.decode(body)
	verdict := x.into.envelope()
	if err != nil {
		if verdict, _ = readVerdict(body); verdict == nil {
			return x.unreadable(x.notJSON(body))
		}
	}
	if hasError(verdict.Error) {
		return x.refuse(readRefusal(verdict.Error))
	}
	if !verdict.Success {
		return x.unsuccessful(body)
	}
	return x.judgeResult(err)
}

// unsuccessful: an envelope that says false without a reason is a refusal;
// one that says nothing at all is not the platform's.
func (x *exchange) unsuccessful(body []byte) (verdict, *Error) {
	if bare := readBare(body); bare.code != "" || bare.message != "" {
		return x.refuse(bare)
	}
	return lost, x.failed("the answer does not say that the call succeeded", nil)
}

// judgeResult: the platform says it did what was asked; whether the result
// can be used is another matter, and does not undo it.
func (x *exchange) judgeResult(decodeErr error) (verdict, *Error) {
	if x.document != nil {
		return refused, x.failed("the answer is an envelope where a document was expected", nil)
	}
	if decodeErr == nil && !x.into.empty() {
		return succeeded, nil
	}
	v := refused
	if x.call.Effect == Once {
		v = acknowledged
	}
	if decodeErr != nil {
		return v, x.failed("", decodeErr)
	}
	return v, x.failed("the answer holds no result", nil)
}

// judgeStatus: an answer other than 2xx, with or without an envelope.
func (x *exchange) judgeStatus(body []byte) (verdict, *Error) {
	var r refusal
	if jsontext.Value(body).Kind() == jsontext.KindBeginObject {
		r = readBare(body)
	}
	if r.code == "" && r.message == "" && len(r.fields) == 0 {
		r.message = x.describe(body)
	}
	_, e := x.refuse(r)
	e.RetryAfter = retryAfter(x.header)
	switch {
	case x.status == http.StatusTooManyRequests:
		return throttled, e
	case x.status == http.StatusUnauthorized && x.token != nil:
		return unauthorize, e
	case x.status >= 500, x.status == http.StatusRequestTimeout, x.status < 400:
		return lost, e
	}
	return refused, e
}

// refuse makes the error for a refusal.
func (x *exchange) refuse(r refusal) (verdict, *Error) {
	secrets := x.secrets()
	e := x.failed(hide(r.message, secrets), nil)
	e.Code = Code(hide(string(r.code), secrets))
	e.Fields = r.fields
	for i, field := range e.Fields {
		e.Fields[i].Message = hide(field.Message, secrets)
	}
	switch e.Code {
	case CodeRateLimited:
		e.RetryAfter = retryAfter(x.header)
		return throttled, e
	case CodeInternalError:
		return lost, e
	}
	return refused, e
}

// unreadable: something came back, but not an answer.
func (x *exchange) unreadable(cause error) (verdict, *Error) {
	e := x.failed("", cause)
	e.kind = ErrNoAnswer
	if x.status >= 400 {
		e.kind = nil // the status tells more
	}
	switch {
	case x.status == http.StatusTooManyRequests:
		e.RetryAfter = retryAfter(x.header)
		return throttled, e
	case x.status >= 400 && x.status < 500 && x.status != http.StatusRequestTimeout:
		return refused, e
	case errors.Is(cause, errTooLarge) && x.call.Effect != Once:
		return refused, e
	}
	return lost, e
}

func hasError(raw jsontext.Value) bool {
	return len(raw) > 0 && raw.Kind() != jsontext.KindNull && raw.Kind() != jsontext.KindFalse && string(raw) != `""`
}

func (x *exchange) notJSON(body []byte) error {
	return fmt.Errorf("%w: %s", errNotJSON, x.describe(body))
}

// describe tells what kind of thing was answered instead of JSON: its type
// and the title or first words of it.
func (x *exchange) describe(body []byte) string {
	if x.status >= 300 && x.status < 400 {
		return x.describeRedirect()
	}
	if len(body) == 0 {
		return "the answer is empty"
	}
	kind, _, _ := strings.Cut(x.header.Get("Content-Type"), ";")
	if kind == "" {
		kind = "untyped"
	}
	return hide(printable(kind)+" answer: "+snippet(body), x.secrets())
}

// describeRedirect names where a redirect that is not followed leads, without
// the path and query, which may hold anything.
func (x *exchange) describeRedirect() string {
	to, err := url.Parse(x.header.Get("Location"))
	if err != nil || to.Host == "" {
		return "redirect refused"
	}
	return "redirect to " + to.Scheme + "://" + to.Host + " refused"
}

const snippetLength = 120

func snippet(body []byte) string {
	s := string(body[:min(len(body), 4096)])
	if _, after, found := strings.Cut(s, "<title>"); found {
		s, _, _ = strings.Cut(after, "</title>")
	}
	s = printable(strings.Join(strings.Fields(s), " "))
	if len(s) > snippetLength {
		s = strings.ToValidUTF8(s[:snippetLength], "") + "…"
	}
	return s
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}
