-- An order of a random known customer.
local customers = tonumber(os.getenv("CLEENG_BENCH_CUSTOMERS"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
math.randomseed(os.time())

function request()
  local body = '{"email":"viewer%d@example.com","offer":%d}'
  return wrk.format(nil, nil, nil, string.format(body, math.random(0, customers - 1), math.random(0, 1999)))
end
