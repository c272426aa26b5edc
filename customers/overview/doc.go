// Package overview collects what the platform knows about one customer: all
// that the tabs of the customer's screen in the Reseller Area show, in one call.
//
//	screen, err := overview.New(client.REST()).Get(ctx, 35, overview.Options{})
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
// A [Service] is made of a [rest.Client], such as the one that a client of
// package hostcontrol gives as REST. It stands on the packages of all services,
// which is why it is neither a part of package customers nor of that client.
package overview
