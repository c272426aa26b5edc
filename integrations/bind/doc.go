// Package bind reads and writes zones as the zone files of BIND, so that a
// zone can be moved to the platform, kept under version control or taken away.
//
//	records, err := bind.Parse(file, "example.com")
//	change, err := zones.Apply(ctx, "example.com", records)
//
// Types that DNS does not know, such as the platform's redirects, are kept in
// comments, which name servers pass over and [Parse] reads:
//
//	;hostcontrol: old.example.com. 3600 URL https://example.net/
package bind
