package rest

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
)

// secrets are the values that must not appear in the call's errors: those of
// its credentials and those in its body.
func (x *exchange) secrets() []string {
	secrets := x.client.credentials.secrets()
	if x.token != nil {
		secrets = append(secrets, x.token.AccessToken)
	}
	return appendSecrets(secrets, reflect.ValueOf(x.call.Body), 0)
}

// appendSecrets finds the secrets in a request's body.
func appendSecrets(into []string, v reflect.Value, depth int) []string {
	if !v.IsValid() || depth > 8 {
		return into
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return appendSecrets(into, v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			into = appendSecrets(into, v.Index(i), depth+1)
		}
	case reflect.Struct:
		if s, ok := reflect.TypeAssert[Secret](v); ok {
			return append(into, s.Reveal())
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				into = appendSecrets(into, v.Field(i), depth+1)
			}
		}
	}
	return into
}

// hide replaces every occurrence of a secret.
func hide(text string, secrets []string) string {
	for _, secret := range secrets {
		if secret != "" && text != "" {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	return text
}

// withoutURL takes a transport's error out of its wrapping, which repeats the
// URL with the query, and keeps it only if its text is free of secrets.
func withoutURL(err error, secrets []string) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok && errors.Unwrap(wrapped) != nil {
		err = wrapped.Err
	}
	if text := err.Error(); hide(text, secrets) != text {
		return errors.New(hide(text, secrets))
	}
	return err
}
