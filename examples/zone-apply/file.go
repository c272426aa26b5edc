package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// zone is what a file says.
type zone struct {
	records []domains.Record
	lines   []int // where each record stands, from 1
}

// readFile reads a zone. A file without records is more likely a mistake than
// a zone that is to be empty.
func readFile(path, domain string) (*zone, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("-file: %w", err)
	}
	defer file.Close()
	z, err := readZone(file, domain)
	if err == nil && len(z.records) == 0 {
		err = errors.New("there are no records")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return z, nil
}

// readZone reads a record from each line: name, TTL if there is one, type and
// content. As in the zone files of name servers, names are those below the
// domain unless a dot ends them, and @ is the domain itself. Lines that begin
// with # are comments. All that is wrong is told at once.
//
// Package integrations/bind reads what such files say besides.
func readZone(r io.Reader, domain string) (*zone, error) {
	var (
		z     zone
		wrong []error
	)
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		record, err := readRecord(line, domain)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d: %w", number, err))
		}
		z.records, z.lines = append(z.records, record), append(z.lines, number)
	}
	return &z, errors.Join(append(wrong, lines.Err())...)
}

func readRecord(line, domain string) (domains.Record, error) {
	var r domains.Record
	name, rest := word(line)
	kind, content := word(rest)
	if ttl, err := strconv.Atoi(kind); err == nil {
		r.TTL = ttl
		kind, content = word(content)
	}
	if content == "" {
		return r, errors.New("a record has a name, a type and a content")
	}
	if name != "@" && !strings.HasSuffix(name, ".") {
		name += "." + domain
	}
	r.Name, r.Type, r.Content = name, domains.RecordType(strings.ToUpper(kind)), content
	if r.Type == domains.TypeMX {
		return withPriority(r)
	}
	return r, nil
}

// withPriority moves the priority to where the platform has it. That of SRV
// records the SDK finds by itself.
func withPriority(r domains.Record) (domains.Record, error) {
	first, host := word(r.Content)
	priority, err := strconv.Atoi(first)
	if err != nil || host == "" {
		return r, errors.New("the content of an MX record is a priority and a host")
	}
	r.Priority, r.Content = &priority, host
	return r, nil
}

// word cuts the first word off.
func word(text string) (first, rest string) {
	end := strings.IndexAny(text, " \t")
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimLeft(text[end:], " \t")
}

// place is how the SDK and the platform call a field of a record.
var place = regexp.MustCompile(`records\.(\d+)\.?`)

// explain tells what is wrong with records by the lines on which they stand.
func (z *zone) explain(out io.Writer, err error) error {
	refusal, ok := errors.AsType[*hostcontrol.Error](err)
	if !ok || len(refusal.Fields) == 0 {
		return err
	}
	for _, field := range refusal.Fields {
		fmt.Fprintln(out, place.ReplaceAllStringFunc(field.Error(), z.line))
	}
	return fmt.Errorf("nothing was changed: %w", hostcontrol.ErrValidation)
}

// line gives "line 4 " for "records.2." and "line 4" for "records.2".
func (z *zone) line(position string) string {
	digits := place.FindStringSubmatch(position)[1]
	i, err := strconv.Atoi(digits)
	if err != nil || i >= len(z.lines) {
		return position
	}
	text := fmt.Sprintf("line %d", z.lines[i])
	if strings.HasSuffix(position, ".") {
		text += " "
	}
	return text
}
