// Command bare makes a call with the standard library alone. It is the
// measure for what importing the SDK adds to a program.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

func main() {
	r, err := http.NewRequest(http.MethodGet, os.Args[1]+"/customer/35", nil)
	if err != nil {
		panic(err)
	}
	r.Header.Set("X-APIKEY", os.Args[2])
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	var reply struct {
		Result struct {
			ID int64 `json:"id"`
		} `json:"result"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil {
		panic(err)
	}
	fmt.Println(reply.Result.ID)
}
