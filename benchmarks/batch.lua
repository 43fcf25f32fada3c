-- So many calls of one method in a request, of random customers and films; ids as the PHP client counts them.
local customers = tonumber(os.getenv("CLEENG_BENCH_CUSTOMERS"))
local calls = tonumber(os.getenv("CLEENG_BENCH_CALLS"))
local method = os.getenv("CLEENG_BENCH_METHOD")
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
math.randomseed(os.time())
local call = '{"method":"%s","params":{"customerToken":"%08d%s","offerId":"A%d_US"},"id":%d,"jsonrpc":"2.0"}'

function request()
  local queue = {}
  for id = 1, calls do
    local customer, film = math.random(0, customers - 1), 300000000 + math.random(0, 1999)
    queue[id] = string.format(call, method, customer, string.rep("x", 40), film, id)
  end
  return wrk.format(nil, nil, nil, "[" .. table.concat(queue, ",") .. "]")
end
