package mirror

import (
	"context"
	"slices"
)

// MigrateFurther takes the tables through steps that a later version might have.
func (m *Mirror) MigrateFurther(ctx context.Context, steps ...[]string) error {
	return m.migrate(ctx, append(slices.Clip(migrations), steps...))
}
