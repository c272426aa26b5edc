// Package redis paces the requests of several processes together: they share
// one rate, which is kept in a Redis server.
//
//	limiter, err := redis.NewLimiter(goredis.NewClient(&goredis.Options{Addr: "localhost:6379"}), redis.Options{
//		PerSecond: 10, Burst: 20,
//	})
//	client, err := hostcontrol.New(hostcontrol.WithAPIKey(key), hostcontrol.WithLimiter(limiter))
//
// Here goredis is github.com/redis/go-redis/v9, whose package is called redis,
// too. Redis 5 or newer is needed, alone or as a cluster.
//
// # Turns
//
// Redis hands out turns: a point of time for each request, by its own clock, so
// that those of the processes need not agree. A process has at most one turn
// ahead and asks for the next when that one has come. Where several wait, each
// process therefore gets as much as any other, however many calls it has
// waiting; within a process, calls go in the order in which they came.
//
// A turn that a call no longer wants goes to the next call of the process. What
// a process that dies can take with it is a single turn.
//
// # When Redis is away
//
// Without [Options.Fallback] a call that Redis gives no turn to fails with
// [ErrUnavailable] before anything is sent. With it, the calls are paced by the
// fallback meanwhile, each process by its own: a share of the rate that all
// processes together may have is a good choice. Either way Redis is left alone
// for a second before it is asked again, so that a server that does not answer
// holds up one call of a process in a second and not each of them. What Redis
// loses when it starts anew is how much of the burst was used up.
package redis
