-- getAccessStatus of a random customer: half the time for a film that he owns, else for any.
local customers = tonumber(os.getenv("CLEENG_BENCH_CUSTOMERS"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
math.randomseed(os.time())
local call = '{"jsonrpc":"2.0","id":1,"method":"getAccessStatus","params":{"customerToken":"%s","offerId":"A%d_US"}}'

function request()
  local n = math.random(0, customers - 1)
  local film = math.random() < 0.5 and (n * 7 + math.random(0, 3) * 391) % 2000 or math.random(0, 1999)
  return wrk.format(nil, nil, nil, string.format(call, string.format("%08d", n) .. string.rep("x", 40), 300000000 + film))
end
