package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// buy makes a key, stores it, and requests the certificate. A key is thrown
// away only where it is certain that no certificate was bought for it.
func buy(ctx context.Context, client *hostcontrol.Client, asked *request, folder *os.Root, out io.Writer) (ssl.ID, error) {
	key, csr, err := ssl.NewKeyAndCSR(asked.names...)
	if err != nil {
		return "", fmt.Errorf("-names: %w", err)
	}
	name := fileName(asked.names[0], ".key")
	if err := storeKey(folder, name, key); err != nil {
		return "", err
	}
	asked.params.CSR = csr
	requested, err := client.SSL.Request(ctx, asked.params)
	switch {
	case errors.Is(err, hostcontrol.ErrOutcomeUnknown):
		return "", fmt.Errorf("the key stays in %s: %w", name, err)
	case err != nil:
		return "", errors.Join(err, folder.Remove(name))
	}
	fmt.Fprintf(out, "The key is in %s.\n", name)
	fmt.Fprintf(out, "Certificate %s is requested; -follow looks at it again.\n", requested.ID)
	return requested.ID, nil
}

// fileName is made of the name of a host, or of all hosts below one, in the
// form in which the platform shows it. That such a name stays within the folder
// is for the folder to see to.
func fileName(host, ending string) string {
	below, all := strings.CutPrefix(host, "*.")
	if name, err := domains.ParseName(below); err == nil {
		below = name.String()
	}
	if all {
		below = "_." + below
	}
	return below + ending
}

// storeKey writes a key into a new file: one that is there belongs to another
// certificate.
func storeKey(folder *os.Root, name string, key rest.Secret) error {
	file, err := folder.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(key.Reveal())
	return errors.Join(err, file.Sync(), file.Close())
}
