// Package overview collects what the platform knows about one customer: all
// that the tabs of the customer's screen in the Reseller Area show, in one call.
//
//	screen, err := client.Overview.Get(ctx, 35, overview.Options{})
//	if err != nil {
//		return err // there is no such customer, or he cannot be read
//	}
//	for _, domain := range screen.Domains.Items {
//		fmt.Println(domain.Name, domain.Status)
//	}
//
// The parts are read at the same time, and each stands for itself: where one
// cannot be read, its [Part.Err] says why, and the others are there all the same.
// [Overview.Err] is the error of all of them.
//
// A [Service] is made of a [rest.Client]; a client of package hostcontrol has
// one.
package overview
