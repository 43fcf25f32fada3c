-- Pays for one film after another, each for another signed-in customer: lines "offer cookie" of a file.
local buyers, seed, count = io.open(os.getenv("CLEENG_BENCH_BUYERS")), os.time(), 0
local form = os.getenv("CLEENG_BENCH_FORM")
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Origin"] = os.getenv("CLEENG_BENCH_ORIGIN")

function request()
  local offer, cookie = buyers:read("*l"):match("^(%S+) (.+)$")
  count = count + 1
  wrk.headers["Cookie"] = cookie
  return wrk.format(nil, "/checkout/" .. offer, nil, form .. string.format("&payment_id=bench%x%08d", seed, count))
end
