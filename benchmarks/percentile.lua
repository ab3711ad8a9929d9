-- What wrk prints last: requests a second, 95th percentile in microseconds, errors.
done = function(summary, latency, requests)
   local e = summary.errors
   local errors = e.connect + e.read + e.write + e.status + e.timeout
   io.write(string.format("%f %f %d\n", summary.requests / summary.duration * 1e6,
                          latency:percentile(95), errors))
end
