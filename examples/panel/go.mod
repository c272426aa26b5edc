module github.com/hostcontrol-go/sdk/examples/panel

go 1.26.0

require github.com/hostcontrol-go/sdk v0.0.0-00010101000000-000000000000

replace github.com/hostcontrol-go/sdk => ../../
