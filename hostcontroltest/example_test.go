package hostcontroltest_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// A fault that strikes after the commit hides that the request was carried out.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{
		Customers: 1,
		Faults: []hostcontroltest.Fault{
			{Method: "POST", Path: "/customer/*/login-as", Kind: hostcontroltest.FaultHTML, AfterCommit: true},
		},
	})
	defer srv.Close()

	req, err := http.NewRequest("POST", srv.URL+"/customer/1/login-as", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("X-APIKEY", srv.APIKey)
	resp, err := srv.Client().Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)

	seen := srv.Requests()[0]
	fmt.Println(resp.StatusCode, seen.Operation, "committed:", seen.Committed)
	// Output: 502 customers.loginAs committed: true
}
