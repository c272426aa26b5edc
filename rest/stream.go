package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// Stream makes a call of effect [Read] that answers with a document instead of
// an envelope, such as a PDF, and copies it into w as it comes. Nothing of it
// is held in memory, and [Config.MaxBody] does not bound it. A failure is
// repeated as long as nothing was written; after that the error says so, and
// the count of bytes how much was.
func Stream(ctx context.Context, c *Client, call Call, w io.Writer, opts ...CallOption) (int64, error) {
	o := collectOptions(opts)
	ctx, cancel := c.bound(ctx, &o)
	defer cancel()
	var reply objectAnswer[None]
	x, err := c.newExchange(ctx, &call, &o, &reply)
	if err != nil {
		return 0, err
	}
	x.document = &document{to: w}
	x.req.Header["Accept"] = anyType
	err = x.run()
	return x.document.written, err
}

var anyType = []string{"*/*"}

// document is where an answer without an envelope goes.
type document struct {
	to      io.Writer
	written int64
	failure error // of the writer
}

// Write remembers whether it is the writer that fails.
func (d *document) Write(p []byte) (int, error) {
	n, err := d.to.Write(p)
	d.written += int64(n)
	d.failure = err
	return n, err
}

// isDocument tells a document from an envelope that tells of a failure.
func (x *exchange) isDocument(r *http.Response) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return x.document != nil && r.StatusCode/100 == 2 && strings.TrimSpace(kind) != jsonType[0]
}

// copyDocument hands a document on. What was written cannot be taken back, so
// a failure half way is final.
func (x *exchange) copyDocument(r *http.Response) (verdict, *Error) {
	n, err := io.Copy(x.document, r.Body)
	x.received = n
	switch {
	case err == nil && n > 0:
		return succeeded, nil
	case err == nil:
		err = errors.New("the answer is empty")
	case x.document.failure != nil:
		return refused, x.failed("the document cannot be written", x.document.failure)
	}
	v, e := x.unreadable(withoutURL(err, x.secrets()))
	if x.document.written > 0 {
		v, e.Message = refused, "the document broke off"
	}
	return v, e
}
