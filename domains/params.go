package domains

import "time"

// stampLayout is how the platform writes times.
const stampLayout = "2006-01-02T15:04:05.000000-07:00"

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }
