-- A bucket of burst turns that refills by one every interval, kept as the time
-- at which it is full again (the generic cell rate algorithm). All times are
-- microseconds of the server's clock.
--
-- KEYS[1]: where that time is kept; no key is a full bucket
-- ARGV: interval, burst, and how long the caller can wait, negative for ever
-- Answers {1, wait} for a turn that was taken, {0, wait} for one that would
-- have come too late and was left.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval, burst, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or now)) + interval
local wait = math.max(0, full - burst * interval - now)
if patience >= 0 and wait > patience then
	return {0, wait}
end
local digits = '%.0f' -- Lua would write large numbers with an exponent
redis.call('SET', KEYS[1], digits:format(full), 'PX', digits:format(math.ceil((full - now) / 1000)))
return {1, wait}
