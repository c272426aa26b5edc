module github.com/hostcontrol-go/sdk/examples/panel

go 1.26.0

require github.com/hostcontrol-go/sdk v0.0.0-00010101000000-000000000000

require (
	github.com/bojanz/currency v1.4.2 // indirect
	github.com/chromedp/cdproto v0.159.0 // indirect
	github.com/chromedp/chromedp v0.23.0 // indirect
	github.com/cockroachdb/apd/v3 v3.2.1 // indirect
	github.com/go-json-experiment/json v1.27.2 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/hostcontrol-go/sdk => ../../
